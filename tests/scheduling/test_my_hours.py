"""The hours of twelve weeks: somebody's own, and everybody's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Terms
from scheduling.queries.facts import load_facts
from scheduling.queries.my_hours import MyHours, everybodys_hours, my_hours
from scheduling.rules.hours import Span
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def of(person: Person) -> MyHours:
    return my_hours(load_facts(Span(NOW, NOW), [person.pk])[person.pk], NOW)


def test_the_published_seats_of_twelve_weeks_count_and_no_others(asha: Person) -> None:
    # The twelve weeks begin on 16 November.
    hold(seat_on(date(2026, 11, 15)), asha)
    hold(seat_on(date(2026, 11, 16)), asha)
    hold(seat_on(), asha)
    hold(shift_on(date(2027, 2, 2), state="draft").seats.get(), asha)
    assert of(asha).load.work == 6 * HOUR
    assert of(asha).window.start == at(23, day=1) - timedelta(days=78)


def test_evenings_weekends_and_holidays_are_unsocial_and_being_on_call_is_no_work(asha: Person) -> None:
    hold(seat_on(MONDAY, 19 * 60, 23 * 60), asha)
    hold(seat_on(date(2026, 12, 25), 10 * 60, 13 * 60), asha)
    hold(seat_on(date(2027, 2, 6), kind="backup"), asha)
    load = of(asha).load
    assert (load.work, load.unsocial, load.on_call) == (7 * HOUR, 5 * HOUR, 3 * HOUR)


def test_weeks_away_lower_what_was_agreed(asha: Person) -> None:
    Terms.objects.create(person=asha, agreed_hours_week=4)
    assert (of(asha).agreed_hours_week, of(asha).load.target) == (4, 48 * HOUR)
    # Two whole weeks.
    Absence.objects.create(
        person=asha, starts_at=at(23, day=1) - timedelta(days=15), ends_at=at(23) - timedelta(days=1)
    )
    assert of(asha).load.target == 40 * HOUR


def test_what_was_taken_within_72_hours_is_at_short_notice(asha: Person) -> None:
    late = hold(seat_on(date(2027, 2, 2)), asha)
    hold(seat_on(), asha)
    assert of(asha).at_short_notice == 0 * HOUR
    late.made_at = late.starts_at - timedelta(hours=71)
    late.save()
    assert of(asha).at_short_notice == 3 * HOUR


def test_it_takes_one_query(asha: Person, django_assert_num_queries: Callable[[int], Any]) -> None:
    for number in range(2, 6):
        hold(seat_on(date(2027, 2, number)), asha)
    facts = load_facts(Span(NOW, NOW), [asha.pk])[asha.pk]
    with django_assert_num_queries(1):
        my_hours(facts, NOW)


def test_everybodys_hours_stand_by_name_and_are_what_each_sees_of_their_own(
    asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    hold(seat_on(), ben)
    with django_assert_num_queries(5):
        found = everybodys_hours(NOW)
    assert found == [("Asha", of(asha)), ("Ben", of(ben))]


def test_who_left_stands_there_only_with_hours(asha: Person, ben: Person) -> None:
    hold(seat_on(), ben)
    Person.objects.filter(pk__in=[asha.pk, ben.pk]).update(is_active=False, closed_at=NOW)
    assert [name for name, _hours in everybodys_hours(NOW)] == ["Ben"]
