"""The chat's pure rules: what may follow what, what is counted, what is promised of the wait."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.consumers import budgets
from chat.consumers.budgets import FORGET_SECONDS, Budget, Budgets
from chat.rules.flood import MAX_REFUSALS, Bucket, proof_cost, reads
from chat.rules.letters import LETTERS, next_letter
from chat.rules.outcomes import Ending, outcome_at_the_door, outcome_of
from chat.rules.queue import BUCKET_MINUTES, wait_minutes
from chat.rules.refusals import Refused
from chat.rules.states import TRANSITIONS, Event, State, after
from helpline.metrics.rules import LENGTH_BUCKETS, Outcome
from scheduling.rules.hours import Availability, ClosedBy
from scheduling.rules.hours import State as Door


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_only_the_table_decides_what_follows(state: State, event: Event) -> None:
    if (state, event) in TRANSITIONS:
        assert after(state, event) is TRANSITIONS[(state, event)]
    else:
        with pytest.raises(Refused):
            after(state, event)


def test_nothing_follows_the_end() -> None:
    assert not [state for state, _ in TRANSITIONS if state is State.ENDED]


def ending(event: Event, **facts: object) -> Ending:
    base: dict[str, object] = {
        "marked_abuse": False,
        "said_hello": False,
        "spoke": False,
        "was_accepted": False,
        "waited": timedelta(minutes=2),
        "short_abandon": timedelta(seconds=5),
        "on_duty": True,
    }
    return Ending(event, **{**base, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_ending", "outcome"),
    [
        (ending(Event.LEAVE), Outcome.GAVE_UP),
        (ending(Event.LEAVE, waited=timedelta(seconds=5)), Outcome.GAVE_UP_EARLY),
        (ending(Event.LEAVE, waited=timedelta(seconds=6)), Outcome.GAVE_UP),
        (ending(Event.LOST), Outcome.GAVE_UP),
        (ending(Event.LOST, waited=timedelta(0)), Outcome.GAVE_UP_EARLY),
        (ending(Event.LONGEST_WAIT), Outcome.BUSY),
        (ending(Event.LONGEST_WAIT, on_duty=False), Outcome.UNSTAFFED),
        (ending(Event.CLOSING), Outcome.BUSY),
        (ending(Event.CLOSING, on_duty=False), Outcome.UNSTAFFED),
        (ending(Event.LEAVE, was_accepted=True), Outcome.GAVE_UP),
        (ending(Event.LOST, was_accepted=True), Outcome.FAILED),
        (ending(Event.END, was_accepted=True), Outcome.FAILED),
        (ending(Event.END, was_accepted=True, said_hello=True, spoke=True), Outcome.ANSWERED),
        (ending(Event.LEAVE, was_accepted=True, said_hello=True, spoke=True), Outcome.ANSWERED),
        (ending(Event.END, was_accepted=True, said_hello=True), Outcome.SILENT),
        (ending(Event.CLOSING, was_accepted=True, said_hello=True, spoke=True), Outcome.ANSWERED),
        (ending(Event.END, was_accepted=True, said_hello=True, spoke=True, marked_abuse=True), Outcome.ABUSE),
        (ending(Event.END, was_accepted=True, marked_abuse=True), Outcome.ABUSE),
    ],
)
def test_each_end_has_one_outcome(given_ending: Ending, outcome: Outcome) -> None:
    assert outcome_of(given_ending) is outcome


@pytest.mark.parametrize(
    ("door", "is_full", "outcome"),
    [
        (Availability(Door.OPEN), False, None),
        (Availability(Door.OPEN), True, Outcome.BUSY),
        (Availability(Door.UNSTAFFED), False, Outcome.UNSTAFFED),
        (Availability(Door.CLOSED), True, Outcome.CLOSED),
        (Availability(Door.CLOSED, closed_by=ClosedBy.HOLIDAY), False, Outcome.CLOSED_HOLIDAY),
        (Availability(Door.CLOSED, closed_by=ClosedBy.UNPLANNED), False, Outcome.CLOSED_UNPLANNED),
    ],
)
def test_a_shut_door_has_one_outcome(door: Availability, is_full: bool, outcome: Outcome | None) -> None:
    assert outcome_at_the_door(door, is_full=is_full) is outcome


def test_the_buckets_have_a_middle_each() -> None:
    assert len(BUCKET_MINUTES) == len(LENGTH_BUCKETS)


def test_we_cannot_say_the_wait_without_people_or_without_enough_lengths() -> None:
    enough = {LENGTH_BUCKETS[2]: 20}
    assert wait_minutes(1, 0, enough, LENGTH_BUCKETS) is None
    assert wait_minutes(1, 2, {LENGTH_BUCKETS[2]: 19}, LENGTH_BUCKETS) is None
    assert wait_minutes(1, 1, enough, LENGTH_BUCKETS) == (5, 15)
    assert wait_minutes(1, 4, enough, LENGTH_BUCKETS) == (0, 5)


@given(st.integers(1, 20), st.integers(1, 8), st.integers(20, 500), st.integers(0, 5))
def test_a_later_place_never_waits_shorter(position: int, seats: int, n: int, bucket: int) -> None:
    lengths = {LENGTH_BUCKETS[bucket]: n}
    here, behind = (wait_minutes(p, seats, lengths, LENGTH_BUCKETS) for p in (position, position + 1))
    assert here is not None
    assert behind is not None
    assert here <= behind
    assert here[0] < here[1]


def test_a_bucket_lets_a_burst_through_then_one_a_second() -> None:
    bucket = Bucket()
    assert [bucket.take(0.0) for _ in range(11)] == [True] * 10 + [False]
    assert bucket.take(1.0)
    assert not bucket.take(1.1)


def test_a_resend_is_free() -> None:
    bucket = Bucket(burst=1)
    for _ in range(50):
        assert bucket.take(0.0)
        bucket.give_back()


def test_who_goes_on_through_refusals_is_flooding() -> None:
    bucket = Bucket(burst=1)
    for _ in range(MAX_REFUSALS + 1):
        bucket.take(0.0)
    assert not bucket.is_flooding
    bucket.take(0.0)
    assert bucket.is_flooding


def test_who_was_quiet_until_the_bucket_is_full_begins_anew() -> None:
    bucket = Bucket(burst=1)
    for _ in range(MAX_REFUSALS + 2):
        bucket.take(0.0)
    assert bucket.is_flooding
    assert bucket.take(1.0)
    assert not bucket.is_flooding


def test_a_budget_is_forgotten_once_it_is_full_again_and_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = Budgets()
    first = kept.of("first", new_budget)
    assert kept.of("first", new_budget) is first
    first.at -= FORGET_SECONDS + 1
    kept.of("second", new_budget)
    assert ("first" in kept, "second" in kept) == (False, True)
    monkeypatch.setattr(budgets, "MOST_BUDGETS", 1)
    kept.of("third", new_budget)
    assert ("second" in kept, len(kept)) == (False, 1)


def new_budget(now: float) -> Budget:
    return Budget(Bucket(), reads(), now)


def test_a_start_costs_more_when_many_start_and_never_without_end() -> None:
    assert [proof_cost(100, starts) for starts in (0, 9, 10, 35, 1000)] == [100, 100, 200, 400, 400]


@pytest.mark.parametrize(
    ("used", "last", "letter"),
    [("", "", "A"), ("A", "A", "B"), ("", "A", "B"), ("B", "A", "C"), ("A", "Z", "B"), ("", "Z", "A")],
)
def test_letters_go_on_round_the_alphabet(used: str, last: str, letter: str) -> None:
    assert next_letter(set(used), last) == letter


def test_a_letter_comes_back_after_all_the_others() -> None:
    given_ = ["A"]
    while len(given_) < len(LETTERS):
        given_.append(next_letter((), given_[-1]))
    assert "".join(given_) == LETTERS
