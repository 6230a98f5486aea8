"""Which person, seat and time a row of assignments means, among those that there are. Pure.

Where it could mean two, it is asked about and never guessed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from helpline.staff.rules import Colleague, name_key, plain_email
from scheduling.rules.civil import DAY_MINUTES, Occurs, instant, occurs
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets.checks import Obstacle
from scheduling.rules.sheets.rows import AssignmentRow


@dataclass(frozen=True, slots=True)
class ShiftThere:
    """A shift that a row may mean, with the ids and kinds of its seats in their order.

    `pattern`: the name of what made it, or "".
    """

    shift_id: int
    day: date
    pattern: str
    hours: Stretch
    span: Span
    seats: tuple[tuple[int, SeatKind], ...]

    def seat(self, kind: SeatKind, nth: int) -> int | None:
        """Return the id of the nth seat of a kind, counted from 1, or None."""
        of_kind = [seat_id for seat_id, its_kind in self.seats if its_kind is kind]
        return of_kind[nth - 1] if nth <= len(of_kind) else None


@dataclass(frozen=True, slots=True)
class Place:
    """A seat and the time on it that a row means."""

    seat_id: int
    span: Span


def find_person(typed: str, people: Iterable[Colleague]) -> int | Obstacle:
    """Return the id of whoever has this e-mail address or this name, however it is spelled."""
    email, name = plain_email(typed), name_key(typed)
    found = [one.person_id for one in people if one.email == email or name_key(one.name) == name]
    if len(found) == 1:
        return found[0]
    return Obstacle.SEVERAL_PEOPLE if found else Obstacle.NO_PERSON


def find_place(
    row: AssignmentRow,
    shifts: Iterable[ShiftThere],
    patterns: Collection[str],
    zone: ZoneInfo,
    *,
    first_of_two: bool = False,
) -> Place | Obstacle:
    """Return the seat and time that a row means; `patterns`: the keys of all names of patterns.

    A time that the clock skips or repeats is asked about, unless it is where the shift itself begins or ends, or
    `first_of_two` says which of two is meant.
    """
    of_day = [shift for shift in shifts if shift.day == row.day]
    name = name_key(row.pattern)
    named = [shift for shift in of_day if not name or name_key(shift.pattern) == name]
    if not named:
        return Obstacle.NO_PATTERN if name and name not in patterns else Obstacle.NO_SHIFT
    holding = [(shift, part) for shift in named if (part := _part(row.hours, shift.hours)) is not None]
    if not holding:
        return Obstacle.OUTSIDE_SHIFT if name else Obstacle.NO_SHIFT
    found = _narrowed(row, holding)
    if len(found) > 1:
        return Obstacle.SEVERAL_SHIFTS
    shift, part = found[0]
    seat_id = shift.seat(row.kind, row.nth)
    if seat_id is None:
        return Obstacle.NO_SEAT
    span = _span(shift, part, zone, first_of_two=first_of_two)
    return span if isinstance(span, Obstacle) else Place(seat_id, span)


def _part(wanted: Stretch | None, hours: Stretch) -> Stretch | None:
    """Return the minutes of a shift that are wanted, all of them by None; None if it does not hold them.

    After midnight a shift goes on: 00:00–02:00 of one from 22:00 to 02:00 is its second half.
    """
    if wanted is None:
        return hours
    later = Stretch(wanted.start_minute + DAY_MINUTES, wanted.end_minute + DAY_MINUTES)
    for part in (wanted, later):
        if hours.start_minute <= part.start_minute and part.end_minute <= hours.end_minute:
            return part
    return None


def _narrowed(
    row: AssignmentRow, holding: Sequence[tuple[ShiftThere, Stretch]]
) -> Sequence[tuple[ShiftThere, Stretch]]:
    """Return those of several shifts that have such a seat, and of these the ones with exactly these hours."""
    seated = [(shift, part) for shift, part in holding if shift.seat(row.kind, row.nth) is not None]
    exact = [(shift, part) for shift, part in seated if part == shift.hours]
    return exact or seated or holding


def _span(shift: ShiftThere, part: Stretch, zone: ZoneInfo, *, first_of_two: bool) -> Span | Obstacle:
    edges: list[datetime] = []
    for minute, own, at in (
        (part.start_minute, shift.hours.start_minute, shift.span.start),
        (part.end_minute, shift.hours.end_minute, shift.span.end),
    ):
        if minute == own:
            edges.append(at)
            continue
        match occurs(shift.day, minute, zone):
            case Occurs.NEVER:
                return Obstacle.TIME_SKIPPED
            case Occurs.TWICE if not first_of_two:
                return Obstacle.TIME_TWICE
            case _:
                edges.append(instant(shift.day, minute, zone))
    start, end = edges
    return Span(start, end) if start < end else Obstacle.TIME_SKIPPED
