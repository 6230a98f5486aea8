"""The queues' lengths: live for staff, on marks for the public."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduling.models import ChannelQueue
from scheduling.queries import public_queue, queue_lengths
from scheduling.rules.public_queue import QueueState
from scheduling.services import post_queue
from tests.scheduling.seats import CHAT, NOW, PHONE, at

pytestmark = pytest.mark.django_db


def test_staff_see_the_length_at_once_and_the_public_at_the_next_mark() -> None:
    post_queue(CHAT, 2, False, at(19, 3))
    assert queue_lengths() == {PHONE: 0, CHAT: 2}
    assert public_queue(CHAT, at(19, 9)) is QueueState.OPEN
    assert public_queue(CHAT, at(19, 10)) is QueueState.BUSY


def test_a_full_queue_shows_until_the_mark_after_it_emptied() -> None:
    post_queue(CHAT, 6, True, at(19, 3))
    post_queue(CHAT, 0, False, at(19, 14))
    assert public_queue(CHAT, at(19, 19)) is QueueState.FULL
    assert public_queue(CHAT, at(19, 20)) is QueueState.OPEN


def test_a_queue_nobody_posted_is_open() -> None:
    assert public_queue(PHONE, NOW) is QueueState.OPEN
    assert queue_lengths() == {PHONE: 0, CHAT: 0}


def test_one_row_a_channel_and_one_query_to_read_it(django_assert_num_queries: Callable[[int], Any]) -> None:
    post_queue(CHAT, 1, False, at(19, 3))
    post_queue(CHAT, 2, False, at(19, 4))
    assert ChannelQueue.objects.count() == 1
    with django_assert_num_queries(2):
        public_queue(CHAT, NOW)
        queue_lengths()
