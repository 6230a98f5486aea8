"""The demo: its sign-in page speaks the browser's language, as do the pages behind it; its staff hold seats now."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.common.channel import Channel
from helpline.demo.cast import seed
from helpline.staff.models import Person
from scheduling.models import Assignment, Shift
from scheduling.queries import on_duty, steppable
from scheduling.services import check_in
from tests.conftest import EVENING

pytestmark = pytest.mark.django_db
DUTCH, ENGLISH = "nl-NL,nl;q=0.9,en;q=0.5", "en-GB,en;q=0.9"


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "helpline.demo.urls"


@pytest.mark.parametrize(("asked", "language"), [(DUTCH, "nl"), (ENGLISH, "en"), ("fr", "nl")])
def test_the_pages_after_signing_in_speak_the_language_of_the_page_before(
    client: Client, asha: Person, asked: str, language: str
) -> None:
    accept = {"accept-language": asked}
    assert client.get("/demo/", headers=accept).headers["Content-Language"] == language
    client.post("/demo/", {"email": asha.email}, headers=accept)
    assert client.get(reverse("me"), headers=accept).headers["Content-Language"] == language
    asha.refresh_from_db()
    assert asha.language == language


@pytest.mark.parametrize(("asked", "called"), [(DUTCH, "hulpverlener"), (ENGLISH, "counsellor")])
def test_roles_are_called_what_they_are_called_on_every_other_page(
    client: Client, asha: Person, asked: str, called: str
) -> None:
    page = client.get("/demo/", headers={"accept-language": asked}).content.decode()
    assert f'<span class="quiet">{called}</span>' in page


def test_the_demos_staff_hold_seats_now_and_leave_some_for_others() -> None:
    for _ in range(2):
        seed(EVENING, is_open=True)
    now = Assignment.objects.filter(starts_at__lte=EVENING, ends_at__gt=EVENING).order_by("seat__position")
    held = now.values_list("person__name", "seat__kind")
    assert list(held) == [("Asha", "chat"), ("Ben", "phone"), ("Omar", "supervisor")]
    leila = Person.objects.get(name="Leila")
    assert [one.kind.value for one in steppable(leila.pk, EVENING)][:2] == ["chat", "backup"]


@pytest.mark.parametrize("days", [0, 1, 6, 7, 8, 13, 20, 70])
def test_whenever_the_demo_starts_again_asha_can_start_her_duty(days: int) -> None:
    seed(EVENING, is_open=True)
    later = EVENING + timedelta(days=days, minutes=50)
    seed(later, is_open=True)
    asha = Person.objects.get(name="Asha")
    check_in(asha.pk, later)
    assert asha.pk in [one.person_id for one in on_duty(Channel.CHAT, later)]


def test_the_closed_demo_has_nobody_on_the_rota_today() -> None:
    seed(EVENING, is_open=False)
    assert not Shift.objects.filter(starts_at__lt=EVENING + timedelta(days=1)).exists()


def test_the_demo_has_weeks_ahead_to_plan() -> None:
    seed(EVENING, is_open=True)
    assert Shift.objects.filter(state="published", starts_at__gt=EVENING + timedelta(days=1)).exists()
    assert Shift.objects.filter(state="draft").exists()


def test_without_the_demo_there_is_no_such_page(client: Client, asha: Person, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"email": asha.email}).status_code == 404
