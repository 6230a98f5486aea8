"""What the rows of a sheet would do as things stand, and all that stands in their way."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Invitation, Person
from helpline.staff.queries import counsellors
from helpline.staff.rules import name_key
from scheduling.models import Assignment, Pattern, Shift, Terms
from scheduling.queries.facts import Facts, load_facts
from scheduling.queries.hours import load_hours
from scheduling.queries.planning import outside_of
from scheduling.queries.sheets.rows import agreed_of, pattern_rows, shifts_there
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.reasons import Reason
from scheduling.rules.rota import Held, SeatKind, cut, free_spans
from scheduling.rules.sheets import (
    LAYOUTS,
    Account,
    AssignmentRow,
    Obstacle,
    PatternRow,
    PersonRow,
    Place,
    Problem,
    SheetKind,
    Step,
    find_person,
    find_place,
    pattern_step,
    person_step,
    read,
)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a row would do, or (step None) all that stands in its way; a planner may go against warnings."""

    step: Step | None = None
    obstacles: tuple[Obstacle, ...] = ()
    blocks: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCheck(Check):
    """A row of people, with the account that has its address and the revision of that account's terms."""

    account: Account | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternCheck(Check):
    """A row of patterns, with what of it lies outside the weekly hours."""

    outside: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentCheck(Check):
    """A row of assignments, with whom and what it means, where that is clear: what of it lies ahead."""

    person_id: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A sheet held against what there is: the rows in order, what becomes of each, and the problems of the others."""

    rows: Mapping[int, Any]
    checks: Mapping[int, Check]
    problems: tuple[Problem, ...]

    @property
    def is_clear(self) -> bool:
        """Return whether nothing stands in the way of any row."""
        return not self.problems and all(check.step is not None for check in self.checks.values())

    @property
    def has_warnings(self) -> bool:
        """Return whether a row would be done in spite of something."""
        return any(check.warnings for check in self.checks.values())

    @property
    def number(self) -> int:
        """Return how many rows would do something."""
        return sum(check.step not in {None, Step.NOTHING} for check in self.checks.values())


def look_through(kind: SheetKind, text: str, now: datetime, *, first_of_two: bool = False) -> LookedThrough:
    """Return what taking this sheet in would do; nothing is written."""
    sheet = read(LAYOUTS[kind], text)
    checks: Mapping[int, Check]
    if kind is SheetKind.PEOPLE:
        checks = check_people(sheet.rows, now)
    elif kind is SheetKind.PATTERNS:
        checks = check_patterns(sheet.rows, now)
    else:
        checks = check_assignments(sheet.rows, now, first_of_two=first_of_two)
    return LookedThrough(sheet.rows, checks, sheet.problems)


def check_people(rows: Mapping[int, PersonRow], now: datetime) -> dict[int, PersonCheck]:
    """Return what becomes of each row of people. Three queries."""
    emails = [row.email for row in rows.values()]
    people = {person.email: person for person in Person.objects.filter(email__in=emails)}
    terms = {one.person_id: one for one in Terms.objects.filter(person__email__in=emails)}
    invitations = Invitation.objects.filter(email__in=emails, expires_at__gt=now)
    invited = set(invitations.values_list("email", flat=True))
    checks = {}
    for number, row in rows.items():
        person = people.get(row.email)
        theirs = (terms.get(person.pk) if person else None) or Terms()
        account = Account(person.pk, person.is_active, agreed_of(theirs)) if person else None
        step, obstacles = _outcome(person_step(row, account, is_invited=row.email in invited))
        checks[number] = PersonCheck(
            step=step, obstacles=obstacles, account=account, revision=theirs.revision
        )
    return checks


def check_patterns(rows: Mapping[int, PatternRow], now: datetime) -> dict[int, PatternCheck]:
    """Return what becomes of each row of patterns. Five queries at most."""
    today = local_day(now, AMSTERDAM)
    there = {_key(one): one for one in pattern_rows()}
    weekly = [block for block in load_hours(today)[0] if block.repeats]
    checks = {}
    for number, row in rows.items():
        step, obstacles = _outcome(pattern_step(row, there.get(_key(row))))
        first = max(row.first_day, today)
        first += (row.weekday - first.weekday()) % 7 * _DAY
        outside = outside_of(row.hours, first, [seat.kind for seat in row.seats], weekly, [])
        checks[number] = PatternCheck(step=step, obstacles=obstacles, outside=outside)
    return checks


def check_assignments(
    rows: Mapping[int, AssignmentRow], now: datetime, *, first_of_two: bool = False
) -> dict[int, AssignmentCheck]:
    """Return what becomes of each row of assignments, each as if those before it were done. Nine queries."""
    people = counsellors()
    shifts = shifts_there(Q(date__in={row.day for row in rows.values()}))
    patterns = {name_key(name) for name in Pattern.objects.values_list("name", flat=True)}
    kinds = {seat_id: kind for shift in shifts for seat_id, kind in shift.seats}
    unclear: dict[int, AssignmentCheck] = {}
    meant: dict[int, tuple[int, Place]] = {}
    for number, row in rows.items():
        person = find_person(row.person, people)
        place = find_place(row, shifts, patterns, AMSTERDAM, first_of_two=first_of_two)
        if isinstance(place, Place):
            place = _ahead(place, now)
        if isinstance(person, Obstacle) or isinstance(place, Obstacle):
            wrong = tuple(one for one in (place, person) if isinstance(one, Obstacle))
            unclear[number] = AssignmentCheck(obstacles=wrong)
        else:
            meant[number] = (person, place)
    return unclear | _judged(meant, kinds)


def holders_of(rows: Iterable[AssignmentRow]) -> set[int]:
    """Return the ids of the people whom the rows name, as far as that is clear. One query."""
    people = counsellors()
    found = (find_person(row.person, people) for row in rows)
    return {one for one in found if not isinstance(one, Obstacle)}


def shift_ids_of(rows: Iterable[AssignmentRow]) -> list[int]:
    """Return the ids of the shifts on the days of the rows. One query."""
    return list(Shift.objects.filter(date__in={row.day for row in rows}).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class _Rota:
    """Who holds what, while rows are judged one after the other."""

    facts: dict[int, Facts]
    on_seat: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))

    def judge(self, person_id: int, place: Place, kind: SeatKind) -> AssignmentCheck:
        """Return what speaks against giving somebody that place."""
        there = [(by, span) for by, span in self.on_seat[place.seat_id] if cut(span, place.span)]
        if not free_spans(place.span, [span for by, span in there if by == person_id]):
            return AssignmentCheck(step=Step.NOTHING, person_id=person_id, place=place)
        verdict = self.facts[person_id].verdict(place.span, kind)
        taken = (Obstacle.SEAT_TAKEN,) if any(by != person_id for by, _span in there) else ()
        return AssignmentCheck(
            step=None if taken or verdict.blocks else Step.ASSIGN,
            obstacles=taken,
            blocks=verdict.blocks,
            warnings=verdict.warnings,
            person_id=person_id,
            place=place,
        )

    def give(self, number: int, person_id: int, place: Place, kind: SeatKind) -> None:
        """Let somebody hold that place for the rows that follow."""
        # Below zero: no row of the database has that id.
        held = Held(-number, place.seat_id, person_id, kind, place.span)
        self.facts[person_id] = self.facts[person_id].with_hold(held)
        self.on_seat[place.seat_id].append((person_id, place.span))


def _judged(
    meant: Mapping[int, tuple[int, Place]], kinds: Mapping[int, SeatKind]
) -> dict[int, AssignmentCheck]:
    if not meant:
        return {}
    spans = [place.span for _person, place in meant.values()]
    around = Span(min(span.start for span in spans), max(span.end for span in spans))
    rota = _Rota(load_facts(around, {person_id for person_id, _place in meant.values()}))
    seats = {place.seat_id for _person, place in meant.values()}
    for hold in Assignment.objects.filter(seat__in=seats, state=Assignment.HELD):
        rota.on_seat[hold.seat_id].append((hold.person_id, hold.span))
    checks = {}
    for number, (person_id, place) in meant.items():
        kind = kinds[place.seat_id]
        checks[number] = rota.judge(person_id, place, kind)
        if checks[number].step is Step.ASSIGN:
            rota.give(number, person_id, place, kind)
    return checks


def _ahead(place: Place, now: datetime) -> Place | Obstacle:
    if place.span.end <= now:
        return Obstacle.IS_OVER
    return Place(place.seat_id, Span(max(place.span.start, now), place.span.end))


def _outcome(found: Step | Obstacle) -> tuple[Step | None, tuple[Obstacle, ...]]:
    return (None, (found,)) if isinstance(found, Obstacle) else (found, ())


def _key(row: PatternRow) -> tuple[str, int, date]:
    return name_key(row.name), row.weekday, row.first_day
