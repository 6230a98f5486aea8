"""What a seat does to somebody's nights, Sundays and days on call."""

import pytest

from scheduling.rules.eligibility import Code, Limits, Verdict
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, SeatKind
from tests.scheduling.people import Found, hold, holds, hours, person, verdict, warned

BACKUP = SeatKind.BACKUP


# Nights and Sundays


def every_week(days: tuple[int, ...], weeks: int, start: float = 25, end: float = 31) -> list[Held]:
    return holds(*(hours(7 * week + day, start, end) for week in range(weeks) for day in days))


@pytest.mark.parametrize(("day", "expected"), [(8, []), (9, [(Code.NIGHTS_IN_A_ROW, (8, 7))]), (10, [])])
def test_no_more_than_seven_nights_follow_each_other(day: int, expected: Found) -> None:
    row = holds(*(hours(other, 25, 31) for other in range(2, day if day < 10 else 9)))
    limits = Limits(weekly_rest_hours=0, rest_after_nights_hours=0)
    assert warned(hours(day, 25, 31), row, limits=limits) == expected


def test_no_sixteen_weeks_have_more_than_thirty_six_nights() -> None:
    two_a_week = every_week((1, 2), 18)
    assert warned(hours(6, 9, 13), [*two_a_week, *every_week((3,), 5)]) == []
    assert warned(hours(3, 25, 31), [*two_a_week, *every_week((3,), 4)[1:]]) == []
    assert warned(hours(3, 25, 31), [*two_a_week, *every_week((3,), 5)[1:]]) == [
        (Code.MANY_NIGHTS, (37, 36, 16))
    ]
    # The same nights, but with this one no sixteen weeks hold more than 36.
    assert warned(hours(129, 25, 31), [*two_a_week, *every_week((3,), 5)]) == []


@pytest.mark.parametrize(
    ("weeks_with_nights", "expected"),
    [(15, []), (16, [(Code.HIGH_NIGHT_AVERAGE, (42, 40, 16))])],
)
def test_with_sixteen_nights_the_average_is_forty_hours(weeks_with_nights: int, expected: Found) -> None:
    limits = Limits(long_shift_hours=13, rest_hours=0, rest_after_night_hours=0)
    work = every_week((1, 2, 3, 4), 16, 9, 18)[1:] + every_week((5,), weeks_with_nights, 25, 31)
    days = every_week((5,), 16, 9, 15)[weeks_with_nights:]
    assert warned(hours(1, 9, 18), work + days, limits=limits) == expected


def test_a_year_has_thirteen_free_sundays() -> None:
    sundays = [hours(7 * week, 13, 17) for week in range(1, 40)]
    assert warned(hours(6, 13, 17), holds(*sundays)) == []
    assert warned(hours(7, 13, 17), holds(*sundays[1:])) == []
    assert warned(hours(0, 13, 17), holds(*sundays)) == [(Code.FEW_FREE_SUNDAYS, (12, 13))]
    # A Saturday evening until 1:00 takes the Sunday too; one of a year ago is of another year.
    assert warned(hours(-1, 21, 25), holds(*sundays)) == [(Code.FEW_FREE_SUNDAYS, (12, 13))]
    assert warned(hours(7 * 53, 13, 17), holds(*sundays)) == []


# On call


def on_call(*spans: Span) -> list[Held]:
    return [hold(span, BACKUP) for span in spans]


def test_being_on_call_is_no_work() -> None:
    held = holds(hours(2, 18, 22))
    assert verdict(hours(3, 7, 22), held, kind=BACKUP, who=person(agreed=4)) == Verdict((), ())
    assert warned(hours(4, 7, 11), on_call(hours(3, 10, 24))) == []


def test_somebody_is_on_call_on_fourteen_days_of_twenty_eight() -> None:
    twice_two = on_call(*(hours(7 * week + day, 18, 22) for week in range(4) for day in (1, 2, 3)))
    more = on_call(hours(4, 18, 22), hours(11, 18, 22))
    assert warned(hours(18, 18, 22), [*twice_two, *more[:1]], kind=BACKUP) == []
    assert warned(hours(18, 18, 22), [*twice_two, *more], kind=BACKUP) == [
        (Code.MANY_DAYS_ON_CALL, (15, 14, 4))
    ]
    assert warned(hours(29, 18, 22), [*twice_two, *more], kind=BACKUP) == []


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (hours(2, 8, 12), []),
        (hours(2, 8, 12.5), [(Code.ON_CALL_NEAR_NIGHT, (10.5, 11))]),
        (hours(3, 20, 24), [(Code.ON_CALL_NEAR_NIGHT, (13, 14))]),
        (hours(3, 21, 24), []),
    ],
)
def test_nobody_is_on_call_near_a_night(call: Span, expected: Found) -> None:
    night = hours(2, 23, 31)
    limits = Limits(long_shift_hours=8)
    assert warned(call, holds(night, hours(5, 9, 13)), kind=BACKUP, limits=limits) == expected
    assert warned(night, on_call(call), limits=limits) == expected


@pytest.mark.parametrize(
    ("free", "called", "expected"),
    [
        ((7, 8, 21, 22), 3, []),
        ((7, 9, 21, 22), 3, [1]),
        ((), 3, [0]),
        ((), 60, []),
    ],
)
def test_who_is_on_call_has_two_pairs_of_free_days_in_four_weeks(
    free: tuple[int, ...], called: int, expected: list[int]
) -> None:
    limits = Limits(weekly_rest_hours=0, most_average_16_weeks_hours=99)
    work = holds(*(hours(day, 9, 13) for day in range(1, 29) if day not in {*free, called, 4}))
    found = warned(hours(4, 9, 13), [*work, *on_call(hours(called, 9, 13))], limits=limits)
    assert [numbers[0] for code, numbers in found if code is Code.FEW_DAYS_OFF] == expected
