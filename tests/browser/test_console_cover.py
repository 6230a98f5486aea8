"""The console's cover in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.desk import answer, findings, take

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]


def test_cover_hides_everything_until_a_key_is_pressed(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek("kanarie")
    take(page, "A")
    page.locator("#cover-button").click()
    expect(page.get_by_text("kanarie")).to_be_hidden()
    answer(help_seeker, "nog iets")
    expect(page).to_have_title("(1) Gesprekken")
    page.keyboard.press("x")
    expect(page.get_by_text("kanarie")).to_be_visible()
    expect(page.locator("#say")).to_have_value("")


@pytest.mark.parametrize("key", ["x", "Space", "Enter", "Tab"])
def test_any_key_uncovers_and_presses_nothing_wherever_the_focus_was(
    console: Callable[..., Page], key: str
) -> None:
    page = console()
    pause = page.locator("#duty button[value=pause]")
    pause.focus()
    page.evaluate("document.getElementById('cover-button').click()")
    expect(page.locator("#uncover")).to_be_focused()
    expect(pause).to_be_hidden()
    page.keyboard.press(key)
    expect(page.locator("#covered")).to_be_hidden()
    expect(pause).to_be_focused()
    expect(page.locator("#duty .duty")).to_have_attribute("data-state", "on")


def test_under_cover_a_click_reaches_the_one_button_only(console: Callable[..., Page]) -> None:
    page = console()
    page.locator("#cover-button").click()
    page.mouse.click(5, 5)
    page.mouse.click(640, 700)
    expect(page.locator("#covered")).to_be_visible()
    assert findings(page) == []
    page.locator("#uncover").click()
    expect(page.locator("#cover-button")).to_be_focused()


def test_under_cover_and_in_the_title_stands_who_waits(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(), seek("kanarie")
    page.locator("#cover-button").click()
    expect(page.locator("#covered-waiting")).to_have_text("1 wacht")
    expect(page.locator("#covered-since")).to_contain_text("minuut")
    expect(page).to_have_title("(1 wacht) Gesprekken")
    page.locator("#uncover").click()
    expect(page).to_have_title("Gesprekken")
    take(page, "A")


def test_without_a_conversation_the_queue_stays_in_sight(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("Ben")
    page.clock.install()
    page.goto(f"{demo.url}/console/")
    expect(page.locator("#nothing-open")).to_be_visible()
    page.clock.run_for("10:00")
    expect(page.locator("#covered")).to_be_hidden()
    page.locator("#cover-button").click()
    expect(page.locator("#covered")).to_be_visible()
    page.locator("#uncover").click()
    expect(page.locator("#nothing-open")).to_be_visible()
