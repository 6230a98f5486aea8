"""Whatever people ask, answer, call off and undo: no seat is empty for it, and a swap leaves the hours as they were."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.rules.hours import Span
from scheduling.rules.requests import (
    Change,
    Effect,
    Refused,
    Request,
    RequestEvent,
    RequestKind,
    RequestState,
    ask,
    step,
)
from scheduling.rules.rota import length_hours

ASHA, BEN, LEILA, OMAR, NOOR = 1, 2, 3, 4, 5
NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
SEQUENCES = 5_000 if "HELPLINE_FUZZ" in os.environ else 300
DONE = RequestState.DONE
Holders: TypeAlias = dict[int, int]


def span(seat: int) -> Span:
    """Return when a seat is: each on another day, each of another length."""
    start = NOW + timedelta(days=1 + 2 * seat)
    return Span(start, start + timedelta(hours=1 + seat))


def hours(holders: Holders, *people: int | None) -> float:
    """Return the hours of these people together."""
    return sum(length_hours(span(seat)) for seat, who in holders.items() if who in people)


@dataclass
class Asked:
    """A request with the seats it is about; a cover offers none."""

    request: Request
    seat: int
    offered: int | None

    def givers(self) -> dict[int, int | None]:
        """Return from whom each seat would go next: once the request is done, back the other way."""
        asker, other = self.request.asked_by, self.request.taken_by or self.request.to_person
        if self.request.state is DONE:
            asker, other = other, asker
        return {self.seat: asker} | ({} if self.offered is None else {self.offered: other})


@dataclass
class Rota:
    """Five seats, the requests about them, and a service that does what the rule says; Noor plans."""

    now: datetime = NOW
    holders: Holders = field(default_factory=lambda: dict(enumerate((ASHA, BEN, LEILA, OMAR, ASHA))))
    asked: list[Asked] = field(default_factory=list)

    def ask(self, seat: int, offered: int | None, to_person: int | None) -> None:
        """Ask as the seat's holder: for cover, or to swap with the holder of the offered seat."""
        holder, starts, kind = self.holders[seat], [span(seat).start], RequestKind.COVER
        if offered is not None:
            to_person, kind = self.holders[offered], RequestKind.SWAP
            starts.append(span(offered).start)
        change = ask(kind, holder, to_person, starts, self.now, by=holder)
        self.asked.append(Asked(change.request, seat, offered))

    def step(self, one: Asked, event: RequestEvent, by: int, has_warnings: bool) -> Change:
        """Ask the rule, then move the seats that it says."""
        givers = one.givers()
        is_held = all(self.holders[seat] == giver for seat, giver in givers.items())
        change = step(
            one.request,
            event,
            by,
            self.now,
            is_planner=by == NOOR,
            has_warnings=has_warnings,
            is_held=is_held,
        )
        if change.effect is not Effect.NONE:
            taker = change.request.taken_by or one.request.taken_by
            for seat, giver in givers.items():
                (self.holders[seat],) = {one.request.asked_by, taker} - {giver, None}
        one.request = change.request
        return change


Moves: TypeAlias = list[tuple[object, ...] | timedelta]
people, seats = st.sampled_from([ASHA, BEN, LEILA, OMAR, NOOR]), st.integers(0, 4)
asks = st.tuples(seats, st.none() | seats, st.none() | people)
# A step names one of the newest requests, as the older are over, and mostly (None) the person whose step it is.
likely = [RequestEvent.ANSWER_YES, RequestEvent.ANSWER_YES, RequestEvent.UNDO, RequestEvent.PLANNER_YES]
steps = st.tuples(
    st.integers(0, 2),
    st.sampled_from([*RequestEvent, *likely]),
    st.sampled_from([None, None, None, ASHA, BEN, NOOR]),
    st.booleans(),
)
waits = st.sampled_from([timedelta(minutes=4), timedelta(minutes=4), timedelta(hours=9), timedelta(days=2)])
sequences = st.lists(st.one_of(asks, asks, steps, steps, steps, steps, waits), min_size=15, max_size=30)


def whose(one: Asked, event: RequestEvent) -> int:
    """Return who would usually do that."""
    asked = one.request
    match event:
        case RequestEvent.WITHDRAW:
            return asked.asked_by
        case RequestEvent.PLANNER_YES | RequestEvent.PLANNER_NO:
            return NOOR
        case _:
            return asked.taken_by or asked.to_person or (BEN if asked.asked_by != BEN else LEILA)


@dataclass
class Played:
    """One move: who held what before it, the rota after it, and where it was a step, the request before and after."""

    holders: Holders
    rota: Rota
    request: Request | None = None
    change: Change | None = None

    @property
    def effect(self) -> Effect:
        return self.change.effect if self.change else Effect.NONE


def played(moves: Moves) -> Iterator[Played]:
    """Play the moves in order; a refused one changes nothing."""
    rota = Rota()
    for move in moves:
        result = Played(dict(rota.holders), rota)
        with suppress(Refused):
            match move:
                case timedelta():
                    rota.now += move
                case (int(seat), None | int() as offered, None | int() as to_person) if seat != offered:
                    rota.ask(seat, offered, to_person)
                case (int(back), RequestEvent() as event, None | int() as by, bool(warned)) if rota.asked:
                    one = rota.asked[-1 - back % len(rota.asked)]
                    result.request = one.request
                    result.change = rota.step(one, event, by or whose(one, event), warned)
        yield result


@pytest.mark.fuzz
@settings(max_examples=SEQUENCES)
@given(sequences)
def test_no_request_empties_a_seat_and_seats_move_only_when_it_is_done_or_undone(moves: Moves) -> None:
    for one in played(moves):
        assert one.rota.holders.keys() == one.holders.keys()
        if one.effect is Effect.NONE:
            assert one.rota.holders == one.holders
        else:
            assert one.request is not None
            assert one.change is not None
            assert (one.request.state is DONE) is (one.effect is Effect.TRANSFER_BACK)
            assert (one.change.request.state is DONE) is (one.effect is Effect.TRANSFER)


@pytest.mark.fuzz
@settings(max_examples=SEQUENCES)
@given(sequences)
def test_the_two_of_a_cover_or_swap_keep_their_hours_together(moves: Moves) -> None:
    for one in played(moves):
        if one.request is not None and one.change is not None:
            pair = one.request.asked_by, one.request.taken_by or one.change.request.taken_by
            assert hours(one.rota.holders, *pair) == hours(one.holders, *pair)
