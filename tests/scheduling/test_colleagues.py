"""Who may hold seats, and what the planner knows of them."""

from collections.abc import Callable
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Availability, Terms
from scheduling.queries.colleagues import colleague, colleagues
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.wishes import WeeklyWish, Wish
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db


def test_what_is_over_is_left_out_and_what_was_never_agreed_is_as_for_everybody(asha: Person) -> None:
    Absence.objects.create(person=asha, starts_at=at(8), ends_at=NOW)
    ahead = Absence.objects.create(person=asha, starts_at=at(8), ends_at=at(20))
    Availability.objects.create(person=asha, weekday=2, start_minute=60, end_minute=120, wish="prefer")
    found = colleague(asha.pk, NOW)
    assert found is not None
    assert [(row.id, row.span) for row in found.away] == [(ahead.pk, Span(at(8), at(20)))]
    assert found.wishes == (WeeklyWish(2, Stretch(60, 120), Wish.PREFER),)
    assert (found.terms.pk, found.terms.agreed_hours_week, found.terms.revision) == (None, 4, 0)


def test_who_holds_no_seats_is_no_colleague_on_the_rota(asha: Person, noor: Person) -> None:
    assert [row.colleague.name for row in colleagues(NOW)] == ["Asha"]
    assert colleague(noor.pk, NOW) is None


def test_it_takes_four_queries(
    asha: Person, ben: Person, leila: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for person in (asha, ben, leila):
        Terms.objects.create(person=person)
        Absence.objects.create(person=person, starts_at=at(8), ends_at=at(20))
    with django_assert_num_queries(4):
        assert len(colleagues(NOW)) == 3
