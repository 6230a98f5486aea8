"""The gate: signed in, past the second factor, allowed."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from helpline.staff import services
from helpline.staff.access import has_access, requires
from helpline.staff.models import Person
from helpline.staff.urls import ENTRANCE, OWN_SIGN_IN, PEOPLE
from tests.source import Route, routes
from tests.staff.conftest import NOW
from tests.staff.sessions import set_up_code_app, sign_in, sign_in_without_second_factor

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]
# Where each page of ours answers, and to which permissions; none: to everybody who is signed in.
SKILLS = ("staff.change_person", "staff.set_skills")
ALLOWED = {
    "me": (),
    "people": (*SKILLS, "staff.set_capacity"),
    "invite": ("staff.change_person",),
    "invite_again": ("staff.change_person",),
    "withdraw_invitation": ("staff.change_person",),
    "person": SKILLS,
    "set_roles": ("staff.change_person",),
    "set_skills": ("staff.set_skills",),
    "set_capacity": ("staff.set_capacity",),
    "close_account": ("staff.change_person",),
    "reopen_account": ("staff.change_person",),
    "reset_second_factor": ("staff.change_person",),
}
GET_PAGES = {"me", "people", "person"}
NEEDS_NUMBER = {name for name in ALLOWED if name not in {"me", "people", "invite"}}


def address(name: str) -> str:
    return reverse(name, args=[1] if name in NEEDS_NUMBER else [])


def ask(client: Client, name: str) -> int:
    return (client.get if name in GET_PAGES else client.post)(address(name)).status_code


def names(patterns: list[URLPattern]) -> list[str]:
    return [pattern.name or "" for pattern in patterns]


def test_every_page_about_people_is_in_the_table() -> None:
    assert sorted(names(PEOPLE)) == sorted(ALLOWED)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_page_sends_those_signed_out_to_sign_in(client: Client, name: str) -> None:
    answer = (client.get if name in GET_PAGES else client.post)(address(name))
    # After signing in nobody is led to an address that only takes a form.
    back = address(name) if name in GET_PAGES else reverse("home")
    assert answer.headers["Location"] == f"/account/login/?next={back}"


@pytest.mark.parametrize("name", ALLOWED)
def test_without_a_second_factor_a_page_only_leads_to_one(client: Client, admin: Person, name: str) -> None:
    sign_in_without_second_factor(client, admin)
    answer = (client.get if name in GET_PAGES else client.post)(address(name))
    assert answer.status_code == 403
    assert reverse("mfa_activate_totp") in answer.content.decode()


@pytest.mark.parametrize("role", ["asha", "omar", "noor", "admin"])
@pytest.mark.parametrize("name", ALLOWED)
def test_a_page_answers_those_who_may_and_refuses_the_others(
    request: pytest.FixtureRequest, signed_in_as: Enter, name: str, role: str
) -> None:
    person: Person = request.getfixturevalue(role)
    may = not ALLOWED[name] or any(person.has_perm(permission) for permission in ALLOWED[name])
    assert (ask(signed_in_as(person), name) != 403) is may


@pytest.mark.parametrize("name", [name for name in ALLOWED if name not in GET_PAGES])
def test_reading_never_changes_anything(signed_in_as: Enter, admin: Person, omar: Person, name: str) -> None:
    reader = omar if name == "set_capacity" else admin
    assert signed_in_as(reader).get(address(name)).status_code == 405


@pytest.mark.parametrize(
    "name", [name for name in ALLOWED if name not in GET_PAGES] + ["me", "account_logout"]
)
def test_a_post_from_elsewhere_is_refused(admin: Person, name: str) -> None:
    careful = Client(enforce_csrf_checks=True)
    sign_in(careful, admin)
    where = reverse(name) if name == "account_logout" else address(name)
    assert careful.post(where).status_code == 403


@pytest.mark.parametrize(
    "name", [name for name in names(OWN_SIGN_IN) if name not in {"mfa_edit_webauthn", "mfa_remove_webauthn"}]
)
def test_the_pages_of_ones_own_sign_in_want_a_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name)).headers["Location"].startswith("/account/login/?next=")


def test_a_sign_in_that_skipped_the_second_factor_ends(client: Client, asha: Person) -> None:
    sign_in_without_second_factor(client, asha)
    set_up_code_app(asha)
    assert client.get(reverse("mfa_index")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_sign_in_ends_twelve_hours_after_it_began(signed_in_as: Enter, asha: Person) -> None:
    client = signed_in_as(asha)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 12 * 3600
    session.save()
    assert client.get(reverse("me")).status_code == 302


def test_a_closed_account_is_signed_out_at_once(signed_in_as: Enter, asha: Person, admin: Person) -> None:
    client = signed_in_as(asha)
    assert client.get(reverse("me")).status_code == 200
    services.deactivate(asha.pk, by=admin, now=NOW)
    assert client.get(reverse("me")).headers["Location"].startswith("/account/login/")


def test_a_reopened_account_signs_in_anew(signed_in_as: Enter, asha: Person, admin: Person) -> None:
    client = signed_in_as(asha)
    services.deactivate(asha.pk, by=admin, now=NOW)
    services.reopen(asha.pk, by=admin, now=NOW)
    assert client.get(reverse("me")).headers["Location"].startswith("/account/login/")


def test_access_needs_an_open_account(omar: Person) -> None:
    assert has_access(omar, "staff.set_capacity")
    assert not has_access(omar, "staff.change_person")
    omar.is_active = False
    assert not has_access(omar, "staff.set_capacity")
    assert not has_access(None, "staff.set_capacity")


def test_a_gate_passes_what_the_view_takes(rf: RequestFactory) -> None:
    view = requires("staff.change_person")(lambda request, number: HttpResponse(str(number)))
    request = rf.get("/x/")
    request.user = None  # type: ignore[assignment]
    assert view(request, number=3).status_code == 302


def test_no_page_is_in_two_lists() -> None:
    listed = names([*ENTRANCE, *OWN_SIGN_IN, *PEOPLE])
    assert len(listed) == len(set(listed))


def asks_for_a_sign_in(client: Client, route: Route) -> bool:
    """Whether the page sends those signed out to sign in, asked for or posted to."""
    answers = (client.get(route.address), client.post(route.address))
    return any(answer.headers.get("Location", "").startswith("/account/login/?next=") for answer in answers)


def test_no_page_of_any_part_opens_without_a_second_factor(admin: Person) -> None:
    closed = [route for route in routes() if asks_for_a_sign_in(Client(), route)]
    assert len(closed) > 30
    alone = Client()
    for route in closed:
        if route.name in names(OWN_SIGN_IN):
            continue
        sign_in_without_second_factor(alone, admin)
        said = {alone.get(route.address, follow=True).status_code, alone.post(route.address).status_code}
        assert said in ({403}, {403, 405}), route
