"""How opening hours read: equal days grouped, a day as a line."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.week import DayGroup, day_line, day_span, grouped

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


def test_the_line_shows_the_open_parts_and_now() -> None:
    evening = Span(datetime(2027, 2, 1, 18, tzinfo=UTC), datetime(2027, 2, 1, 21, tzinfo=UTC))
    line = day_line([evening], date(2027, 2, 1), datetime(2027, 2, 1, 18, tzinfo=UTC), AMSTERDAM)
    [stroke] = line.strokes
    assert (stroke.left, stroke.right) == (19 / 24, 22 / 24)
    assert (line.now, line.is_open) == (19 / 24, True)


def test_the_line_of_another_day_has_no_now() -> None:
    line = day_line([], date(2027, 2, 2), datetime(2027, 2, 1, 18, tzinfo=UTC), AMSTERDAM)
    assert (line.now, line.is_open, line.strokes) == (None, False, ())
