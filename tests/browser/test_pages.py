"""Every page as people meet it: axe finds nothing, nothing scrolls sideways, nothing comes from elsewhere."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.conftest import ROOT, Demo
from tests.browser.desk import findings_in_both_looks, findings_in_one_look

pytestmark = pytest.mark.browser

PUBLIC = {
    "nl": ("/nl/", "/nl/chat/", "/nl/veilig/", "/nl/gegevens/", "/nl/nergens/"),
    "en": ("/en/", "/en/chat/", "/en/safe/", "/en/data/", "/en/nowhere/"),
}
SIGNED_OUT = ("/account/login/", "/account/password/reset/", "/demo/")
# What follows on these: a form or a sentence each.
SIGNED_OUT_PLAIN = ("/account/inactive/", "/account/password/reset/done/", "/account/invitation/used/")
SIGN_IN = (
    "/account/second-step/",
    "/account/2fa/reauthenticate/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
)
STAFF = {
    "Asha": (
        "/home/",
        "/console/",
        "/me/",
        "/account/2fa/",
        "/account/password/change/",
        "/rota/requests/",
        "/rota/me/",
        "/rota/me/availability/",
        "/rota/",
    ),
    "Noor": (
        "/hours/",
        "/hours/add/",
        "/hours/1/",
        "/hours/exceptions/add/",
        "/texts/",
        "/texts/limits/",
        "/texts/welcome/",
        "/limits/",
        "/people/",
        "/people/1/",
        "/held/",
        "/rota/requests/",
        "/rota/people/",
        "/rota/people/1/",
        "/rota/",
        "/rota/patterns/",
        "/rota/patterns/1/",
        "/rota/shifts/add/",
        "/rota/publish/",
        "/rota/sheets/",
        "/rota/board/",
        "/rota/coverage/",
        "/rota/month/",
        "/rota/hours/",
        "/rota/history/",
        "/rota/draft/",
    ),
    "Omar": ("/people/", "/rota/board/"),
}


@pytest.mark.parametrize("language", PUBLIC)
def test_axe_finds_nothing_on_the_public_pages(
    demo: Demo, new_context: Callable[..., BrowserContext], language: str
) -> None:
    page = new_context(locale="nl-NL" if language == "nl" else "en-GB").new_page()
    found = {}
    for path in (*PUBLIC[language], *SIGNED_OUT):
        page.goto(demo.url + path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        found[path] = findings_in_both_looks(page)
    for path in SIGNED_OUT_PLAIN:
        page.goto(demo.url + path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        found[path] = findings_in_one_look(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_the_pages_of_ones_sign_in(
    demo: Demo, sign_in: Callable[..., Page], language: str
) -> None:
    page = sign_in("Ben", language=language)
    found = {}
    for path in SIGN_IN:
        page.goto(demo.url + path)
        assert page.url == demo.url + path
        expect(page.locator("html")).to_have_attribute("lang", language)
        found[path] = findings_in_one_look(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", STAFF)
def test_axe_finds_nothing_on_the_staff_pages(
    demo: Demo, sign_in: Callable[..., Page], name: str, language: str
) -> None:
    page = sign_in(name, language=language)
    found = {}
    for path in STAFF[name]:
        answer = page.goto(demo.url + path)
        assert answer is not None
        assert answer.ok, path
        expect(page.locator("html")).to_have_attribute("lang", language)
        found[path] = findings_in_both_looks(page)
    assert not any(found.values()), found


def test_a_public_page_asks_nobody_else_and_keeps_nothing(
    demo: Demo, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in (*PUBLIC["nl"], *PUBLIC["en"]):
        page.goto(demo.url + path)
        page.wait_for_timeout(200)
        assert page.evaluate("sessionStorage.length + localStorage.length") == 0, path
    assert [url for url in asked if not url.startswith(demo.url)] == []
    assert context.cookies() == []


def test_a_help_seekers_page_is_light(demo: Demo, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    sizes = {"script": 0, "stylesheet": 0, "font": 0}

    def weigh(request: Request) -> None:
        if request.resource_type in sizes:
            answer = request.response()
            assert answer is not None
            sizes[request.resource_type] += len(gzip.compress(answer.body(), 9, mtime=0))

    page.on("requestfinished", weigh)
    page.goto(f"{demo.url}/nl/chat/")
    page.wait_for_timeout(500)
    solver = ROOT / "build" / "static" / "solver.js"
    # The proof of work comes in a worker once the chat is started: it counts too.
    assert 0 < sizes["script"] + len(gzip.compress(solver.read_bytes(), 9, mtime=0)) <= 30_000
    assert 0 < sizes["stylesheet"] <= 10_000
    assert sizes["font"] == 0
