"""Where the rota leaves the opening hours uncovered. Pure: no Django, no clock, no database.

Nothing of this is stored: eight weeks take a few milliseconds. `seats` are those of published shifts, `held` may
hold more: what is held on another seat counts for nothing. All spans are in UTC, all lengths are elapsed time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.hours import Span, merged
from scheduling.rules.rota import Held, Seat, SeatKind
from scheduling.rules.spans import common, minus
from scheduling.rules.unsocial import unsocial_spans

_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Open time that lacks somebody: on a seat that nobody holds, or (None) for want of any seat.

    Without a channel it lacks somebody who leads. Gaps sort by start, then by position; no seat comes first.
    """

    channel: Channel | None
    seat: Seat | None
    span: Span

    def __lt__(self, other: "Gap") -> bool:
        """Return whether this one comes before the other."""
        return self._place < other._place

    @property
    def _place(self) -> tuple[datetime, int, str, int, datetime]:
        position, seat_id = (self.seat.position, self.seat.seat_id) if self.seat else (-1, -1)
        return self.span.start, position, self.channel or "", seat_id, self.span.end


@dataclass(frozen=True, slots=True)
class Cell:
    """What an hour of the week adds up to: its open time, the seat time it needs, and how much of that is held."""

    open_for: timedelta
    needed: timedelta
    filled: timedelta


@dataclass(frozen=True, slots=True)
class Alone:
    """A late or weekend span with fewer people than the house wants, and how many: 0 where nobody is."""

    span: Span
    people: int


def gaps(
    open_: Iterable[Span], seats: Sequence[Seat], held: Iterable[Held], channel: Channel | None
) -> list[Gap]:
    """Return the gaps of one channel, or (None) of leading, by start, then position.

    An open instant is in a gap if no seat of the channel covers it, or if a required one that does is not held
    then. For leading, pass what is open on either channel: each supervisor seat counts as required there.
    """
    hours = merged(open_)
    mine = [seat for seat in seats if serves(seat, channel)]
    taken = _taken(held)
    unheld = (
        Gap(channel, seat, part)
        for seat in mine
        if _is_needed(seat)
        for free in minus(seat.span, taken.get(seat.seat_id, ()))
        for part in common(free, hours)
    )
    planned = merged(seat.span for seat in mine)
    unplanned = (Gap(channel, None, part) for span in hours for part in minus(span, planned))
    return sorted([*unheld, *unplanned])


def every_gap(
    open_: Mapping[Channel, Sequence[Span]], seats: Sequence[Seat], held: Sequence[Held]
) -> list[Gap]:
    """Return the gaps of all channels and of leading, in the same order; what a seat lacks on both is one gap."""
    found = gaps((span for spans in open_.values() for span in spans), seats, held, None)
    found += (gap for channel, spans in open_.items() for gap in gaps(spans, seats, held, channel))
    by_seat: dict[Seat | None, list[Gap]] = defaultdict(list)
    for gap in sorted(found):
        by_seat[gap.seat].append(gap)
    unplanned = by_seat.pop(None, [])
    return sorted([*unplanned, *(gap for several in by_seat.values() for gap in _joined(several))])


def heat(
    open_: Iterable[Span], seats: Sequence[Seat], held: Iterable[Held], zone: ZoneInfo
) -> dict[tuple[int, int], Cell]:
    """Return the open hours of the week, (weekday, hour) with Monday 0, in order, with what they add up to.

    Only required seats count, and only inside the opening hours, so the cells sum up to their seat time there.
    The second 2:00 of the autumn night adds to the first. The zone changes its clock at full hours only.
    """
    hours = merged(open_)
    taken = _taken(held)
    needing = [seat for seat in seats if _is_needed(seat)]
    holds = (span for seat in needing for span in taken.get(seat.seat_id, ()))
    layers = (
        Counter(hours),
        # Many seats share their span: each span is cut into hours once.
        Counter(part for seat in needing for part in common(seat.span, hours)),
        Counter(part for span in holds for part in common(span, hours)),
    )
    sums: dict[tuple[int, int], list[timedelta]] = defaultdict(lambda: [timedelta()] * len(layers))
    for number, layer in enumerate(layers):
        for span, times in layer.items():
            for cell, length in _by_hour(span, zone):
                sums[cell][number] += times * length
    return {cell: Cell(*sums[cell]) for cell in sorted(sums)}


def alone(
    open_: Iterable[Span], seats: Iterable[Seat], held: Iterable[Held], zone: ZoneInfo, *, minimum: int = 2
) -> list[Alone]:
    """Return the open spans from 21:00 to 06:00 and at weekends with fewer people than the minimum, in order.

    Somebody on call is not there; who holds two seats is one person.
    """
    there = {seat.seat_id for seat in seats if seat.kind is not SeatKind.BACKUP}
    people: dict[Span, set[int]] = defaultdict(set)
    for hold in held:
        if hold.seat_id in there:
            people[hold.span].add(hold.person_id)
    found: list[Alone] = []
    for late in _late(merged(open_), zone):
        for part, count in _counted(late, people):
            if found and found[-1].people == count and found[-1].span.end == part.start:
                found[-1] = Alone(Span(found[-1].span.start, part.end), count)
            else:
                found.append(Alone(part, count))
    return [few for few in found if few.people < minimum]


def serves(seat: Seat, channel: Channel | None) -> bool:
    """Return whether the seat is offered the channel's contacts, or (None) leads the shift."""
    return seat.kind is SeatKind.SUPERVISOR if channel is None else channel in seat.channels


def _is_needed(seat: Seat) -> bool:
    return seat.required or seat.kind is SeatKind.SUPERVISOR


def _taken(held: Iterable[Held]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for hold in held:
        spans[hold.seat_id].append(hold.span)
    return {seat_id: merged(several) for seat_id, several in spans.items()}


def _joined(several: Sequence[Gap]) -> Iterator[Gap]:
    """Yield the gaps of one seat, those that overlap or touch as one, with the channel that lacks it first."""
    for span in merged(gap.span for gap in several):
        first = next(gap for gap in several if gap.span.start == span.start)
        yield Gap(first.channel, first.seat, span)


def _by_hour(span: Span, zone: ZoneInfo) -> Iterator[tuple[tuple[int, int], timedelta]]:
    at = span.start
    while at < span.end:
        wall = at.astimezone(zone)
        into = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
        until = min(at + _HOUR - into, span.end)
        yield (wall.weekday(), wall.hour), until - at
        at = until


def _late(hours: Sequence[Span], zone: ZoneInfo) -> list[Span]:
    if not hours:
        return []
    late = unsocial_spans(Span(hours[0].start, hours[-1].end), frozenset(), zone)
    return [part for span in hours for part in common(span, late)]


def _counted(span: Span, people: Mapping[Span, set[int]]) -> Iterator[tuple[Span, int]]:
    """Yield the parts of the span between any coming and going, with how many people are there."""
    meeting = [(s, them) for s, them in people.items() if s.start < span.end and span.start < s.end]
    edges = {span.start, span.end}
    edges |= {at for s, _ in meeting for at in (s.start, s.end) if span.start < at < span.end}
    for start, end in pairwise(sorted(edges)):
        there: set[int] = set()
        there.update(*(them for s, them in meeting if s.start <= start < s.end))
        yield Span(start, end), len(there)
