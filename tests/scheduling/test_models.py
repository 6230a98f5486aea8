"""What the database itself refuses, whatever the code above it does."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from helpline.staff.models import Person
from scheduling.models import (
    ChannelQueue,
    CheckIn,
    Engagement,
    ExceptionBlock,
    OpeningBlock,
    OpeningException,
    Pause,
)
from tests.scheduling.seats import NOW, SINCE, at

pytestmark = pytest.mark.django_db

BLOCK = {"channel": "chat", "weekday": 0, "start_minute": 600, "end_minute": 720, "valid_from": SINCE}
EXCEPTION = {"date": date(2027, 2, 1), "channel": "chat", "name_key": "training", "entered_at": NOW}


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "fax"},
        {"weekday": 7},
        {"start_minute": 1440, "end_minute": 1500},
        {"end_minute": 600},
        {"start_minute": 60, "end_minute": 1501},
        {"valid_to": SINCE},
    ],
)
def test_a_block_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    OpeningBlock.objects.create(**BLOCK)
    with pytest.raises(IntegrityError):
        OpeningBlock.objects.create(**{**BLOCK, **wrong})


@pytest.mark.parametrize("wrong", [{"channel": "fax"}, {"name_key": "gossip"}, {}])
def test_an_exception_that_makes_no_sense_or_comes_twice_is_refused(wrong: dict[str, Any]) -> None:
    OpeningException.objects.create(**EXCEPTION)
    with pytest.raises(IntegrityError):
        OpeningException.objects.create(**{**EXCEPTION, **wrong})


def test_an_exception_may_follow_a_removed_one() -> None:
    OpeningException.objects.create(**EXCEPTION, removed_at=NOW)
    OpeningException.objects.create(**EXCEPTION)
    assert OpeningException.objects.count() == 2


@pytest.mark.parametrize(("start", "end"), [(1440, 1500), (600, 600), (0, 1441)])
def test_an_exceptions_hours_that_make_no_sense_are_refused(start: int, end: int) -> None:
    exception = OpeningException.objects.create(**EXCEPTION)
    with pytest.raises(IntegrityError):
        ExceptionBlock.objects.create(exception=exception, start_minute=start, end_minute=end)


def test_nobody_is_checked_in_twice(asha: Person) -> None:
    CheckIn.objects.create(person=asha, at=NOW, until=at(20))
    CheckIn.objects.create(person=asha, at=at(21))
    with pytest.raises(IntegrityError):
        CheckIn.objects.create(person=asha, at=at(22))


def test_a_check_in_that_ends_before_it_begins_is_refused(asha: Person) -> None:
    with pytest.raises(IntegrityError):
        CheckIn.objects.create(person=asha, at=NOW, until=at(18))


@pytest.mark.parametrize("until", [None, at(18)])
def test_a_second_pause_or_one_that_ends_before_it_begins_is_refused(asha: Person, until: Any) -> None:
    check_in = CheckIn.objects.create(person=asha, at=NOW)
    Pause.objects.create(check_in=check_in, at=NOW)
    with pytest.raises(IntegrityError):
        Pause.objects.create(check_in=check_in, at=NOW, until=until)


@pytest.mark.parametrize("wrong", [{"n": -1}, {"channel": "fax"}, {"channel": "chat"}])
def test_an_engagement_is_one_number_from_zero_up(asha: Person, wrong: dict[str, Any]) -> None:
    Engagement.objects.create(person=asha, channel="chat")
    with pytest.raises(IntegrityError):
        Engagement.objects.create(**{"person": asha, "channel": "phone", **wrong})


def test_a_queue_is_one_of_the_two_channels() -> None:
    with pytest.raises(IntegrityError):
        ChannelQueue.objects.create(channel="fax", mark=NOW)


def test_rows_name_nobody(asha: Person) -> None:
    check_in = CheckIn.objects.create(person=asha, at=NOW)
    pause = Pause.objects.create(check_in=check_in, at=NOW)
    engagement = Engagement.objects.create(person=asha, channel="chat")
    exception = OpeningException.objects.create(**{**EXCEPTION, "channel": ""})
    block = ExceptionBlock.objects.create(exception=exception, start_minute=600, end_minute=660)
    queue = ChannelQueue.objects.create(channel="chat", mark=NOW)
    assert [str(row) for row in (check_in, pause, engagement, exception, block, queue)] == [
        f"check-in {check_in.pk}", f"pause {pause.pk}", "chat 0", "2027-02-01 both", "600-660", "chat",
    ]  # fmt: skip
