"""How opening hours read: equal days grouped, a day as a line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.week import DayGroup, Label, Stroke, day_line, day_span, grouped

WORKDAY = (Stretch(780, 1020), Stretch(1140, 1320))
WEEKEND = (Stretch(840, 1080),)


def test_neighbouring_days_with_equal_hours_are_one_line() -> None:
    assert grouped([WORKDAY] * 5 + [WEEKEND] * 2, today_weekday=1) == (
        DayGroup(0, 4, WORKDAY, has_today=True),
        DayGroup(5, 6, WEEKEND, has_today=False),
    )


def test_equal_days_apart_stay_apart() -> None:
    groups = grouped([WORKDAY, (), WORKDAY, (), (), (), ()], today_weekday=6)
    assert [(g.first_weekday, g.last_weekday, g.has_today) for g in groups] == [
        (0, 0, False),
        (1, 1, False),
        (2, 2, False),
        (3, 6, True),
    ]


@given(st.lists(st.sampled_from([WORKDAY, WEEKEND, ()]), min_size=7, max_size=7), st.integers(0, 6))
def test_groups_keep_every_day_once(hours: list[tuple[Stretch, ...]], today: int) -> None:
    groups = grouped(hours, today)
    again = [g.hours for g in groups for _ in range(g.first_weekday, g.last_weekday + 1)]
    assert again == hours
    assert [g.first_weekday <= today <= g.last_weekday for g in groups] == [g.has_today for g in groups]


@pytest.mark.parametrize(
    ("day", "length"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)]
)
def test_a_local_day_is_as_long_as_it_is(day: date, length: int) -> None:
    whole = day_span(day, AMSTERDAM)
    assert whole.end - whole.start == timedelta(hours=length)


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 2, 1, hour, minute, tzinfo=UTC)


MONDAY = date(2027, 2, 1)
EVENING = Span(utc(18), utc(21))


def test_the_line_shows_the_open_parts_and_now() -> None:
    line = day_line([EVENING], MONDAY, utc(18), AMSTERDAM)
    assert line.strokes == (Stroke(11 / 16, 14 / 16, Stretch(1140, 1320)),)
    assert line.labels == (Label(11 / 16, 1140), Label(14 / 16, 1320))
    assert (line.now, line.is_open) == (11 / 16, True)


@pytest.mark.parametrize("early", [[Span(utc(2), utc(4)), EVENING], [EVENING]])
def test_the_line_begins_at_midnight_when_something_lies_early(early: list[Span]) -> None:
    line = day_line(early, MONDAY, utc(5), AMSTERDAM)
    assert line.now == 6 / 24
    assert line.strokes[-1].left == 19 / 24


def test_the_line_of_another_day_has_no_now() -> None:
    line = day_line([], date(2027, 2, 2), utc(18), AMSTERDAM)
    assert (line.now, line.is_open, line.strokes) == (None, False, ())


def test_an_opening_until_midnight_ends_at_twenty_four() -> None:
    [stroke] = day_line([Span(utc(18), utc(23))], MONDAY, utc(18), AMSTERDAM).strokes
    assert (stroke.right, stroke.hours) == (1.0, Stretch(1140, 1440))


def test_labels_that_would_touch_are_left_out() -> None:
    line = day_line([Span(utc(12), utc(13)), Span(utc(13, 30), utc(16))], MONDAY, utc(9), AMSTERDAM)
    assert [label.minute for label in line.labels] == [13 * 60, 17 * 60]
