"""What the published rota covers of the opening hours, by weekday and hour."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import Shift
from scheduling.queries.cover import cover
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
    maps = _maps(window)
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


def _maps(window: Span) -> dict[Channel | None, Cells]:
    found = cover(window)
    either = [span for spans in found.open.values() for span in spans]
    hours: dict[Channel | None, list[Span]] = {**{one: found.open[one] for one in _CHANNELS}, None: either}
    return {
        channel: channel_heat(spans, found.seats, found.held, channel, AMSTERDAM)
        for channel, spans in hours.items()
    }
