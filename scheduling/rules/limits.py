"""What is known of a person's terms, and the numbers their rota is held against. Pure.

The numbers are those of Dutch law for adult employees (arboportaal.nl, zorg-gericht.nl, cnvvakmensen.nl) and a
few of our own. The law does not hold for volunteers; the helpline warns with the same numbers all the same.
"""

from dataclasses import dataclass
from enum import StrEnum

from scheduling.rules.rota import SeatKind


class Contract(StrEnum):
    """Whether the law on working hours holds for somebody."""

    EMPLOYEE = "employee"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides whether somebody may take a seat, besides what they hold.

    No agreed hours (0) means that nothing was agreed, not that every hour is too many.
    """

    person_id: int
    name: str
    is_open: bool
    is_adult: bool
    trained: frozenset[SeatKind]
    contract: Contract
    agreed_hours_week: float
    max_hours_week: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that warn, in hours unless the name says otherwise; what is "most" may be reached."""

    # Rest
    rest_hours: float = 11
    shortened_rest_hours: float = 8
    weekly_rest_hours: float = 36
    fortnight_rest_hours: float = 72
    fortnight_part_hours: float = 32
    rest_after_night_hours: float = 14
    rest_after_nights_hours: float = 46
    nights_before_long_rest: int = 3

    # One shift: two of ours, then the law's by day and by night.
    long_shift_hours: float = 6
    longest_shift_hours: float = 10
    longest_by_law_hours: float = 12
    longest_night_hours: float = 10

    # Weeks
    most_over_agreed: float = 1.5  # a factor
    most_week_hours: float = 60
    most_average_4_weeks_hours: float = 55
    most_average_16_weeks_hours: float = 48
    most_average_with_nights_hours: float = 40

    # Nights and Sundays
    nights_for_lower_average: int = 16
    most_nights_16_weeks: int = 36
    most_nights_in_a_row: int = 7
    free_sundays_a_year: int = 13

    # On call
    most_days_on_call_4_weeks: int = 14
    pairs_of_days_off_4_weeks: int = 2
    on_call_before_night_hours: float = 11
    on_call_after_night_hours: float = 14

    # Fairness: taken later than this before its start, a seat came at short notice.
    short_notice_hours: float = 72

    # Not about one person: how many should be there after 21:00 and at weekends.
    min_people: int = 2
