"""What there is, as the rows of a sheet: people with their terms, patterns, who holds what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Assignment, Pattern, Shift, Terms
from scheduling.rules.civil import DAY_MINUTES
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.rota import SeatKind, ShiftState
from scheduling.rules.sheets import (
    Agreed,
    AssignmentRow,
    PatternRow,
    PersonRow,
    SheetKind,
    ShiftThere,
    WantedSeat,
)

_DAY: Final = timedelta(days=1)


def rows_of(kind: SheetKind, first: date, last: date) -> Sequence[PersonRow | PatternRow | AssignmentRow]:
    """Return what a sheet of these days, both included, holds; people are those of today."""
    if kind is SheetKind.PEOPLE:
        return person_rows()
    return pattern_rows(first, last) if kind is SheetKind.PATTERNS else assignment_rows(first, last)


def person_rows() -> list[PersonRow]:
    """Return the open accounts that have a role, by name, with their terms if any were noted. Three queries."""
    terms = {one.person_id: agreed_of(one) for one in Terms.objects.all()}
    found = []
    for person in Person.objects.filter(is_active=True).prefetch_related("groups").order_by("name", "pk"):
        names = {group.name for group in person.groups.all()}
        roles = tuple(role for role in Role if role.value in names)
        if not roles:
            continue
        row = PersonRow(person.name, person.email, roles, tuple(person.skills))
        if agreed := terms.get(person.pk):
            row = replace(
                row,
                contract=agreed.contract,
                agreed_hours=agreed.agreed_hours,
                max_hours=agreed.max_hours,
                is_adult=agreed.is_adult,
            )
        found.append(row)
    return found


def pattern_rows(first: date | None = None, last: date | None = None) -> list[PatternRow]:
    """Return the patterns that hold on some of the days [first, last], both included; by None without that end.

    Monday's first; removed ones are left out. Two queries.
    """
    rows = Pattern.objects.filter(removed_at__isnull=True)
    if first is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))
    if last is not None:
        rows = rows.filter(valid_from__lte=last)
    return [
        PatternRow(
            row.name,
            row.weekday,
            row.hours,
            row.every_n_weeks,
            row.valid_from,
            row.valid_to - _DAY if row.valid_to else None,
            tuple(WantedSeat(SeatKind(seat.kind), seat.required) for seat in row.seats.all()),
        )
        for row in rows.prefetch_related("seats")
    ]


def assignment_rows(first: date, last: date) -> list[AssignmentRow]:
    """Return who holds what of the shifts that begin on the days [first, last], both included; drafts too.

    In order of time, then of the seats; people by the name that their colleagues see. Three queries.
    """
    shifts = {one.shift_id: one for one in shifts_there(Q(date__range=(first, last)))}
    holds = Assignment.objects.filter(seat__shift__in=shifts, state=Assignment.HELD)
    ordered = holds.select_related("seat", "person").order_by(
        "seat__shift__starts_at", "seat__shift", "seat__position", "starts_at"
    )
    rows = (_assignment_row(hold, shifts[hold.seat.shift_id]) for hold in ordered)
    return [row for row in rows if row is not None]


def shifts_there(which: Q) -> list[ShiftThere]:
    """Return these shifts but for cancelled ones, as rows of assignments may mean them. Two queries."""
    rows = Shift.objects.filter(which).exclude(state=ShiftState.CANCELLED.value)
    return [
        ShiftThere(
            row.pk,
            row.date,
            row.pattern.name if row.pattern else "",
            row.hours,
            row.span,
            tuple((seat.pk, SeatKind(seat.kind)) for seat in row.seats.all()),
        )
        for row in rows.select_related("pattern").prefetch_related("seats")
    ]


def agreed_of(terms: Terms) -> Agreed:
    """Return terms as the sheets' rules know them."""
    most = terms.max_hours_week
    return Agreed(
        Contract(terms.contract),
        float(terms.agreed_hours_week),
        None if most is None else float(most),
        terms.is_adult,
    )


def _assignment_row(hold: Assignment, shift: ShiftThere) -> AssignmentRow | None:
    """Return a hold as a row, or None if it is shorter than a minute."""
    part = _minutes(hold.span, shift)
    if part.start_minute >= part.end_minute:
        return None
    kind = SeatKind(hold.seat.kind)
    of_kind = [seat_id for seat_id, its_kind in shift.seats if its_kind is kind]
    return AssignmentRow(
        shift.day,
        shift.pattern,
        None if shift.pattern and part == shift.hours else _within_a_day(part),
        kind,
        of_kind.index(hold.seat_id) + 1,
        hold.person.shown_name,
    )


def _minutes(span: Span, shift: ShiftThere) -> Stretch:
    """Return a part of a shift in wall-clock minutes of its day; where the shift begins or ends, its own."""
    start = shift.hours.start_minute if span.start == shift.span.start else _minute(span.start, shift.day)
    end = shift.hours.end_minute if span.end == shift.span.end else _minute(span.end, shift.day)
    return Stretch(start, end)


def _minute(at: datetime, day: date) -> int:
    local = at.astimezone(AMSTERDAM)
    return (local.date() - day).days * DAY_MINUTES + local.hour * 60 + local.minute


def _within_a_day(part: Stretch) -> Stretch:
    """Return the same times as a row writes them: after midnight the minutes are counted anew."""
    before = part.start_minute // DAY_MINUTES * DAY_MINUTES
    return Stretch(part.start_minute - before, part.end_minute - before)
