"""The heat map as a table of weekdays and hours, and what it shows first. Pure: no Django, no clock, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.coverage import Cell, gaps, heat, serves
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, Seat

Cells = Mapping[tuple[int, int], Cell]
_NONE: Final = timedelta()
# The darkest of the look's steps; the lightest is 0.
_DARKEST: Final = 4


@dataclass(frozen=True, slots=True)
class HeatRow:
    """The hours of one weekday (0 is Monday), in order; None: never open."""

    weekday: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Worst:
    """The hours [first_hour, end_hour) of a weekday that each lack most, and how much of what they need."""

    weekday: int
    first_hour: int
    end_hour: int
    missing: timedelta
    needed: timedelta


def channel_heat(
    open_: Iterable[Span],
    seats: Iterable[Seat],
    held: Sequence[Held],
    channel: Channel | None,
    zone: ZoneInfo,
) -> dict[tuple[int, int], Cell]:
    """Return the `heat` of one channel, or (None) of leading; open time for which there is no seat needs one."""
    hours = list(open_)
    mine = [seat for seat in seats if serves(seat, channel)]
    unplanned = [gap.span for gap in gaps(hours, mine, held, channel) if gap.seat is None]
    lacking = heat(unplanned, (), (), zone)
    return {
        at: replace(cell, needed=cell.needed + lacking[at].open_for) if at in lacking else cell
        for at, cell in heat(hours, mine, held, zone).items()
    }


def open_hours(several: Iterable[Cells]) -> range:
    """Return the hours of the day from the first to the last that any of these has; none: no hours."""
    hours = [hour for cells in several for _weekday, hour in cells]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def rows(cells: Cells, hours: range) -> tuple[HeatRow, ...]:
    """Return the seven weekdays, each with those hours."""
    return tuple(
        HeatRow(weekday, tuple(cells.get((weekday, hour)) for hour in hours)) for weekday in range(7)
    )


def missing(cell: Cell) -> timedelta:
    """Return how much of what the hour needs is not filled."""
    return cell.needed - cell.filled


def step(cell: Cell) -> int:
    """Return how dark the cell is: 0 if nothing is missing, else 1 to 4 by the quarter that is missing."""
    if not missing(cell):
        return 0
    return min(_DARKEST, 1 + int(_DARKEST * missing(cell) / cell.needed))


def worst(cells: Cells) -> Worst | None:
    """Return the hours that lack most, with those after them that lack the same; None if nothing is missing.

    Of equals those that need least come first, then those that come first in the week.
    """
    lacking = {at: cell for at, cell in cells.items() if missing(cell)}
    if not lacking:
        return None
    at, cell = min(lacking.items(), key=lambda one: (-missing(one[1]), one[1].needed, one[0]))
    (weekday, first), end = at, at[1] + 1
    while _lack(lacking.get((weekday, end))) == _lack(cell):
        end += 1
    return Worst(weekday, first, end, missing(cell), cell.needed)


def _lack(cell: Cell | None) -> tuple[timedelta, timedelta]:
    return (missing(cell), cell.needed) if cell else (_NONE, _NONE)
