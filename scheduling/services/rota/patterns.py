"""The patterns, who comes each time, and the shifts they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from helpline.staff.rules import name_key
from scheduling.models import Assignment, Pattern, PatternSeat, Shift, Standing
from scheduling.rules.hours import NotThere, Stretch
from scheduling.rules.rota import ChangedInBetween, Origin, RotaAction, SeatPlan, ShiftState
from scheduling.services.rota.history import Act, note
from scheduling.services.rota.holds import touch
from scheduling.services.rota.making import lock_patterns, lock_what_they_made, make, write_places


@dataclass(frozen=True, slots=True)
class PatternPlan:
    """What a pattern says, without its weekday; days are [valid_from, valid_to)."""

    name: str
    hours: Stretch
    every_n_weeks: int
    valid_from: date
    valid_to: date | None
    seats: tuple[SeatPlan, ...]


class SamePattern(Exception):
    """A pattern of that name, weekday and first day is there already."""


@transaction.atomic
def add_patterns(plan: PatternPlan, weekdays: Sequence[int], *, by: int | None, now: datetime) -> list[int]:
    """Save one pattern for each weekday (0 is Monday) and make its shifts; return their ids.

    With several weeks between, the first week with that weekday on or after `valid_from` is one that has it.
    Raises SamePattern when one of that name begins on that day and weekday already: sheets know it by these.
    """
    patterns = lock_patterns()
    _forget_removed(patterns)
    for other in patterns:
        is_alike = (name_key(other.name), other.valid_from) == (name_key(plan.name), plan.valid_from)
        if is_alike and other.weekday in weekdays and other.removed_at is None:
            raise SamePattern
    made = []
    for weekday in weekdays:
        row = Pattern(weekday=weekday)
        _write(row, plan)
        write_places(row, plan.seats)
        note(Act(by, now), RotaAction.PATTERN_SAVED, about=row.name)
        made.append(row)
    make(made, Act(None, now))
    return [row.pk for row in made]


@transaction.atomic
def change_pattern(
    pattern_id: int, plan: PatternPlan, revision: int, *, by: int | None, now: datetime
) -> None:
    """Change a pattern and its shifts that nobody was told of; what is published and held stays as it is.

    Raises NotThere, or ChangedInBetween when `revision` is no longer the pattern's.
    """
    patterns = lock_patterns()
    row = _standing_one(pattern_id, patterns)
    if row.revision != revision:
        raise ChangedInBetween
    machine = Act(None, now)
    lock_what_they_made(patterns, machine)
    _forget_removed(patterns)
    row.revision += 1
    _write(row, plan)
    have_changed = write_places(row, plan.seats)
    note(Act(by, now), RotaAction.PATTERN_SAVED, about=row.name)
    make([row], machine, with_places=have_changed)


@transaction.atomic
def remove_pattern(pattern_id: int, *, by: int | None, now: datetime) -> None:
    """Let a pattern make no more shifts and take away those ahead, but for published ones that somebody holds.

    It can be put back, with who comes each time. Raises NotThere.
    """
    patterns = lock_patterns()
    row = _standing_one(pattern_id, patterns)
    machine = Act(None, now)
    lock_what_they_made(patterns, machine)
    _forget_removed(patterns)
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    note(Act(by, now), RotaAction.PATTERN_REMOVED, about=row.name)
    make([row], machine)


@transaction.atomic
def put_back_pattern(pattern_id: int, *, by: int | None, now: datetime) -> None:
    """Undo the removal: its shifts are drafts again, with who comes each time.

    Raises NotThere once another pattern was saved or removed.
    """
    row = next((one for one in lock_patterns() if one.pk == pattern_id and one.removed_at is not None), None)
    if row is None:
        raise NotThere
    machine = Act(None, now)
    lock_what_they_made([row], machine)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    note(Act(by, now), RotaAction.PATTERN_SAVED, about=row.name)
    make([row], machine)


@transaction.atomic
def set_standing(
    pattern_seat_id: int, person_id: int | None, valid_from: date, *, by: int | None, now: datetime
) -> None:
    """Let somebody hold a pattern's seat each time from that day on, instead of who does now; None: nobody.

    Published shifts stay as they are; drafts and new ones follow. Raises NotThere.
    """
    patterns = lock_patterns()
    seat = PatternSeat.objects.filter(pk=pattern_seat_id).first()
    if seat is None:
        raise NotThere
    row, machine = _standing_one(seat.pattern_id, patterns), Act(None, now)
    people = lock_what_they_made([row], machine, also=[] if person_id is None else [person_id])
    if person_id is not None and person_id not in people:
        raise NotThere
    _empty_drafts(seat, valid_from, now)
    Standing.objects.filter(pattern_seat=seat, valid_from__gte=valid_from).delete()
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    Standing.objects.filter(still, pattern_seat=seat).update(valid_to=valid_from)
    if person_id is not None:
        Standing.objects.create(pattern_seat=seat, person_id=person_id, valid_from=valid_from)
    note(Act(by, now), RotaAction.STANDING_SET, about=row.name, person_id=person_id)
    make([row], machine)


@transaction.atomic
def make_shifts(now: datetime) -> None:
    """Make, move and take away what the patterns want of the coming eight weeks; doing it twice is the same as once.

    A shift that is published and held is never touched, nor one that a planner cancelled or moved. Who comes each
    time holds new seats, unless a rule stands in the way: such a seat is then a gap.
    """
    patterns, machine = lock_patterns(), Act(None, now)
    lock_what_they_made(patterns, machine)
    make(patterns, machine)


def _forget_removed(patterns: Sequence[Pattern]) -> None:
    """Make earlier removals final. Their shifts that stayed belong to no pattern from then on."""
    for row in patterns:
        if row.removed_at is not None:
            row.delete()


def _standing_one(pattern_id: int, patterns: Sequence[Pattern]) -> Pattern:
    """Return a pattern that was not removed; raise NotThere."""
    for row in patterns:
        if row.pk == pattern_id and row.removed_at is None:
            return row
    raise NotThere


def _empty_drafts(seat: PatternSeat, valid_from: date, now: datetime) -> None:
    """Take from drafts ahead who held that place because they come each time; nobody was told of them yet."""
    drafts = Shift.objects.filter(
        pattern=seat.pattern_id, state=ShiftState.DRAFT.value, date__gte=valid_from, starts_at__gt=now
    )
    holds = Assignment.objects.filter(
        seat__shift__in=drafts, seat__position=seat.position, origin=Origin.STANDING.value
    )
    for shift in Shift.objects.filter(pk__in=list(holds.values_list("seat__shift_id", flat=True))):
        touch(shift)
    holds.delete()


def _write(row: Pattern, plan: PatternPlan) -> None:
    row.name, row.every_n_weeks = plan.name, plan.every_n_weeks
    row.start_minute, row.end_minute = plan.hours.start_minute, plan.hours.end_minute
    row.valid_from, row.valid_to = plan.valid_from, plan.valid_to
    row.anchor_date = plan.valid_from + timedelta(days=(row.weekday - plan.valid_from.weekday()) % 7)
    row.save()
