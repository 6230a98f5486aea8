"""What becomes of a row of people or patterns among what there is already. Pure.

A row that says what is there changes nothing, so that a sheet can be taken in twice.
"""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduling.rules.limits import Contract
from scheduling.rules.rota import MOST_OF_A_KIND
from scheduling.rules.sheets.rows import PatternRow, PersonRow


class Step(StrEnum):
    """What taking a row in does."""

    NOTHING = "nothing"  # it is there already
    INVITE = "invite"
    NOTE_TERMS = "note_terms"
    ADD_PATTERN = "add_pattern"
    ASSIGN = "assign"


class Obstacle(StrEnum):
    """What stands in a row's way though its cells are in order."""

    # People
    ACCOUNT_CLOSED = "account_closed"
    MOST_BELOW_AGREED = "most_below_agreed"
    # Patterns
    OTHER_PATTERN = "other_pattern"
    MANY_SEATS = "many_seats"
    # Assignments
    NO_PERSON = "no_person"
    SEVERAL_PEOPLE = "several_people"
    NO_PATTERN = "no_pattern"
    NO_SHIFT = "no_shift"
    SEVERAL_SHIFTS = "several_shifts"
    OUTSIDE_SHIFT = "outside_shift"
    NO_SEAT = "no_seat"
    TIME_SKIPPED = "time_skipped"
    TIME_TWICE = "time_twice"
    IS_OVER = "is_over"
    SEAT_TAKEN = "seat_taken"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with somebody, hours a week; no most: only the general limits hold."""

    contract: Contract
    agreed_hours: float
    max_hours: float | None
    is_adult: bool


@dataclass(frozen=True, slots=True)
class Account:
    """An account with the address of a row, and what was agreed with its person."""

    person_id: int
    is_open: bool
    agreed: Agreed


def agreed_by(row: PersonRow, now: Agreed) -> Agreed:
    """Return the terms as the row wants them; what it leaves open stays as it is now."""
    return Agreed(
        contract=now.contract if row.contract is None else row.contract,
        agreed_hours=now.agreed_hours if row.agreed_hours is None else row.agreed_hours,
        max_hours=now.max_hours if row.max_hours is None else row.max_hours,
        is_adult=now.is_adult if row.is_adult is None else row.is_adult,
    )


def person_step(row: PersonRow, account: Account | None, *, is_invited: bool) -> Step | Obstacle:
    """Return what becomes of a row of people. Roles and training of an account stay: its page changes them."""
    if account is None:
        return Step.NOTHING if is_invited else Step.INVITE
    if not account.is_open:
        return Obstacle.ACCOUNT_CLOSED
    wanted = agreed_by(row, account.agreed)
    if wanted == account.agreed:
        return Step.NOTHING
    if wanted.max_hours is not None and wanted.max_hours < wanted.agreed_hours:
        return Obstacle.MOST_BELOW_AGREED
    return Step.NOTE_TERMS


def pattern_step(row: PatternRow, same: PatternRow | None) -> Step | Obstacle:
    """Return what becomes of a row of patterns; `same`: what has its name, weekday and first day already."""
    if max(Counter(seat.kind for seat in row.seats).values()) > MOST_OF_A_KIND:
        return Obstacle.MANY_SEATS
    if same is None:
        return Step.ADD_PATTERN
    return Step.NOTHING if replace(same, name=row.name) == row else Obstacle.OTHER_PATTERN
