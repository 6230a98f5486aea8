"""What a check-in stands on: which turns on the rota it counts for, and until when."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from scheduling.rules.duty import (
    CHECK_IN_EARLY,
    OFF_DUTY,
    Duty,
    DutyState,
    Turn,
    duty_at,
    is_late,
    stands_on,
    stands_until,
    turn_at,
)
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind
from tests.scheduling.seats import at

MINUTE: Final = timedelta(minutes=1)
NOTHING: Final = frozenset[Channel]()


def turn(start: tuple[int, int], end: tuple[int, int], kind: SeatKind = SeatKind.CHAT) -> Turn:
    return Turn(kind, 1, Span(at(*start), at(*end)))


EARLY, LATE = turn((14, 0), (18, 0), SeatKind.PHONE), turn((18, 0), (21, 0))
EVENING, NIGHT = turn((18, 0), (21, 0)), turn((21, 20), (23, 0))
LEAD, BACKUP = turn((18, 0), (21, 0), SeatKind.SUPERVISOR), turn((18, 0), (21, 0), SeatKind.BACKUP)


@pytest.mark.parametrize(
    ("checked_in", "turns", "until"),
    [
        ((19, 0), [EVENING], (21, 0)),
        ((17, 45), [EVENING], (21, 0)),
        ((17, 44), [EVENING], None),
        ((20, 59), [EVENING], (21, 0)),
        ((21, 0), [EVENING], None),
        ((15, 0), [EARLY, LATE], (21, 0)),
        ((19, 0), [EARLY, LATE], (21, 0)),
        ((15, 0), [LATE, EARLY], (21, 0)),
        ((20, 0), [EVENING, NIGHT], (21, 0)),
        ((20, 59), [turn((18, 0), (21, 0)), turn((21, 10), (23, 0))], (23, 0)),
        ((19, 0), [BACKUP], None),
        ((15, 0), [EARLY, BACKUP, turn((21, 0), (23, 0))], (18, 0)),
        ((19, 0), [], None),
    ],
)
def test_a_check_in_stands_on_its_turn_and_on_those_that_follow_without_a_gap(
    checked_in: tuple[int, int], turns: list[Turn], until: tuple[int, int] | None
) -> None:
    assert stands_until(at(*checked_in), turns) == (at(*until) if until else None)


@pytest.mark.parametrize(
    ("now", "expected"),
    [((13, 50), EARLY), ((14, 0), EARLY), ((17, 59), EARLY), ((18, 0), LATE), ((21, 0), None)],
)
def test_at_each_instant_it_stands_on_the_turn_of_that_instant(
    now: tuple[int, int], expected: Turn | None
) -> None:
    assert turn_at(at(13, 50), [EARLY, LATE], at(*now)) == expected


@pytest.mark.parametrize(
    ("now", "turns", "expected"),
    [
        ((17, 50), [EVENING], Duty(DutyState.ON, NOTHING, at(18), EVENING, at(21))),
        ((18, 0), [EVENING], Duty(DutyState.ON, frozenset({Channel.CHAT}), at(18), EVENING, at(21))),
        ((19, 0), [LEAD], Duty(DutyState.ON, NOTHING, at(18), LEAD, at(21))),
        ((19, 0), [BACKUP], OFF_DUTY),
        ((21, 0), [EVENING], OFF_DUTY),
    ],
)
def test_what_is_offered_is_what_the_seat_takes_once_it_has_begun(
    now: tuple[int, int], turns: list[Turn], expected: Duty
) -> None:
    assert duty_at(DutyState.ON, at(17, 45), turns, at(*now)) == expected


def test_duty_counts_from_the_check_in_when_that_comes_after_the_start() -> None:
    found = duty_at(DutyState.PAUSED, at(18, 7), [EVENING], at(20))
    assert (found.state, found.since) == (DutyState.PAUSED, at(18, 7))


@pytest.mark.parametrize(
    ("one", "expected"),
    [(EARLY, False), (LATE, True), (NIGHT, False)],
)
def test_the_board_asks_whether_somebodys_check_in_reaches_a_turn(one: Turn, *, expected: bool) -> None:
    assert stands_on(duty_at(DutyState.ON, at(17, 50), [LATE, NIGHT], at(17, 55)), one) is expected
    assert not stands_on(OFF_DUTY, one)


HERE: Final = duty_at(DutyState.ON, at(18), [EVENING], at(18))


@pytest.mark.parametrize(
    ("one", "duty", "left", "now", "expected"),
    [
        (EVENING, OFF_DUTY, None, (18, 4), False),
        (EVENING, OFF_DUTY, None, (18, 5), True),
        (EVENING, OFF_DUTY, (12, 0), (18, 5), True),
        (EVENING, OFF_DUTY, None, (20, 59), True),
        (EVENING, OFF_DUTY, None, (21, 0), False),
        (EVENING, HERE, None, (18, 5), False),
        (EVENING, OFF_DUTY, (19, 0), (19, 4), False),
        (EVENING, OFF_DUTY, (19, 0), (19, 5), True),
        (BACKUP, OFF_DUTY, None, (18, 5), False),
    ],
)
def test_late_is_who_is_missing_for_five_minutes(
    one: Turn, duty: Duty, left: tuple[int, int] | None, now: tuple[int, int], *, expected: bool
) -> None:
    assert is_late(one, duty, at(*left) if left else None, at(*now)) is expected


minutes = st.integers(0, 24 * 60)


@st.composite
def a_rota(draw: st.DrawFn) -> list[Turn]:
    """One person's turns of a day, which never overlap."""
    cuts = sorted(draw(st.sets(minutes, min_size=2, max_size=12)))
    spans = [Span(at(0) + one * MINUTE, at(0) + two * MINUTE) for one, two in pairwise(cuts)]
    kept = [span for span in spans if draw(st.booleans())]
    return [Turn(draw(st.sampled_from(SeatKind)), 1, span) for span in kept]


@given(a_rota(), minutes, minutes)
def test_who_is_on_duty_holds_the_seat_of_that_instant_and_checked_in_for_it(
    turns: list[Turn], checked_in: int, later: int
) -> None:
    since, now = at(0) + checked_in * MINUTE, at(0) + (checked_in + later) * MINUTE
    found = duty_at(DutyState.ON, since, turns, now)
    holding = next((one for one in turns if one.span.start <= now < one.span.end), None)
    if found.channels:
        assert holding is not None
        assert found.channels == holding.channels
        assert since + CHECK_IN_EARLY >= min(one.span.start for one in turns if one.span.end > since)
    assert (found == OFF_DUTY) is (turn_at(since, turns, now) is None)


@given(a_rota(), minutes)
def test_a_forgotten_check_in_never_reaches_over_a_gap(turns: list[Turn], checked_in: int) -> None:
    since = at(0) + checked_in * MINUTE
    until = stands_until(since, turns)
    if until is not None:
        worked = [one.span for one in turns if one.kind is not SeatKind.BACKUP]
        begun = min(span.start for span in worked if span.end > since)
        moment = max(since + CHECK_IN_EARLY, begun)
        while moment < until:
            moment = next(span.end for span in worked if span.start <= moment < span.end)
        assert turn_at(since, turns, until) is None


@given(a_rota().flatmap(lambda turns: st.tuples(st.just(turns), st.permutations(turns))), minutes)
def test_the_order_in_which_turns_are_read_does_not_matter(
    both: tuple[list[Turn], list[Turn]], checked_in: int
) -> None:
    since = at(0) + checked_in * MINUTE
    assert stands_until(since, both[0]) == stands_until(since, both[1])
