"""Asking for cover or a swap: who may do what until when, and what follows."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.requests import (
    TRANSITIONS,
    WARNED,
    AlreadyAnswered,
    Audience,
    Change,
    Effect,
    NobodyNamed,
    NotYours,
    OwnSeat,
    Request,
    RequestEvent,
    RequestKind,
    RequestState,
    SeatMoved,
    TooEarly,
    TooLate,
    UndoOver,
    ask,
    can_undo,
    step,
)

ASHA, BEN, LEILA, OMAR, NOOR = 1, 2, 3, 4, 5
NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
START = datetime(2027, 2, 4, 17, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COVER, SWAP = RequestKind.COVER, RequestKind.SWAP
S, E = RequestState, RequestEvent


def request(state: RequestState = S.OPEN, *, to: int | None = BEN, done: timedelta = HOUR) -> Request:
    """Return Asha's request; one that was answered was so by Ben, and done `done` before NOW."""
    answered = state in (S.NEEDS_PLANNER, S.DONE, S.REFUSED)
    done_at = NOW - done if state is S.DONE else None
    return Request(COVER, ASHA, to, START, state, BEN if answered else None, done_at)


def actor(event: RequestEvent) -> int:
    return {E.WITHDRAW: ASHA, E.PLANNER_YES: NOOR, E.PLANNER_NO: NOOR}.get(event, BEN)


def act(asked: Request, event: RequestEvent, now: datetime = NOW, *, has_warnings: bool = False) -> Change:
    """Do what the event says as the one who may: Asha asked, Ben answers, Noor plans."""
    by = actor(event)
    return step(asked, event, by, now, is_planner=by == NOOR, has_warnings=has_warnings)


def test_a_yes_without_a_warning_is_done_at_once_and_the_asker_is_told() -> None:
    change = act(request(), E.ANSWER_YES)
    assert change.request == Request(COVER, ASHA, BEN, START, S.DONE, BEN, NOW)
    assert (change.effect, change.tell, change.audience) == (Effect.TRANSFER, {ASHA}, Audience.NOBODY)


def test_a_yes_with_a_warning_moves_nothing_and_the_planners_are_told() -> None:
    change = act(request(to=None), E.ANSWER_YES, has_warnings=True)
    assert change.request == Request(COVER, ASHA, None, START, S.NEEDS_PLANNER, BEN)
    assert (change.effect, change.tell, change.audience) == (Effect.NONE, {ASHA}, Audience.PLANNERS)


@pytest.mark.parametrize(
    ("event", "state", "effect", "done_at"),
    [(E.PLANNER_YES, S.DONE, Effect.TRANSFER, NOW), (E.PLANNER_NO, S.REFUSED, Effect.NONE, None)],
)
def test_a_planner_decides_what_a_warning_held_up(
    event: RequestEvent, state: RequestState, effect: Effect, done_at: datetime | None
) -> None:
    change = act(request(S.NEEDS_PLANNER, to=None), event)
    assert change.request == Request(COVER, ASHA, None, START, state, BEN, done_at)
    assert (change.effect, change.tell) == (effect, {ASHA, BEN})


@pytest.mark.parametrize(
    ("before", "event", "state", "told"),
    [
        (S.OPEN, E.ANSWER_NO, S.DECLINED, {ASHA}),
        (S.OPEN, E.WITHDRAW, S.WITHDRAWN, {BEN}),
        (S.NEEDS_PLANNER, E.WITHDRAW, S.WITHDRAWN, {BEN}),
        (S.NEEDS_PLANNER, E.UNDO, S.OPEN, {ASHA}),
    ],
)
def test_what_is_called_off_moves_no_seat(
    before: RequestState, event: RequestEvent, state: RequestState, told: set[int]
) -> None:
    change = act(request(before), event)
    assert (change.request.state, change.effect, change.tell) == (state, Effect.NONE, told)


def test_an_undo_gives_the_seat_back_and_the_request_is_open_again() -> None:
    change = act(request(S.DONE, done=timedelta(minutes=9, seconds=59)), E.UNDO)
    assert change == Change(request(), Effect.TRANSFER_BACK, frozenset({ASHA}))


@pytest.mark.parametrize(
    ("done", "before_start"),
    [(timedelta(minutes=10), 2 * DAY), (timedelta(minutes=1), DAY), (timedelta(minutes=1), -HOUR)],
)
def test_after_ten_minutes_or_within_a_day_of_the_start_nothing_is_undone(
    done: timedelta, before_start: timedelta
) -> None:
    now = START - before_start
    taken = Request(COVER, ASHA, None, START, S.DONE, BEN, now - done)
    assert not can_undo(taken, now)
    with pytest.raises(UndoOver):
        act(taken, E.UNDO, now)


def test_what_is_not_done_is_not_to_be_undone() -> None:
    assert can_undo(request(S.DONE, done=timedelta()), NOW)
    assert not can_undo(request(S.NEEDS_PLANNER), NOW)


@pytest.mark.parametrize("state", [S.OPEN, S.NEEDS_PLANNER])
def test_a_request_runs_out_when_the_earlier_seat_begins(state: RequestState) -> None:
    with pytest.raises(TooEarly):
        step(request(state), E.EXPIRE, None, START - timedelta(seconds=1))
    change = step(request(state), E.EXPIRE, None, START)
    assert (change.request.state, change.effect, change.tell) == (S.EXPIRED, Effect.NONE, {ASHA, BEN})


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (S.OPEN, E.ANSWER_YES),
        (S.OPEN, E.ANSWER_NO),
        (S.OPEN, E.WITHDRAW),
        (S.NEEDS_PLANNER, E.PLANNER_YES),
        (S.NEEDS_PLANNER, E.PLANNER_NO),
        (S.NEEDS_PLANNER, E.UNDO),
    ],
)
def test_once_a_seat_has_begun_its_holder_keeps_it(state: RequestState, event: RequestEvent) -> None:
    act(request(state), event, START - timedelta(seconds=1))
    with pytest.raises(TooLate):
        act(request(state), event, START)


@pytest.mark.parametrize(("state", "event"), sorted(set(product(S, E)) - set(TRANSITIONS)))
def test_what_is_answered_already_is_not_answered_again(state: RequestState, event: RequestEvent) -> None:
    with pytest.raises(AlreadyAnswered):
        act(request(state), event)


def test_the_tables_decide_the_same_pairs_and_differ_in_what_a_yes_does() -> None:
    assert {pair: WARNED[pair] for pair in WARNED if WARNED[pair] is not TRANSITIONS[pair]} == {
        (S.OPEN, E.ANSWER_YES): S.NEEDS_PLANNER
    }
    assert set(WARNED) == set(TRANSITIONS)


@given(st.sampled_from(sorted(TRANSITIONS)), st.booleans())
def test_a_step_twice_is_as_good_as_once(pair: tuple[RequestState, RequestEvent], has_warnings: bool) -> None:
    state, event = pair
    if event in (E.UNDO, E.EXPIRE):
        return
    after = act(request(state), event, has_warnings=has_warnings).request
    assert act(after, event, has_warnings=has_warnings) == Change(after)


@pytest.mark.parametrize(
    ("state", "event", "stranger"),
    [
        (S.OPEN, E.ANSWER_YES, LEILA),
        (S.OPEN, E.ANSWER_NO, ASHA),
        (S.OPEN, E.WITHDRAW, BEN),
        (S.NEEDS_PLANNER, E.PLANNER_YES, BEN),
        (S.NEEDS_PLANNER, E.PLANNER_NO, ASHA),
        (S.NEEDS_PLANNER, E.UNDO, ASHA),
        (S.DONE, E.UNDO, ASHA),
        (S.OPEN, E.WITHDRAW, None),
        (S.OPEN, E.ANSWER_YES, None),
    ],
)
def test_nobody_takes_another_persons_step(
    state: RequestState, event: RequestEvent, stranger: int | None
) -> None:
    asked = request(state, done=timedelta(minutes=1))
    act(asked, event)
    with pytest.raises(NotYours):
        step(asked, event, stranger, NOW)


@pytest.mark.parametrize("event", [E.ANSWER_NO, E.WITHDRAW])
def test_a_planner_may_do_a_step_for_another(event: RequestEvent) -> None:
    change = step(request(), event, NOOR, NOW, is_planner=True)
    assert change.request == act(request(), event).request
    assert change.tell == {ASHA, BEN}


def test_a_planner_may_say_yes_for_another_and_nobody_else_may() -> None:
    change = step(request(to=None), E.ANSWER_YES, NOOR, NOW, is_planner=True, taker=LEILA)
    assert (change.request.taken_by, change.tell) == (LEILA, {ASHA, LEILA})
    with pytest.raises(NotYours):
        step(request(to=None), E.ANSWER_YES, BEN, NOW, taker=LEILA)
    with pytest.raises(NotYours):
        step(request(to=BEN), E.ANSWER_YES, NOOR, NOW, is_planner=True, taker=LEILA)


def test_nobody_can_say_no_for_everybody() -> None:
    for by, is_planner in ((BEN, False), (NOOR, True)):
        with pytest.raises(NotYours):
            step(request(to=None), E.ANSWER_NO, by, NOW, is_planner=is_planner)


@pytest.mark.parametrize("state", [S.NEEDS_PLANNER, S.DONE])
def test_the_first_yes_counts(state: RequestState) -> None:
    with pytest.raises(AlreadyAnswered):
        step(request(state, to=None), E.ANSWER_YES, LEILA, NOW)


def test_nobody_takes_their_own_seat_over() -> None:
    with pytest.raises(OwnSeat):
        step(request(to=None), E.ANSWER_YES, ASHA, NOW)
    with pytest.raises(OwnSeat):
        ask(COVER, ASHA, ASHA, [START], NOW, by=ASHA)


@pytest.mark.parametrize(
    ("state", "event"), [(S.OPEN, E.ANSWER_YES), (S.NEEDS_PLANNER, E.PLANNER_YES), (S.DONE, E.UNDO)]
)
def test_a_seat_that_is_with_somebody_else_by_now_is_not_moved(
    state: RequestState, event: RequestEvent
) -> None:
    asked = request(state, done=timedelta(minutes=1))
    for has_warnings in (False, True):
        with pytest.raises(SeatMoved):
            step(
                asked,
                event,
                actor(event),
                NOW,
                is_planner=actor(event) == NOOR,
                has_warnings=has_warnings,
                is_held=False,
            )


def test_a_seat_that_moved_does_not_stop_a_request_from_being_closed() -> None:
    change = step(request(), E.WITHDRAW, ASHA, NOW, is_held=False)
    assert change.request.state is S.WITHDRAWN


@pytest.mark.parametrize(
    ("to_person", "told", "audience"),
    [(BEN, {BEN}, Audience.NOBODY), (None, set(), Audience.WHO_FITS)],
)
def test_cover_is_asked_of_one_person_or_of_everybody_who_fits(
    to_person: int | None, told: set[int], audience: Audience
) -> None:
    change = ask(COVER, ASHA, to_person, [START], NOW, by=ASHA)
    assert change == Change(Request(COVER, ASHA, to_person, START), Effect.NONE, frozenset(told), audience)


def test_a_swap_is_asked_of_one_person_and_runs_out_at_the_earlier_start() -> None:
    change = ask(SWAP, ASHA, BEN, [START, START - DAY], NOW, by=ASHA)
    assert change.request == Request(SWAP, ASHA, BEN, START - DAY)
    with pytest.raises(NobodyNamed):
        ask(SWAP, ASHA, None, [START, START - DAY], NOW, by=ASHA)


def test_only_the_holder_or_a_planner_asks_and_only_before_the_start() -> None:
    assert ask(COVER, ASHA, BEN, [START], NOW, by=NOOR, is_planner=True).tell == {ASHA, BEN}
    with pytest.raises(NotYours):
        ask(COVER, ASHA, BEN, [START], NOW, by=LEILA)
    with pytest.raises(TooLate):
        ask(COVER, ASHA, BEN, [START], START, by=ASHA)
