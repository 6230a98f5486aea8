"""The planner's pages of colleagues: works, signed out, wrong role, wrong method, bad input, twice."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from helpline.staff.models import Person
from scheduling.models import Absence, Availability, RotaEvent, Terms
from tests.scheduling.holds import hold, seat_on
from tests.scheduling.pages import entered, stop_the_clock, text
from tests.scheduling.seats import at

pytestmark = pytest.mark.django_db
PAGE = "/rota/people/"
AGREED = {
    "contract": "employee", "agreed_hours_week": "7.5", "max_hours_week": "", "is_adult": "on", "revision": "0",
}  # fmt: skip
TWO_DAYS = {"first_day": "2027-02-04", "last_day": "2027-02-05"}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


def page_of(person: Person) -> str:
    return reverse("rota_person", args=[person.pk])


def errors(response: Any, form: str = "terms") -> dict[str, list[str]]:
    with translation.override("en"):
        return {field: [str(e) for e in said] for field, said in response.context[form].errors.items()}


def test_the_page_shows_what_was_agreed_and_when_each_can_come(
    asha: Person, omar: Person, noor: Person
) -> None:
    Terms.objects.create(person=asha, contract="employee", agreed_hours_week=Decimal("7.5"), is_adult=False)
    Availability.objects.create(person=asha, weekday=3, start_minute=1080, end_minute=1440)
    Absence.objects.create(person=omar, starts_at=at(23, day=3), ends_at=at(23, day=5))
    said = text(entered(noor).get(PAGE))
    assert "Asha under 18 Employee 7.5 – Thursday 18:00–24:00 –" in said
    assert (
        "Omar Volunteer 4 – not said from Thursday 4 February up to and including Friday 5 February" in said
    )
    assert "Noor" not in said


def test_closed_accounts_are_not_there(asha: Person, noor: Person) -> None:
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=at(0))
    client = entered(noor)
    assert "Asha" not in text(client.get(PAGE))
    assert client.get(page_of(asha)).status_code == 404
    assert client.post(page_of(asha), AGREED).status_code == 404


def test_what_was_agreed_is_saved_and_noted(asha: Person, noor: Person) -> None:
    answer = entered(noor).post(page_of(asha), {**AGREED, "max_hours_week": "12"}, follow=True)
    row = Terms.objects.get()
    assert (row.contract, row.agreed_hours_week, row.max_hours_week) == ("employee", Decimal("7.5"), 12)
    assert "Saved: what was agreed with Asha." in text(answer)
    assert RotaEvent.objects.get().action == "terms_set"


def test_a_comma_is_as_good_as_a_point(asha: Person, noor: Person) -> None:
    client = entered(noor)
    Person.objects.filter(pk=noor.pk).update(language="nl")
    client.post(page_of(asha), {**AGREED, "agreed_hours_week": "7,5"})
    assert Terms.objects.get().agreed_hours_week == Decimal("7.5")


def test_what_somebody_else_saved_in_between_is_not_overwritten(asha: Person, noor: Person) -> None:
    client = entered(noor)
    client.post(page_of(asha), AGREED)
    answer = client.post(page_of(asha), {**AGREED, "agreed_hours_week": "20"})
    assert "Somebody changed this in between" in errors(answer)["__all__"][0]
    assert Terms.objects.get().agreed_hours_week == Decimal("7.5")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"contract": ""}, "contract", "Choose employee or volunteer."),
        ({"agreed_hours_week": ""}, "agreed_hours_week", "Type how many hours a week were agreed"),
        ({"agreed_hours_week": "41"}, "agreed_hours_week", "Ensure this value is less than or equal to 40."),
        ({"max_hours_week": "61"}, "max_hours_week", "Ensure this value is less than or equal to 60."),
        ({"max_hours_week": "4"}, "max_hours_week", "This is less than what was agreed."),
        ({"revision": ""}, "revision", "Open the page again."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(
    asha: Person, noor: Person, typed: dict[str, str], field: str, said: str
) -> None:
    found = errors(entered(noor).post(page_of(asha), {**AGREED, **typed}))
    assert list(found) == [field]
    assert found[field][0].startswith(said)
    assert not Terms.objects.exists()


def test_a_planner_notes_an_absence_and_is_told_first_what_it_gives_back(asha: Person, noor: Person) -> None:
    row = hold(seat_on(date(2027, 2, 4)), asha)
    client, where = entered(noor), reverse("person_absence_add", args=[asha.pk])
    assert "This gives 1 seat back, and it is a gap then:" in text(client.post(where, TWO_DAYS))
    said = text(client.post(where, {**TWO_DAYS, "anyway": "1"}, follow=True))
    assert "Saved: Asha is away from Thursday 4 February up to and including Friday 5 February." in said
    assert "1 seat is given back and is a gap now." in said
    row.refresh_from_db()
    assert row.state == "released"


def test_a_mistake_in_an_absence_is_named(asha: Person, noor: Person) -> None:
    where = reverse("person_absence_add", args=[asha.pk])
    found = errors(entered(noor).post(where, {**TWO_DAYS, "last_day": ""}), "absence")
    assert found == {"last_day": ["Choose the last day."]}


def test_an_absence_is_taken_back_and_twice_is_not_found(asha: Person, ben: Person, noor: Person) -> None:
    client = entered(noor)
    client.post(reverse("person_absence_add", args=[asha.pk]), TWO_DAYS)
    absence = Absence.objects.get().pk
    assert client.post(reverse("person_absence_take_back", args=[ben.pk, absence])).status_code == 404
    where = reverse("person_absence_take_back", args=[asha.pk, absence])
    assert "The seats that were given back stay open." in text(client.post(where, follow=True))
    assert client.post(where).status_code == 404


def every_address() -> list[tuple[str, str]]:
    return [
        ("get", PAGE),
        ("post", reverse("rota_person", args=[1])),
        ("post", reverse("person_absence_add", args=[1])),
        ("post", reverse("person_absence_take_back", args=[1, 1])),
    ]


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for method, where in every_address():
        assert getattr(client, method)(where).headers["Location"].startswith("/account/login/")


def test_only_planners_read_what_was_agreed(asha: Person, omar: Person, admin: Person) -> None:
    for person in (asha, omar, admin):
        client = entered(person)
        for method, where in every_address():
            assert getattr(client, method)(where, AGREED).status_code == 403


def test_looking_changes_nothing(noor: Person) -> None:
    client = entered(noor)
    assert client.post(PAGE).status_code == 405
    assert client.get(reverse("person_absence_add", args=[1])).status_code == 405
    assert client.get(reverse("person_absence_take_back", args=[1, 1])).status_code == 405
