"""Every page as people meet it: axe finds nothing, nothing scrolls sideways, nothing comes from elsewhere."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from tests.browser.conftest import ROOT, Demo
from tests.browser.desk import findings

pytestmark = pytest.mark.browser

PUBLIC = {
    "nl": ("/nl/", "/nl/chat/", "/nl/veilig/", "/nl/gegevens/", "/nl/nergens/", "/account/login/", "/demo/"),
    "en": ("/en/", "/en/chat/", "/en/safe/", "/en/data/", "/en/nowhere/"),
}
STAFF = {
    "Asha": ("/console/", "/me/", "/account/2fa/", "/account/password/change/"),
    "Noor": (
        "/hours/",
        "/hours/add/",
        "/hours/exceptions/add/",
        "/texts/",
        "/texts/limits/",
        "/limits/",
        "/people/",
        "/held/",
    ),
    "Omar": ("/people/",),
}


def look(width: int, scheme: str) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}


# Every width, scheme and language; no colour hangs on a width.
LOOKS = {
    "nl": (look(390, "light"), look(1280, "dark")),
    "en": (look(390, "dark"), look(1280, "light")),
}


@pytest.mark.parametrize("language", PUBLIC)
@pytest.mark.parametrize("nth", [0, 1])
def test_axe_finds_nothing_on_the_public_pages(
    demo: Demo, new_context: Callable[..., BrowserContext], language: str, nth: int
) -> None:
    locale = "nl-NL" if language == "nl" else "en-GB"
    page = new_context(locale=locale, **LOOKS[language][nth]).new_page()
    found = {}
    for path in PUBLIC[language]:
        page.goto(demo.url + path)
        found[path] = findings(page)
    assert not any(found.values()), found


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize(
    "how", [*LOOKS["nl"], *LOOKS["en"]], ids=["390-light", "1280-dark", "390-dark", "1280-light"]
)
def test_axe_finds_nothing_on_the_staff_pages(
    demo: Demo, sign_in: Callable[..., Page], name: str, how: dict[str, Any]
) -> None:
    page = sign_in(name, **how)
    found = {}
    for path in STAFF[name]:
        answer = page.goto(demo.url + path)
        assert answer is not None
        assert answer.ok, path
        found[path] = findings(page)
    assert not any(found.values()), found


def test_a_public_page_asks_nobody_else_and_keeps_nothing(
    demo: Demo, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in (*PUBLIC["nl"][:5], *PUBLIC["en"]):
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
