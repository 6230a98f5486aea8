"""The open seats that somebody could take themselves, with what speaks for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from scheduling.queries.candidates import hours_in, house_around
from scheduling.queries.colleagues import wishes_of
from scheduling.queries.cover import cover
from scheduling.queries.facts import Facts
from scheduling.rules.hours import Span, merged
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, SeatKind, free_spans
from scheduling.rules.rota import Seat as RuleSeat
from scheduling.rules.spans import common
from scheduling.rules.suggest import Candidate, for_gap

AHEAD: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat, or the part of one, that nobody holds, and why it suits the person it is offered to."""

    seat_id: int
    kind: SeatKind
    span: Span
    reasons: tuple[Reason, ...]


def free_seats_for(facts: Facts, now: datetime, most: int = 3) -> tuple[FreeSeat, ...]:
    """Return the first open seats that somebody can take without any warning and has the hours for, one a shift.

    Whoever said nothing about their week is offered any hour. Six queries at most.
    """
    found: dict[int, FreeSeat] = {}
    me, window = facts.person.person_id, Span(now, now + 2 * AHEAD)
    wishes, house = wishes_of([me])[me], house_around(window)
    candidate = Candidate(facts.person, hours_in(wishes, window), facts.absences)
    for seat in open_seats(now):
        fitting = for_gap(seat, [candidate], facts.held, house) if seat.shift_id not in found else []
        for one in fitting:
            # To be able to come at any hour is no reason where nobody said so.
            reasons = (
                reason for reason in one.reasons if wishes or reason.code is not Code.FITS_AVAILABILITY
            )
            found[seat.shift_id] = FreeSeat(seat.seat_id, seat.kind, seat.span, tuple(reasons))
        if len(found) == most:
            break
    return tuple(found.values())


def open_seats(now: datetime) -> list[RuleSeat]:
    """Return the free stretches of published seats that the opening hours need and that have not begun, in order.

    Each is that seat with its own span. Five queries.
    """
    found = cover(Span(now, now + AHEAD))
    needed: dict[int, list[Span]] = defaultdict(list)
    for gap in found.gaps:
        if gap.seat is not None:
            needed[gap.seat.seat_id].append(gap.span)
    parts = (
        part
        for seat in found.seats
        for part in _parts(seat, found.held, needed[seat.seat_id])
        if part.span.start > now
    )
    return sorted(parts, key=lambda seat: (seat.span, seat.position, seat.seat_id))


def _parts(seat: RuleSeat, held: Iterable[Held], needed: Sequence[Span]) -> Iterator[RuleSeat]:
    """Yield the free stretches of a seat of which some is needed."""
    for free in free_spans(seat.span, [one.span for one in held if one.seat_id == seat.seat_id]):
        if common(free, merged(needed)):
            yield replace(seat, span=free)
