"""Whom to propose for a gap: the order, ties, reasons, and what keeps the others out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.eligibility import judge
from scheduling.rules.fairness import House
from scheduling.rules.limits import Limits
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, Seat, SeatKind
from scheduling.rules.suggest import Candidate, for_gap, median, why_not
from scheduling.rules.wishes import Available
from tests.scheduling.people import (
    ASHA,
    BEN,
    LEILA,
    NOOR,
    OMAR,
    Found,
    candidate,
    hold,
    holds,
    hours,
    person,
    seat,
)

BACKUP = SeatKind.BACKUP
HOUSE = House(Limits(), frozenset(), AMSTERDAM)
# Of the Tuesday in the fourth week; the evening ends after 21:00 and so is unsocial.
AFTERNOON, EVENING = seat(1, hours(23, 13, 17)), seat(2, hours(23, 19, 22.5))
ALL = (ASHA, BEN, LEILA, OMAR, NOOR)


def proposed(gap: Seat, candidates: Sequence[Candidate], held: Sequence[Held] = (), n: int = 9) -> list[int]:
    return [one.person_id for one in for_gap(gap, candidates, held, HOUSE, n)]


def why(gap: Seat, who: int, candidates: Sequence[Candidate], held: Sequence[Held] = ()) -> Found:
    found = {one.person_id: one.reasons for one in for_gap(gap, candidates, held, HOUSE, 9)}
    return [(reason.code, reason.numbers) for reason in found[who]]


# The order


def test_who_has_the_least_unsocial_work_comes_first_for_an_unsocial_seat() -> None:
    late, much = holds(hours(2, 21, 23), by=ASHA), holds(hours(2, 9, 15), hours(9, 9, 15), by=BEN)
    both = [candidate(ASHA), candidate(BEN)]
    assert proposed(EVENING, both, late + much) == [BEN, ASHA]
    assert proposed(AFTERNOON, both, late + much) == [ASHA, BEN]


def test_work_is_measured_against_ones_own_agreed_hours() -> None:
    more, less = holds(hours(2, 9, 15), by=ASHA), holds(hours(2, 9, 13), by=BEN)
    assert proposed(AFTERNOON, [candidate(ASHA, agreed=8), candidate(BEN, agreed=4)], more + less) == [
        ASHA,
        BEN,
    ]
    away = candidate(ASHA, agreed=8, absences=(hours(-50, 0, 40 * 24),))
    assert proposed(AFTERNOON, [away, candidate(BEN, agreed=4)], more + less) == [BEN, ASHA]


def test_for_being_on_call_only_calls_are_weighed() -> None:
    gap = replace(EVENING, kind=BACKUP)
    held = [hold(hours(2, 18, 22), BACKUP, by=ASHA), *holds(hours(2, 9, 15), hours(9, 19, 23), by=BEN)]
    assert proposed(gap, [candidate(ASHA), candidate(BEN)], held) == [BEN, ASHA]


def test_then_whose_last_seat_is_longest_ago() -> None:
    held = holds(hours(9, 9, 13), by=ASHA) + holds(hours(2, 9, 13), by=BEN)
    assert proposed(AFTERNOON, [candidate(ASHA), candidate(BEN)], held) == [BEN, ASHA]


def test_a_coming_seat_is_no_last_seat() -> None:
    held = holds(hours(26, 9, 13), by=ASHA) + holds(hours(2, 9, 13), by=BEN)
    assert proposed(AFTERNOON, [candidate(ASHA), candidate(BEN)], held) == [ASHA, BEN]


def test_then_who_was_asked_longest_ago_or_never() -> None:
    asked = {ASHA: datetime(2027, 3, 2, tzinfo=UTC), BEN: datetime(2027, 3, 1, tzinfo=UTC), LEILA: None}
    assert proposed(AFTERNOON, [candidate(who, asked_at=at) for who, at in asked.items()]) == [
        LEILA,
        BEN,
        ASHA,
    ]


def test_then_by_name_and_of_two_with_one_name_the_first_account() -> None:
    second = Candidate(replace(person(9, agreed=4), name="Ben"), Available((hours(1, 0, 900),)))
    everybody = [candidate(NOOR), second, candidate(BEN), candidate(ASHA), candidate(OMAR), candidate(LEILA)]
    assert proposed(AFTERNOON, everybody) == [ASHA, BEN, 9, LEILA, NOOR, OMAR]


def test_at_most_the_number_asked_for_is_proposed() -> None:
    assert len(for_gap(AFTERNOON, [candidate(who) for who in ALL], [], HOUSE)) == 3
    assert for_gap(AFTERNOON, [], [], HOUSE) == []


# The reasons


def test_reasons_are_codes_with_numbers() -> None:
    held = holds(hours(14, 13, 17), hours(22, 16, 21), hours(24, 14, 18), by=ASHA)
    glad = candidate(ASHA, agreed=12, gladly=(hours(23, 12, 18),))
    assert why(AFTERNOON, ASHA, [glad], held) == [
        (Code.PREFERS_THE_HOURS, ()),
        (Code.UNDER_AGREED, (131,)),
        (Code.REST_BEFORE, (16,)),
        (Code.REST_AFTER, (21,)),
        (Code.LAST_SEAT, (1,)),
    ]


def test_somebody_new_has_the_fewest_reasons() -> None:
    assert why(AFTERNOON, ASHA, [candidate(ASHA, agreed=0)]) == [(Code.FITS_AVAILABILITY, ())]


def test_seats_that_touch_or_lie_days_away_leave_no_rest_to_mention() -> None:
    held = holds(hours(21, 8, 12.5), hours(23, 17, 19), by=ASHA)
    assert why(AFTERNOON, ASHA, [candidate(ASHA, agreed=0)], held)[1:] == [(Code.LAST_SEAT, (2,))]


def test_a_seat_until_midnight_was_on_the_day_it_began() -> None:
    held = holds(hours(20, 20, 24), by=ASHA)
    assert why(AFTERNOON, ASHA, [candidate(ASHA, agreed=0)], held)[-1] == (Code.LAST_SEAT, (3,))


@pytest.mark.parametrize(
    ("who", "expected"),
    [(ASHA, [(Code.FEWEST_LATE, (0, 1))]), (BEN, []), (LEILA, [])],
)
def test_fewer_late_seats_than_the_median_are_a_reason(who: int, expected: Found) -> None:
    held = holds(hours(2, 19, 23), by=BEN) + holds(hours(2, 19, 23), hours(13, 9, 13), by=LEILA)
    three = [candidate(who) for who in (ASHA, BEN, LEILA)]
    assert [one for one in why(EVENING, who, three, held) if one[0] is Code.FEWEST_LATE] == expected
    assert all(code is not Code.FEWEST_LATE for code, _ in why(AFTERNOON, who, three, held))


def test_being_on_call_speaks_of_neither_agreed_hours_nor_rest() -> None:
    held = holds(hours(22, 18, 22), by=ASHA)
    assert why(replace(AFTERNOON, kind=BACKUP), ASHA, [candidate(ASHA)], held) == [
        (Code.FITS_AVAILABILITY, ()),
        (Code.LAST_SEAT, (1,)),
    ]


def test_a_rest_does_not_end_with_being_on_call() -> None:
    held = [hold(hours(22, 18, 22), BACKUP, by=ASHA), hold(hours(24, 8, 9), BACKUP, by=ASHA)]
    assert why(AFTERNOON, ASHA, [candidate(ASHA, agreed=0)], held)[1:] == [(Code.LAST_SEAT, (1,))]


@pytest.mark.parametrize(("numbers", "middle"), [([], 0), ([3], 3), ([5, 1], 3), ([9, 1, 2], 2)])
def test_the_median_is_the_middle_number(numbers: list[int], middle: float) -> None:
    assert median(numbers) == middle


# Why not


def test_everything_that_keeps_somebody_out_is_listed() -> None:
    who = candidate(ASHA, agreed=4, trained=frozenset({SeatKind.PHONE}), absences=(hours(23, 0, 24),), can=())
    held = holds(hours(22, 23, 30), hours(23, 16, 20), by=ASHA)
    assert [(reason.code, reason.numbers) for reason in why_not(AFTERNOON, who, held, HOUSE)] == [
        (Code.UNTRAINED, ()),
        (Code.ABSENT, ()),
        (Code.OVERLAP, ()),
        (Code.OVER_HOURS, (15, 4)),
        (Code.LONG_SHIFT, (7, 6)),
        (Code.SHORT_REST, (7, 14)),
        (Code.UNAVAILABLE, ()),
    ]


def test_nobody_is_kept_out_by_anothers_seats() -> None:
    assert why_not(AFTERNOON, candidate(ASHA), holds(AFTERNOON.span, by=BEN), HOUSE) == []


def test_who_has_said_nothing_about_their_hours_is_not_proposed() -> None:
    assert why_not(AFTERNOON, candidate(ASHA, can=()), [], HOUSE) == [Reason(Code.UNAVAILABLE)]
    assert proposed(AFTERNOON, [candidate(ASHA, can=())]) == []


# Whatever is asked

spans = st.builds(
    lambda day, start, length: hours(day, start, start + length),
    st.integers(20, 30),
    st.integers(0, 23),
    st.integers(1, 6),
)
kinds = st.sampled_from([SeatKind.CHAT, SeatKind.PHONE, BACKUP])
gaps = st.builds(seat, st.just(1), spans, kinds)
everybody = st.lists(
    st.builds(
        candidate,
        st.sampled_from(ALL),
        agreed=st.sampled_from([0, 4, 8]),
        trained=st.frozensets(kinds),
        absences=st.lists(spans, max_size=1).map(tuple),
        can=st.just((hours(18, 0, 300),)) | st.lists(spans, max_size=3).map(tuple),
        asked_at=st.none() | st.just(datetime(2027, 3, 1, tzinfo=UTC)),
    ),
    max_size=5,
    unique_by=lambda one: one.person_id,
)
holds_ = st.lists(
    st.builds(lambda span, kind, by: hold(span, kind, by=by, seat_id=50), spans, kinds, st.sampled_from(ALL)),
    max_size=8,
)


@given(gaps, everybody, holds_)
def test_exactly_those_are_proposed_whom_nothing_keeps_out(
    gap: Seat, candidates: list[Candidate], held: list[Held]
) -> None:
    fitting = {one.person_id for one in candidates if not why_not(gap, one, held, HOUSE)}
    assert {*proposed(gap, candidates, held)} == fitting


@given(gaps, everybody, holds_)
def test_a_proposal_does_not_depend_on_the_order_of_what_is_given(
    gap: Seat, candidates: list[Candidate], held: list[Held]
) -> None:
    there = for_gap(gap, candidates, held, HOUSE)
    assert for_gap(gap, candidates[::-1], held[::-1], HOUSE) == there


@given(gaps, everybody, holds_)
def test_a_proposal_that_is_taken_blocks_nothing(
    gap: Seat, candidates: list[Candidate], held: list[Held]
) -> None:
    by_id = {one.person_id: one for one in candidates}

    def blocks(one: Held, mine: Sequence[Held]) -> tuple[Reason, ...]:
        who = by_id[one.person_id]
        others = [other for other in mine if other is not one]
        verdict = judge(who.person, one.span, one.kind, others, who.absences, limits=Limits(), zone=AMSTERDAM)
        return verdict.blocks

    for suggestion in for_gap(gap, candidates, held, HOUSE):
        before = [one for one in held if one.person_id == suggestion.person_id]
        after = [*before, hold(gap.span, gap.kind, by=suggestion.person_id, seat_id=gap.seat_id)]
        assert [blocks(one, after) for one in after] == [*(blocks(one, before) for one in before), ()]
