"""A newcomer's way in a real browser: invited, account opened, passkey added, signed in with the passkey alone."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.desk import findings_in_both_looks

pytestmark = pytest.mark.browser
WORD = "a long and quiet word"


@pytest.fixture
def complaints() -> list[str]:
    """What the browser refused because of the page's policy."""
    return []


@pytest.fixture
def newcomer(new_context: Callable[..., BrowserContext], complaints: list[str]) -> Page:
    """A browser in English with an authenticator of its own."""
    context = new_context(locale="en-GB")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    page.on("console", note)
    return page


@pytest.fixture
def link(demo: Demo, sign_in: Callable[..., Page]) -> str:
    """The link of an invitation, read from the mail that the demo prints in its terminal."""
    noor = sign_in("Noor")
    noor.goto(f"{demo.url}/people/")
    noor.locator("#id_name").fill("Somebody new")
    noor.locator("#id_email").fill(f"leila-{time.time_ns()}@example.org")
    noor.locator("input[name=roles][value=counsellor]").check()
    noor.locator("form[action='/people/invite/'] button").click()
    expect(noor.get_by_role("status")).to_be_visible()
    deadline = time.monotonic() + 10
    while not (
        found := re.findall(r"http://localhost:\d+(/account/invitation/\S+)", demo.output.read_text())
    ):
        assert time.monotonic() < deadline, "no mail was printed"
        time.sleep(0.1)
    return f"{demo.url}{found[-1]}"


def test_a_newcomer_opens_an_account_and_signs_in_with_a_passkey(
    demo: Demo, link: str, newcomer: Page, complaints: list[str]
) -> None:
    newcomer.goto(link)
    found = findings_in_both_looks(newcomer)
    newcomer.locator("#id_working_name").fill("Lei")
    newcomer.locator("#id_language").select_option("en")
    for field in ("#id_password1", "#id_password2"):
        newcomer.locator(field).fill(WORD)
    newcomer.get_by_role("button", name="Open your account").click()
    newcomer.goto(f"{demo.url}/account/2fa/totp/activate/")
    found += findings_in_both_looks(newcomer)
    newcomer.go_back()
    newcomer.get_by_role("link", name="Add a passkey").click()
    newcomer.wait_for_url("**/webauthn/add/")
    newcomer.get_by_role("button", name="Add a passkey").click()
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    found += findings_in_both_looks(newcomer)
    newcomer.get_by_role("button", name="Sign out").click()
    newcomer.wait_for_url("**/account/login/**")
    newcomer.get_by_role("button", name="Sign in with your passkey").click()
    newcomer.wait_for_url(re.compile(r"^(?!.*/account/login/)"))
    newcomer.goto(f"{demo.url}/me/")
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("My account")
    assert (complaints, found) == ([], [])


def test_a_passkey_that_was_not_used_is_said_on_the_page(demo: Demo, newcomer: Page) -> None:
    newcomer.goto(f"{demo.url}/account/login/")
    expect(newcomer.get_by_role("alert")).to_have_count(0)
    newcomer.route("**/account/2fa/webauthn/login/", lambda route: route.abort())
    newcomer.get_by_role("button", name="Sign in with your passkey").click()
    expect(newcomer.get_by_role("alert")).to_have_text("The passkey was not used. Try again, or use a code.")


def test_a_press_counts_however_late_the_scripts_come(demo: Demo, newcomer: Page) -> None:
    def late(route: Route) -> None:
        time.sleep(0.5)
        route.continue_()

    newcomer.route("**/mfa/js/*.js", late)
    newcomer.route("**/account/2fa/webauthn/login/", lambda route: route.abort())
    newcomer.goto(f"{demo.url}/account/login/", wait_until="commit")
    newcomer.get_by_role("button", name="Sign in with your passkey").click()
    expect(newcomer.get_by_role("alert")).to_be_visible()
