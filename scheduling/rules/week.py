"""How opening hours read: equal days grouped, a day as a line. Pure: no Django, no clock, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.civil import instant
from scheduling.rules.hours import ExceptionName, Span, Stretch

_MORNING: Final = 8 * 60
# Five figures of 12 units in a line of 356, as templates/scheduling/line.html draws it, and a gap.
_LABEL_WIDTH: Final = 0.1


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
    """One open part of a day's line: its edges as fractions of the line, and its wall-clock minutes."""

    left: float
    right: float
    hours: Stretch


@dataclass(frozen=True, slots=True)
class Label:
    """A wall-clock minute to print under the line."""

    place: float
    minute: int


@dataclass(frozen=True, slots=True)
class DayLine:
    """A local day drawn from 0 to 1: open strokes, labels, and on the day itself where now is."""

    day: date
    strokes: tuple[Stroke, ...]
    labels: tuple[Label, ...]
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
    """Return the day's line from spans in order, already cut to that day; fractions are of elapsed time.

    The line begins at midnight, or at 8:00 if nothing on it lies earlier. A label that would touch the one
    before is left out: the spoken text has them all.
    """
    whole = day_span(day, zone)
    spans = list(open_)
    is_today = whole.start <= at < whole.end
    earliest = min([s.start for s in spans] + [at] * is_today, default=whole.end)
    morning = instant(day, _MORNING, zone)
    left = morning if earliest >= morning else whole.start

    def place(moment: datetime) -> float:
        return (moment - left) / (whole.end - left)

    def minute(moment: datetime) -> int:
        wall = moment.astimezone(zone)
        return 24 * 60 if moment == whole.end else wall.hour * 60 + wall.minute

    return DayLine(
        day=day,
        strokes=tuple(
            Stroke(place(s.start), place(s.end), Stretch(minute(s.start), minute(s.end))) for s in spans
        ),
        labels=_spaced(Label(place(m), minute(m)) for s in spans for m in (s.start, s.end)),
        now=place(at) if is_today else None,
        at=at,
        is_open=any(s.start <= at < s.end for s in spans),
    )


def _spaced(labels: Iterable[Label]) -> tuple[Label, ...]:
    kept: list[Label] = []
    for label in labels:
        if not kept or label.place - kept[-1].place >= _LABEL_WIDTH:
            kept.append(label)
    return tuple(kept)
