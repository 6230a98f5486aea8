"""Who may take a seat: blocks, warnings by the clock and the calendar, and whose rule it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.eligibility import (
    Basis,
    Code,
    Contract,
    Limits,
    PersonFacts,
    Reason,
    Verdict,
    is_clear,
    judge,
    refusals,
)
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, SeatKind
from tests.scheduling.people import hold, holds, hours, person, verdict

BACKUP, CHAT = SeatKind.BACKUP, SeatKind.CHAT
EVENING = hours(2, 18, 22)


@pytest.mark.parametrize(
    ("who", "kind", "held", "absences", "code"),
    [
        (person(), CHAT, [hold(hours(2, 21, 23))], [], Code.OVERLAP),
        (person(), CHAT, [hold(hours(2, 21, 23), BACKUP)], [], Code.OVERLAP),
        (person(), BACKUP, [hold(hours(2, 21, 23))], [], Code.OVERLAP),
        (person(trained=frozenset({SeatKind.PHONE})), CHAT, [], [], Code.UNTRAINED),
        (person(trained=frozenset({CHAT})), BACKUP, [], [], Code.UNTRAINED),
        (person(), CHAT, [], [hours(1, 0, 43)], Code.ABSENT),
        (person(is_open=False), CHAT, [], [], Code.ACCOUNT_CLOSED),
        (person(is_adult=False), CHAT, [], [], Code.UNDER_AGE),
    ],
)
def test_some_things_block_everybody(
    who: PersonFacts, kind: SeatKind, held: list[Held], absences: list[Span], code: Code
) -> None:
    found = verdict(EVENING, held, who=who, kind=kind, absences=absences)
    assert found.blocks == (Reason(code),)
    assert refusals(found, by_self=False) == (Reason(code),)


def test_seats_and_absences_that_touch_are_in_nobodys_way() -> None:
    assert verdict(EVENING, [hold(hours(2, 16, 18))], absences=[hours(2, 22, 30)]).blocks == ()


def test_every_reason_is_listed() -> None:
    who = person(trained=frozenset(), is_open=False, is_adult=False, agreed=4)
    found = verdict(hours(2, 18, 25), holds(hours(2, 21, 23), hours(1, 20, 30)), who=who, absences=[EVENING])
    assert [reason.code for reason in refusals(found, by_self=True)] == [
        Code.ACCOUNT_CLOSED, Code.UNDER_AGE, Code.UNTRAINED, Code.ABSENT, Code.OVERLAP,
        Code.OVER_HOURS, Code.LONG_SHIFT, Code.SHORT_REST,
    ]  # fmt: skip


def test_a_warning_stops_who_signs_up_but_no_planner() -> None:
    found = verdict(hours(2, 16, 23))
    assert refusals(found, by_self=True) == (Reason(Code.LONG_SHIFT, (7, 6)),)
    assert refusals(found, by_self=False) == ()


@pytest.mark.parametrize(
    ("contract", "basis"), [(Contract.EMPLOYEE, Basis.LAW), (Contract.VOLUNTEER, Basis.HOUSE_RULE)]
)
def test_the_law_holds_for_employees_and_warns_volunteers_as_a_rule_of_the_house(
    contract: Contract, basis: Basis
) -> None:
    found = verdict(hours(3, 4, 10), holds(hours(2, 18, 22)), who=person(contract=contract, agreed=4))
    assert found.warnings == (
        Reason(Code.OVER_HOURS, (10, 4), Basis.HOUSE_RULE),
        Reason(Code.SHORT_REST, (6, 11), basis),
    )


# Whatever is asked

spans = st.builds(
    lambda day, start, length: hours(day, start, start + length),
    st.integers(20, 34),
    st.integers(0, 23),
    st.integers(1, 9),
)
kinds = st.sampled_from([CHAT, SeatKind.PHONE, BACKUP])
held_ = st.lists(st.builds(hold, spans, kinds), max_size=8)
people_ = st.builds(
    person,
    agreed=st.sampled_from([0, 4, 8]),
    contract=st.sampled_from(Contract),
    trained=st.frozensets(kinds),
    is_open=st.booleans(),
)


@given(people_, spans, kinds, held_)
def test_a_verdict_does_not_depend_on_the_order_of_what_is_held(
    who: PersonFacts, span: Span, kind: SeatKind, held: list[Held]
) -> None:
    assert verdict(span, held, who=who, kind=kind) == verdict(span, held[::-1], who=who, kind=kind)


@given(people_, spans, kinds, held_, st.lists(spans, max_size=1))
def test_it_is_clear_exactly_when_there_is_no_reason(
    who: PersonFacts, span: Span, kind: SeatKind, held: list[Held], absences: list[Span]
) -> None:
    found = judge(who, span, kind, held, absences, limits=Limits(), zone=AMSTERDAM)
    clear = is_clear(who, span, kind, held, absences, limits=Limits(), zone=AMSTERDAM)
    assert clear is (refusals(found, by_self=True) == ())


@given(spans, st.lists(spans, max_size=6))
def test_it_overlaps_exactly_when_an_instant_is_shared(span: Span, others: list[Span]) -> None:
    shared = any(max(span.start, o.start) < min(span.end, o.end) for o in others)
    assert (Reason(Code.OVERLAP) in verdict(span, holds(*others)).blocks) is shared


@given(st.lists(spans, min_size=1, max_size=8), kinds)
def test_seats_that_are_clear_one_after_the_other_are_clear_beside_each_other(
    asked: list[Span], kind: SeatKind
) -> None:
    held: list[Held] = []
    for span in asked:
        if verdict(span, held, kind=kind) == Verdict((), ()):
            held.append(hold(span, kind))
    assert all(
        verdict(one.span, held[:n] + held[n + 1 :], kind=kind) == Verdict((), ())
        for n, one in enumerate(held)
    )
