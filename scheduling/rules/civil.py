"""The one map from wall-clock minutes to instants. Pure: no Django, no clock, no database.

Hours are written by people as a day and a minute of that day; a minute past 1440 belongs to the next day.
On the spring night an hour of minutes does not exist, on the autumn night an hour happens twice. One rule for
starts and ends leaves neither a gap nor an overlap: a minute that does not exist is the jump itself, a minute
that happens twice is its first occurrence. Lengths are always differences of instants.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60

_TYPED = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)", re.ASCII)


class Occurs(Enum):
    """How often a wall-clock minute happens on its day."""

    NEVER = 0
    ONCE = 1
    TWICE = 2


class BadTime(ValueError):
    """What was typed is not a time of day between 0:00 and 24:00."""


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall-clock minute, counted from the day's 00:00; never decreasing."""
    wall = _wall(day, minute)
    before, after = _offsets(wall, zone)
    if after > before:
        return _jump(wall - after, wall - before, zone)
    return (wall - before).replace(tzinfo=UTC)


def occurs(day: date, minute: int, zone: ZoneInfo) -> Occurs:
    """Return whether that wall-clock minute happens never, once or twice."""
    before, after = _offsets(_wall(day, minute), zone)
    if after > before:
        return Occurs.NEVER
    return Occurs.TWICE if after < before else Occurs.ONCE


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day on which the instant falls in that zone."""
    return at.astimezone(zone).date()


def typed_minute(text: str) -> int:
    """Return the minute of the day of "9:00", "09:00" or "9.00"; "24:00" is 1440. Raise BadTime otherwise."""
    match = _TYPED.fullmatch(text.strip())
    minute = int(match["hour"]) * 60 + int(match["minute"]) if match else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise BadTime
    return minute


def end_after(start_minute: int, end_minute: int) -> int:
    """Return the end, moved to the next day unless later than the start: 22:00 to 02:00 ends at 26:00."""
    return end_minute if end_minute > start_minute else end_minute + DAY_MINUTES


def _wall(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _offsets(wall: datetime, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    # PEP 495: around a change of the clock, fold 0 has the offset before it and fold 1 the one after it.
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    return first, second


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant in (low, high], both naive UTC, from which the later offset holds; to the second."""
    earlier = low.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.replace(tzinfo=UTC).astimezone(zone).utcoffset() == earlier:
            low = middle
        else:
            high = middle
    return high.replace(tzinfo=UTC)
