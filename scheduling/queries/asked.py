"""The requests to take a seat over or to swap, as pages show them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q

from helpline.staff.models import Person
from scheduling.models import Assignment, CoverRequest
from scheduling.queries.facts import Facts
from scheduling.rules.eligibility import Verdict
from scheduling.rules.hours import Span
from scheduling.rules.requests import UNDO_WITHIN, Request, RequestKind, RequestState, can_undo
from scheduling.rules.rota import SeatKind

# So long a request may wait before the planners look at it first.
WAITS_LONG: Final = timedelta(hours=24)
_OPEN, _NEEDS_PLANNER, _DONE = RequestState.OPEN, RequestState.NEEDS_PLANNER, RequestState.DONE


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the staff."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AskedSeat:
    """A seat that would change hands, for the time that it is held."""

    assignment_id: int
    kind: SeatKind
    span: Span


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `seat` goes from the giver to the taker, `in_return` (of a swap) the other way.

    `to` is None where everybody is asked, `taker` None until somebody said yes. `warnings` are codes.
    """

    request_id: int
    rule: Request
    asked_at: datetime
    giver: Who
    to: Who | None
    taker: Who | None
    seat: AskedSeat
    in_return: AskedSeat | None
    warnings: tuple[str, ...]

    def waits_long(self, now: datetime) -> bool:
        """Return whether it has been waiting for more than a day."""
        return now - self.asked_at >= WAITS_LONG


@dataclass(frozen=True, slots=True)
class Question:
    """A request that waits for one person's answer, with what speaks against their yes."""

    asked: Asked
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class MyRequests:
    """One person's requests whose seats lie ahead, each by the start of its seat.

    `by_me` also holds those that were answered. `of_me` and `of_all` wait for an answer; of all are only those whose
    seat one may take. `taken` is what one said yes to and can still take back.
    """

    by_me: tuple[Asked, ...]
    of_me: tuple[Question, ...]
    of_all: tuple[Question, ...]
    taken: tuple[Asked, ...]


def my_requests(facts: Facts, now: datetime) -> MyRequests:
    """Return what one person asked and is asked. One query."""
    me = facts.person.person_id
    is_mine = Q(assignment__person=me) | Q(to_person=me) | Q(to_person__isnull=True) | Q(taken_by=me)
    rows = _asked(Q(is_mine, expires_at__gt=now))
    of_others = [one for one in rows if one.giver.person_id != me]
    questions = [Question(one, _verdict(facts, one)) for one in of_others if one.rule.state is _OPEN]
    return MyRequests(
        by_me=tuple(one for one in rows if one.giver.person_id == me),
        of_me=tuple(one for one in questions if one.asked.to is not None),
        of_all=tuple(one for one in questions if one.asked.to is None and not one.verdict.blocks),
        taken=tuple(one for one in of_others if _taken_by(one, me, now)),
    )


def running_requests(now: datetime) -> list[Asked]:
    """Return what planners look at: what they must decide, what waits for more than a day, the rest. One query.

    What was done within the last ten minutes is last: it can still be undone. Each by the start of its seat.
    """
    rows = _asked(_is_running(now))
    return sorted(rows, key=lambda one: _urgency(one, now))


def requests_about(seat_id: int, now: datetime) -> list[Asked]:
    """Return what runs about a seat, also as what would be given in return, and what can still be undone. One query."""
    is_about = Q(assignment__seat=seat_id) | Q(offered__seat=seat_id)
    return _asked(_is_running(now) & is_about)


def one_request(request_id: int) -> Asked | None:
    """Return one request, or None. One query."""
    return next(iter(_asked(Q(pk=request_id))), None)


def _is_running(now: datetime) -> Q:
    is_shown = Q(state__in=[_OPEN.value, _NEEDS_PLANNER.value]) | Q(
        state=_DONE.value, done_at__gt=now - UNDO_WITHIN
    )
    return Q(is_shown, expires_at__gt=now)


def _urgency(one: Asked, now: datetime) -> int:
    if one.rule.state is _NEEDS_PLANNER:
        return 0
    if one.rule.state is _DONE:
        return 3
    return 1 if one.waits_long(now) else 2


def _taken_by(one: Asked, person_id: int, now: datetime) -> bool:
    if one.taker is None or one.taker.person_id != person_id:
        return False
    return one.rule.state is _NEEDS_PLANNER or can_undo(one.rule, now)


def _verdict(facts: Facts, one: Asked) -> Verdict:
    given_up = [one.in_return.assignment_id] if one.in_return else []
    return facts.verdict(one.seat.span, one.seat.kind, but=given_up)


def _asked(which: Q) -> list[Asked]:
    rows = CoverRequest.objects.filter(which).select_related(
        "assignment__seat", "assignment__person", "offered__seat", "to_person", "taken_by"
    )
    return [_one(row) for row in rows]


def _one(row: CoverRequest) -> Asked:
    rule = Request(
        RequestKind(row.kind),
        row.assignment.person_id,
        row.to_person_id,
        row.expires_at.astimezone(UTC),
        RequestState(row.state),
        row.taken_by_id,
        row.done_at,
    )
    return Asked(
        row.pk,
        rule,
        row.asked_at.astimezone(UTC),
        _who(row.assignment.person),
        _who(row.to_person) if row.to_person else None,
        _who(row.taken_by) if row.taken_by else None,
        _seat(row.assignment),
        _seat(row.offered) if row.offered else None,
        tuple(row.warnings.split()),
    )


def _who(person: Person) -> Who:
    return Who(person.pk, person.shown_name)


def _seat(hold: Assignment) -> AskedSeat:
    return AskedSeat(hold.pk, SeatKind(hold.seat.kind), hold.span)
