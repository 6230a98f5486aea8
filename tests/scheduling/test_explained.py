"""The reasons of a draft, found again: the same that the draft itself gave."""

from dataclasses import replace

import pytest
from hypothesis import given

from scheduling.rules.draft import draft, open_seats
from scheduling.rules.explained import explained
from scheduling.rules.reasons import Code
from scheduling.rules.rota import Held, Seat
from scheduling.rules.suggest import Candidate
from tests.load.rota import SEEDS, month
from tests.scheduling.people import ASHA, BEN, candidate, hours, seat
from tests.scheduling.test_draft import HOUSE, held_, people_, seats_

MOVED = {Code.MADE_ROOM, Code.EVENED_OUT}


def check_against_the_draft(seats: list[Seat], people: list[Candidate], held: list[Held]) -> None:
    by_id, open_ = {one.seat_id: one for one in seats}, open_seats(seats, held)
    steps = {replace(by_id[step.seat_id], span=step.span): step for step in draft(seats, people, held, HOUSE)}
    given_to = {place: step.person_id for place, step in steps.items()}
    if not open_:
        return
    found = explained(given_to, people, held, HOUSE, last=open_[-1].span.start)
    said = {place: [one for one in step.reasons if one.code not in MOVED] for place, step in steps.items()}
    assert {place: list(reasons) for place, reasons in found.items()} == said


@given(seats_, people_, held_)
def test_the_reasons_are_those_of_the_draft(
    seats: list[Seat], people: list[Candidate], held: list[Held]
) -> None:
    check_against_the_draft(seats, people, held)


@pytest.mark.parametrize("seed", SEEDS)
def test_so_are_those_of_a_whole_month(seed: int) -> None:
    made = month(25, seed)
    check_against_the_draft(made.seats, made.candidates, [])


def test_whoever_is_no_candidate_any_more_is_left_out() -> None:
    first, second = seat(1, hours(2, 13, 17)), seat(2, hours(3, 13, 17))
    found = explained({first: ASHA, second: BEN}, [candidate(BEN)], [], HOUSE, last=second.span.start)
    assert set(found) == {second}
