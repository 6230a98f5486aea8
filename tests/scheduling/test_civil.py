"""The map from wall-clock minutes to instants, on ordinary days and on both change-over nights of 2027."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import BadTime, Occurs, end_after, instant, local_day, occurs, typed_minute

SPRING = date(2027, 3, 28)
AUTUMN = date(2027, 10, 31)
days = st.one_of(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.sampled_from([SPRING - timedelta(days=1), SPRING, AUTUMN - timedelta(days=1), AUTUMN]),
)
minutes = st.integers(0, 2880)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (date(2027, 1, 15), 19 * 60, utc(2027, 1, 15, 18)),
        (date(2027, 7, 15), 19 * 60, utc(2027, 7, 15, 17)),
        (date(2027, 1, 15), 26 * 60, utc(2027, 1, 16, 1)),
        (SPRING, 119, utc(2027, 3, 28, 0, 59)),
        (SPRING, 120, utc(2027, 3, 28, 1)),
        (SPRING, 150, utc(2027, 3, 28, 1)),
        (SPRING, 180, utc(2027, 3, 28, 1)),
        (SPRING, 195, utc(2027, 3, 28, 1, 15)),
        (AUTUMN, 119, utc(2027, 10, 30, 23, 59)),
        (AUTUMN, 150, utc(2027, 10, 31, 0, 30)),
        (AUTUMN, 180, utc(2027, 10, 31, 2)),
    ],
)
def test_a_wall_clock_minute_is_one_instant(day: date, minute: int, expected: datetime) -> None:
    assert instant(day, minute, AMSTERDAM) == expected


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 27), 7), (date(2027, 10, 30), 9), (date(2027, 6, 1), 8)]
)
def test_a_night_from_ten_to_six_is_as_long_as_it_is(day: date, hours: int) -> None:
    length = instant(day, 30 * 60, AMSTERDAM) - instant(day, 22 * 60, AMSTERDAM)
    assert length == timedelta(hours=hours)


@given(days, minutes, minutes)
def test_a_later_minute_is_never_an_earlier_instant(day: date, one: int, other: int) -> None:
    early, late = sorted((one, other))
    assert instant(day, early, AMSTERDAM) <= instant(day, late, AMSTERDAM)


@given(days, minutes)
def test_a_minute_past_midnight_is_the_next_days_minute(day: date, minute: int) -> None:
    assert instant(day, minute + 1440, AMSTERDAM) == instant(day + timedelta(days=1), minute, AMSTERDAM)


@given(days, minutes)
def test_the_instant_of_a_minute_that_exists_shows_that_minute(day: date, minute: int) -> None:
    shown = instant(day, minute, AMSTERDAM).astimezone(AMSTERDAM).replace(tzinfo=None)
    typed = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    assert (shown == typed) is (occurs(day, minute, AMSTERDAM) is not Occurs.NEVER)


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (SPRING, 119, Occurs.ONCE),
        (SPRING, 120, Occurs.NEVER),
        (SPRING, 179, Occurs.NEVER),
        (SPRING, 180, Occurs.ONCE),
        (AUTUMN, 119, Occurs.ONCE),
        (AUTUMN, 120, Occurs.TWICE),
        (AUTUMN, 179, Occurs.TWICE),
        (AUTUMN, 180, Occurs.ONCE),
        (AUTUMN - timedelta(days=1), 1440 + 150, Occurs.TWICE),
    ],
)
def test_it_is_known_how_often_a_minute_happens(day: date, minute: int, expected: Occurs) -> None:
    assert occurs(day, minute, AMSTERDAM) is expected


def test_the_local_day_begins_at_local_midnight() -> None:
    assert local_day(utc(2027, 7, 14, 21, 59), AMSTERDAM) == date(2027, 7, 14)
    assert local_day(utc(2027, 7, 14, 22), AMSTERDAM) == date(2027, 7, 15)


@pytest.mark.parametrize(
    ("text", "minute"),
    [("00:00", 0), ("9:05", 545), ("09.05", 545), (" 23:59 ", 1439), ("24:00", 1440)],
)
def test_a_time_of_day_can_be_typed_with_colon_or_full_stop(text: str, minute: int) -> None:
    assert typed_minute(text) == minute


@pytest.mark.parametrize("text", ["", "9", "9:5", "24:01", "25:00", "12:60", "12-30", "٣:٠٠", "1:00 pm"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        typed_minute(text)


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(540, 1020, 1020), (1320, 120, 1560), (0, 0, 1440), (600, 600, 2040)]
)
def test_an_end_not_later_than_the_start_is_on_the_next_day(start: int, end: int, expected: int) -> None:
    assert end_after(start, end) == expected
