"""What a seat does to somebody's rest, the length of a shift and of weeks; the night in March is an hour shorter."""

import pytest

from scheduling.rules.eligibility import Basis, Code, Limits
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, SeatKind
from tests.scheduling.people import Found, hold, holds, hours, person, verdict, warned

# Rest


@pytest.mark.parametrize(
    ("span", "held", "expected"),
    [
        (hours(3, 9, 13), [hours(2, 18, 22)], []),
        (hours(3, 8.5, 13), [hours(2, 18, 22)], [(Code.SHORTENED_REST, (10.5, 11))]),
        (hours(2, 18, 22), [hours(3, 8.5, 13)], [(Code.SHORTENED_REST, (10.5, 11))]),
        (hours(3, 5, 9), [hours(2, 18, 22)], [(Code.SHORT_REST, (7, 11))]),
        # Eleven hours by the clock are ten in the night in March, and twelve in the one in October.
        (hours(28, 9, 13), [hours(27, 18, 22)], [(Code.SHORTENED_REST, (10, 11))]),
        (hours(245, 8, 12), [hours(244, 18, 22)], []),
        # Both sides count.
        (
            hours(3, 6, 12),
            [hours(2, 18, 22.5), hours(3, 22, 24)],
            [(Code.SHORT_REST, (7.5, 11)), (Code.SHORT_REST, (10, 11))],
        ),
        # Seats that touch are one shift; two shifts that leave the day its rest are a split day.
        (hours(2, 14, 17), [hours(2, 17, 20)], []),
        (hours(2, 10, 13), [hours(2, 19, 22)], [(Code.SPLIT_DAY, (6, 11))]),
        (hours(2, 9, 12), [hours(2, 20, 22.5)], [(Code.SHORTENED_REST, (8, 11))]),
        (
            hours(2, 13, 15),
            [hours(2, 9, 11), hours(2, 20, 23)],
            [(Code.SHORT_REST, (2, 11)), (Code.SHORT_REST, (5, 11))],
        ),
        (
            hours(2, 12, 14),
            [hours(2, 9, 11), hours(2, 16, 18)],
            [(Code.SPLIT_DAY, (1, 11)), (Code.SPLIT_DAY, (2, 11))],
        ),
    ],
)
def test_eleven_hours_of_rest_lie_between_two_days(span: Span, held: list[Span], expected: Found) -> None:
    assert warned(span, holds(*held)) == expected


@pytest.mark.parametrize(
    ("earlier", "code"),
    [((2, 3), Code.SHORT_REST), ((1, 2), Code.SHORTENED_REST)],
)
def test_rest_may_be_shortened_once_in_seven_days(earlier: tuple[int, int], code: Code) -> None:
    evening, morning = earlier
    before = holds(hours(evening, 18, 22), hours(morning, 8, 10), hours(8, 18, 22))
    assert warned(hours(9, 8, 10), before) == [(code, (10, 11))]


def test_a_split_day_is_no_shortened_rest() -> None:
    before = holds(hours(2, 10, 12), hours(2, 19, 21), hours(4, 18, 22))
    assert warned(hours(5, 8, 12), before) == [(Code.SHORTENED_REST, (10, 11))]


@pytest.mark.parametrize(
    ("end", "rest", "expected"),
    [
        (26, 11, []),
        (26.5, 13.5, [(Code.SHORT_REST, (13.5, 14))]),
        (26.5, 14, []),
    ],
)
def test_a_night_that_ends_after_two_is_followed_by_fourteen_hours(
    end: float, rest: float, expected: Found
) -> None:
    assert warned(hours(2, end + rest, end + rest + 2), holds(hours(2, 22, end))) == expected


@pytest.mark.parametrize(
    ("days", "start", "expected"),
    [
        ((2, 3), 21, []),
        ((2, 3, 4), 45, [(Code.SHORT_REST, (38, 46))]),
        ((2, 3, 4), 53, []),
        ((2, 3, 4), 23, []),
    ],
)
def test_after_three_nights_two_days_are_free(days: tuple[int, ...], start: int, expected: Found) -> None:
    assert warned(hours(days[-1] + 1, start, start + 6), holds(*(hours(d, 25, 31) for d in days))) == expected


def test_a_night_put_first_in_a_row_asks_for_more_rest_after_its_last() -> None:
    row = holds(hours(3, 25, 31), hours(4, 25, 31), hours(6, 20, 24))
    assert warned(hours(2, 25, 31), row) == [(Code.SHORT_REST, (37, 46))]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # The 7th free: 44 hours. Eight days on end, but then six free ones in the same fortnight.
        ((1, 2, 3, 4, 5, 6), []),
        ((1, 2, 3, 4, 5, 6, 7), []),
        ((1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13), [(Code.SHORT_WEEKLY_REST, (20, 36))]),
        # What lies more than a fortnight back is no longer looked at.
        ((-9, -8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3), []),
    ],
)
def test_a_week_has_thirty_six_hours_of_rest_or_its_fortnight_seventy_two(
    days: tuple[int, ...], expected: Found
) -> None:
    assert warned(hours(8, 9, 13), holds(*(hours(day, 9, 13) for day in days))) == expected


def test_a_seat_may_take_the_rest_that_makes_up_for_a_week_without() -> None:
    daily = holds(*(hours(day, 9, 13) for day in range(1, 12)))
    assert warned(hours(12, 9, 13), daily) == [(Code.SHORT_WEEKLY_REST, (20, 36))]
    assert warned(hours(12, 9, 13), daily[1:]) == []


# Lengths and weeks


@pytest.mark.parametrize(
    ("span", "held", "expected"),
    [
        (hours(2, 10, 16), [], []),
        (hours(2, 10, 16.5), [], [(Code.LONG_SHIFT, (6.5, 6))]),
        (hours(2, 10, 20), [], [(Code.LONG_SHIFT, (10, 6))]),
        (hours(2, 10, 21), [], [(Code.LONG_SHIFT, (11, 10))]),
        (hours(2, 10, 22.5), [], [(Code.LONG_SHIFT, (12.5, 12))]),
        (hours(2, 10, 14), [hours(2, 14, 17)], [(Code.LONG_SHIFT, (7, 6))]),
        # A night in March is an hour shorter.
        (hours(27, 23, 30), [], []),
    ],
)
def test_a_shift_is_as_long_as_it_lasts_and_says_the_highest_limit_it_passes(
    span: Span, held: list[Span], expected: Found
) -> None:
    assert warned(span, holds(*held)) == expected


@pytest.mark.parametrize(
    ("span", "basis"),
    [
        (hours(2, 10, 21), Basis.HOUSE_RULE),
        (hours(2, 10, 23), Basis.LAW),
        # Until 1:00 is no night, until 1:01 is one, and 10 hours are its limit.
        (hours(2, 14, 25), Basis.HOUSE_RULE),
        (hours(2, 14, 25 + 1 / 60), Basis.LAW),
    ],
)
def test_the_law_limits_a_day_to_twelve_hours_and_a_night_to_ten(span: Span, basis: Basis) -> None:
    [reason] = verdict(span).warnings
    assert (reason.code, reason.basis) == (Code.LONG_SHIFT, basis)


@pytest.mark.parametrize(
    ("agreed", "most", "expected"),
    [
        (8, None, []),
        (7, None, [(Code.OVER_HOURS, (12, 7))]),
        (8, 12, []),
        (8, 11, [(Code.OVER_OWN_LIMIT, (12, 11))]),
        (4, 8, [(Code.OVER_HOURS, (12, 4)), (Code.OVER_OWN_LIMIT, (12, 8))]),
        (0, None, []),
    ],
)
def test_a_week_holds_half_as_much_again_as_agreed_and_no_more_than_somebody_wants(
    agreed: float, most: float | None, expected: Found
) -> None:
    # The Sunday night counts in the week it starts in, being on call not at all.
    held = [
        *holds(hours(1, 9, 13), hours(7, 22, 26), hours(8, 19, 23)),
        hold(hours(4, 18, 24), SeatKind.BACKUP),
    ]
    assert warned(hours(3, 9, 13), held, who=person(agreed=agreed, most=most)) == expected


def weeks_of(*lengths: float) -> list[Held]:
    """Return five equal shifts in each week of March from the first."""
    days = ((7 * week + day, length / 5) for week, length in enumerate(lengths) for day in range(1, 6))
    return holds(*(hours(day, 8, 8 + length) for day, length in days if length))


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([56], []),
        ([57], [(Code.LONG_WEEK, (61, 60))]),
        ([51, 55, 55, 55], []),
        ([52, 55, 55, 55, 55], [(Code.HIGH_AVERAGE, (55.25, 55, 4))]),
        # Only those months count that hold the week in question.
        ([40, 0, 0, 0, 60, 60, 60, 60], []),
        ([44, *[48] * 15], []),
        ([44, *[48] * 14, 50], [(Code.HIGH_AVERAGE, (48.125, 48, 16))]),
    ],
)
def test_no_week_and_no_average_of_weeks_is_too_long(lengths: list[float], expected: Found) -> None:
    limits = Limits(long_shift_hours=13, longest_shift_hours=13, rest_hours=9)
    assert warned(hours(6, 8, 12), weeks_of(*lengths), limits=limits) == expected
