"""Stopping and pausing in a browser: what is said before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import findings, take, write

pytestmark = pytest.mark.browser


def test_whoever_stops_with_a_conversation_is_told_that_it_goes_on(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(reduced_motion="reduce"), seek()
    take(page, "A")
    stop = page.locator("#duty button[value=check_out]")
    stop.click()
    expect(page.locator("#duty-ask-text")).to_contain_text("Je hebt nog 1 gesprek.")
    assert findings(page) == []
    page.locator("#duty-stay").click()
    expect(stop).to_be_focused()
    stop.click()
    page.locator("#duty-go").click()
    expect(page.locator("#duty button[value=check_in]")).to_be_focused()
    write(page, "Ik ben er nog.")
    expect(page.locator(".message[data-from=self]")).to_have_count(1)
    page.locator("#duty button[value=check_in]").click()
    expect(stop).to_be_visible()


def test_the_last_on_duty_hears_who_waits_before_a_break(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(), seek()
    expect(page.locator("#queue-waiting")).to_have_text("1")
    page.locator("#duty button[value=pause]").click()
    expect(page.locator("#duty-ask-text")).to_have_text("Er wacht 1 mens. Er is nu niemand anders.")
    page.locator("#duty-go").click()
    expect(page.locator("#duty form")).to_have_attribute("data-state", "paused")
    page.locator("#duty button[value=resume]").click()
    take(page, "A")
