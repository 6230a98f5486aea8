"""Staff pages speak the person's language; public pages never look at who is signed in."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from helpline.middleware import PublicPagesMiddleware
from helpline.staff.language import StaffLanguageMiddleware
from helpline.staff.models import Person
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db


def language_seen(request: HttpRequest) -> str | None:
    seen: list[str | None] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    PublicPagesMiddleware(StaffLanguageMiddleware(view))(request)
    return seen[0]


class Untouchable(SessionStore):
    """A session that must not be read."""

    def load(self) -> dict[str, object]:
        """Fail."""
        raise AssertionError("read")


def test_a_page_answers_in_the_persons_language(client: Client, asha: Person) -> None:
    Person.objects.update(language="en")
    sign_in(client, asha)
    answer = client.get(reverse("me"), headers={"accept-language": "nl"})
    assert answer.headers["Content-Language"] == "en"


def test_the_language_before_stays_after_the_page(rf: RequestFactory, asha: Person) -> None:
    request = rf.get("/me/")
    request.COOKIES["staff"] = "x"
    request.user = asha
    with translation.override("en"):
        assert language_seen(request) == "nl"
        assert translation.get_language() == "en"


@pytest.mark.parametrize("path", ["/", "/nl/", "/en/chat/"])
def test_a_public_page_never_touches_the_session(rf: RequestFactory, path: str) -> None:
    request = rf.get(path)
    request.COOKIES["staff"] = "x"
    request.session = Untouchable("x")
    with translation.override("en"):
        assert language_seen(request) == "en"


def test_without_a_cookie_the_session_is_not_touched(rf: RequestFactory) -> None:
    request = rf.get("/account/login/")
    request.session = Untouchable("x")
    with translation.override("en"):
        assert language_seen(request) == "en"


def test_signed_out_the_browser_decides(client: Client) -> None:
    client.cookies["staff"] = "not-a-session"
    for language in ("nl", "en"):
        answer = client.get(reverse("account_login"), headers={"accept-language": language})
        assert f'<html lang="{language}">' in answer.content.decode()


def test_a_staff_page_lets_its_forms_name_our_own_origin_and_a_public_page_nothing(client: Client) -> None:
    assert client.get(reverse("account_login")).headers["Referrer-Policy"] == "same-origin"
    for path in ("/nl/", "/nowhere/", "/static/nothing.css", reverse("leave")):
        assert client.get(path).headers["Referrer-Policy"] == "no-referrer"


def test_a_form_that_names_no_origin_of_ours_is_refused(asha: Person) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.get(reverse("account_login"))
    said = {"csrfmiddlewaretoken": careful.cookies["csrf"].value, "login": asha.email, "password": "x"}
    for origin, status in (("http://testserver", 200), ("null", 403), ("https://false.example", 403)):
        answer = careful.post(reverse("account_login"), said, headers={"origin": origin})
        assert answer.status_code == status
