"""The page of everybody's hours: works, and in no order but that of names."""

import pytest
from django.test import Client

from helpline.staff.models import Person
from scheduling.models import Terms
from tests.scheduling.holds import hold, seat_on
from tests.scheduling.reading import reads, text
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
PAGE = "/rota/hours/"


@pytest.fixture
def planner(client: Client, noor: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("scheduling.views.overviews.utc_now", lambda: NOW)
    return reads(client, noor)


def test_each_number_stands_beside_what_was_agreed(planner: Client, asha: Person, ben: Person) -> None:
    Terms.objects.create(person=ben, agreed_hours_week=2)
    hold(seat_on(start=19 * 60, end=23 * 60), ben)
    read = text(planner.get(PAGE))
    assert "Twelve weeks: 16 November 2026 to 7 February 2027." in read
    assert "Asha 48 0 0% 0 0% 0 0% 0 0% Ben 24 4 17% 2 8% 0 0% 0 0%" in read


def test_where_nothing_was_agreed_there_is_no_share(planner: Client, asha: Person) -> None:
    Terms.objects.create(person=asha, agreed_hours_week=0)
    hold(seat_on(), asha)
    assert "Asha 0 3 1 0 0" in text(planner.get(PAGE))


def test_it_says_what_the_rota_cannot_know(planner: Client, asha: Person) -> None:
    assert "the rota cannot know those of others" in text(planner.get(PAGE))


def test_without_counsellors_it_says_so(planner: Client) -> None:
    assert "Nobody yet" in text(planner.get(PAGE))
