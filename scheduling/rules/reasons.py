"""Why somebody may, should or should not take a seat, as codes with numbers. Pure: no sentences, no clock.

A code stays what it is once written: assignments record the codes a planner went against.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Basis(StrEnum):
    """Whose rule it is for this person: the law holds for employees, the same numbers are ours for volunteers."""

    LAW = "law"
    HOUSE_RULE = "house_rule"


class Code(StrEnum):
    """What a reason says; beside each code stand its numbers, in hours unless something else is said."""

    # Blocks: nobody overrules them. No numbers.
    OVERLAP = "overlap"
    UNTRAINED = "untrained"
    ABSENT = "absent"
    ACCOUNT_CLOSED = "account_closed"
    UNDER_AGE = "under_age"

    # Warnings about rest.
    SHORT_REST = "short_rest"  # rest, needed
    SHORTENED_REST = "shortened_rest"  # rest, needed: what the law allows once a week
    SPLIT_DAY = "split_day"  # between two shifts of one day, needed: the law allows it
    SHORT_WEEKLY_REST = "short_weekly_rest"  # longest rest in seven days, needed

    # Warnings about hours.
    LONG_SHIFT = "long_shift"  # length, the highest limit that it passes
    OVER_HOURS = "over_hours"  # that week, agreed a week
    OVER_OWN_LIMIT = "over_own_limit"  # that week, the person's own most
    LONG_WEEK = "long_week"  # that week, limit
    HIGH_AVERAGE = "high_average"  # average a week, limit, over how many weeks
    HIGH_NIGHT_AVERAGE = "high_night_average"  # average a week, limit, over how many weeks

    # Warnings about nights and days, in numbers of them.
    NIGHTS_IN_A_ROW = "nights_in_a_row"  # nights, limit
    MANY_NIGHTS = "many_nights"  # nights, limit, over how many weeks
    FEW_FREE_SUNDAYS = "few_free_sundays"  # free Sundays a year, needed

    # Warnings about being on call.
    MANY_DAYS_ON_CALL = "many_days_on_call"  # days, limit, over how many weeks
    FEW_DAYS_OFF = "few_days_off"  # pairs of days without work or call, needed, over how many weeks
    ON_CALL_NEAR_NIGHT = "on_call_near_night"  # hours between, needed

    # Not proposed by the machine; the person may still take the seat. No numbers.
    UNAVAILABLE = "unavailable"

    # In favour.
    FITS_AVAILABILITY = "fits_availability"  # none
    PREFERS_THE_HOURS = "prefers_the_hours"  # none
    FEWEST_LATE = (
        "fewest_late"  # own late, weekend and holiday seats in twelve weeks, median of those who fit
    )
    UNDER_AGREED = "under_agreed"  # hours left of those agreed for twelve weeks
    REST_BEFORE = "rest_before"  # rest since the seat before
    REST_AFTER = "rest_after"  # rest until the seat after
    LAST_SEAT = "last_seat"  # days since the last seat

    # Why a draft moved a seat it had first given to somebody else. No numbers.
    MADE_ROOM = "made_room"
    EVENED_OUT = "evened_out"


# What nobody overrules.
BLOCKS: Final = frozenset({Code.OVERLAP, Code.UNTRAINED, Code.ABSENT, Code.ACCOUNT_CLOSED, Code.UNDER_AGE})


@dataclass(frozen=True, slots=True)
class Reason:
    """One code with its numbers, in the order that stands beside the code."""

    code: Code
    numbers: tuple[float, ...] = ()
    basis: Basis = Basis.HOUSE_RULE
