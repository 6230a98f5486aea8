"""Which requests stand on whose page."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment
from scheduling.queries.asked import MyRequests, my_requests, one_request, running_requests
from scheduling.queries.facts import load_facts
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code
from scheduling.rules.requests import RequestEvent, RequestState
from scheduling.services.rota.requests import ask_cover, ask_swap, take_step
from tests.scheduling.holds import hold, seat_on
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db


def day(number: int) -> date:
    return date(2027, 2, number)


def of(person: Person, now: datetime = NOW) -> MyRequests:
    return my_requests(load_facts(Span(now, now), [person.pk])[person.pk], now)


def held(person: Person, number: int = 5, kind: str = "chat") -> Assignment:
    return hold(seat_on(day(number), kind=kind), person)


def test_a_named_request_stands_with_both_and_nobody_else(asha: Person, ben: Person, leila: Person) -> None:
    request = ask_cover(held(asha).pk, ben.pk, by=asha.pk, now=NOW)
    assert [one.request_id for one in of(asha).by_me] == [request]
    assert [one.asked.request_id for one in of(ben).of_me] == [request]
    assert of(leila) == MyRequests((), (), (), ())
    assert (of(asha).of_me, of(ben).by_me) == ((), ())


def test_a_request_to_all_stands_with_those_who_may_take_the_seat(
    asha: Person, ben: Person, leila: Person
) -> None:
    mine = held(asha)
    ask_cover(mine.pk, None, by=asha.pk, now=NOW)
    Absence.objects.create(person=leila, starts_at=mine.starts_at, ends_at=mine.ends_at)
    assert len(of(ben).of_all) == 1
    assert of(leila).of_all == of(asha).of_all == ()


def test_what_speaks_against_a_yes_stands_beside_a_named_request(asha: Person, ben: Person) -> None:
    mine = held(asha)
    ask_cover(mine.pk, ben.pk, by=asha.pk, now=NOW)
    Absence.objects.create(person=ben, starts_at=mine.starts_at, ends_at=mine.ends_at)
    assert [reason.code for reason in of(ben).of_me[0].verdict.blocks] == [Code.ABSENT]


def test_in_a_swap_the_seat_that_one_gives_is_not_in_the_way(asha: Person, ben: Person) -> None:
    mine = held(asha)
    theirs = hold(seat_on(day(5), 18 * 60, 20 * 60), ben)
    ask_swap(mine.pk, theirs.pk, by=asha.pk, now=NOW)
    (question,) = of(ben).of_me
    assert question.verdict.blocks == ()
    assert question.asked.in_return is not None
    assert question.asked.in_return.assignment_id == theirs.pk


def test_who_asked_sees_what_became_of_it_until_the_seat_begins(asha: Person, ben: Person) -> None:
    mine = held(asha)
    request = ask_cover(mine.pk, ben.pk, by=asha.pk, now=NOW)
    take_step(request, RequestEvent.ANSWER_NO, by=ben.pk, now=NOW)
    assert [one.rule.state for one in of(asha).by_me] == [RequestState.DECLINED]
    assert of(asha, mine.starts_at).by_me == ()


def test_who_took_a_seat_over_can_take_it_back_for_ten_minutes(asha: Person, ben: Person) -> None:
    request = ask_cover(held(asha).pk, None, by=asha.pk, now=NOW)
    assert of(ben).taken == ()
    take_step(request, RequestEvent.ANSWER_YES, by=ben.pk, now=NOW)
    assert [one.request_id for one in of(ben, NOW + timedelta(minutes=9)).taken] == [request]
    assert of(ben, NOW + timedelta(minutes=10)).taken == ()


def test_a_yes_that_waits_for_a_planner_can_be_taken_back(asha: Person, ben: Person) -> None:
    # Half an hour of rest between the two: a rule warns.
    hold(seat_on(day(5), 22 * 60 + 30, 25 * 60), ben)
    request = ask_cover(held(asha).pk, ben.pk, by=asha.pk, now=NOW)
    take_step(request, RequestEvent.ANSWER_YES, by=ben.pk, now=NOW)
    (one,) = of(ben).taken
    assert (one.rule.state, one.taker and one.taker.name) == (RequestState.NEEDS_PLANNER, "Ben")
    assert one.warnings


def test_planners_see_first_what_they_must_decide_then_what_waits_for_a_day(
    asha: Person, ben: Person, leila: Person
) -> None:
    hold(seat_on(day(8), 22 * 60 + 30, 25 * 60), ben)
    new = ask_cover(held(leila, 3).pk, None, by=leila.pk, now=NOW)
    old = ask_cover(held(leila, 6).pk, None, by=leila.pk, now=NOW - timedelta(hours=24))
    waiting = ask_cover(held(asha, 8).pk, ben.pk, by=asha.pk, now=NOW)
    done = ask_cover(held(asha, 5).pk, ben.pk, by=asha.pk, now=NOW)
    for request in (waiting, done):
        take_step(request, RequestEvent.ANSWER_YES, by=ben.pk, now=NOW)
    assert [one.request_id for one in running_requests(NOW)] == [waiting, old, new, done]
    assert [one.request_id for one in running_requests(NOW + timedelta(minutes=10))] == [waiting, old, new]


def test_one_request_is_found_by_its_number(asha: Person) -> None:
    request = ask_cover(held(asha).pk, None, by=asha.pk, now=NOW)
    found = one_request(request)
    assert found is not None
    assert found.giver.name == "Asha"
    assert one_request(request + 1) is None


def test_the_number_of_queries_does_not_grow(
    asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(2, 7):
        theirs = held(ben, number + 7)
        ask_swap(held(asha, number).pk, theirs.pk, by=asha.pk, now=NOW)
    facts = load_facts(Span(NOW, NOW), [ben.pk])[ben.pk]
    with django_assert_num_queries(1):
        assert len(my_requests(facts, NOW).of_me) == 5
    with django_assert_num_queries(1):
        assert len(running_requests(NOW)) == 5
