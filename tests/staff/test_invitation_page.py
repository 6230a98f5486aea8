"""Opening an account from the link of an invitation."""

import pytest
from django.test import Client
from django.urls import reverse

from helpline.common.clock import utc_now
from helpline.staff import services
from helpline.staff.models import Invitation, Person
from helpline.staff.rules import Role
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
SAID = {
    "name": "Leila",
    "working_name": "Lei",
    "language": "en",
    "password1": "a long and quiet word",
    "password2": "a long and quiet word",
}


@pytest.fixture
def link(admin: Person) -> str:
    """The path of an invitation to Leila."""
    return services.invite(
        email="leila@example.org", name="Leila", roles=[Role.COUNSELLOR], by=admin, now=utc_now()
    )


def test_the_link_shows_a_form_and_sets_no_session(client: Client, link: str) -> None:
    answer = client.get(link)
    assert 'value="Leila"' in answer.content.decode()
    assert "staff" not in client.cookies


def test_accepting_signs_in_and_leads_to_the_second_factor(client: Client, link: str) -> None:
    assert client.post(link, SAID).headers["Location"] == reverse("second_factor")
    assert client.get(reverse("me")).status_code == 403
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert Person.objects.get(email="leila@example.org").working_name == "Lei"


def test_the_link_works_once(client: Client, link: str) -> None:
    client.post(link, SAID)
    assert Client().get(link).status_code == 410
    assert Client().post(link, SAID).status_code == 410


@pytest.mark.parametrize(
    "said",
    [
        {"password1": "short", "password2": "short"},
        {"password1": "password1234567", "password2": "password1234568"},
        {"password1": "leila@example.org", "password2": "leila@example.org"},
        {"password1": ""},
        {"password2": ""},
        {"working_name": ""},
        {"language": "xx"},
        {"name": ""},
    ],
)
def test_bad_input_is_refused_and_the_link_still_works(
    client: Client, link: str, said: dict[str, str]
) -> None:
    answer = client.post(link, {**SAID, **said})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    assert Invitation.objects.exists()


def test_an_unknown_link_says_what_to_do(client: Client, db: None) -> None:
    answer = client.get(reverse("invitation", args=["not-a-token"]))
    assert answer.status_code == 410
    assert reverse("account_login") in answer.content.decode()


def test_a_link_used_in_another_window_says_so(
    client: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Invitation.objects.get()
    monkeypatch.setattr("helpline.staff.queries.invitation_of", lambda *_: found)
    found.roles.clear()
    Invitation.objects.all().delete()
    assert client.post(link, SAID).status_code == 410


def test_whoever_is_signed_in_is_signed_out_first(client: Client, link: str, asha: Person) -> None:
    sign_in(client, asha)
    client.post(link, SAID)
    assert client.session["_auth_user_id"] == str(Person.objects.get(email="leila@example.org").pk)


def test_a_post_from_elsewhere_is_refused(link: str) -> None:
    assert Client(enforce_csrf_checks=True).post(link, SAID).status_code == 403


def test_a_working_name_that_somebody_has_is_refused_and_the_link_still_works(
    client: Client, link: str, asha: Person
) -> None:
    answer = client.post(link, {**SAID, "working_name": "asha"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["working_name"])
    assert client.post(link, SAID).status_code == 302


def test_a_working_name_is_proposed_unless_somebody_has_it(client: Client, link: str, asha: Person) -> None:
    assert client.get(link).context["form"]["working_name"].value() == "Leila"
    asha.working_name = "leila"
    asha.save()
    assert client.get(link).context["form"]["working_name"].value() == ""
