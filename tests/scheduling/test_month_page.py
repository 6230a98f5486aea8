"""The page of a month: works, bad input, and what is not everybody's to see."""

from collections.abc import Callable

import pytest
from django.test import Client

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Absence
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.reading import reads, text
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
PAGE = "/rota/month/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.views.overviews.utc_now", lambda: NOW)


def test_each_cell_says_the_kind_and_the_hours_and_each_row_adds_up(
    client: Client, noor: Person, asha: Person
) -> None:
    hold(seat_on(), asha)
    hold(seat_on(kind="backup", start=9 * 60, end=17 * 60), asha)
    read = text(reads(client, noor).get(PAGE))
    assert "Rota of February 2027" in read
    assert "Asha 3 8 on call" in read
    assert "chat 19–22" in read


def test_what_is_not_published_says_so(client: Client, noor: Person, asha: Person) -> None:
    hold(shift_on(state="draft").seats.get(), asha)
    assert "19–22 , not published yet" in text(reads(client, noor).get(PAGE))


def test_the_months_beside_it_are_linked(client: Client, noor: Person) -> None:
    page = reads(client, noor).get(PAGE, {"month": "2026-12"}).content.decode()
    assert '"?month=2026-11"' in page
    assert '"?month=2027-01"' in page


def test_who_is_away_is_for_planners(
    client: Client, noor: Person, asha: Person, hire: Callable[..., Person]
) -> None:
    Absence.objects.create(person=asha, starts_at=at(8), ends_at=at(12))
    assert "0 away" in text(reads(client, noor).get(PAGE))
    assert "away" not in text(reads(client, hire("Leila", Role.MANAGER)).get(PAGE))


def test_without_counsellors_it_says_so(client: Client, noor: Person) -> None:
    assert "Nobody yet" in text(reads(client, noor).get(PAGE, {"month": "never"}))
