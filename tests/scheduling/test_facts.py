"""What decides whether somebody may take a seat, read from the database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, Shift, Terms
from scheduling.queries.facts import Facts, load_facts
from scheduling.rules.hours import Span
from scheduling.rules.limits import Contract
from scheduling.rules.reasons import Code
from scheduling.rules.rota import Held, SeatKind
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import at

pytestmark = pytest.mark.django_db
# Monday evening from 19:00 to 22:00 in Amsterdam.
EVENING = Span(at(18), at(21))
CHAT = SeatKind.CHAT


def facts_of(person: Person) -> Facts:
    return load_facts(EVENING)[person.pk]


def test_everybody_who_may_hold_seats_is_read_in_four_queries(
    asha: Person, ben: Person, noor: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(4):
        found = load_facts(EVENING)
    assert list(found) == [asha.pk, ben.pk]
    assert list(load_facts(EVENING, [ben.pk, noor.pk])) == [ben.pk]


def test_without_terms_somebody_is_an_adult_volunteer_of_four_hours(asha: Person) -> None:
    person = facts_of(asha).person
    assert (person.contract, person.agreed_hours_week, person.max_hours_week) == (Contract.VOLUNTEER, 4, None)
    assert (person.is_adult, person.is_open, person.name) == (True, True, "Asha")


def test_terms_are_read_as_they_were_agreed(asha: Person) -> None:
    Terms.objects.create(
        person=asha, contract="employee", agreed_hours_week="12.5", max_hours_week="20.0", is_adult=False
    )
    person = facts_of(asha).person
    assert (person.contract, person.agreed_hours_week, person.max_hours_week) == (Contract.EMPLOYEE, 12.5, 20)
    assert facts_of(asha).verdict(EVENING, CHAT).blocks[0].code is Code.UNDER_AGE


def test_a_supervisor_may_lead_and_nobody_else(asha: Person, omar: Person) -> None:
    assert SeatKind.SUPERVISOR in facts_of(omar).person.trained
    assert SeatKind.SUPERVISOR not in facts_of(asha).person.trained


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_seat_of_a_draft_counts_as_one_that_is_published(asha: Person, state: str) -> None:
    mine = hold(shift_on(state=state).seats.get(), asha)
    facts = facts_of(asha)
    assert [one.assignment_id for one in facts.held] == [mine.pk]
    assert [reason.code for reason in facts.verdict(EVENING, CHAT).blocks] == [Code.OVERLAP]
    assert facts.verdict(EVENING, CHAT, but=[mine.pk]).blocks == ()


def test_what_was_given_back_or_cancelled_does_not_count(asha: Person) -> None:
    hold(seat_on(), asha)
    Assignment.objects.update(state="released", released_at=at(12))
    hold(seat_on(), asha)
    Shift.objects.filter(seats__assignments__state="held").update(state="cancelled")
    assert facts_of(asha).held == ()


def test_an_absence_blocks_what_it_meets_and_not_what_touches_it(asha: Person) -> None:
    Absence.objects.create(person=asha, starts_at=at(10), ends_at=at(19))
    codes = [reason.code for reason in facts_of(asha).verdict(EVENING, CHAT).blocks]
    assert codes == [Code.ABSENT]
    assert facts_of(asha).verdict(Span(at(19), at(21)), CHAT).blocks == ()


def test_a_seat_a_year_ago_is_read_and_one_before_that_is_not(asha: Person) -> None:
    year, week = timedelta(weeks=52), timedelta(weeks=1)
    near = hold(seat_on(MONDAY - year), asha)
    hold(seat_on(MONDAY - year - 2 * week), asha)
    hold(seat_on(MONDAY + 18 * week), asha)
    assert [one.assignment_id for one in facts_of(asha).held] == [near.pk]


def test_a_hold_in_memory_counts_as_one_that_was_read(asha: Person) -> None:
    facts = facts_of(asha).with_hold(Held(1, 1, asha.pk, CHAT, EVENING))
    assert [reason.code for reason in facts.verdict(EVENING, CHAT).blocks] == [Code.OVERLAP]


def test_a_closed_account_is_read_and_blocked(asha: Person) -> None:
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=at(12))
    assert [r.code for r in facts_of(asha).verdict(EVENING, CHAT).blocks] == [Code.ACCOUNT_CLOSED]
