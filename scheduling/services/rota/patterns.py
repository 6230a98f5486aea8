"""The patterns, who comes each time, and the shifts they make."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, Pattern, PatternSeat, Seat, Shift, Standing
from scheduling.queries.facts import load_facts
from scheduling.rules.civil import local_day
from scheduling.rules.hours import NotThere, Stretch
from scheduling.rules.recurrence import Existing, PatternRule, Retime, diff, shifts_due
from scheduling.rules.rota import (
    ChangedInBetween,
    DraftShift,
    Origin,
    RotaAction,
    SeatKind,
    SeatPlan,
    ShiftState,
)
from scheduling.services.rota.history import Act, note
from scheduling.services.rota.holds import Elsewhere, SeatTaken, give, move_holds

HORIZON: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class PatternPlan:
    """What a pattern says, without its weekday; days are [valid_from, valid_to)."""

    name: str
    hours: Stretch
    every_n_weeks: int
    valid_from: date
    valid_to: date | None
    seats: tuple[SeatPlan, ...]


@transaction.atomic
def add_patterns(plan: PatternPlan, weekdays: Sequence[int], *, by: int | None, now: datetime) -> list[int]:
    """Save one pattern for each weekday (0 is Monday) and make its shifts; return their ids.

    With several weeks between, the first week with that weekday on or after `valid_from` is one that has it.
    """
    _forget_removed()
    act, made = Act(by, now), []
    for weekday in weekdays:
        row = Pattern(weekday=weekday)
        _write(row, plan)
        _write_seats(row, plan.seats)
        note(act, RotaAction.PATTERN_SAVED, about=row.name)
        made.append(row.pk)
    make_shifts(now, only=made)
    return made


@transaction.atomic
def change_pattern(
    pattern_id: int, plan: PatternPlan, revision: int, *, by: int | None, now: datetime
) -> None:
    """Change a pattern and its shifts that nobody was told of; what is published and held stays as it is.

    Raises NotThere, or ChangedInBetween when `revision` is no longer the pattern's.
    """
    row = _lock(pattern_id)
    if row.revision != revision:
        raise ChangedInBetween
    _forget_removed()
    row.revision += 1
    _write(row, plan)
    _write_seats(row, plan.seats)
    note(Act(by, now), RotaAction.PATTERN_SAVED, about=row.name)
    make_shifts(now, only=[row.pk])


@transaction.atomic
def remove_pattern(pattern_id: int, *, by: int | None, now: datetime) -> None:
    """Let a pattern make no more shifts and take its unheld future ones away; it can be put back. Raises NotThere."""
    row = _lock(pattern_id)
    _forget_removed()
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    note(Act(by, now), RotaAction.PATTERN_REMOVED, about=row.name)
    make_shifts(now, only=[row.pk])


@transaction.atomic
def put_back_pattern(pattern_id: int, *, by: int | None, now: datetime) -> None:
    """Undo the removal. Raises NotThere once another pattern was saved or removed."""
    row = Pattern.objects.select_for_update().filter(pk=pattern_id, removed_at__isnull=False).first()
    if row is None:
        raise NotThere
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    note(Act(by, now), RotaAction.PATTERN_SAVED, about=row.name)
    make_shifts(now, only=[row.pk])


@transaction.atomic
def set_standing(
    pattern_seat_id: int, person_id: int | None, valid_from: date, *, by: int | None, now: datetime
) -> None:
    """Let somebody hold a pattern's seat each time from that day on, instead of who does now; None: nobody.

    Published shifts stay as they are; drafts and new ones follow. Raises NotThere.
    """
    seat = PatternSeat.objects.select_for_update().filter(pk=pattern_seat_id).first()
    if seat is None:
        raise NotThere
    # Of drafts nobody was told yet: they follow at once, published ones stay.
    Assignment.objects.filter(
        seat__shift__pattern=seat.pattern_id, seat__shift__state=ShiftState.DRAFT.value,
        seat__position=seat.position, seat__shift__date__gte=valid_from, origin=Origin.STANDING.value,
    ).delete()  # fmt: skip
    Standing.objects.filter(pattern_seat=seat, valid_from__gte=valid_from).delete()
    Standing.objects.filter(pattern_seat=seat, valid_to__isnull=True).update(valid_to=valid_from)
    Standing.objects.filter(pattern_seat=seat, valid_to__gt=valid_from).update(valid_to=valid_from)
    if person_id is not None:
        Standing.objects.create(pattern_seat=seat, person_id=person_id, valid_from=valid_from)
    note(Act(by, now), RotaAction.STANDING_SET, about=seat.pattern.name)
    make_shifts(now, only=[seat.pattern_id])


@transaction.atomic
def make_shifts(now: datetime, only: Sequence[int] | None = None) -> None:
    """Make, move and take away what the patterns want of the coming eight weeks; doing it twice is the same as once.

    A shift that is published and held is never touched, nor one that a planner cancelled. Who comes each time
    holds new seats, unless a rule stands in the way: such a seat is then a gap. `only`: these patterns.
    """
    today = local_day(now, AMSTERDAM)
    chosen = Pattern.objects.select_for_update().order_by("pk")
    rows = list(chosen if only is None else chosen.filter(pk__in=only))
    wanted = shifts_due(
        [_rule(row) for row in rows if row.removed_at is None], today, today + HORIZON, AMSTERDAM
    )
    existing = list(Shift.objects.select_for_update().filter(pattern__in=rows, date__gte=today))
    # What has begun is neither moved nor made any more.
    begun = {(row.pattern_id, row.date) for row in existing if row.starts_at <= now}
    todo = diff(
        _existing([row for row in existing if row.starts_at > now]),
        [s for s in wanted if s.span.start > now and (s.pattern_id, s.day) not in begun],
    )
    act = Act(None, now)
    Shift.objects.filter(pk__in=todo.orphaned).delete()
    for move in todo.retime:
        _retime(move, act)
    for draft in todo.add:
        _make(draft)
    drafts = Shift.objects.filter(pattern__in=rows, starts_at__gt=now, state=ShiftState.DRAFT.value)
    _follow_seats(list(drafts.prefetch_related("seats")), rows)
    _seat_those_who_come_each_time(rows, act)


def _forget_removed() -> None:
    for row in Pattern.objects.filter(removed_at__isnull=False):
        row.delete()


def _lock(pattern_id: int) -> Pattern:
    row = Pattern.objects.select_for_update().filter(pk=pattern_id, removed_at__isnull=True).first()
    if row is None:
        raise NotThere
    return row


def _write(row: Pattern, plan: PatternPlan) -> None:
    row.name, row.every_n_weeks = plan.name, plan.every_n_weeks
    row.start_minute, row.end_minute = plan.hours.start_minute, plan.hours.end_minute
    row.valid_from, row.valid_to = plan.valid_from, plan.valid_to
    row.anchor_date = plan.valid_from + timedelta(days=(row.weekday - plan.valid_from.weekday()) % 7)
    row.save()


def _write_seats(row: Pattern, plan: Sequence[SeatPlan]) -> None:
    """Give the pattern these seats, in this order; a place that keeps its kind keeps who comes each time."""
    there = {seat.position: seat for seat in row.seats.all()}
    for position, wanted in enumerate(plan, start=1):
        seat = there.pop(position, None)
        if seat is not None and seat.kind != wanted.kind.value:
            seat.delete()
            seat = None
        if seat is None:
            seat = PatternSeat(pattern=row, position=position, kind=wanted.kind.value)
        seat.required = wanted.required
        seat.save()
    PatternSeat.objects.filter(pk__in=[seat.pk for seat in there.values()]).delete()


def _rule(row: Pattern) -> PatternRule:
    return PatternRule(
        row.pk, row.weekday, row.hours, row.every_n_weeks, row.anchor_date, row.valid_from, row.valid_to
    )


def _existing(rows: Sequence[Shift]) -> list[Existing]:
    held = set(
        Assignment.objects.filter(seat__shift__in=rows, state=Assignment.HELD).values_list(
            "seat__shift_id", flat=True
        )
    )
    return [
        Existing(
            row.pk, row.pattern_id or 0, row.date, row.hours, row.span, ShiftState(row.state), row.pk in held
        )
        for row in rows
    ]


def _make(draft: DraftShift) -> None:
    Shift.objects.create(
        pattern_id=draft.pattern_id, date=draft.day, start_minute=draft.hours.start_minute,
        end_minute=draft.hours.end_minute, starts_at=draft.span.start, ends_at=draft.span.end,
    )  # fmt: skip


def _retime(move: Retime, act: Act) -> None:
    row = Shift.objects.get(pk=move.shift_id)
    old = row.span
    row.start_minute, row.end_minute = move.hours.start_minute, move.hours.end_minute
    row.starts_at, row.ends_at = move.span.start, move.span.end
    row.revision += 1
    row.save()
    move_holds(row, old, act)


def _follow_seats(shifts: Sequence[Shift], patterns: Sequence[Pattern]) -> None:
    """Give drafts the seats of their patterns; a place that keeps its kind keeps its holder."""
    plans = {row.pk: list(row.seats.all()) for row in patterns}
    for shift in shifts:
        there = {seat.position: seat for seat in shift.seats.all()}
        for plan in plans[shift.pattern_id or 0]:
            seat = there.pop(plan.position, None)
            if seat is not None and (seat.kind, seat.required) == (plan.kind, plan.required):
                continue
            if seat is not None and seat.kind != plan.kind:
                seat.delete()
                seat = None
            seat = seat or Seat(shift=shift, position=plan.position, kind=plan.kind)
            seat.required = plan.required
            seat.save()
        Seat.objects.filter(pk__in=[seat.pk for seat in there.values()]).delete()


def _seat_those_who_come_each_time(patterns: Sequence[Pattern], act: Act) -> None:
    """Let them hold their seats of drafts, once: a seat that somebody gave back or lost is not given again."""
    standings = list(
        Standing.objects.filter(pattern_seat__pattern__in=patterns).select_related("pattern_seat")
    )
    drafts = Seat.objects.filter(
        shift__pattern__in=patterns, shift__starts_at__gt=act.now, shift__state=ShiftState.DRAFT.value
    )
    for seat in drafts.select_related("shift").order_by("shift__starts_at", "position"):
        for standing in standings:
            if _fits(standing, seat) and not seat.assignments.filter(person=standing.person_id).exists():
                _try_to_give(seat, standing.person_id, act)


def _fits(standing: Standing, seat: Seat) -> bool:
    plan = standing.pattern_seat
    return (
        (plan.pattern_id, plan.position, plan.kind) == (seat.shift.pattern_id, seat.position, seat.kind)
        and standing.valid_from <= seat.shift.date
        and (standing.valid_to is None or seat.shift.date < standing.valid_to)
    )


def _try_to_give(seat: Seat, person_id: int, act: Act) -> None:
    span = seat.shift.span
    facts = load_facts(span, [person_id]).get(person_id)
    if facts is None or facts.verdict(span, SeatKind(seat.kind)).blocks:
        return
    warnings = facts.verdict(span, SeatKind(seat.kind)).warnings
    with suppress(SeatTaken, Elsewhere):
        give(seat, person_id, span, act, origin=Origin.STANDING, warnings=warnings)
