"""A channel's day: when it is open, and how much of that somebody is there. Pure: no Django, no clock, no database.

All of it in wall-clock minutes of the day on which the hours start, so that a night belongs to its evening.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.civil import DAY_MINUTES, instant
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.spans import common, minus
from scheduling.rules.week import Stroke

_HOUR: Final = 60
_USUAL: Final = Stretch(8 * _HOUR, DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class ChannelDay:
    """The hours of one channel that start on a day; `staffed` and `empty` are what they fall into."""

    channel: Channel
    day: date
    hours: tuple[Stretch, ...]
    staffed: tuple[Stretch, ...]
    empty: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class CoverLine:
    """The same as strokes from 0 to 1 of a scale that all days of a week share."""

    channel: Channel
    staffed: tuple[Stroke, ...]
    empty: tuple[Stroke, ...]


def channel_day(
    channel: Channel, day: date, hours: Sequence[Stretch], taken: Sequence[Span], zone: ZoneInfo
) -> ChannelDay:
    """Return the day of a channel; `taken` is when somebody is there for it, as `hours.merged` makes it."""
    spans = hours_spans(day, hours, zone)
    return ChannelDay(
        channel,
        day,
        tuple(hours),
        tuple(_stretch(part, day, zone) for span in spans for part in common(span, taken)),
        tuple(_stretch(part, day, zone) for span in spans for part in minus(span, taken)),
    )


def hours_spans(day: date, hours: Iterable[Stretch], zone: ZoneInfo) -> list[Span]:
    """Return the instants of a day's stretches, in order; one that lies inside the spring jump gives none."""
    pairs = [(instant(day, h.start_minute, zone), instant(day, h.end_minute, zone)) for h in hours]
    return [Span(start, end) for start, end in pairs if start < end]


def scale(days: Iterable[ChannelDay]) -> Stretch:
    """Return the full hours between which all of these days are open; 8:00 to 24:00 if none is."""
    hours = [stretch for day in days for stretch in day.hours]
    if not hours:
        return _USUAL
    first = min(stretch.start_minute for stretch in hours) // _HOUR
    last = -(-max(stretch.end_minute for stretch in hours) // _HOUR)
    return Stretch(first * _HOUR, last * _HOUR)


def cover_line(day: ChannelDay, over: Stretch) -> CoverLine:
    """Return the strokes of a day on that scale."""

    def stroke(hours: Stretch) -> Stroke:
        length = over.end_minute - over.start_minute
        left, right = ((m - over.start_minute) / length for m in (hours.start_minute, hours.end_minute))
        return Stroke(left, right, hours)

    return CoverLine(day.channel, tuple(map(stroke, day.staffed)), tuple(map(stroke, day.empty)))


def _stretch(span: Span, day: date, zone: ZoneInfo) -> Stretch:
    return Stretch(*(_minute(at, day, zone) for at in (span.start, span.end)))


def _minute(at: datetime, day: date, zone: ZoneInfo) -> int:
    wall = at.astimezone(zone)
    return (wall.date() - day).days * DAY_MINUTES + wall.hour * 60 + wall.minute
