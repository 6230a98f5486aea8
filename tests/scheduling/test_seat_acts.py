"""What the page of a seat offers to whom, and until when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import Occurs, instant
from scheduling.rules.hours import Span
from scheduling.rules.seat_acts import HoldAct, HoldFacts, can_put_back, hold_acts, split_at

START = datetime(2027, 2, 8, 18, tzinfo=UTC)
HOLD = HoldFacts(
    Span(START, START + timedelta(hours=3)), is_published=True, is_asked=False, must_confirm=False
)
LIMIT = timedelta(hours=72)
CONFIRM, COVER, SWAP, BACK, REMOVE, SPLIT = HoldAct


def acts(
    hold: HoldFacts = HOLD, *, hours: float = 100, is_own: bool = True, is_planner: bool = False
) -> set[HoldAct]:
    now = START - timedelta(hours=hours)
    return {*hold_acts(hold, now, is_own=is_own, is_planner=is_planner, release_until=LIMIT)}


@pytest.mark.parametrize(
    ("hours", "offered"),
    [
        (72.1, {COVER, SWAP, BACK, SPLIT}),
        (72, {COVER, SWAP, BACK, SPLIT}),
        (71.9, {COVER, SWAP, SPLIT}),
        (0, {SPLIT}),
        (-2.9, {SPLIT}),
        (-3, set()),
    ],
)
def test_a_holder_gives_back_early_asks_until_the_start_and_splits_until_the_end(
    hours: float, offered: set[HoldAct]
) -> None:
    assert acts(hours=hours) == offered


def test_a_planner_removes_until_the_end_their_own_seat_too() -> None:
    assert acts(hours=1, is_own=False, is_planner=True) == {COVER, SWAP, REMOVE, SPLIT}
    assert acts(hours=-1, is_planner=True) == {REMOVE, SPLIT}


def test_nobody_else_does_anything() -> None:
    assert acts(is_own=False) == set()


def test_who_has_asked_asks_no_second_time() -> None:
    assert acts(replace(HOLD, is_asked=True)) == {BACK, SPLIT}


def test_a_draft_can_go_at_any_time_and_is_not_asked_about() -> None:
    assert acts(replace(HOLD, is_published=False), hours=1) == {BACK, SPLIT}


def test_a_seat_that_moved_waits_for_a_yes() -> None:
    assert acts(replace(HOLD, must_confirm=True), hours=1) == {CONFIRM, COVER, SWAP, SPLIT}


def back(span: Span, released: datetime, held: Sequence[Span], now: datetime) -> bool:
    return can_put_back(span, released, HOLD.span, held, now, within=timedelta(minutes=10))


@pytest.mark.parametrize(
    ("minutes", "taken", "can"),
    [
        (9.9, (), True),
        (10, (), False),
        (5, ((-3, 0), (3, 6)), True),
        (5, ((2, 6),), False),
        (5, ((-1, 1),), False),
    ],
)
def test_what_was_released_comes_back_for_ten_minutes_unless_somebody_took_it(
    minutes: float, taken: tuple[tuple[int, int], ...], can: bool
) -> None:
    released = START - timedelta(hours=80)
    held = [Span(START + timedelta(hours=start), START + timedelta(hours=end)) for start, end in taken]
    now = released + timedelta(minutes=minutes)
    assert back(HOLD.span, released, held, now) is can


def test_what_is_over_does_not_come_back() -> None:
    end = HOLD.span.end
    assert not back(HOLD.span, end - timedelta(minutes=1), [], end)


def test_what_the_shift_has_moved_away_from_does_not_come_back() -> None:
    longer = Span(START - timedelta(hours=1), HOLD.span.end)
    assert not back(longer, START - timedelta(hours=80), [], START - timedelta(hours=80))


def night(day: date) -> Span:
    return Span(*(instant(day, minute, AMSTERDAM) for minute in (22 * 60, 30 * 60)))


@pytest.mark.parametrize(
    ("day", "minute", "at"),
    [
        (date(2027, 2, 8), 23 * 60, (datetime(2027, 2, 8, 22, tzinfo=UTC), Occurs.ONCE)),
        (date(2027, 2, 8), 60, (datetime(2027, 2, 9, 0, tzinfo=UTC), Occurs.ONCE)),
        (date(2027, 2, 8), 22 * 60, None),
        (date(2027, 2, 8), 6 * 60, None),
        (date(2027, 2, 8), 12 * 60, None),
        (date(2027, 3, 27), 150, (datetime(2027, 3, 28, 1, tzinfo=UTC), Occurs.NEVER)),
        (date(2027, 10, 30), 150, (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), Occurs.TWICE)),
    ],
)
def test_a_typed_time_is_an_instant_inside_the_hold(
    day: date, minute: int, at: tuple[datetime, Occurs] | None
) -> None:
    assert split_at(night(day), minute, AMSTERDAM) == at
