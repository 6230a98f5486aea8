"""Closing today while people wait or talk: first a warning, and never one without reason."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from scheduling.models import ChannelQueue, Engagement, OpeningBlock, OpeningException
from scheduling.queries import Closing, closings, exception_row
from scheduling.rules.hours import Span, Stretch, first_loss
from scheduling.wording import closing_sentence
from tests.scheduling.seats import CHAT, NOW, PHONE, SINCE, at, open_evening
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 1)
FORM = {"day": "2027-02-01", "for_whom": "chat", "name": "training", "kind": "closed"}


@pytest.fixture(autouse=True)
def _evening_with_two_who_wait_and_one_who_talks(monkeypatch: pytest.MonkeyPatch, asha: Person) -> None:
    monkeypatch.setattr("scheduling.views.hours.utc_now", lambda: NOW)
    open_evening()
    ChannelQueue.objects.create(channel="chat", waiting=2, mark=NOW)
    Engagement.objects.create(person=asha, channel="chat", n=1)


def test_closing_today_meets_those_who_are_there() -> None:
    assert closings(TODAY, CHAT, (), NOW) == [Closing(CHAT, NOW, 2, 1)]
    assert closings(TODAY, None, (), NOW) == [Closing(CHAT, NOW, 2, 1)]


def test_shorter_hours_meet_them_when_these_end() -> None:
    assert closings(TODAY, CHAT, [Stretch(1140, 1260)], NOW) == [Closing(CHAT, at(20), 2, 1)]


@pytest.mark.parametrize(
    "hours", [[Stretch(1140, 1320)], [Stretch(1140, 1260), Stretch(1260, 1320)], [Stretch(600, 1440)]]
)
def test_hours_that_take_nothing_away_meet_nobody(hours: list[Stretch]) -> None:
    assert closings(TODAY, CHAT, hours, NOW) == []


def test_another_day_or_channel_meets_nobody() -> None:
    assert closings(TODAY + timedelta(days=7), CHAT, (), NOW) == []
    assert closings(TODAY, PHONE, (), NOW) == []
    assert closings(TODAY - timedelta(days=7), CHAT, (), NOW) == []


def test_with_nobody_there_nobody_is_met(django_assert_num_queries: Callable[[int], Any]) -> None:
    ChannelQueue.objects.update(waiting=0)
    Engagement.objects.update(n=0)
    with django_assert_num_queries(2):
        assert closings(TODAY, CHAT, (), NOW) == []


def test_a_night_that_began_yesterday_can_be_cut_short() -> None:
    OpeningBlock.objects.create(
        channel="chat", weekday=6, start_minute=1320, end_minute=1560, valid_from=SINCE
    )
    night = datetime(2027, 2, 1, 0, 30, tzinfo=AMSTERDAM)
    assert [one.at for one in closings(date(2027, 1, 31), CHAT, (), night)] == [night]


def test_what_is_changed_counts_no_more() -> None:
    row = OpeningException.objects.create(date=TODAY, channel="chat", name_key="training", entered_at=NOW)
    row.blocks.create(start_minute=1140, end_minute=1320)
    before = exception_row(row.pk)
    assert before is not None
    assert closings(TODAY, CHAT, (), NOW, instead_of=before.exception) == [Closing(CHAT, NOW, 2, 1)]
    assert closings(TODAY, CHAT, [Stretch(1140, 1320)], NOW, instead_of=before.exception) == []


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ([(8, 12)], [(8, 12)], None),
        ([(8, 12)], [], 8),
        ([(8, 12)], [(8, 10)], 10),
        ([(8, 12)], [(9, 12)], 8),
        ([(8, 12)], [(8, 10), (11, 12)], 10),
        ([(8, 9), (10, 12)], [(7, 13)], None),
        ([(8, 9), (10, 12)], [(8, 9)], 10),
        ([], [(8, 9)], None),
    ],
)
def test_the_first_instant_that_is_lost(
    before: list[tuple[int, int]], after: list[tuple[int, int]], lost: int | None
) -> None:
    spans = [[Span(at(start), at(end)) for start, end in those] for those in (before, after)]
    assert first_loss(*spans) == (None if lost is None else at(lost))


def test_the_warning_comes_first_and_saving_anyway_saves(client: Client, noor: Person) -> None:
    sign_in(client, noor)
    page = client.post(reverse("exception_add"), FORM)
    assert [one.split(".")[0] for one in page.context["warnings"]] == ["Chat: meteen dicht"]
    assert not OpeningException.objects.exists()
    assert client.post(reverse("exception_add"), {**FORM, "anyway": "1"}).status_code == 302
    assert OpeningException.objects.exists()


def test_changing_an_exception_warns_too(client: Client, noor: Person) -> None:
    row = OpeningException.objects.create(date=TODAY, channel="chat", name_key="training", entered_at=NOW)
    row.blocks.create(start_minute=1140, end_minute=1320)
    sign_in(client, noor)
    page = client.post(reverse("exception_change", args=[row.pk]), FORM)
    assert len(page.context["warnings"]) == 1
    assert row.blocks.exists()


def test_the_sentences_say_when_and_whom() -> None:
    with translation.override("en"):
        assert closing_sentence(Closing(CHAT, at(20), 1, 0), NOW) == (
            "Chat closes at 21:00. 1 person is waiting and is then told that we are closed."
        )
        assert closing_sentence(Closing(CHAT, NOW, 0, 2), NOW) == (
            "Chat closes at once. 2 conversations are running and go on until they are over."
        )
