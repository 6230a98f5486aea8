"""Taking in the rows of a sheet, all or none, and noting what was taken out as one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction

from helpline.common.channel import Channel
from helpline.staff.models import Person
from helpline.staff.rules import NotAllowed
from helpline.staff.services import invite
from scheduling.models import Seat
from scheduling.queries.sheets import (
    Check,
    check_assignments,
    check_patterns,
    check_people,
    holders_of,
    shift_ids_of,
)
from scheduling.rules.rota import ChangedInBetween, RotaAction, SeatPlan
from scheduling.rules.sheets import (
    LAYOUTS,
    Account,
    AssignmentRow,
    PatternRow,
    PersonRow,
    SheetKind,
    Step,
    agreed_by,
    read,
)
from scheduling.services.rota.colleagues import Agreed, set_terms
from scheduling.services.rota.history import Act, note
from scheduling.services.rota.holds import lock_people, lock_shifts
from scheduling.services.rota.making import lock_patterns
from scheduling.services.rota.patterns import PatternPlan, add_patterns
from scheduling.services.rota.seats import seat_person

_DAY: Final = timedelta(days=1)


class NotImportable(Exception):
    """Something stands in the way of a row, so none was taken in: look the sheet through again."""


def import_sheet(
    kind: SheetKind,
    text: str,
    *,
    by: Person,
    now: datetime,
    despite: bool = False,
    first_of_two: bool = False,
) -> int:
    """Take in a sheet of that kind; return how many rows did something. Raises NotImportable, see below."""
    sheet = read(LAYOUTS[kind], text)
    if sheet.problems:
        raise NotImportable
    if kind is SheetKind.PEOPLE:
        return import_people(sheet.rows, by=by, now=now)
    if kind is SheetKind.PATTERNS:
        return import_patterns(sheet.rows, by=by.pk, now=now)
    return import_assignments(sheet.rows, by=by.pk, now=now, despite=despite, first_of_two=first_of_two)


@transaction.atomic
def import_people(rows: Mapping[int, PersonRow], *, by: Person, now: datetime) -> int:
    """Invite those without an account and note the terms of those who have one; return how many rows did something.

    Terms of somebody who is invited are noted when the sheet is taken in again, once there is an account. Raises
    NotImportable.
    """
    checks = check_people(rows, now)
    _refuse(checks)
    for number, check in checks.items():
        row = rows[number]
        try:
            if check.step is Step.INVITE:
                _invite(row, by, now)
            elif check.step is Step.NOTE_TERMS and check.account:
                _note_terms(row, check.account, check.revision, by, now)
        except (NotAllowed, ChangedInBetween):
            raise NotImportable from None
    return _noted(checks, SheetKind.PEOPLE, Act(by.pk, now))


@transaction.atomic
def import_patterns(rows: Mapping[int, PatternRow], *, by: int | None, now: datetime) -> int:
    """Add the patterns that are not there yet, with their drafts; return how many. Raises NotImportable."""
    lock_patterns()
    checks = check_patterns(rows, now)
    _refuse(checks)
    for number, check in checks.items():
        if check.step is Step.ADD_PATTERN:
            add_patterns(_plan(rows[number]), [rows[number].weekday], by=by, now=now)
    return _noted(checks, SheetKind.PATTERNS, Act(by, now))


@transaction.atomic
def import_assignments(
    rows: Mapping[int, AssignmentRow],
    *,
    by: int | None,
    now: datetime,
    despite: bool = False,
    first_of_two: bool = False,
) -> int:
    """Give the seats of drafts and published shifts as a planner does, one row after the other; return how many.

    Raises NotImportable, also for warnings unless `despite` (their codes are then kept). `first_of_two`: of a time
    that comes twice, the first is meant.
    """
    lock_people(holders_of(rows.values()))
    lock_shifts(shift_ids_of(rows.values()))
    checks = check_assignments(rows, now, first_of_two=first_of_two)
    _refuse(checks)
    if not despite and any(check.warnings for check in checks.values()):
        raise NotImportable
    act = Act(by, now)
    given = [(check, check.place) for check in checks.values() if check.step is Step.ASSIGN and check.place]
    seats = Seat.objects.select_related("shift").in_bulk([place.seat_id for _check, place in given])
    for check, place in given:
        seat_person(seats[place.seat_id], check.person_id, place.span, act, warnings=check.warnings)
    return _noted(checks, SheetKind.ASSIGNMENTS, act)


def note_export(sheet: SheetKind, first: date, last: date, *, by: int, now: datetime) -> None:
    """Note that somebody took a sheet of these days, both included, out of the rota."""
    note(Act(by, now), RotaAction.EXPORTED, about=f"{sheet} {first} {last}")


def _refuse(checks: Mapping[int, Check]) -> None:
    if any(check.step is None for check in checks.values()):
        raise NotImportable


def _noted(checks: Mapping[int, Check], sheet: SheetKind, act: Act) -> int:
    number = sum(check.step is not Step.NOTHING for check in checks.values())
    if number:
        note(act, RotaAction.IMPORTED, about=f"{sheet} {number}")
    return number


def _invite(row: PersonRow, by: Person, now: datetime) -> None:
    invite(
        email=row.email,
        name=row.name,
        roles=row.roles,
        by=by,
        now=now,
        takes_phone=Channel.PHONE in row.skills,
        takes_chat=Channel.CHAT in row.skills,
    )


def _note_terms(row: PersonRow, account: Account, revision: int, by: Person, now: datetime) -> None:
    wanted = agreed_by(row, account.agreed)
    most = None if wanted.max_hours is None else Decimal(str(wanted.max_hours))
    agreed = Agreed(wanted.contract, Decimal(str(wanted.agreed_hours)), most, wanted.is_adult)
    set_terms(account.person_id, agreed, revision, by=by.pk, now=now)


def _plan(row: PatternRow) -> PatternPlan:
    return PatternPlan(
        row.name,
        row.hours,
        row.every_n_weeks,
        row.first_day,
        row.last_day + _DAY if row.last_day else None,
        tuple(SeatPlan(seat.kind, seat.required) for seat in row.seats),
    )
