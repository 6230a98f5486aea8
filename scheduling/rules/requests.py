"""Asking somebody to take a seat over, or to swap two seats: who may do what until when, and what follows. Pure.

Whoever holds a seat stays responsible until the request is done: asking, answering and refusing move no seat. Only
`Effect.TRANSFER` does, and `Effect.TRANSFER_BACK` within the minutes of an undo.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Final

UNDO_WITHIN = timedelta(minutes=10)
# Later than this there is too little time to find somebody else.
UNDO_BEFORE_START = timedelta(hours=24)


class RequestKind(StrEnum):
    """Cover: somebody takes the seat. Swap: two people exchange a seat each."""

    COVER = "cover"
    SWAP = "swap"


class RequestState(StrEnum):
    """Where a request stands. Accepted is no state: an answer is done at once, or waits for a planner."""

    OPEN = "open"
    NEEDS_PLANNER = "needs_planner"
    DONE = "done"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class RequestEvent(StrEnum):
    """What changes it: six acts of people, and the start of a seat. Asking makes it: see `ask`."""

    ANSWER_YES = "answer_yes"
    ANSWER_NO = "answer_no"
    WITHDRAW = "withdraw"
    PLANNER_YES = "planner_yes"
    PLANNER_NO = "planner_no"
    UNDO = "undo"
    EXPIRE = "expire"


class Effect(Enum):
    """What happens to the seats: to the taker (of a swap, both seats), back again, or nothing."""

    NONE = 0
    TRANSFER = 1
    TRANSFER_BACK = 2


class Audience(Enum):
    """Whom to tell beside the people of the request."""

    NOBODY = 0
    PLANNERS = 1
    WHO_FITS = 2


class Refused(Exception):
    """The step is refused; each subclass is one reason."""


class NotYours(Refused):
    """The step is somebody else's, and only a planner may do it in their place."""


class OwnSeat(Refused):
    """Nobody takes their own seat over."""


class NobodyNamed(Refused):
    """A swap is asked of one person: the one whose seat it names."""


class AlreadyAnswered(Refused):
    """The request has been answered, withdrawn or closed by somebody else in between."""


class TooLate(Refused):
    """One of the seats has begun: its holder keeps it."""


class TooEarly(Refused):
    """A request runs out when a seat begins, not before."""


class UndoOver(Refused):
    """Taking over can be undone for 10 minutes, and only more than 24 hours before the start."""


class OtherCannot(Refused):
    """The other one of the two cannot take their seat; why is theirs to tell."""


class SeatMoved(Refused):
    """A seat is no longer with the person it was with: it was released, covered or given to somebody else."""


_STATE, _EVENT = RequestState, RequestEvent
# The only place that decides. Doing one's own step twice is no error: a double click must not frighten anybody.
TRANSITIONS: Final[Mapping[tuple[RequestState, RequestEvent], RequestState]] = {
    (_STATE.OPEN, _EVENT.ANSWER_YES): _STATE.DONE,
    (_STATE.OPEN, _EVENT.ANSWER_NO): _STATE.DECLINED,
    (_STATE.OPEN, _EVENT.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.OPEN, _EVENT.EXPIRE): _STATE.EXPIRED,
    (_STATE.NEEDS_PLANNER, _EVENT.ANSWER_YES): _STATE.NEEDS_PLANNER,
    (_STATE.NEEDS_PLANNER, _EVENT.PLANNER_YES): _STATE.DONE,
    (_STATE.NEEDS_PLANNER, _EVENT.PLANNER_NO): _STATE.REFUSED,
    (_STATE.NEEDS_PLANNER, _EVENT.UNDO): _STATE.OPEN,
    (_STATE.NEEDS_PLANNER, _EVENT.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.NEEDS_PLANNER, _EVENT.EXPIRE): _STATE.EXPIRED,
    (_STATE.DONE, _EVENT.ANSWER_YES): _STATE.DONE,
    (_STATE.DONE, _EVENT.PLANNER_YES): _STATE.DONE,
    (_STATE.DONE, _EVENT.UNDO): _STATE.OPEN,
    (_STATE.DECLINED, _EVENT.ANSWER_NO): _STATE.DECLINED,
    (_STATE.REFUSED, _EVENT.PLANNER_NO): _STATE.REFUSED,
    (_STATE.WITHDRAWN, _EVENT.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.EXPIRED, _EVENT.EXPIRE): _STATE.EXPIRED,
}

# The same where a rule for people warns of the change, on either side of a swap.
WARNED: Final[Mapping[tuple[RequestState, RequestEvent], RequestState]] = {
    **TRANSITIONS,
    (_STATE.OPEN, _EVENT.ANSWER_YES): _STATE.NEEDS_PLANNER,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `to_person` None asks everybody who fits. `starts_at` is the earlier start of its seats, in UTC.

    `taken_by` is who said yes, `done_at` when the seats changed hands.
    """

    kind: RequestKind
    asked_by: int
    to_person: int | None
    starts_at: datetime
    state: RequestState = RequestState.OPEN
    taken_by: int | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The request after a step, and what the step asks of the service; `tell` never holds who did it."""

    request: Request
    effect: Effect = Effect.NONE
    tell: frozenset[int] = frozenset()
    audience: Audience = Audience.NOBODY


def ask(
    kind: RequestKind,
    holder: int,
    to_person: int | None,
    starts: Iterable[datetime],
    now: datetime,
    *,
    by: int,
    is_planner: bool = False,
) -> Change:
    """Return a new request of a seat's holder; `starts` are those of the seats that would change hands.

    Raises NotYours, NobodyNamed, OwnSeat or TooLate.
    """
    if by != holder and not is_planner:
        raise NotYours
    if kind is RequestKind.SWAP and to_person is None:
        raise NobodyNamed
    if to_person == holder:
        raise OwnSeat
    request = Request(kind, holder, to_person, min(starts))
    if now >= request.starts_at:
        raise TooLate
    audience = Audience.WHO_FITS if to_person is None else Audience.NOBODY
    return Change(request, Effect.NONE, _people(request) - {by}, audience)


def step(
    request: Request,
    event: RequestEvent,
    by: int | None,
    now: datetime,
    *,
    is_planner: bool = False,
    taker: int | None = None,
    has_warnings: bool = False,
    is_held: bool = True,
) -> Change:
    """Return what the event does; a step done already changes nothing and tells nobody.

    `by` is who acts (None: the clock, for EXPIRE), `taker` who says yes if a planner does it for them. `is_held`:
    each seat is still with the person whom the step would take it from. Raises the subclasses of Refused.
    """
    after = (WARNED if has_warnings else TRANSITIONS).get((request.state, event))
    if after is None:
        raise AlreadyAnswered
    taker = by if taker is None else taker
    _check_person(request, event, by, taker, is_planner=is_planner)
    if after is request.state:
        return Change(request)
    _check_time(request, event, now)
    effect = _effect(request.state, after)
    # A yes that would wait for a planner is refused too: it would wait in vain.
    if not is_held and (effect is not Effect.NONE or event is _EVENT.ANSWER_YES):
        raise SeatMoved
    changed = _changed(request, after, taker, now)
    audience = Audience.PLANNERS if after is _STATE.NEEDS_PLANNER else Audience.NOBODY
    return Change(changed, effect, (_people(request) | _people(changed)) - {by}, audience)


def can_undo(request: Request, now: datetime) -> bool:
    """Return whether who took the seats over may still give them back."""
    return (
        request.done_at is not None
        and now < request.done_at + UNDO_WITHIN
        and request.starts_at - now > UNDO_BEFORE_START
    )


def _check_person(
    request: Request, event: RequestEvent, by: int | None, taker: int | None, *, is_planner: bool
) -> None:
    if event is _EVENT.EXPIRE:
        return
    if event is _EVENT.ANSWER_YES:
        _check_taker(request, taker)
    # A request to everybody has nobody who could say no for all: not even a planner can.
    if event is _EVENT.ANSWER_NO and request.to_person is None:
        raise NotYours
    owner = {
        _EVENT.ANSWER_YES: taker,
        _EVENT.ANSWER_NO: request.to_person,
        _EVENT.WITHDRAW: request.asked_by,
        _EVENT.UNDO: request.taken_by,
    }.get(event)
    if not is_planner and (owner is None or owner != by):
        raise NotYours


def _check_taker(request: Request, taker: int | None) -> None:
    if taker == request.asked_by:
        raise OwnSeat
    if request.to_person not in (None, taker):
        raise NotYours
    if request.taken_by not in (None, taker):
        raise AlreadyAnswered


def _check_time(request: Request, event: RequestEvent, now: datetime) -> None:
    has_begun = now >= request.starts_at
    if event is _EVENT.EXPIRE:
        if not has_begun:
            raise TooEarly
    elif event is _EVENT.UNDO and request.state is _STATE.DONE:
        if not can_undo(request, now):
            raise UndoOver
    elif has_begun:
        raise TooLate


def _changed(request: Request, after: RequestState, taker: int | None, now: datetime) -> Request:
    match after:
        case _STATE.OPEN:
            return replace(request, state=after, taken_by=None, done_at=None)
        case _STATE.NEEDS_PLANNER:
            return replace(request, state=after, taken_by=taker)
        case _STATE.DONE:
            return replace(request, state=after, taken_by=request.taken_by or taker, done_at=now)
        case _:
            return replace(request, state=after)


def _effect(before: RequestState, after: RequestState) -> Effect:
    if after is _STATE.DONE:
        return Effect.TRANSFER
    return Effect.TRANSFER_BACK if before is _STATE.DONE else Effect.NONE


def _people(request: Request) -> frozenset[int]:
    people = (request.asked_by, request.to_person, request.taken_by)
    return frozenset(person for person in people if person is not None)
