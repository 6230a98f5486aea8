"""Who may open which overview of the rota: signed out, wrong role, wrong method."""

from collections.abc import Callable

import pytest
from django.test import Client

from helpline.staff.models import Person
from helpline.staff.rules import Role
from tests.scheduling.reading import reads

pytestmark = pytest.mark.django_db
READERS = {
    "/rota/board/": {Role.SUPERVISOR, Role.PLANNER, Role.MANAGER},
    "/rota/coverage/": {Role.PLANNER, Role.MANAGER},
    "/rota/month/": {Role.PLANNER, Role.MANAGER},
    "/rota/hours/": {Role.PLANNER, Role.MANAGER},
    "/rota/history/": {Role.PLANNER},
    "/rota/draft/": {Role.PLANNER},
}
ACTS = {
    "/rota/board/seats/999/step-in/": {Role.SUPERVISOR},
    "/rota/board/people/999/pause/": {Role.SUPERVISOR},
    "/rota/board/people/999/resume/": {Role.SUPERVISOR},
    "/rota/draft/": {Role.PLANNER},
    "/rota/draft/take-back/": {Role.PLANNER},
}


@pytest.mark.parametrize("page", READERS)
def test_signed_out_people_are_led_to_the_sign_in_page(client: Client, page: str) -> None:
    response = client.get(page)
    assert (response.status_code, "next=" in response["Location"]) == (302, True)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", READERS)
def test_a_page_opens_for_its_readers_alone(
    client: Client, hire: Callable[..., Person], page: str, role: Role
) -> None:
    response = reads(client, hire("Leila", role)).get(page)
    assert response.status_code == (200 if role in READERS[page] else 403)


@pytest.mark.parametrize("page", sorted(READERS.keys() - ACTS.keys()))
def test_what_is_only_read_takes_no_form(client: Client, noor: Person, page: str) -> None:
    assert reads(client, noor).post(page).status_code == 405


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_for_those_who_may_do_it(
    client: Client, hire: Callable[..., Person], act: str, role: Role
) -> None:
    response = reads(client, hire("Leila", role)).post(act, {"made": "2027-02-01T19:00:00+00:00"})
    assert response.status_code == (302 if role in ACTS[act] else 403)


@pytest.mark.parametrize("act", sorted(ACTS.keys() - READERS.keys()))
def test_nothing_is_done_by_looking(client: Client, omar: Person, noor: Person, act: str) -> None:
    for person in (omar, noor):
        assert reads(client, person).get(act).status_code == 405
