"""Giving a seat to somebody and taking it back: what all ways of doing so share."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from helpline.staff.models import Person
from scheduling.exclusion import ONE_HOLDER
from scheduling.models import Assignment, CoverRequest, Seat, Shift
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.reasons import Reason
from scheduling.rules.requests import RequestState
from scheduling.rules.rota import NoticeKind, Origin, RotaAction, ShiftState, cut
from scheduling.services.rota.history import Act, note_hold, tell

CONFIRM_WITHIN: Final = timedelta(hours=48)


class SeatTaken(Exception):
    """Somebody holds that seat at that time already."""


class Elsewhere(Exception):
    """That person holds another seat at that time already."""


class NotEligible(Exception):
    """Rules stand in the way; `reasons` are all of them. A planner may go against warnings only."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        """Keep the reasons for the sentences that say them."""
        super().__init__()
        self.reasons = tuple(reasons)


def lock_person(person_id: int) -> None:
    """Let changes of what one person holds come one by one: rest and weekly hours are not the database's to hold."""
    if not Person.objects.select_for_update().filter(pk=person_id).exists():
        raise NotThere


def lock_seat(seat_id: int) -> Seat:
    """Return a seat with its shift, both locked. Raises NotThere also for a cancelled shift."""
    row = (
        Seat.objects.select_for_update(of=("self", "shift"))
        .select_related("shift")
        .filter(pk=seat_id)
        .exclude(shift__state=ShiftState.CANCELLED.value)
        .first()
    )
    if row is None:
        raise NotThere
    return row


def lock_hold(assignment_id: int) -> Assignment:
    """Return a hold that stands, locked, with its seat and shift. Raises NotThere."""
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("seat__shift", "person")
        .filter(pk=assignment_id, state=Assignment.HELD)
        .first()
    )
    if row is None:
        raise NotThere
    return row


def give(
    seat: Seat, person_id: int, span: Span, act: Act, *, origin: Origin, warnings: Iterable[Reason] = ()
) -> Assignment:
    """Let somebody hold that span of a seat; raise SeatTaken or Elsewhere if the database refuses."""
    row = Assignment(
        seat=seat, person_id=person_id, starts_at=span.start, ends_at=span.end, origin=origin.value,
        warnings=codes(warnings), made_by_id=act.by, made_at=act.now, changed_at=act.now,
    )  # fmt: skip
    save_held(row)
    touch(seat.shift)
    return row


def save_held(row: Assignment) -> None:
    """Save a hold in a savepoint; raise SeatTaken or Elsewhere if the database refuses."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        if ONE_HOLDER in str(refused):
            raise SeatTaken from None
        raise Elsewhere from None


def end_hold(row: Assignment, act: Act) -> None:
    """Release a hold; of one that runs, what was held so far stays."""
    row.revision += 1
    row.changed_at = act.now
    if row.starts_at < act.now < row.ends_at:
        row.ends_at = act.now
    else:
        row.state, row.released_at = Assignment.RELEASED, act.now
    row.confirm_by = None
    row.save()
    # Nobody can take over any more what is not held.
    CoverRequest.objects.filter(
        Q(assignment=row) | Q(offered=row),
        state__in=[RequestState.OPEN.value, RequestState.NEEDS_PLANNER.value],
    ).update(state=RequestState.WITHDRAWN.value)
    touch(row.seat.shift)


def move_holds(shift: Shift, old: Span, act: Act) -> list[int]:
    """Let the holds of a shift follow it from its old span; return the ids of those who could not."""
    lost = []
    is_published = shift.state == ShiftState.PUBLISHED.value
    for hold in holds_of([shift]):
        part = shift.span if hold.span == old else cut(hold.span, shift.span)
        if part == hold.span:
            continue
        if part is None or not _moved(hold, part, act):
            note_hold(act, RotaAction.RELEASED, hold)
            end_hold(hold, act)
            lost.append(hold.person_id)
        if is_published:
            still_held = hold.state == Assignment.HELD
            tell(act, NoticeKind.CONFIRM_MOVED if still_held else NoticeKind.SEAT_GONE, hold)
    return lost


def holds_of(shifts: Iterable[Shift]) -> list[Assignment]:
    """Return the holds of these shifts that stand, locked, with seat and shift."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("seat__shift")
    return list(rows.filter(seat__shift__in=list(shifts), state=Assignment.HELD))


def touch(shift: Shift) -> None:
    """Count a change of a shift, so that whoever edits an older one is told."""
    Shift.objects.filter(pk=shift.pk).update(revision=F("revision") + 1)
    shift.revision += 1


def codes(reasons: Iterable[Reason]) -> str:
    """Return the codes of reasons as a hold keeps them, each once."""
    return " ".join(dict.fromkeys(reason.code.value for reason in reasons))


def _moved(hold: Assignment, part: Span, act: Act) -> bool:
    """Move a hold; return whether the person is free at its new time."""
    was = hold.span
    hold.starts_at, hold.ends_at = part.start, part.end
    hold.changed_at = act.now
    hold.revision += 1
    if hold.seat.shift.state == ShiftState.PUBLISHED.value and hold.person_id != act.by:
        hold.confirm_by = min(act.now + CONFIRM_WITHIN, part.start)
    try:
        save_held(hold)
    except (SeatTaken, Elsewhere):
        hold.starts_at, hold.ends_at, hold.confirm_by = was.start, was.end, None
        return False
    return True
