"""How opening hours read: equal days grouped, a day as a line. Pure: no Django, no clock, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import ExceptionName, Span, Stretch


@dataclass(frozen=True, slots=True)
class DayGroup:
    """Neighbouring weekdays with equal hours, first to last (0 is Monday)."""

    first_weekday: int
    last_weekday: int
    hours: tuple[Stretch, ...]
    has_today: bool


@dataclass(frozen=True, slots=True)
class ChannelWeek:
    """The week of one channel, or of both if equal; `today` knows of exceptions, the groups do not."""

    channels: tuple[Channel, ...]
    today_weekday: int
    today: tuple[Stretch, ...]
    groups: tuple[DayGroup, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One open part of a day's line: its edges as fractions of the day, and as instants to print."""

    left: float
    right: float
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DayLine:
    """A local day drawn from 0 to 1: open strokes and, on the day itself, where now is; open or not now."""

    day: date
    strokes: tuple[Stroke, ...]
    now: float | None
    at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class ComingDay:
    """What one channel offers on a coming day, and the name of the exception that made it so."""

    day: date
    channel: Channel
    hours: tuple[Stretch, ...]
    exception: ExceptionName | None


def grouped(hours: Sequence[tuple[Stretch, ...]], today_weekday: int) -> tuple[DayGroup, ...]:
    """Return the seven weekdays' hours (Monday first) as runs of neighbours with equal hours."""
    groups: list[DayGroup] = []
    for weekday, stretches in enumerate(hours):
        is_today = weekday == today_weekday
        if groups and groups[-1].hours == stretches:
            run = groups[-1]
            groups[-1] = DayGroup(run.first_weekday, weekday, stretches, run.has_today or is_today)
        else:
            groups.append(DayGroup(weekday, weekday, stretches, is_today))
    return tuple(groups)


def day_span(day: date, zone: ZoneInfo) -> Span:
    """Return the local day from midnight to midnight: 23, 24 or 25 hours."""
    return Span(instant(day, 0, zone), instant(day, 24 * 60, zone))


def day_line(open_: Iterable[Span], day: date, at: datetime, zone: ZoneInfo) -> DayLine:
    """Return the day's line from spans already cut to that day; fractions are of elapsed time."""
    whole = day_span(day, zone)

    def fraction(moment: datetime) -> float:
        return (moment - whole.start) / (whole.end - whole.start)

    spans = list(open_)
    strokes = tuple(Stroke(fraction(s.start), fraction(s.end), s.start, s.end) for s in spans)
    return DayLine(
        day=day,
        strokes=strokes,
        now=fraction(at) if local_day(at, zone) == day else None,
        at=at,
        is_open=any(s.start <= at < s.end for s in spans),
    )
