"""What the published rota covers of the opening hours, by weekday and hour."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, Seat, Shift
from scheduling.queries.hours import load_hours, spans_of
from scheduling.rules.civil import instant
from scheduling.rules.heat_map import Cells, HeatRow, Worst, channel_heat, open_hours, rows, worst
from scheduling.rules.hours import Span
from scheduling.rules.rota import ShiftState

_WEEK: Final = timedelta(days=7)
_CHANNELS: Final = (Channel.PHONE, Channel.CHAT)


@dataclass(frozen=True, slots=True)
class ChannelCoverage:
    """The heat map of one channel, or (None) of leading, and where most is missing."""

    channel: Channel | None
    rows: tuple[HeatRow, ...]
    worst: Worst | None


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The heat maps of whole weeks, phone first, over the same hours; `drafts`: shifts that do not count yet."""

    monday: date
    last: date
    hours: range
    channels: tuple[ChannelCoverage, ...]
    drafts: int


def coverage(monday: date, weeks: int) -> CoveragePage:
    """Return what so many weeks from a Monday add up to. Six queries at most."""
    end = monday + weeks * _WEEK
    window = Span(instant(monday, 0, AMSTERDAM), instant(end, 0, AMSTERDAM))
    maps = _maps(monday, window)
    hours = open_hours(maps.values())
    return CoveragePage(
        monday,
        end - timedelta(days=1),
        hours,
        tuple(ChannelCoverage(one, rows(cells, hours), worst(cells)) for one, cells in maps.items() if cells),
        Shift.objects.filter(
            state=ShiftState.DRAFT.value, starts_at__lt=window.end, ends_at__gt=window.start
        ).count(),
    )


def _maps(monday: date, window: Span) -> dict[Channel | None, Cells]:
    loaded = load_hours(monday)
    open_ = {channel: spans_of(channel, *loaded, window) for channel in _CHANNELS}
    published = Seat.objects.filter(
        shift__state=ShiftState.PUBLISHED.value,
        shift__starts_at__lt=window.end,
        shift__ends_at__gt=window.start,
    ).select_related("shift")
    seats = [row.to_rule() for row in published]
    holds = Assignment.objects.filter(
        state=Assignment.HELD, starts_at__lt=window.end, ends_at__gt=window.start
    ).select_related("seat")
    held = [row.to_rule() for row in holds]
    maps: dict[Channel | None, Cells] = {
        channel: channel_heat(spans, seats, held, channel, AMSTERDAM) for channel, spans in open_.items()
    }
    every = [span for spans in open_.values() for span in spans]
    return maps | {None: channel_heat(every, seats, held, None, AMSTERDAM)}
