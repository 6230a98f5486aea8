"""Asking others to take a seat over or to swap: the holder stays responsible until it is done."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from helpline.staff.queries import planners
from scheduling.models import Assignment, CoverRequest
from scheduling.queries.facts import load_facts
from scheduling.rules import requests as rules
from scheduling.rules.hours import NotThere
from scheduling.rules.reasons import Reason
from scheduling.rules.requests import Audience, Effect, Request, RequestEvent, RequestKind, RequestState
from scheduling.rules.rota import NoticeKind, Origin, RotaAction, SeatKind, ShiftState
from scheduling.services.rota.history import Act, note_hold, tell_person
from scheduling.services.rota.holds import NotEligible, codes, end_hold, give, lock_hold, lock_person

RUNNING = (RequestState.OPEN.value, RequestState.NEEDS_PLANNER.value)
_NOTED = {
    RequestEvent.ANSWER_NO: RotaAction.DECLINED,
    RequestEvent.WITHDRAW: RotaAction.WITHDRAWN,
    RequestEvent.PLANNER_NO: RotaAction.REFUSED,
    RequestEvent.UNDO: RotaAction.UNDONE,
    RequestEvent.EXPIRE: RotaAction.EXPIRED,
}


class AlreadyAsked(Exception):
    """A request for that seat runs already."""


@transaction.atomic
def ask_cover(
    assignment_id: int, to_person: int | None, *, by: int, now: datetime, is_planner: bool = False
) -> int:
    """Ask one colleague, or (None) all who fit, to take a seat over; return the request's id.

    Raises AlreadyAsked, NotThere or a Refused of rules.requests.
    """
    hold = _published(assignment_id)
    return _ask(RequestKind.COVER, hold, None, to_person, Act(by, now), is_planner=is_planner)


@transaction.atomic
def ask_swap(assignment_id: int, for_id: int, *, by: int, now: datetime, is_planner: bool = False) -> int:
    """Ask the holder of another seat to exchange; return the request's id. Raises as ask_cover."""
    hold, other = _published(assignment_id), _published(for_id)
    return _ask(RequestKind.SWAP, hold, other, other.person_id, Act(by, now), is_planner=is_planner)


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

    Raises NotEligible when a block stands in the taker's way (in a swap: in either's), NotThere, SeatTaken, Elsewhere
    or a Refused of rules.requests.
    """
    row = CoverRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotThere
    act = Act(by, now)
    request = _rule(row)
    giver = row.assignment
    for person in sorted({giver.person_id, taker or by or 0, row.taken_by_id or 0} - {0}):
        lock_person(person)
    warnings = (
        _against(row, taker or by) if event in (RequestEvent.ANSWER_YES, RequestEvent.PLANNER_YES) else ()
    )
    change = rules.step(
        request,
        event,
        by,
        now,
        is_planner=is_planner,
        taker=taker,
        has_warnings=bool(warnings),
        is_held=_is_held(row, event),
    )
    _save(row, change.request, warnings)
    _carry_out(row, change.effect, act)
    _tell(row, change, act)
    if change.request.state is not request.state and event in _NOTED:
        note_hold(act, _NOTED[event], giver)
    return change.request.state


@transaction.atomic
def expire_requests(now: datetime) -> None:
    """End the requests whose seats have begun: the holder keeps them."""
    due = CoverRequest.objects.filter(state__in=RUNNING, expires_at__lte=now)
    for pk in list(due.values_list("pk", flat=True)):
        take_step(pk, RequestEvent.EXPIRE, by=None, now=now)


def _published(assignment_id: int) -> Assignment:
    hold = lock_hold(assignment_id)
    if hold.seat.shift.state != ShiftState.PUBLISHED.value:
        raise NotThere
    return hold


def _ask(
    kind: RequestKind,
    hold: Assignment,
    other: Assignment | None,
    to_person: int | None,
    act: Act,
    *,
    is_planner: bool,
) -> int:
    starts = [one.starts_at for one in (hold, other) if one is not None]
    change = rules.ask(
        kind, hold.person_id, to_person, starts, act.now, by=act.by or 0, is_planner=is_planner
    )
    if CoverRequest.objects.filter(assignment=hold, state__in=RUNNING).exists():
        raise AlreadyAsked
    row = CoverRequest.objects.create(
        assignment=hold, kind=kind.value, offered=other, to_person_id=to_person,
        state=change.request.state.value, asked_at=act.now, expires_at=change.request.starts_at,
    )  # fmt: skip
    note_hold(act, RotaAction.ASKED, hold)
    _tell(row, change, act)
    return row.pk


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


def _against(row: CoverRequest, taker: int | None) -> tuple[Reason, ...]:
    """Return the warnings against the change, of both sides; raise NotEligible with the blocks of either."""
    moves = [(row.taken_by_id or taker, row.assignment, row.offered)]
    if row.offered is not None:
        moves.append((row.assignment.person_id, row.offered, row.assignment))
    blocks: list[Reason] = []
    warnings: list[Reason] = []
    for person_id, taken, left in moves:
        facts = load_facts(taken.span, [person_id or 0]).get(person_id or 0)
        if facts is None:
            raise NotThere
        verdict = facts.verdict(taken.span, SeatKind(taken.seat.kind), but=[left.pk] if left else ())
        blocks += verdict.blocks
        warnings += verdict.warnings
    if blocks:
        raise NotEligible(blocks)
    return tuple(warnings)


def _is_held(row: CoverRequest, event: RequestEvent) -> bool:
    """Return whether each hold that would change hands stands as it was left."""
    back = event is RequestEvent.UNDO
    holds = (row.given, row.returned) if back else (row.assignment, row.offered)
    return all(one.state == Assignment.HELD for one in holds if one is not None)


def _save(row: CoverRequest, request: Request, warnings: Iterable[Reason]) -> None:
    row.state, row.taken_by_id, row.done_at = request.state.value, request.taken_by, request.done_at
    row.warnings = codes(warnings) or row.warnings
    row.save()


def _carry_out(row: CoverRequest, effect: Effect, act: Act) -> None:
    match effect:
        case Effect.TRANSFER:
            origin = Origin.SWAP if row.offered is not None else Origin.COVER
            pairs = [(row.assignment, row.taken_by_id), (row.offered, row.assignment.person_id)]
            row.given, row.returned = _exchange(pairs, origin, act)
        case Effect.TRANSFER_BACK:
            taker = row.given.person_id if row.given else None
            pairs = [(row.given, row.assignment.person_id), (row.returned, taker)]
            back, other = _exchange(pairs, Origin.COVER, act)
            assert back is not None
            row.assignment, row.offered, row.given, row.returned = back, other, None, None
        case Effect.NONE:
            return
    row.save()


def _exchange(
    pairs: Iterable[tuple[Assignment | None, int | None]], origin: Origin, act: Act
) -> list[Assignment | None]:
    """Release all of the holds, then let the others hold the same: in between nobody holds either."""
    moves = [(lock_hold(hold.pk), person) if hold else None for hold, person in pairs]
    spans = [(move[0], move[0].span, move[1]) if move else None for move in moves]
    for one in spans:
        if one is not None:
            end_hold(one[0], act)
    made: list[Assignment | None] = []
    for one in spans:
        if one is None:
            made.append(None)
            continue
        old, span, person = one
        new = give(old.seat, person or 0, span, act, origin=origin)
        note_hold(act, RotaAction.SWAPPED if origin is Origin.SWAP else RotaAction.TAKEN_OVER, new)
        made.append(new)
    return made


def _tell(row: CoverRequest, change: rules.Change, act: Act) -> None:
    hold = row.assignment
    is_new = change.request.state is RequestState.OPEN and change.effect is Effect.NONE
    kind = {
        RequestState.OPEN: NoticeKind.COVER_ASKED if is_new else NoticeKind.SEAT_GIVEN,
        RequestState.DONE: NoticeKind.COVER_TAKEN,
        RequestState.NEEDS_PLANNER: NoticeKind.REQUEST_CHANGED,
    }.get(change.request.state, NoticeKind.REQUEST_CHANGED)
    key = f"request:{row.pk}:{change.request.state}:{act.now.isoformat()}"
    for person in change.tell:
        tell_person(act, kind, person, key, starts_at=hold.starts_at, ends_at=hold.ends_at)
    for person in _audience(row, change.audience) - change.tell - {act.by}:
        tell_person(
            act,
            NoticeKind.PLANNER_ASKED if change.audience is Audience.PLANNERS else NoticeKind.COVER_ASKED,
            person,
            key,
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
        )


def _audience(row: CoverRequest, audience: Audience) -> set[int]:
    match audience:
        case Audience.NOBODY:
            return set()
        case Audience.PLANNERS:
            return planners()
        case Audience.WHO_FITS:
            hold = row.assignment
            kind = SeatKind(hold.seat.kind)
            everybody = load_facts(hold.span)
            return {
                pk for pk, facts in everybody.items()
                if pk != hold.person_id and not facts.verdict(hold.span, kind).blocks
            }  # fmt: skip
