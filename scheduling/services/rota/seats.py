"""Who holds which seat: given by a planner, taken, given back, split."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from scheduling.models import Assignment, RotaEvent, Seat
from scheduling.rules.eligibility import refusals
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.reasons import Reason
from scheduling.rules.rota import (
    AlreadyBegun,
    ChangedInBetween,
    NoticeKind,
    Origin,
    RotaAction,
    SeatKind,
    ShiftState,
    cut,
)
from scheduling.services.rota.history import Act, note_hold, tell
from scheduling.services.rota.holds import (
    NotEligible,
    end_hold,
    give,
    hold_again,
    keep_parts,
    lock_hold,
    lock_person,
    lock_seat,
    lock_shifts,
    verdict_on,
)

# Until then somebody gives a seat back alone; later it is a request to the others.
RELEASE_UNTIL: Final = timedelta(hours=72)
PUT_BACK_WITHIN: Final = timedelta(minutes=10)


class TooLateAlone(Exception):
    """Less than 72 hours before the start a seat is not given back alone: somebody must take it over."""


class NotInside(Exception):
    """The instant does not lie inside the hold."""


@transaction.atomic
def assign(
    seat_id: int,
    person_id: int,
    *,
    by: int | None,
    now: datetime,
    revision: int | None = None,
    despite: bool = False,
    span: Span | None = None,
    origin: Origin = Origin.PLANNER,
) -> Assignment:
    """Give somebody a seat, or (span) a part of it; of a shift that runs, what is left.

    Raises NotEligible with every reason: with blocks whatever `despite` says, with warnings unless `despite` (their
    codes are then kept). Raises ChangedInBetween if `revision` is no longer the shift's, AlreadyBegun when it is over
    (or the span lies outside it), SeatTaken, Elsewhere or NotThere (also for somebody who holds no seats at all).
    """
    lock_person(person_id)
    seat = lock_seat(seat_id)
    if revision is not None and seat.shift.revision != revision:
        raise ChangedInBetween
    part = _ahead(cut(span or seat.shift.span, seat.shift.span), now)
    verdict = verdict_on(person_id, part, SeatKind(seat.kind))
    if verdict.blocks or (verdict.warnings and not despite):
        raise NotEligible(verdict.blocks + verdict.warnings)
    return seat_person(seat, person_id, part, Act(by, now), origin=origin, warnings=verdict.warnings)


def seat_person(
    seat: Seat,
    person_id: int,
    part: Span,
    act: Act,
    *,
    origin: Origin = Origin.PLANNER,
    warnings: Iterable[Reason] = (),
) -> Assignment:
    """Give somebody a place that the rules allow, and tell them; person and shift are locked.

    Raises SeatTaken or Elsewhere.
    """
    row = give(seat, person_id, part, act, origin=origin, warnings=warnings)
    note_hold(act, RotaAction.STEPPED_IN if origin is Origin.STEP_IN else RotaAction.ASSIGNED, row)
    tell(act, NoticeKind.SEAT_GIVEN, row)
    return row


@transaction.atomic
def sign_up(seat_id: int, person_id: int, *, now: datetime, span: Span | None = None) -> Assignment:
    """Take a free seat of a published shift, or (span) a free part of it, until it starts.

    Raises NotEligible with every reason, AlreadyBegun, SeatTaken, Elsewhere or NotThere.
    """
    lock_person(person_id)
    seat = lock_seat(seat_id)
    if seat.shift.state != ShiftState.PUBLISHED.value:
        raise NotThere
    part = cut(span or seat.shift.span, seat.shift.span)
    if part is None or part.start <= now:
        raise AlreadyBegun
    if refused := refusals(verdict_on(person_id, part, SeatKind(seat.kind)), by_self=True):
        raise NotEligible(refused)
    act = Act(person_id, now)
    row = give(seat, person_id, part, act, origin=Origin.SELF)
    note_hold(act, RotaAction.SIGNED_UP, row)
    return row


@transaction.atomic
def release(assignment_id: int, *, by: int | None, now: datetime, is_planner: bool = False) -> None:
    """Give a seat back: its holder until 72 hours before the start, a planner until the end.

    Of a hold that runs only the rest is given back, which put_back() cannot undo. Raises AlreadyBegun when it is
    over, TooLateAlone, or NotThere (also for somebody else's seat).
    """
    row = lock_hold(assignment_id)
    if not (is_planner or row.person_id == by):
        raise NotThere
    if row.ends_at <= now:
        raise AlreadyBegun
    is_published = row.seat.shift.state == ShiftState.PUBLISHED.value
    if not is_planner and is_published and now > row.starts_at - RELEASE_UNTIL:
        raise TooLateAlone
    act = Act(by, now)
    tell(act, NoticeKind.SEAT_GONE, row)
    note_hold(act, RotaAction.RELEASED, row)
    end_hold(row, act)


@transaction.atomic
def put_back(assignment_id: int, *, by: int | None, now: datetime, is_planner: bool = False) -> None:
    """Undo a release of the last ten minutes: a planner each, the holder what they gave back themselves.

    Requests that ran about it stay withdrawn. Raises NotThere (also when the shift moved since), SeatTaken, Elsewhere,
    or NotEligible where a block stands in the way now.
    """
    row = _released(assignment_id, now)
    if not (is_planner or (row.person_id == by and _gave_back_alone(row))):
        raise NotThere
    # What they held they hold again: only what nobody may overrule is asked anew.
    if blocks := verdict_on(row.person_id, row.span, SeatKind(row.seat.kind)).blocks:
        raise NotEligible(blocks)
    hold_again(row, act := Act(by, now))
    note_hold(act, RotaAction.PUT_BACK, row)
    tell(act, NoticeKind.SEAT_GIVEN, row)


@transaction.atomic
def split(
    assignment_id: int, at: datetime, *, by: int | None, now: datetime, is_planner: bool = False
) -> Assignment:
    """Make two holds of one, before and from `at`, both still the holder's: each can be covered alone.

    Returns the later one. A request that runs about the whole is withdrawn. Raises NotInside, AlreadyBegun when `at` is
    past, or NotThere.
    """
    row = lock_hold(assignment_id)
    if not (is_planner or row.person_id == by):
        raise NotThere
    if not row.starts_at < at < row.ends_at:
        raise NotInside
    if at <= now:
        raise AlreadyBegun
    act, whole = Act(by, now), row.span
    _earlier, later = keep_parts(row, [Span(whole.start, at), Span(at, whole.end)], act)
    note_hold(act, RotaAction.SPLIT, later)
    tell(act, NoticeKind.SEAT_CHANGED, row)
    return later


def _ahead(span: Span | None, now: datetime) -> Span:
    """Return what of a span lies ahead; raise AlreadyBegun if nothing does."""
    if span is None or span.end <= now:
        raise AlreadyBegun
    return Span(max(span.start, now), span.end)


def _released(assignment_id: int, now: datetime) -> Assignment:
    """Return a hold that was released lately and still lies inside its shift; person and shift are locked."""
    rows = Assignment.objects.select_related("seat__shift").filter(
        pk=assignment_id, state=Assignment.RELEASED, released_at__gt=now - PUT_BACK_WITHIN, ends_at__gt=now
    )
    if (seen := rows.first()) is None:
        raise NotThere
    lock_person(seen.person_id)
    lock_shifts([seen.seat.shift_id])
    row = rows.exclude(seat__shift__state=ShiftState.CANCELLED.value).first()
    if row is None or cut(row.span, row.seat.shift.span) != row.span:
        raise NotThere
    return row


def _gave_back_alone(row: Assignment) -> bool:
    return RotaEvent.objects.filter(
        action=RotaAction.RELEASED.value, at=row.changed_at, actor=row.person_id, person=row.person_id
    ).exists()
