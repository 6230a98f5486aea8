"""The sign-in library's pages: exactly the wanted ones, in our look and words, under the strict policy."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from allauth.account import urls as account_urls
from allauth.mfa.models import Authenticator
from allauth.mfa.urls import urlpatterns as second_factor_patterns
from django.contrib.staticfiles import finders
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve, reverse
from django.urls.exceptions import Resolver404

from helpline.common.clock import utc_now
from helpline.staff import services
from helpline.staff.models import Person
from helpline.staff.rules import Role
from helpline.staff.urls import ENTRANCE, OWN_SIGN_IN
from tests.staff.passkey import Passkey
from tests.staff.sessions import sign_in, sign_in_without_second_factor

pytestmark = pytest.mark.django_db
NOT_WANTED = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
}
NOT_WANTED |= {"account_confirm_email"}
OURS = {"invitation", "second_factor"}
# It ends duty and gives conversations back too, which this part knows nothing of: the house has it.
OF_THE_HOUSE = {"account_logout"}
UNWANTED_PATHS = [
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/x/",
    "login/code/",
    "login/code/confirm/",
    "2fa/trust/",
]
SIGNED_OUT = [
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_password_reset_completed",
]
SIGNED_IN = [
    "me",
    "people",
    "second_factor",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]


class Strict(HTMLParser):
    """Collects what a page under `default-src 'none'` with 'self' must not have, and what every page needs."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.breaches: list[str] = []
        self.headings = 0
        self.labels: set[str] = set()
        self.inputs: set[str] = set()
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge one element."""
        said = dict(attrs)
        self.breaches += [f"{tag} {name}" for name in said if name == "style" or name.startswith("on")]
        self.breaches += [tag for _ in [0] if tag in {"style", "base", "iframe", "object"}]
        self.breaches += [
            f"{tag} {url}" for url in (said.get("src"), said.get("action")) if url and url[0] != "/"
        ]
        if tag == "script" and said.get("type") != "application/json":
            self.breaches += [] if said.get("src") else ["inline script"]
            self.scripts += [str(said.get("src"))]
        self.headings += tag == "h1"
        if tag == "label" and said.get("for"):
            self.labels.add(str(said["for"]))
        if tag in {"input", "select"} and said.get("type") not in {"hidden", "submit"}:
            self.inputs.add(str(said.get("id")))


def judge(text: str, language: str) -> None:
    page = Strict(text)
    assert page.breaches == []
    assert page.headings == 1
    assert page.inputs - page.labels <= {"id_passwordless"}
    assert '<main id="content"' in text
    assert f'<html lang="{language}">' in text
    for script in page.scripts:
        assert finders.find(script.removeprefix("/static/")) or script.startswith("/static/public")


@pytest.fixture
def office(client: Client, admin: Person) -> Client:
    """Noor's administrator account with a code app, a passkey, recovery codes and somebody invited."""
    sign_in(client, admin)
    options = client.get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]
    client.post(reverse("mfa_add_webauthn"), {"name": "my key", "credential": Passkey().register(options)})
    services.invite(email="leila@example.org", name="Leila", roles=[Role.COUNSELLOR], by=admin, now=utc_now())
    return client


def names_of(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names_of(pattern.url_patterns)
        else:
            found.add(str(pattern.name))
    return found


def test_every_page_of_the_library_is_wanted_or_refused() -> None:
    theirs = names_of([*account_urls.urlpatterns, *second_factor_patterns])
    assert names_of([*ENTRANCE, *OWN_SIGN_IN]) - OURS == theirs - NOT_WANTED - OF_THE_HOUSE


@pytest.mark.parametrize("path", UNWANTED_PATHS)
def test_a_page_that_is_not_wanted_is_not_there(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/account/{path}")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", SIGNED_OUT)
def test_a_page_before_the_sign_in_is_strict(client: Client, name: str, language: str) -> None:
    answer = client.get(reverse(name), headers={"accept-language": language})
    judge(answer.content.decode(), language)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_after_the_sign_in_is_strict(office: Client, admin: Person, name: str, language: str) -> None:
    Person.objects.filter(pk=admin.pk).update(language=language)
    answer = office.get(reverse(name), headers={"accept-language": "en" if language == "nl" else "nl"})
    assert answer.status_code == 200
    judge(answer.content.decode(), language)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_of_one_passkey_and_one_person_are_strict(
    office: Client, admin: Person, language: str
) -> None:
    Person.objects.filter(pk=admin.pk).update(language=language)
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    judge(office.get(reverse("mfa_edit_webauthn", args=[passkey.pk])).content.decode(), language)
    judge(office.get(reverse("mfa_remove_webauthn", args=[passkey.pk])).content.decode(), language)
    judge(office.get(reverse("person", args=[admin.pk])).content.decode(), language)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_second_step_is_strict(client: Client, office: Client, language: str) -> None:
    spoken, entrance = {"accept-language": language}, Client()
    said = {"login": "noor-admin@example.org", "password": "a long and quiet word"}
    judge(
        entrance.post(reverse("account_login"), said, headers=spoken, follow=True).content.decode(), language
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_setting_up_a_code_app_is_strict_and_draws_the_picture_itself(
    client: Client, asha: Person, language: str
) -> None:
    sign_in_without_second_factor(client, asha)
    client.post(reverse("account_reauthenticate"), {"password": "a long and quiet word"})
    Person.objects.update(language=language)
    text = client.get(reverse("mfa_activate_totp")).content.decode()
    judge(text, language)
    assert "data:" not in text
    assert re.search(r'<svg viewBox="0 0 \d+ \d+"[^>]*><rect [^>]*/><path d="M', text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_way_to_a_new_password_is_strict(
    client: Client, asha: Person, language: str, delivered: Callable[[], list[EmailMessage]]
) -> None:
    spoken = {"accept-language": language}
    mailed = client.post(
        reverse("account_reset_password"), {"email": asha.email}, headers=spoken, follow=True
    )
    judge(mailed.content.decode(), language)
    code = re.findall(r": (\S+)\n", str(delivered()[0].body))[0]
    typed = client.post(
        reverse("account_confirm_password_reset_code"), {"code": code}, headers=spoken, follow=True
    )
    judge(typed.content.decode(), language)
    assert 'name="password1"' in typed.content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_invitation_is_strict(client: Client, admin: Person, language: str) -> None:
    link = services.invite(email="leila@example.org", name="Leila", roles=[], by=admin, now=utc_now())
    for where in (link, reverse("invitation", args=["gone"])):
        judge(client.get(where, headers={"accept-language": language}).content.decode(), language)


def test_the_recovery_codes_can_be_kept_as_a_file(office: Client) -> None:
    answer = office.get(reverse("mfa_download_recovery_codes"))
    assert answer.headers["Content-Type"] == "text/plain"
    assert len(answer.content.decode().split()) == 10


def test_the_library_does_not_lead_away_from_us(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    answer = client.get(reverse("account_login"), {"next": "https://false.example/"})
    assert answer.headers["Location"] == reverse("home")
