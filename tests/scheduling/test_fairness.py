"""How the work is shared out: hours, unsocial hours and short notice of twelve weeks, against agreed hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.fairness import (
    HOUR,
    House,
    Load,
    Taken,
    load,
    short_notice,
    target,
    twelve_weeks,
    weight,
)
from scheduling.rules.hours import Span
from scheduling.rules.limits import Limits
from scheduling.rules.rota import SeatKind
from tests.scheduling.people import hold, holds, hours

NONE = timedelta()
HOUSE = House(Limits(), frozenset({date(2027, 3, 26)}), AMSTERDAM)
# Twelve weeks, the last of which begins on 22 March; it is an hour shorter than others.
WINDOW = twelve_weeks(datetime(2027, 3, 24, 12, tzinfo=UTC), AMSTERDAM)


@pytest.mark.parametrize("at", [hours(22, 0, 1).start, hours(28, 0, 24).end - timedelta.resolution])
def test_twelve_weeks_end_with_the_week_of_the_instant(at: datetime) -> None:
    window = Span(datetime(2027, 1, 3, 23, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC))
    assert twelve_weeks(at, AMSTERDAM) == window


@pytest.mark.parametrize(
    ("absences", "expected"),
    [
        ([], 48),
        ([hours(22, 0, 7 * 24)], 44),
        ([hours(1, 0, 24), hours(1, 12, 7 * 24)], 44),
        ([hours(25, 12, 36), hours(27, 0, 24)], 48 - 8 / 7),
        ([hours(-100, 0, 24), hours(29, 0, 24)], 48),
        ([hours(-100, 0, 200 * 24)], 0),
    ],
)
def test_absent_time_lowers_what_was_agreed(absences: list[Span], expected: float) -> None:
    assert target(4, absences, WINDOW, AMSTERDAM) / HOUR == pytest.approx(expected)


@pytest.mark.parametrize(
    ("span", "kind", "expected"),
    [
        (hours(2, 17, 21), SeatKind.PHONE, Load(NONE, work=4 * HOUR)),
        (hours(2, 19, 22.5), SeatKind.CHAT, Load(NONE, 3.5 * HOUR, 1.5 * HOUR, late_seats=1)),
        (hours(27, 22, 30), SeatKind.CHAT, Load(NONE, 7 * HOUR, 7 * HOUR, late_seats=1)),
        (hours(26, 10, 14), SeatKind.SUPERVISOR, Load(NONE, 4 * HOUR, 4 * HOUR, late_seats=1)),
        (hours(26, 10, 14), SeatKind.BACKUP, Load(NONE, on_call=4 * HOUR)),
    ],
)
def test_a_seat_weighs_its_hours_and_those_that_are_unsocial(
    span: Span, kind: SeatKind, expected: Load
) -> None:
    assert weight(span, kind, HOUSE) == expected


def test_a_load_counts_the_seats_that_start_in_the_window() -> None:
    seats = holds(hours(-56, 22, 26), hours(-55, 0, 4), hours(28, 22, 26), hours(29, 0, 4))
    found = load([*seats, hold(hours(3, 9, 13), SeatKind.BACKUP)], 4, [], WINDOW, HOUSE)
    assert found == Load(48 * HOUR, 8 * HOUR, 8 * HOUR, 4 * HOUR, 2)


def test_shares_are_parts_of_what_was_agreed() -> None:
    found = Load(48 * HOUR, 36 * HOUR, 12 * HOUR, 24 * HOUR)
    assert (found.share, found.unsocial_share, found.on_call_share) == (0.75, 0.25, 0.5)


def test_with_nothing_agreed_every_hour_is_beyond_it() -> None:
    nothing, four = Load(NONE), Load(NONE, work=4 * HOUR)
    assert Load(48 * HOUR, work=47 * HOUR).share < nothing.share < four.share
    assert nothing.squares < four.squares


def test_the_sum_of_squares_is_least_when_all_have_the_same_part_of_what_they_agreed() -> None:
    def squares(first: int) -> float:
        return Load(10 * HOUR, work=first * HOUR).squares + Load(30 * HOUR, work=(24 - first) * HOUR).squares

    assert min(range(25), key=squares) == 6


lengths = st.timedeltas(NONE, timedelta(hours=40))
loads = st.builds(Load, st.just(48 * HOUR), lengths, lengths, lengths, st.integers(0, 9))


@given(loads, loads)
def test_what_is_added_and_taken_away_leaves_no_trace(one: Load, other: Load) -> None:
    assert one.plus(other).minus(other) == one


@pytest.mark.parametrize(("earlier", "expected"), [(71, 4), (72, 0), (-1, 4)])
def test_a_seat_taken_less_than_three_days_before_came_at_short_notice(earlier: int, expected: int) -> None:
    span = hours(2, 18, 22)
    taken = [Taken(hold(span), span.start - earlier * HOUR)]
    assert short_notice(taken, WINDOW, Limits()) == expected * HOUR
    assert short_notice(taken, Span(span.end, WINDOW.end), Limits()) == NONE
