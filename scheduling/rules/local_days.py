"""Which days, weeks and nights a span of work belongs to, by the calendar of a zone. Pure.

Asked again and again for the same shifts, so the answers are kept.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Span

_NIGHT_END: Final = 6 * 60
_LATE_NIGHT: Final = 2 * 60
# The law speaks of more than one hour: a last shift until 01:00 is none.
_MORE_THAN: Final = timedelta(hours=1)
_KEPT: Final = 4096


@lru_cache(_KEPT)
def week_of(at: datetime, zone: ZoneInfo) -> int:
    """Return the number of the ISO week in which the instant falls; the next week has the next number."""
    # Day 1 of the proleptic calendar is a Monday.
    return (local_day(at, zone).toordinal() - 1) // 7


@lru_cache(_KEPT)
def days_of(span: Span, zone: ZoneInfo) -> tuple[int, ...]:
    """Return the calendar days that the span touches, as ordinals, in order."""
    first, last = local_day(span.start, zone), local_day(span.end - timedelta.resolution, zone)
    return tuple(range(first.toordinal(), last.toordinal() + 1))


@lru_cache(_KEPT)
def night_of(span: Span, zone: ZoneInfo) -> int | None:
    """Return the day, as ordinal, of whose hours from 00:00 to 06:00 the span takes more than one; None if none."""
    return next((day for day in days_of(span, zone) if _night_hours(span, day, zone) > _MORE_THAN), None)


def ends_late(span: Span, zone: ZoneInfo) -> bool:
    """Return whether the span is a night shift that ends after 02:00."""
    night = night_of(span, zone)
    return night is not None and span.end > instant(date.fromordinal(night), _LATE_NIGHT, zone)


def is_sunday(day: int) -> bool:
    """Return whether the ordinal is a Sunday."""
    return day % 7 == 0


def _night_hours(span: Span, day: int, zone: ZoneInfo) -> timedelta:
    start, end = (instant(date.fromordinal(day), minute, zone) for minute in (0, _NIGHT_END))
    return min(end, span.end) - max(start, span.start)
