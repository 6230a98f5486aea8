"""Passkeys: added, used alone, used as the second step, removed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from helpline.staff import services
from helpline.staff.models import Person
from tests.staff.conftest import NOW
from tests.staff.passkey import Passkey
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]
JSON = {"accept": "application/json"}


@pytest.fixture
def key(signed_in_as: Enter, asha: Person) -> Passkey:
    """A passkey of Asha's, added on the page."""
    key, client = Passkey(), signed_in_as(asha)
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    said = {"name": "my telephone", "passwordless": "on", "credential": key.register(options)}
    assert client.post(reverse("mfa_add_webauthn"), said).status_code == 302
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    return key


def request_options(client: Client) -> Any:
    return client.get(reverse("mfa_login_webauthn"), headers=JSON).json()["request_options"]


def enter(client: Client, credential: str) -> None:
    client.post(reverse("mfa_login_webauthn"), {"credential": credential})


def test_a_passkey_signs_in_alone(key: Passkey) -> None:
    client = Client()
    enter(client, key.sign(request_options(client)))
    assert client.get(reverse("me")).status_code == 200


def test_a_passkey_of_another_host_signs_nobody_in(key: Passkey) -> None:
    client = Client()
    enter(client, key.sign(request_options(client), host="false.example"))
    assert client.get(reverse("me")).status_code == 302


def test_an_answer_works_once(key: Passkey) -> None:
    client = Client()
    answer = key.sign(request_options(client))
    enter(client, answer)
    other = Client()
    request_options(other)
    enter(other, answer)
    assert other.get(reverse("me")).status_code == 302


@pytest.mark.parametrize(
    "credential", ["", "null", "{}", "[]", json.dumps({"response": {"userHandle": "AAAA"}})]
)
def test_an_answer_that_is_none_leads_back_to_the_sign_in(client: Client, db: None, credential: str) -> None:
    request_options(client)
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.headers["Location"] == reverse("account_login")


def test_a_closed_account_does_not_open_by_passkey(key: Passkey, asha: Person, admin: Person) -> None:
    services.deactivate(asha.pk, by=admin, now=NOW)
    client = Client()
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": key.sign(request_options(client))})
    assert answer.headers["Location"] == reverse("account_inactive")


def test_a_passkey_is_the_second_step_after_the_password(key: Passkey) -> None:
    client = Client()
    said = {"login": "asha@example.org", "password": "a long and quiet word"}
    assert client.post(reverse("account_login"), said).headers["Location"] == reverse("mfa_authenticate")
    options = client.get(reverse("mfa_authenticate")).context["js_data"]["request_options"]
    client.post(reverse("mfa_authenticate"), {"credential": key.sign(options)})
    assert client.get(reverse("me")).status_code == 200


def test_the_first_passkey_counts_as_the_second_factor_at_once(client: Client, ben: Person) -> None:
    sign_in(client, ben)
    Authenticator.objects.all().delete()
    session = client.session
    session["account_authentication_methods"] = session["account_authentication_methods"][:1]
    session.save()
    assert client.get(reverse("me")).status_code == 403
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    client.post(reverse("mfa_add_webauthn"), {"name": "", "credential": Passkey().register(options)})
    assert client.get(reverse("me")).status_code == 200


def test_the_device_is_shown_neutral_names(signed_in_as: Enter, asha: Person) -> None:
    page = signed_in_as(asha).get(reverse("mfa_add_webauthn"))
    public = page.context["js_data"]["creation_options"]["publicKey"]
    assert public["rp"] == {"id": "testserver", "name": "Agenda"}
    assert public["user"]["displayName"] == "Asha"


def test_a_passkey_is_renamed_and_removed(key: Passkey, client: Client, asha: Person) -> None:
    stored = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    client.post(reverse("mfa_edit_webauthn", args=[stored.pk]), {"name": "my key"})
    assert "my key" in client.get(reverse("mfa_list_webauthn")).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[stored.pk]))
    assert client.get(reverse("me")).status_code == 403


def test_nobody_touches_the_passkey_of_another(key: Passkey, ben: Person) -> None:
    stored = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    stranger = Client()
    sign_in(stranger, ben)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert stranger.get(reverse(name, args=[stored.pk])).status_code == 404
        assert stranger.post(reverse(name, args=[stored.pk]), {"name": "mine"}).status_code == 404
