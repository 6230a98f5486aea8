"""What a row of each sheet says: a person to invite with their terms, a pattern, an assignment. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from helpline.common.channel import Channel
from helpline.staff.rules import Role, name_key
from scheduling.rules.civil import end_after
from scheduling.rules.hours import Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets import cells as cell
from scheduling.rules.sheets.cells import Code
from scheduling.rules.sheets.table import Cells, Layout
from scheduling.rules.sheets.words import (
    CONTRACTS,
    ROLES,
    SEATS,
    SKILLS,
    WEEKDAYS,
    YES_OR_NO,
    Column,
    SheetKind,
    plain,
    reading,
)

# The limits are those of the tables that the rows go to.
_NAME: Final = cell.text(80)
_PATTERN_NAME: Final = cell.text(60)
_AGREED_HOURS: Final = cell.hours_up_to(40)
_MAX_HOURS: Final = cell.hours_up_to(60)
_WEEKS: Final = cell.number_up_to(8)
_NTH: Final = cell.number_up_to(99)
_ROLES: Final = cell.several(ROLES)
_SKILLS: Final = cell.several(SKILLS)
_CONTRACT: Final = cell.one_of(CONTRACTS)
_YES_OR_NO: Final = cell.one_of(YES_OR_NO)
_WEEKDAY: Final = cell.one_of(WEEKDAYS)
_SEAT: Final = cell.one_of(SEATS)
# A seat that may stay empty is written "backup?".
_MAY_STAY_EMPTY: Final = "?"
_SEAT_WORDS: Final = reading(SEATS)
# Stands in for a day that is wrong or missing; its row is dropped.
_NO_DAY: Final = date.min


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody to invite, and the terms agreed with them; what is None was left open."""

    name: str
    email: str
    roles: tuple[Role, ...]
    skills: tuple[Channel, ...] = ()
    contract: Contract | None = None
    agreed_hours: float | None = None
    max_hours: float | None = None
    is_adult: bool | None = None


@dataclass(frozen=True, slots=True)
class WantedSeat:
    """One place on each shift of a pattern; one that is not required may stay empty."""

    kind: SeatKind
    required: bool = True


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A shift that comes back on its weekday (0 is Monday) from the first day to the last, both included.

    Seats stand in their order.
    """

    name: str
    weekday: int
    hours: Stretch
    every_n_weeks: int
    first_day: date
    last_day: date | None
    seats: tuple[WantedSeat, ...]

    @property
    def anchor(self) -> date:
        """Return the first day on which it comes, from which the weeks are counted."""
        return self.first_day + timedelta(days=(self.weekday - self.first_day.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """Somebody on the seat of a shift: the nth of its kind, counted from 1.

    The shift is the one that the pattern (by name) has on that day, or without a pattern the one of that day
    that holds the hours. The hours are what the person holds of it; None: all. One of the two is there.
    """

    day: date
    pattern: str
    hours: Stretch | None
    kind: SeatKind
    nth: int
    person: str


def _person(cells: Cells) -> PersonRow:
    agreed = cells.get(Column.AGREED_HOURS, _AGREED_HOURS, None)
    most = cells.get(Column.MAX_HOURS, _MAX_HOURS, None)
    if agreed is not None and most is not None and most < agreed:
        cells.refuse(Column.MAX_HOURS, Code.MAX_BELOW_AGREED)
    return PersonRow(
        name=cells.get(Column.NAME, _NAME, ""),
        email=cells.get(Column.EMAIL, cell.email, ""),
        roles=cells.get(Column.ROLES, _ROLES, ()),
        skills=cells.get(Column.SKILLS, _SKILLS, ()),
        contract=cells.get(Column.CONTRACT, _CONTRACT, None),
        agreed_hours=agreed,
        max_hours=most,
        is_adult=cells.get(Column.IS_ADULT, _YES_OR_NO, None),
    )


def _person_cells(row: PersonRow, language: str) -> Mapping[Column, str]:
    found = {
        Column.NAME: row.name,
        Column.EMAIL: row.email,
        Column.ROLES: " ".join(ROLES[role].in_language(language) for role in row.roles),
        Column.SKILLS: " ".join(SKILLS[channel].in_language(language) for channel in row.skills),
    }
    if row.contract is not None:
        found[Column.CONTRACT] = CONTRACTS[row.contract].in_language(language)
    if row.agreed_hours is not None:
        found[Column.AGREED_HOURS] = cell.hours(row.agreed_hours)
    if row.max_hours is not None:
        found[Column.MAX_HOURS] = cell.hours(row.max_hours)
    if row.is_adult is not None:
        found[Column.IS_ADULT] = YES_OR_NO[row.is_adult].in_language(language)
    return found


def _pattern(cells: Cells) -> PatternRow:
    first = cells.get(Column.FIRST_DAY, cell.day, _NO_DAY)
    last = cells.get(Column.LAST_DAY, cell.day, None)
    if last is not None and last < first:
        cells.refuse(Column.LAST_DAY, Code.LAST_BEFORE_FIRST)
    return PatternRow(
        name=cells.get(Column.NAME, _PATTERN_NAME, ""),
        weekday=cells.get(Column.WEEKDAY, _WEEKDAY, 0),
        hours=_hours(cells) or Stretch(0, 0),
        every_n_weeks=cells.get(Column.EVERY_N_WEEKS, _WEEKS, 1),
        first_day=first,
        last_day=last,
        seats=cells.get(Column.SEATS, _seats, ()),
    )


def _pattern_cells(row: PatternRow, language: str) -> Mapping[Column, str]:
    return {
        Column.NAME: row.name,
        Column.WEEKDAY: WEEKDAYS[row.weekday].in_language(language),
        **_hours_cells(row.hours),
        Column.EVERY_N_WEEKS: str(row.every_n_weeks),
        Column.FIRST_DAY: row.first_day.isoformat(),
        Column.LAST_DAY: row.last_day.isoformat() if row.last_day else "",
        Column.SEATS: " ".join(
            SEATS[seat.kind].in_language(language) + ("" if seat.required else _MAY_STAY_EMPTY)
            for seat in row.seats
        ),
    }


def _assignment(cells: Cells) -> AssignmentRow:
    missing = [column for column in (Column.START, Column.END) if cells.is_empty(column)]
    if len(missing) == 1:
        cells.refuse(missing[0], Code.EMPTY)
    elif missing and cells.is_empty(Column.PATTERN):
        cells.refuse(Column.PATTERN, Code.NO_SHIFT)
    return AssignmentRow(
        day=cells.get(Column.DATE, cell.day, _NO_DAY),
        pattern=cells.get(Column.PATTERN, _PATTERN_NAME, ""),
        hours=_hours(cells),
        kind=cells.get(Column.SEAT, _SEAT, SeatKind.PHONE),
        nth=cells.get(Column.POSITION, _NTH, 1),
        person=cells.get(Column.PERSON, cell.person, ""),
    )


def _assignment_cells(row: AssignmentRow, language: str) -> Mapping[Column, str]:
    return {
        Column.DATE: row.day.isoformat(),
        Column.PATTERN: row.pattern,
        **(_hours_cells(row.hours) if row.hours else {}),
        Column.SEAT: SEATS[row.kind].in_language(language),
        Column.POSITION: str(row.nth),
        Column.PERSON: row.person,
    }


def _hours(cells: Cells) -> Stretch | None:
    """Return start and end, the end moved past the start, or None unless both are there and differ."""
    start = cells.get(Column.START, cell.start_minute, None)
    end = cells.get(Column.END, cell.minute, None)
    if start is not None and end is not None and start == end:
        cells.refuse(Column.END, Code.SAME_TIME)
    elif start is not None and end is not None:
        return Stretch(start, end_after(start, end))
    return None


def _hours_cells(hours: Stretch) -> dict[Column, str]:
    return {Column.START: cell.clock(hours.start_minute), Column.END: cell.clock(hours.end_minute)}


def _seats(typed: str) -> tuple[WantedSeat, ...]:
    parts = cell.parts_of(typed)
    cell.refuse_unknown(parts, _SEAT_WORDS)
    return tuple(WantedSeat(_SEAT_WORDS[plain(p)], not p.endswith(_MAY_STAY_EMPTY)) for p in parts)


PEOPLE: Final = Layout(
    columns=(
        Column.NAME,
        Column.EMAIL,
        Column.ROLES,
        Column.SKILLS,
        Column.CONTRACT,
        Column.AGREED_HOURS,
        Column.MAX_HOURS,
        Column.IS_ADULT,
    ),
    required=frozenset({Column.NAME, Column.EMAIL, Column.ROLES}),
    keyed=(Column.EMAIL,),
    row=_person,
    key=lambda row: row.email,
    cells=_person_cells,
)
PATTERNS: Final = Layout(
    columns=(
        Column.NAME,
        Column.WEEKDAY,
        Column.START,
        Column.END,
        Column.EVERY_N_WEEKS,
        Column.FIRST_DAY,
        Column.LAST_DAY,
        Column.SEATS,
    ),
    required=frozenset(
        {Column.NAME, Column.WEEKDAY, Column.START, Column.END, Column.FIRST_DAY, Column.SEATS}
    ),
    keyed=(Column.NAME, Column.WEEKDAY, Column.FIRST_DAY),
    row=_pattern,
    key=lambda row: (name_key(row.name), row.weekday, row.first_day),
    cells=_pattern_cells,
)
ASSIGNMENTS: Final = Layout(
    columns=(
        Column.DATE,
        Column.PATTERN,
        Column.START,
        Column.END,
        Column.SEAT,
        Column.POSITION,
        Column.PERSON,
    ),
    required=frozenset({Column.DATE, Column.SEAT, Column.PERSON}),
    keyed=(Column.SEAT, Column.DATE, Column.PATTERN, Column.START, Column.END, Column.POSITION),
    row=_assignment,
    key=lambda row: (row.day, name_key(row.pattern), row.hours, row.kind, row.nth),
    cells=_assignment_cells,
)
LAYOUTS: Final[Mapping[SheetKind, Layout[Any]]] = {
    SheetKind.PEOPLE: PEOPLE,
    SheetKind.PATTERNS: PATTERNS,
    SheetKind.ASSIGNMENTS: ASSIGNMENTS,
}
