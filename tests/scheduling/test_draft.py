"""A draft of many seats: hardest first, one-step chains, evening out; nothing that is held ever moves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.draft import Step, draft, open_seats
from scheduling.rules.fairness import House, load, twelve_weeks
from scheduling.rules.hours import Span
from scheduling.rules.limits import Limits
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, Seat, SeatKind
from scheduling.rules.suggest import Candidate, held_by, why_not
from tests.load.rota import SEEDS, drafted, in_date_order, month
from tests.scheduling.people import ASHA, BEN, LEILA, NOOR, OMAR, candidate, hold, holds, hours, seat

HOUSE = House(Limits(), frozenset(), AMSTERDAM)
# One of these a week is all that somebody with four agreed hours can take.
TUESDAY, WEDNESDAY, THURSDAY = hours(2, 13, 17), hours(3, 13, 17), hours(4, 13, 17)


def given_to(steps: Iterable[Step]) -> dict[int, int]:
    return {step.seat_id: step.person_id for step in steps}


def one_a_week(person_id: int, *can: Span) -> Candidate:
    return candidate(person_id, agreed=4, can=can)


def as_held(steps: Iterable[Step], seats: Iterable[Seat]) -> list[Held]:
    kinds = {seat.seat_id: seat.kind for seat in seats}
    return [hold(step.span, kinds[step.seat_id], by=step.person_id, seat_id=step.seat_id) for step in steps]


def test_the_seat_with_the_fewest_people_goes_first() -> None:
    seats = [seat(1, TUESDAY), seat(2, THURSDAY)]
    people = [one_a_week(ASHA, TUESDAY, THURSDAY), one_a_week(BEN, TUESDAY)]
    assert given_to(draft(seats, people, [], HOUSE)) == {1: BEN, 2: ASHA}


def test_a_required_seat_goes_before_one_that_may_stay_empty() -> None:
    seats = [seat(1, TUESDAY, required=False), seat(2, THURSDAY)]
    assert given_to(draft(seats, [one_a_week(ASHA, TUESDAY, THURSDAY)], [], HOUSE)) == {2: ASHA}


def test_somebody_hands_a_seat_on_so_that_another_is_filled() -> None:
    seats = [seat(1, TUESDAY), seat(2, WEDNESDAY), seat(3, THURSDAY)]
    people = [
        one_a_week(ASHA, TUESDAY, THURSDAY),
        one_a_week(BEN, WEDNESDAY, THURSDAY),
        one_a_week(LEILA, WEDNESDAY),
        one_a_week(OMAR, TUESDAY),
    ]
    steps = draft(seats, people, [], HOUSE)
    assert given_to(steps) == {1: OMAR, 2: BEN, 3: ASHA}
    assert (steps[0].instead_of, steps[0].reasons[-1]) == (ASHA, Reason(Code.MADE_ROOM))
    assert [step.instead_of for step in steps[1:]] == [None, None]


def test_without_anybody_to_hand_on_to_a_seat_stays_open() -> None:
    seats = [seat(1, TUESDAY), seat(2, WEDNESDAY), seat(3, THURSDAY)]
    people = [one_a_week(ASHA, TUESDAY, THURSDAY), one_a_week(BEN, TUESDAY, WEDNESDAY, THURSDAY)]
    assert len(draft(seats, people, [], HOUSE)) == 2


def test_a_seat_moves_where_it_shares_the_work_more_evenly() -> None:
    # By unsocial work alone the evening would be Asha's, who has ten times the work.
    held = holds(hours(-20, 19, 22), by=BEN) + holds(
        *(hours(2 - 7 * week, 9, 13) for week in range(1, 9)), by=ASHA
    )
    people, evening = [candidate(ASHA), candidate(BEN)], [seat(1, hours(2, 19, 22.5))]
    [unevened] = draft(evening, people, held, HOUSE, evened=False)
    [step] = draft(evening, people, held, HOUSE)
    assert (unevened.person_id, unevened.instead_of) == (ASHA, None)
    assert (step.person_id, step.instead_of, step.reasons[-1]) == (BEN, ASHA, Reason(Code.EVENED_OUT))


def test_a_seat_stays_where_it_joins_two_others() -> None:
    morning, noon, afternoon = hours(2, 10, 12), hours(2, 12, 14), hours(2, 14, 16)
    seats = [seat(1, morning), seat(2, noon), seat(3, afternoon)]
    busy = holds(*(hours(2 - 7 * week, 9, 13) for week in range(1, 9)), by=LEILA)
    people = [
        candidate(ASHA, can=(noon,)),
        candidate(BEN, can=(hours(2, 10, 16),)),
        *(candidate(who, can=(afternoon,)) for who in (LEILA, OMAR)),
    ]
    held = [*busy, *holds(hours(-20, 9, 12), by=ASHA), *(replace(one, person_id=OMAR) for one in busy)]
    # Asha's load would then be the more even one, but Ben would come twice a day with two hours between.
    assert given_to(draft(seats, people, held, HOUSE)) == {1: BEN, 2: BEN, 3: BEN}


def test_a_chain_does_not_take_the_seat_that_joins_two_others() -> None:
    morning, noon, afternoon = hours(2, 10, 12), hours(2, 12, 14), hours(2, 14, 16)
    late, friday, saturday = hours(4, 13, 15), hours(5, 12, 17), hours(6, 12, 17)
    seats = [seat(n, span) for n, span in enumerate((morning, noon, afternoon, late, friday, saturday))]
    people = [
        one_a_week(BEN, hours(2, 10, 16), late),
        one_a_week(ASHA, noon),
        one_a_week(OMAR, afternoon),
        one_a_week(LEILA, late, friday),
        one_a_week(NOOR, late, saturday),
    ]
    # Asha and Omar have done their share, so Ben gets the whole day; then the last seat needs him.
    held = holds(hours(-20, 9, 15), by=ASHA) + holds(hours(-20, 9, 15), by=OMAR)
    steps = draft(seats, people, held, HOUSE, evened=False)
    assert given_to(steps) == {0: BEN, 1: BEN, 2: OMAR, 3: BEN, 4: LEILA, 5: NOOR}


def test_what_was_given_says_why() -> None:
    [step] = draft([seat(1, TUESDAY)], [candidate(ASHA, gladly=(TUESDAY,))], [], HOUSE)
    assert step.reasons == (Reason(Code.PREFERS_THE_HOURS), Reason(Code.UNDER_AGREED, (96,)))


def test_only_the_time_that_nobody_holds_is_given() -> None:
    held = [hold(hours(2, 13, 14), by=BEN, seat_id=1), hold(hours(2, 15, 16), by=BEN, seat_id=1)]
    people = [candidate(ASHA, can=(hours(2, 14, 15),)), candidate(OMAR, can=(hours(2, 16, 17),))]
    steps = draft([seat(1, TUESDAY)], [*people, candidate(BEN, can=())], held, HOUSE)
    assert [(step.span, step.person_id) for step in steps] == [
        (hours(2, 14, 15), ASHA),
        (hours(2, 16, 17), OMAR),
    ]


def test_without_open_seats_there_is_nothing_to_draft() -> None:
    assert draft([], [candidate(ASHA)], [], HOUSE) == []
    assert draft([seat(1, TUESDAY)], [candidate(ASHA)], [hold(TUESDAY, by=BEN, seat_id=1)], HOUSE) == []


@pytest.mark.parametrize("people", [10, 25])
def test_a_draft_of_a_month_fills_at_least_what_a_fill_in_date_order_does(people: int) -> None:
    for seed in SEEDS:
        made = month(people, seed)
        assert len(drafted(made)) >= len(in_date_order(made))


def test_evening_out_makes_people_free_for_seats_that_had_stayed_open() -> None:
    months = [month(25, seed) for seed in SEEDS]
    before, after = (
        [len(draft(made.seats, made.candidates, [], HOUSE, evened=evened)) for made in months]
        for evened in (False, True)
    )
    assert all(more >= less for less, more in zip(before, after, strict=True))
    assert sum(after) > sum(before)


def test_a_seat_that_comes_back_to_somebody_has_not_moved() -> None:
    made = month(25, SEEDS[0])
    steps = draft(made.seats, made.candidates, [], HOUSE)
    moved = {step.seat_id for step in steps if step.reasons[-1].code in {Code.MADE_ROOM, Code.EVENED_OUT}}
    assert moved == {step.seat_id for step in steps if step.instead_of is not None}
    assert all(step.instead_of != step.person_id for step in steps)


def test_when_somebody_drops_out_nobody_elses_published_seat_moves() -> None:
    made = month(25, SEEDS[0])
    published = drafted(made)
    kept = [one for one in published if one.person_id != 7]
    others = [one for one in made.candidates if one.person_id != 7]
    filled = {step.seat_id for step in draft(made.seats, others, kept, HOUSE)}
    assert filled.isdisjoint(one.seat_id for one in kept)
    assert filled & {one.seat_id for one in published if one.person_id == 7}


# Whatever is asked

spans = st.builds(
    lambda day, start, length: hours(day, start, start + length),
    st.integers(25, 31),
    st.sampled_from([8, 10, 12, 14, 19, 22]),
    st.sampled_from([2, 4, 8]),
)
kinds = st.sampled_from([SeatKind.CHAT, SeatKind.CHAT, SeatKind.PHONE, SeatKind.BACKUP])
seats_ = st.lists(st.tuples(spans, kinds, st.booleans()), max_size=8).map(
    lambda rows: [seat(n, span, kind, required=needed) for n, (span, kind, needed) in enumerate(rows)]
)
people_ = st.lists(
    st.builds(
        candidate,
        st.sampled_from([ASHA, BEN, LEILA, OMAR]),
        agreed=st.sampled_from([0, 4, 8, 24]),
        can=st.just((hours(18, 0, 600),)) | st.lists(spans, max_size=4).map(tuple),
    ),
    max_size=4,
    unique_by=lambda one: one.person_id,
)
held_ = st.lists(
    st.builds(
        lambda span, kind, by, seat_id: hold(span, kind, by=by, seat_id=seat_id),
        spans, kinds, st.sampled_from([ASHA, BEN]), st.integers(0, 9),
    ),
    max_size=4,
)  # fmt: skip


def squares(candidates: Iterable[Candidate], held: Sequence[Held], last: Seat) -> float:
    window = twelve_weeks(last.span.start, AMSTERDAM)
    return fsum(
        load(held_by(one, held), one.person.agreed_hours_week, one.absences, window, HOUSE).squares
        for one in candidates
    )


@given(seats_, people_, held_)
def test_nothing_keeps_anybody_from_what_a_draft_gives_them(
    seats: list[Seat], people: list[Candidate], held: list[Held]
) -> None:
    given = as_held(draft(seats, people, held, HOUSE), seats)
    by_id, by_seat = {one.person_id: one for one in people}, {one.seat_id: one for one in seats}
    for one in given:
        others = [*held, *(other for other in given if other is not one)]
        place = replace(by_seat[one.seat_id], span=one.span)
        assert why_not(place, by_id[one.person_id], others, HOUSE) == []


@given(seats_, people_, held_)
def test_a_draft_leaves_no_seat_open_that_somebody_could_take(
    seats: list[Seat], people: list[Candidate], held: list[Held]
) -> None:
    after = held + as_held(draft(seats, people, held, HOUSE), seats)
    assert all(why_not(left, one, after, HOUSE) for left in open_seats(seats, after) for one in people)


@given(seats_, people_, held_)
def test_a_draft_gives_no_time_of_a_seat_twice(
    seats: list[Seat], people: list[Candidate], held: list[Held]
) -> None:
    steps = draft(seats, people, held, HOUSE)
    open_ = [(one.seat_id, one.span) for one in open_seats(seats, held)]
    assert len({(step.seat_id, step.span) for step in steps}) == len(steps)
    assert {(step.seat_id, step.span) for step in steps} <= {*open_}


@given(seats_, people_, held_)
def test_a_draft_does_not_depend_on_the_order_of_what_is_given(
    seats: list[Seat], people: list[Candidate], held: list[Held]
) -> None:
    there = draft(seats, people, held, HOUSE)
    assert draft(seats[::-1], people[::-1], held[::-1], HOUSE) == there


@given(seats_, people_, held_)
def test_evening_out_keeps_the_seats_filled_and_never_raises_the_sum_of_squares(
    seats: list[Seat], people: list[Candidate], held: list[Held]
) -> None:
    before, after = draft(seats, people, held, HOUSE, evened=False), draft(seats, people, held, HOUSE)
    filled = [{(step.seat_id, step.span) for step in steps} for steps in (before, after)]
    assert filled[0] <= filled[1]
    if seats and filled[0] == filled[1]:
        last = max(seats, key=lambda one: one.span)
        old, new = (squares(people, held + as_held(steps, seats), last) for steps in (before, after))
        assert new <= old + 1e-6
