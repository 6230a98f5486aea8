"""The seats that run now or soon, read with who holds them and whether they are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from scheduling.models import Assignment, CheckIn, Seat
from scheduling.queries.duty import duties_of
from scheduling.queries.facts import load_facts
from scheduling.queries.turns import held, turn_of
from scheduling.rules.board import BoardRow, Holder, Opening, board_row, opening
from scheduling.rules.duty import CHECK_IN_EARLY, OFF_DUTY, Duty
from scheduling.rules.hours import Span
from scheduling.rules.rota import Seat as RuleSeat
from scheduling.rules.rota import SeatKind, ShiftState

# The board shows who comes next, too.
_BOARD_AHEAD: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat that somebody may step into now; `begins` None: it runs; `late`: who holds it and is not there, or ""."""

    seat_id: int
    kind: SeatKind
    begins: datetime | None
    until: datetime
    late: str


def board(at: datetime) -> list[BoardRow]:
    """Return each published seat of the shifts that run or begin within two hours, in ring order. Five queries."""
    found = _running(at, _BOARD_AHEAD)
    return [board_row(seat, holders, at) for seat, holders in found.items()]


def steppable(person_id: int, at: datetime) -> list[OpenSeat]:
    """Return the seats that somebody may step into now: first those that nobody holds, each in ring order.

    Nine queries at most, one if nothing runs.
    """
    found = _running(at, CHECK_IN_EARLY)
    openings = {seat: opening(seat.span, holders, at) for seat, holders in found.items()}
    free = {seat: one for seat, one in openings.items() if one is not None}
    return _fitting(person_id, free, at) if free else []


def holders_of(seats: list[int], at: datetime) -> dict[int, list[Holder]]:
    """Return who holds each of these published seats, in order; those that nobody holds are left out. Four queries."""
    holds = list(held().filter(seat__in=seats).select_related("person"))
    person_ids = {hold.person_id for hold in holds}
    duties = duties_of(person_ids, at)
    ended = CheckIn.objects.filter(person__in=person_ids, until__lte=at).values_list("person")
    left = dict(ended.annotate(last=Max("until")).order_by())
    found: dict[int, list[Holder]] = {}
    for hold in holds:
        duty = duties.get(hold.person_id, OFF_DUTY)
        found.setdefault(hold.seat_id, []).append(_holder(hold, duty, left.get(hold.person_id)))
    return found


def _running(at: datetime, ahead: timedelta) -> dict[RuleSeat, list[Holder]]:
    published = Seat.objects.filter(shift__state=ShiftState.PUBLISHED.value)
    rows = published.filter(shift__starts_at__lte=at + ahead, shift__ends_at__gt=at).select_related("shift")
    seats = [row.to_rule() for row in rows.order_by("shift__starts_at", "shift", "position")]
    holders = holders_of([seat.seat_id for seat in seats], at) if seats else {}
    return {seat: holders.get(seat.seat_id, []) for seat in seats}


def _fitting(person_id: int, free: Mapping[RuleSeat, Opening], at: datetime) -> list[OpenSeat]:
    ends = max(one.span.end for one in free.values())
    facts = load_facts(Span(at, ends), [person_id]).get(person_id)
    found = [
        OpenSeat(
            seat_id=seat.seat_id,
            kind=seat.kind,
            begins=one.span.start if one.span.start > at else None,
            until=one.span.end,
            late=one.late.name if one.late else "",
        )
        for seat, one in free.items()
        if facts is not None and not facts.verdict(one.span, seat.kind).blocks
    ]
    return sorted(found, key=lambda seat: seat.late != "")


def _holder(hold: Assignment, duty: Duty, left_at: datetime | None) -> Holder:
    return Holder(hold.pk, hold.person_id, hold.person.shown_name, turn_of(hold), duty, left_at)
