"""What pages read of the hours: the week, the line, the coming days."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from scheduling.models import OpeningBlock, OpeningException
from scheduling.queries import coming_days, today_line, week_hours
from scheduling.rules.hours import ExceptionName, Stretch
from tests.scheduling.seats import CHAT, NOW, PHONE, open_evening

pytestmark = pytest.mark.django_db
EVENING = (Stretch(1140, 1320),)
Counted = Callable[[int], Any]


def close_today(channel: str = "") -> None:
    OpeningException.objects.create(
        date=date(2027, 2, 1), channel=channel, name_key="training", entered_at=NOW
    )


def test_channels_with_the_same_hours_are_one_week(django_assert_num_queries: Counted) -> None:
    open_evening(CHAT)
    open_evening(PHONE)
    with django_assert_num_queries(2):
        [week] = week_hours(NOW)
    assert (week.channels, week.today_weekday, week.today) == ((PHONE, CHAT), 0, EVENING)
    assert [(g.first_weekday, g.last_weekday, g.hours, g.has_today) for g in week.groups] == [
        (0, 0, EVENING, True),
        (1, 6, (), False),
    ]


def test_channels_with_other_hours_are_two_weeks() -> None:
    open_evening(CHAT)
    phone, chat = week_hours(NOW)
    assert [(w.channels, w.today) for w in (phone, chat)] == [((PHONE,), ()), ((CHAT,), EVENING)]


def test_today_knows_of_an_exception_and_the_groups_do_not() -> None:
    open_evening(CHAT)
    close_today()
    chat = week_hours(NOW)[1]
    assert (chat.today, chat.groups[0].hours) == ((), EVENING)


def test_hours_that_begin_next_week_show_once_their_day_is_next() -> None:
    OpeningBlock.objects.create(
        channel="chat", weekday=0, start_minute=600, end_minute=720, valid_from=date(2027, 2, 8)
    )
    assert week_hours(NOW)[0].groups[0].hours == ()
    assert week_hours(NOW.replace(day=2))[1].groups[0].hours == (Stretch(600, 720),)


def test_hours_for_one_date_show_today_and_not_as_weekly_hours() -> None:
    open_evening(CHAT)
    OpeningBlock.objects.create(
        channel="chat",
        weekday=0,
        start_minute=1320,
        end_minute=1380,
        valid_from=date(2027, 2, 1),
        valid_to=date(2027, 2, 2),
    )
    chat = week_hours(NOW)[1]
    assert (chat.today, chat.groups[0].hours) == ((Stretch(1140, 1380),), EVENING)


def test_the_line_of_either_channel_joins_both(django_assert_num_queries: Counted) -> None:
    open_evening(CHAT)
    OpeningBlock.objects.create(
        channel="phone", weekday=0, start_minute=1200, end_minute=1380, valid_from=date(2026, 1, 1)
    )
    with django_assert_num_queries(2):
        line = today_line(None, NOW)
    assert [s.hours for s in line.strokes] == [Stretch(1140, 1380)]
    assert [s.hours for s in today_line(CHAT, NOW).strokes] == list(EVENING)
    assert today_line(CHAT, NOW, day=date(2027, 2, 2)).strokes == ()


def test_the_coming_days_name_their_exceptions(django_assert_num_queries: Counted) -> None:
    open_evening(CHAT)
    close_today("chat")
    with django_assert_num_queries(3):
        days = coming_days(NOW)
    first, (phone, chat) = days[0]
    assert (len(days), first) == (14, date(2027, 2, 1))
    assert (phone.exception, chat.exception, chat.hours) == (None, ExceptionName.TRAINING, ())
    assert days[7][1][1].hours == EVENING
