"""Which hours are unsocial: evenings and nights, weekends, public holidays. Pure: no Django, no clock, no database."""

from collections.abc import Set
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduling.rules.civil import DAY_MINUTES, instant, local_day
from scheduling.rules.hours import Span, Stretch, merged
from scheduling.rules.rota import length_hours

_SATURDAY: Final = 5
_WHOLE_DAY: Final = (Stretch(0, DAY_MINUTES),)
_NIGHT: Final = (Stretch(0, 6 * 60), Stretch(21 * 60, DAY_MINUTES))


def unsocial_spans(span: Span, holidays: Set[date], zone: ZoneInfo) -> list[Span]:
    """Return the parts from 21:00 to 06:00 and on Saturdays, Sundays and the given days; in order, never touching."""
    parts: list[Span] = []
    day = local_day(span.start, zone)
    while instant(day, 0, zone) < span.end:
        is_free = day.weekday() >= _SATURDAY or day in holidays
        parts += (_cut(span, day, hours, zone) for hours in (_WHOLE_DAY if is_free else _NIGHT))
        day += timedelta(days=1)
    return merged(part for part in parts if part.start < part.end)


def unsocial_hours(span: Span, holidays: Set[date], zone: ZoneInfo) -> float:
    """Return how many elapsed hours of the span are unsocial."""
    return sum(length_hours(part) for part in unsocial_spans(span, holidays, zone))


def is_unsocial(span: Span, holidays: Set[date], zone: ZoneInfo) -> bool:
    """Return whether any of it is unsocial."""
    return bool(unsocial_spans(span, holidays, zone))


def _cut(span: Span, day: date, hours: Stretch, zone: ZoneInfo) -> Span:
    def within(minute: int) -> datetime:
        return min(max(instant(day, minute, zone), span.start), span.end)

    return Span(within(hours.start_minute), within(hours.end_minute))
