"""Dated shifts: added by hand, moved, cancelled, published; their seats."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, CheckIn, Pattern, Seat, Shift
from scheduling.rules.civil import instant
from scheduling.rules.hours import NotThere, Span, Stretch
from scheduling.rules.rota import (
    AlreadyBegun,
    ChangedInBetween,
    NoticeKind,
    RotaAction,
    SeatPlan,
    ShiftState,
    Vanishes,
)
from scheduling.services.rota.history import Act, note_hold, note_shift, tell
from scheduling.services.rota.holds import (
    call_off,
    end_hold,
    holds_of,
    lock_hold,
    lock_holds,
    lock_people,
    lock_shifts,
    move_holds,
    touch,
)


class SeatHeld(Exception):
    """Somebody holds that seat: release them first."""


@transaction.atomic
def add_shift(day: date, hours: Stretch, seats: Sequence[SeatPlan], *, by: int | None, now: datetime) -> int:
    """Add a draft that no pattern makes; return its id. Raises AlreadyBegun when it would be over, or Vanishes."""
    span = _span(day, hours)
    if span.end <= now:
        raise AlreadyBegun
    row = Shift.objects.create(
        date=day, start_minute=hours.start_minute, end_minute=hours.end_minute,
        starts_at=span.start, ends_at=span.end,
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(shift=row, position=n, kind=plan.kind.value, required=plan.required)
        for n, plan in enumerate(seats, start=1)
    )
    note_shift(Act(by, now), RotaAction.SHIFT_ADDED, row)
    return row.pk


@transaction.atomic
def move_shift(
    shift_id: int, day: date, hours: Stretch, revision: int, *, by: int | None, now: datetime
) -> list[int]:
    """Give a shift that has not begun another day or other minutes; return the ids of people who lost their seat.

    Whoever holds a seat keeps it for the new time and, once it is published, must confirm within 48 hours; whoever
    holds another seat at that time is released and told. No pattern moves or takes away any more what was moved by
    hand. Raises ChangedInBetween, AlreadyBegun, Vanishes or NotThere.
    """
    _lock_pattern_and_holders(shift_id)
    row = _lock(shift_id, revision)
    span, old = _span(day, hours), row.span
    if min(old.start, span.start) <= now:
        raise AlreadyBegun
    if (row.date, row.hours, old) == (day, hours, span):
        return []
    _leave_its_pattern(row)
    row.date, row.start_minute, row.end_minute = day, hours.start_minute, hours.end_minute
    row.starts_at, row.ends_at = span.start, span.end
    row.revision += 1
    row.save()
    act = Act(by, now)
    note_shift(act, RotaAction.SHIFT_MOVED, row)
    return move_holds(row, old, act)


@transaction.atomic
def confirm(assignment_id: int, *, by: int, now: datetime, is_planner: bool = False) -> None:
    """Say that a moved seat is kept. Doing it twice is no error. Raises NotThere."""
    row = lock_hold(assignment_id)
    if not (is_planner or row.person_id == by):
        raise NotThere
    if row.confirm_by is not None:
        _confirmed(row, Act(by, now))


@transaction.atomic
def decline_move(assignment_id: int, *, by: int, now: datetime) -> None:
    """Give up a seat that moved, also within 72 hours of its start: nobody agreed to the new time.

    Raises NotThere, also for somebody else's seat and for one that does not wait for a yes.
    """
    row = lock_hold(assignment_id)
    if row.person_id != by or row.confirm_by is None:
        raise NotThere
    act = Act(by, now)
    note_hold(act, RotaAction.NOT_CONFIRMED, row)
    # Also a little after its start: they were never there.
    end_hold(row, act, at=row.confirm_by)


def release_unconfirmed(now: datetime) -> None:
    """Release the moved seats that nobody confirmed in time: they are gaps then, and the alarms tell the planner.

    Who has checked in by then is there, and so has confirmed. One transaction for each seat.
    """
    late = Assignment.objects.filter(state=Assignment.HELD, confirm_by__lte=now, ends_at__gt=now)
    for pk in list(late.values_list("pk", flat=True)):
        _end_unless_confirmed(pk, now)


@transaction.atomic
def cancel_shift(shift_id: int, revision: int, *, by: int | None, now: datetime) -> None:
    """Take a shift out of the rota; its holders are told if it was published. A pattern does not make it again.

    Raises ChangedInBetween, AlreadyBegun when it is over, or NotThere.
    """
    row = _lock(shift_id, revision)
    if row.ends_at <= now:
        raise AlreadyBegun
    act = Act(by, now)
    holds = holds_of([row])
    call_off(holds, act)
    for hold in holds:
        tell(act, NoticeKind.SEAT_GONE, hold)
        end_hold(hold, act)
    note_shift(act, RotaAction.SHIFT_CANCELLED, row)
    Shift.objects.filter(pk=row.pk).update(state=ShiftState.CANCELLED.value)
    touch(row)


@transaction.atomic
def add_seat(shift_id: int, plan: SeatPlan, revision: int, *, by: int | None, now: datetime) -> int:
    """Add a seat after the others; return its id. Raises ChangedInBetween, AlreadyBegun or NotThere."""
    row = _lock(shift_id, revision)
    if row.ends_at <= now:
        raise AlreadyBegun
    last = row.seats.aggregate(last=Max("position"))["last"] or 0
    seat = Seat.objects.create(shift=row, position=last + 1, kind=plan.kind.value, required=plan.required)
    touch(row)
    note_shift(Act(by, now), RotaAction.SEAT_ADDED, row, about=plan.kind.value)
    return seat.pk


@transaction.atomic
def remove_seat(seat_id: int, revision: int, *, by: int | None, now: datetime) -> None:
    """Take away a seat that nobody holds.

    Raises SeatHeld, ChangedInBetween, AlreadyBegun when its shift is over, or NotThere.
    """
    seat = Seat.objects.filter(pk=seat_id).first()
    if seat is None:
        raise NotThere
    row = _lock(seat.shift_id, revision)
    if row.ends_at <= now:
        raise AlreadyBegun
    if seat.assignments.filter(state=Assignment.HELD).exists():
        raise SeatHeld
    note_shift(Act(by, now), RotaAction.SEAT_REMOVED, row, about=seat.kind)
    seat.delete()
    touch(row)


@transaction.atomic
def publish(seen: Mapping[int, int], *, by: int | None, now: datetime) -> int:
    """Publish these drafts (shift id to the revision that was looked at) and tell their holders; return how many.

    All or none: raises ChangedInBetween when one of them changed, went or was published since it was looked at.
    """
    rows = [row for row in lock_shifts(seen) if row.state == ShiftState.DRAFT.value]
    if {row.pk: row.revision for row in rows} != dict(seen):
        raise ChangedInBetween
    act = Act(by, now)
    for row in rows:
        row.state, row.published_at = ShiftState.PUBLISHED.value, now
        row.revision += 1
        row.save(update_fields=["state", "published_at", "revision"])
        note_shift(act, RotaAction.PUBLISHED, row)
    for hold in holds_of(rows):
        tell(act, NoticeKind.SEAT_GIVEN, hold)
    return len(rows)


def _lock(shift_id: int, revision: int) -> Shift:
    for row in lock_shifts([shift_id]):
        if row.state == ShiftState.CANCELLED.value:
            raise NotThere
        if row.revision != revision:
            raise ChangedInBetween
        return row
    raise NotThere


def _lock_pattern_and_holders(shift_id: int) -> None:
    """Lock what comes before the shift; whoever takes a seat of it afterwards changes its revision."""
    pattern = Shift.objects.filter(pk=shift_id).values_list("pattern_id")
    list(Pattern.objects.select_for_update(no_key=True).filter(pk__in=pattern))
    holders = Assignment.objects.filter(seat__shift=shift_id, state=Assignment.HELD)
    lock_people(holders.values_list("person_id", flat=True))


def _leave_its_pattern(row: Shift) -> None:
    """Take a shift out of its pattern's hands; a cancelled one in its place keeps the pattern from making it again."""
    if row.pattern_id is None:
        return
    in_its_place = Shift(
        pattern_id=row.pattern_id, date=row.date, start_minute=row.start_minute, end_minute=row.end_minute,
        starts_at=row.starts_at, ends_at=row.ends_at, state=ShiftState.CANCELLED.value,
    )  # fmt: skip
    row.pattern = None
    row.save(update_fields=["pattern"])
    in_its_place.save()


def _confirmed(row: Assignment, act: Act) -> None:
    row.confirm_by = None
    row.save(update_fields=["confirm_by"])
    note_hold(act, RotaAction.CONFIRMED, row)


@transaction.atomic
def _end_unless_confirmed(assignment_id: int, now: datetime) -> None:
    for row in lock_holds([assignment_id]):
        if row.confirm_by is None or row.confirm_by > now:
            continue
        act = Act(None, now)
        if row.starts_at <= now and CheckIn.objects.filter(person=row.person_id, until=None).exists():
            _confirmed(row, act)
            continue
        note_hold(act, RotaAction.NOT_CONFIRMED, row)
        tell(act, NoticeKind.SEAT_GONE, row)
        # Nobody held it from its start on, also if this runs a little later.
        end_hold(row, act, at=row.confirm_by)


def _span(day: date, hours: Stretch) -> Span:
    span = Span(*(instant(day, minute, AMSTERDAM) for minute in (hours.start_minute, hours.end_minute)))
    if span.start == span.end:
        raise Vanishes
    return span
