"""Asking others to take a seat over or to swap: the holder stays responsible until it is done."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from helpline.staff.models import Person
from helpline.staff.queries import counsellors, planners
from scheduling.models import Assignment, CoverRequest
from scheduling.queries.facts import load_facts
from scheduling.rules import requests as rules
from scheduling.rules.hours import NotThere
from scheduling.rules.reasons import Reason
from scheduling.rules.requests import (
    AlreadyAnswered,
    Audience,
    Effect,
    OtherCannot,
    Refused,
    Request,
    RequestEvent,
    RequestKind,
    RequestState,
)
from scheduling.rules.rota import NoticeKind, Origin, RotaAction, SeatKind, ShiftState
from scheduling.services.rota.history import Act, note_hold, tell, tell_person
from scheduling.services.rota.holds import (
    RUNNING,
    NotEligible,
    codes,
    end_hold,
    give,
    hold_again,
    lock_holds,
    lock_people,
    lock_shifts,
    verdict_on,
)

_NOTED = {
    RequestEvent.ANSWER_NO: RotaAction.DECLINED,
    RequestEvent.WITHDRAW: RotaAction.WITHDRAWN,
    RequestEvent.PLANNER_NO: RotaAction.REFUSED,
    RequestEvent.UNDO: RotaAction.UNDONE,
    RequestEvent.EXPIRE: RotaAction.EXPIRED,
}


class AlreadyAsked(Exception):
    """A request for that seat runs already."""


@dataclass(frozen=True, slots=True)
class _Move:
    """A hold that would change hands: who would take it, and what they would give up for it."""

    hold: Assignment
    taker: int
    left: tuple[int, ...]


@transaction.atomic
def ask_cover(
    assignment_id: int, to_person: int | None, *, by: int, now: datetime, is_planner: bool = False
) -> int:
    """Ask one colleague, or (None) all who fit, to take a seat over; return the request's id.

    Raises AlreadyAsked, NotThere (also when there is no such colleague) or a Refused of rules.requests.
    """
    holds = _published([assignment_id])
    if to_person is not None and to_person not in {one.person_id for one in counsellors() if one.is_open}:
        raise NotThere
    return _ask(RequestKind.COVER, holds, to_person, by, now, is_planner=is_planner)


@transaction.atomic
def ask_swap(assignment_id: int, for_id: int, *, by: int, now: datetime, is_planner: bool = False) -> int:
    """Ask the holder of another seat to exchange; return the request's id. Raises as ask_cover."""
    holds = _published([assignment_id, for_id])
    return _ask(RequestKind.SWAP, holds, holds[1].person_id, by, now, is_planner=is_planner)


@transaction.atomic
def take_step(
    request_id: int,
    event: RequestEvent,
    *,
    by: int | None,
    now: datetime,
    is_planner: bool = False,
    taker: int | None = None,
) -> RequestState:
    """Answer, withdraw, decide or undo a request; return where it stands then. A planner may do each for another.

    A step done already changes nothing and tells nobody. Raises NotEligible when a block stands in the taker's way (in
    a swap: in either's), NotThere, SeatTaken, Elsewhere or a Refused of rules.requests.
    """
    row = _lock(request_id, taker if taker is not None else by)
    before, act, is_held = _rule(row), Act(by, now), _is_held(row, event)
    step = partial(rules.step, before, event, by, now, is_planner=is_planner, taker=taker, is_held=is_held)
    change = step()
    found: list[tuple[Reason, ...]] = []
    if change.effect is Effect.TRANSFER:
        # Only what moves seats asks the rules for people; whoever may not do it at all hears that first.
        found = _warnings(_moves(row, change.request.taken_by), None if is_planner else by)
        change = step(has_warnings=any(found))
    if change.request == before:
        return before.state
    _save(row, change.request, found)
    match change.effect:
        case Effect.TRANSFER:
            _transfer(row, found, act)
        case Effect.TRANSFER_BACK:
            _transfer_back(row, act, None if is_planner else by)
        case _:
            _mail(row, NoticeKind.REQUEST_CHANGED, act, change.tell)
    if change.audience is Audience.PLANNERS:
        _mail(row, NoticeKind.PLANNER_ASKED, act, planners() - change.tell)
    if event in _NOTED:
        note_hold(act, _NOTED[event], row.assignment)
    return change.request.state


def expire_requests(now: datetime) -> None:
    """End the requests whose seats have begun: the holder keeps them. One transaction for each."""
    due = CoverRequest.objects.filter(state__in=RUNNING, expires_at__lte=now)
    for pk in list(due.values_list("pk", flat=True)):
        # Somebody answered or withdrew it since.
        with suppress(NotThere, Refused):
            take_step(pk, RequestEvent.EXPIRE, by=None, now=now)


def answer_for_closed(now: datetime) -> None:
    """End what waits for somebody whose account was closed: their yes is taken back, and they decline. One by one."""
    closed = Person.objects.filter(is_active=False)
    rows = CoverRequest.objects.filter(Q(to_person__in=closed) | Q(taken_by__in=closed), state__in=RUNNING)
    for pk, state, to_person in list(rows.values_list("pk", "state", "to_person")):
        with suppress(NotThere, Refused):
            if state == RequestState.NEEDS_PLANNER.value:
                take_step(pk, RequestEvent.UNDO, by=None, now=now, is_planner=True)
            if to_person is not None:
                take_step(pk, RequestEvent.ANSWER_NO, by=None, now=now, is_planner=True)


def _published(assignment_ids: Collection[int]) -> list[Assignment]:
    """Return these holds of published shifts, in the order asked for; raise NotThere unless all stand."""
    there = {row.pk: row for row in lock_holds(assignment_ids)}
    if any(
        pk not in there or there[pk].seat.shift.state != ShiftState.PUBLISHED.value for pk in assignment_ids
    ):
        raise NotThere
    return [there[pk] for pk in assignment_ids]


def _ask(
    kind: RequestKind,
    holds: Sequence[Assignment],
    to_person: int | None,
    by: int,
    now: datetime,
    *,
    is_planner: bool,
) -> int:
    """Make a request of the first of these holds; the second is what a swap offers for it."""
    hold, offered = holds[0], holds[1] if len(holds) > 1 else None
    starts = [one.starts_at for one in holds]
    change = rules.ask(kind, hold.person_id, to_person, starts, now, by=by, is_planner=is_planner)
    if CoverRequest.objects.filter(assignment=hold, state__in=RUNNING).exists():
        raise AlreadyAsked
    row = CoverRequest.objects.create(
        assignment=hold, kind=kind.value, offered=offered, to_person_id=to_person,
        state=change.request.state.value, asked_at=now, expires_at=change.request.starts_at,
    )  # fmt: skip
    act = Act(by, now)
    note_hold(act, RotaAction.ASKED, hold)
    # Whose seat it is hears it too when a planner asks in their place.
    _mail(row, NoticeKind.REQUEST_CHANGED, act, change.tell & {hold.person_id})
    asked = change.tell if change.audience is Audience.NOBODY else change.tell | _who_fits(hold)
    _mail(row, NoticeKind.COVER_ASKED, act, asked - {hold.person_id})
    return row.pk


def _lock(request_id: int, taker: int | None) -> CoverRequest:
    """Return a request, locked after its people and the shifts of its seats; raise NotThere, or AlreadyAnswered."""
    rows = CoverRequest.objects.select_related(
        "assignment__seat__shift", "offered__seat__shift", "given__seat__shift", "returned__seat__shift"
    )
    seen = rows.filter(pk=request_id).first()
    if seen is None:
        raise NotThere
    people = {seen.assignment.person_id, seen.to_person_id, seen.taken_by_id, taker}
    if lock_people(one for one in people if one is not None) != people - {None}:
        raise NotThere
    lock_shifts(one.seat.shift_id for one in (seen.assignment, seen.offered) if one is not None)
    CoverRequest.objects.select_for_update(no_key=True).filter(pk=request_id).first()
    row = rows.filter(pk=request_id).first()
    if row is None:
        raise NotThere
    if row.taken_by_id not in people:
        raise AlreadyAnswered
    return row


def _rule(row: CoverRequest) -> Request:
    return Request(
        RequestKind(row.kind),
        row.assignment.person_id,
        row.to_person_id,
        row.expires_at.astimezone(UTC),
        RequestState(row.state),
        row.taken_by_id,
        row.done_at,
    )


def _is_held(row: CoverRequest, event: RequestEvent) -> bool:
    """Return whether each hold that would change hands stands as it was left."""
    asked = [one for one in (row.assignment, row.offered) if one is not None]
    if event is not RequestEvent.UNDO:
        return all(one.state == Assignment.HELD for one in asked)
    return all(
        made is not None and made.state == Assignment.HELD and made.span == one.span
        for made, one in zip((row.given, row.returned), asked, strict=False)
    )


def _moves(row: CoverRequest, taker: int | None) -> list[_Move]:
    """Return what changes hands, the seat that was asked for first."""
    assert taker is not None
    if row.offered is None:
        return [_Move(row.assignment, taker, ())]
    asker = row.assignment.person_id
    return [
        _Move(row.assignment, taker, (row.offered.pk,)), _Move(row.offered, asker, (row.assignment.pk,)),
    ]  # fmt: skip


def _moves_back(row: CoverRequest) -> list[_Move]:
    """Return what goes back to those who had it, the seat that was asked for first."""
    left = [one.pk for one in (row.returned, row.given) if one is not None]
    asked = [one for one in (row.assignment, row.offered) if one is not None]
    # In a swap each gives up what the other gets; in a cover only one does.
    return [_Move(one, one.person_id, tuple(left)) for one in asked]


def _warnings(moves: Iterable[_Move], reader: int | None) -> list[tuple[Reason, ...]]:
    """Return the warnings against each move; raise NotEligible with the blocks against any.

    `reader` hears their own only (None: a planner hears all), and OtherCannot where they have none: that somebody is
    away is not for a colleague to learn by asking.
    """
    moves = list(moves)
    verdicts = [
        verdict_on(one.taker, one.hold.span, SeatKind(one.hold.seat.kind), but=one.left) for one in moves
    ]
    told = [verdict for one, verdict in zip(moves, verdicts, strict=True) if reader in (None, one.taker)]
    if blocks := [reason for verdict in told for reason in verdict.blocks]:
        raise NotEligible(blocks)
    if any(verdict.blocks for verdict in verdicts):
        raise OtherCannot
    return [verdict.warnings for verdict in verdicts]


def _save(row: CoverRequest, after: Request, warnings: Sequence[tuple[Reason, ...]]) -> None:
    row.state, row.taken_by_id, row.done_at = after.state.value, after.taken_by, after.done_at
    if warnings or after.state is RequestState.OPEN:
        row.warnings = codes(reason for some in warnings for reason in some)
    row.save()


def _transfer(row: CoverRequest, warnings: Sequence[tuple[Reason, ...]], act: Act) -> None:
    """Release what changes hands, then let the others hold the same: in between nobody holds either."""
    origin = Origin.COVER if row.offered is None else Origin.SWAP
    action = RotaAction.TAKEN_OVER if row.offered is None else RotaAction.SWAPPED
    moves, made = _moves(row, row.taken_by_id), []
    for one in moves:
        end_hold(one.hold, act)
        tell(act, NoticeKind.COVER_TAKEN, one.hold)
    for one, against in zip(moves, warnings, strict=True):
        new = give(one.hold.seat, one.taker, one.hold.span, act, origin=origin, warnings=against)
        note_hold(act, action, new)
        tell(act, NoticeKind.SEAT_GIVEN, new)
        made.append(new)
    row.given, row.returned = made[0], made[1] if len(made) > 1 else None
    row.save(update_fields=["given", "returned"])


def _transfer_back(row: CoverRequest, act: Act, reader: int | None) -> None:
    """Release what was made, then let those who held before hold again what they held."""
    moves = _moves_back(row)
    _warnings(moves, reader)
    for made in (row.given, row.returned):
        if made is not None:
            end_hold(made, act)
            tell(act, NoticeKind.SEAT_GONE, made)
    for one in moves:
        hold_again(one.hold, act)
        tell(act, NoticeKind.SEAT_GIVEN, one.hold)
    row.given = row.returned = None
    row.save(update_fields=["given", "returned"])


def _mail(row: CoverRequest, kind: NoticeKind, act: Act, people: Iterable[int]) -> None:
    """Let a mail about a request be due to these people, but not to who acts."""
    hold = row.assignment
    key = f"request:{row.pk}:{row.state}:{act.now.isoformat()}"
    in_return = row.offered.span if row.offered is not None and kind is NoticeKind.COVER_ASKED else None
    for person in set(people) - {act.by}:
        tell_person(act, kind, person, key, starts_at=hold.starts_at, ends_at=hold.ends_at, other=in_return)


def _who_fits(hold: Assignment) -> set[int]:
    """Return the ids of those whom no rule keeps from that seat, but for its holder."""
    kind = SeatKind(hold.seat.kind)
    return {
        pk
        for pk, facts in load_facts(hold.span).items()
        if pk != hold.person_id and not facts.verdict(hold.span, kind).blocks
    }
