"""Which steps a page offers, to whom and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduling.rules.request_steps import possible
from scheduling.rules.requests import Request, RequestEvent, RequestKind, RequestState

NOW = datetime(2027, 2, 1, 19, tzinfo=UTC)
ASHA, BEN, LEILA, NOOR = 1, 2, 3, 4
START = NOW + timedelta(days=3)
TO_BEN = Request(RequestKind.COVER, ASHA, BEN, START)
TO_ALL = Request(RequestKind.COVER, ASHA, None, START)
WAITS = replace(TO_BEN, state=RequestState.NEEDS_PLANNER, taken_by=BEN)
DONE = replace(TO_BEN, state=RequestState.DONE, taken_by=BEN, done_at=NOW)
YES, NO, WITHDRAW = RequestEvent.ANSWER_YES, RequestEvent.ANSWER_NO, RequestEvent.WITHDRAW
PLANNER_YES, PLANNER_NO, UNDO = RequestEvent.PLANNER_YES, RequestEvent.PLANNER_NO, RequestEvent.UNDO


@pytest.mark.parametrize(
    ("request_", "by", "steps"),
    [
        (TO_BEN, ASHA, {WITHDRAW}),
        (TO_BEN, BEN, {YES, NO}),
        (TO_BEN, LEILA, set()),
        (TO_ALL, BEN, {YES}),
        (TO_ALL, ASHA, {WITHDRAW}),
        (WAITS, BEN, {UNDO}),
        (WAITS, ASHA, {WITHDRAW}),
        (DONE, BEN, {UNDO}),
        (DONE, ASHA, set()),
    ],
)
def test_each_is_offered_their_own_steps(request_: Request, by: int, steps: set[RequestEvent]) -> None:
    assert possible(request_, by, NOW) == steps


@pytest.mark.parametrize(
    ("request_", "steps"),
    [
        (TO_BEN, {YES, NO, WITHDRAW}),
        (TO_ALL, {YES, WITHDRAW}),
        (WAITS, {PLANNER_YES, PLANNER_NO, WITHDRAW, UNDO}),
        (DONE, {UNDO}),
    ],
)
def test_a_planner_is_offered_the_steps_of_all(request_: Request, steps: set[RequestEvent]) -> None:
    assert possible(request_, NOOR, NOW, is_planner=True) == steps


def test_nothing_is_offered_once_the_seat_has_begun_or_the_ten_minutes_are_over() -> None:
    assert possible(TO_BEN, BEN, START) == set()
    assert possible(DONE, BEN, NOW + timedelta(minutes=10)) == set()
