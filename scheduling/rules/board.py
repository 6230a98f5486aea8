"""Which seats of a running shift have somebody, and which of them anybody may take over now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from scheduling.rules.duty import CHECK_IN_EARLY, Duty, DutyState, Turn, is_late, stands_on
from scheduling.rules.hours import Span
from scheduling.rules.rota import Seat, SeatKind, free_spans

_MINUTE: Final = timedelta(minutes=1)


class BoardState(StrEnum):
    """How it stands with a seat at one instant."""

    ROSTERED = "rostered"
    CHECKED_IN = "checked_in"
    PAUSED = "paused"
    NOT_ANSWERING = "not_answering"
    LATE = "late"
    ON_CALL = "on_call"
    EMPTY = "empty"


_THERE: Final = frozenset({BoardState.CHECKED_IN, BoardState.PAUSED, BoardState.NOT_ANSWERING})


class NotRunning(Exception):
    """Nobody steps into a seat that is over, or that begins in more than 15 minutes."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody's hold on a seat, and whether they are there; `left_at`: when their last check-in ended."""

    assignment_id: int
    person_id: int
    name: str
    turn: Turn
    duty: Duty
    left_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Return whether they should be there and are not."""
        return is_late(self.turn, self.duty, self.left_at, at)


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody gets who steps into a seat, and who holds that time until then without being there."""

    span: Span
    late: Holder | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One seat on the board: its holder's time, or (nobody) the time that is free.

    `minutes`: while late, how long they are missing; before the start, how long until it; else until the handover.
    `since`: while late, since when they are missing; for who is there, since when they are on duty; for a time that
    is free, since when it runs; else None.
    """

    seat_id: int
    kind: SeatKind
    position: int
    span: Span
    person_id: int | None
    name: str
    state: BoardState
    minutes: int
    since: datetime | None = None

    def runs(self, at: datetime) -> bool:
        """Return whether it has begun."""
        return self.span.start <= at


def opening(shift: Span, holders: Sequence[Holder], at: datetime) -> Opening | None:
    """Return what a seat offers to whoever steps in, up to its next hold; None while its holder is or may still come.

    Raises NotRunning outside the shift, counted from CHECK_IN_EARLY before it.
    """
    if not shift.start - CHECK_IN_EARLY <= at < shift.end:
        raise NotRunning
    start = max(at, shift.start)
    now = _holding(holders, start)
    if now is not None and not now.is_late(at):
        return None
    end = min((one.turn.span.start for one in holders if one.turn.span.start > start), default=shift.end)
    return Opening(Span(start, end), now)


def board_row(seat: Seat, holders: Sequence[Holder], at: datetime) -> BoardRow:
    """Return how it stands with a seat of a shift that runs or is the next."""
    moment = max(at, seat.span.start)
    holder = _holding(holders, moment)
    state = BoardState.EMPTY if holder is None else _state(holder, at)
    span = _free(seat.span, holders, moment) if holder is None else holder.turn.span
    return BoardRow(
        seat_id=seat.seat_id,
        kind=seat.kind,
        position=seat.position,
        span=span,
        person_id=holder.person_id if holder else None,
        name=holder.name if holder else "",
        state=state,
        minutes=_minutes(span, state, holder.left_at if holder else None, at),
        since=_since(span, state, holder, at),
    )


def _holding(holders: Sequence[Holder], at: datetime) -> Holder | None:
    return next((one for one in holders if one.turn.span.start <= at < one.turn.span.end), None)


def _free(shift: Span, holders: Sequence[Holder], at: datetime) -> Span:
    parts = free_spans(shift, [one.turn.span for one in holders])
    return next(part for part in parts if part.start <= at < part.end)


def _state(holder: Holder, at: datetime) -> BoardState:
    if holder.turn.kind is SeatKind.BACKUP:
        return BoardState.ON_CALL
    if not stands_on(holder.duty, holder.turn):
        return BoardState.LATE if holder.is_late(at) else BoardState.ROSTERED
    match holder.duty.state:
        case DutyState.PAUSED:
            return BoardState.PAUSED
        case DutyState.NOT_ANSWERING:
            return BoardState.NOT_ANSWERING
        case _:
            return BoardState.CHECKED_IN


def _since(span: Span, state: BoardState, holder: Holder | None, at: datetime) -> datetime | None:
    if holder is None:
        return span.start if span.start <= at else None
    if state is BoardState.LATE:
        return max(span.start, holder.left_at or span.start)
    return holder.duty.since if state in _THERE else None


def _minutes(span: Span, state: BoardState, left_at: datetime | None, at: datetime) -> int:
    if state is BoardState.LATE:
        return (at - max(span.start, left_at or span.start)) // _MINUTE
    return ((span.start if at < span.start else span.end) - at) // _MINUTE
