"""Which hours are unsocial, also on the nights that change the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import instant
from scheduling.rules.hours import Span
from scheduling.rules.rota import length_hours
from scheduling.rules.unsocial import is_unsocial, unsocial_hours, unsocial_spans

KINGS_DAY = date(2027, 4, 27)
MONDAY, FRIDAY, SATURDAY = date(2027, 2, 1), date(2027, 2, 5), date(2027, 2, 6)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)

# Instants of 2027 around both change-over nights, in minutes since the year began.
instants = st.one_of(st.integers(85 * 1440, 89 * 1440), st.integers(302 * 1440, 306 * 1440)).map(
    lambda minutes: NEW_YEAR + timedelta(minutes=minutes)
)


def shift(day: date, start: int, end: int) -> Span:
    return Span(instant(day, start, AMSTERDAM), instant(day, end, AMSTERDAM))


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (MONDAY, 600, 1020, 0),
        (MONDAY, 1140, 1260, 0),
        (MONDAY, 1140, 1350, 1.5),
        (MONDAY, 1200, 1500, 4),
        (MONDAY, 1260, 1800, 9),
        (MONDAY, 240, 480, 2),
        (FRIDAY, 1140, 1800, 9),
        (SATURDAY, 780, 1020, 4),
        (SATURDAY + timedelta(days=1), 1200, 1920, 10),
        (KINGS_DAY, 600, 840, 4),
        (KINGS_DAY - timedelta(days=1), 1200, 1920, 11),
        (date(2027, 3, 27), 1320, 1800, 7),
        (date(2027, 10, 30), 1320, 1800, 9),
    ],
)
def test_evenings_nights_weekends_and_holidays_are_unsocial(
    day: date, start: int, end: int, hours: float
) -> None:
    assert unsocial_hours(shift(day, start, end), {KINGS_DAY}, AMSTERDAM) == hours
    assert is_unsocial(shift(day, start, end), {KINGS_DAY}, AMSTERDAM) is (hours > 0)


def test_a_weekend_is_one_stretch_from_friday_evening_to_monday_morning() -> None:
    week = shift(MONDAY, 0, 8 * 1440)
    weekend = shift(FRIDAY, 21 * 60, 3 * 1440 + 6 * 60)
    assert weekend in unsocial_spans(week, set(), AMSTERDAM)


@given(instants, instants, instants)
def test_the_parts_of_a_span_have_as_many_unsocial_hours_as_the_whole(
    one: datetime, other: datetime, third: datetime
) -> None:
    start, middle, end = sorted((one, other, third))
    whole = unsocial_hours(Span(start, end), {KINGS_DAY}, AMSTERDAM)
    parts = [
        unsocial_hours(span, {KINGS_DAY}, AMSTERDAM) for span in (Span(start, middle), Span(middle, end))
    ]
    assert sum(parts) == pytest.approx(whole)
    assert 0 <= whole <= length_hours(Span(start, end))


@given(instants)
def test_an_instant_is_unsocial_by_its_own_clock(at: datetime) -> None:
    wall = at.astimezone(AMSTERDAM)
    expected = wall.hour >= 21 or wall.hour < 6 or wall.weekday() >= 5
    assert is_unsocial(Span(at, at + timedelta(minutes=1)), set(), AMSTERDAM) is expected
