"""Stopping and pausing in a browser: what is said before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.desk import check_out, findings, findings_in_both_looks, go_on_duty, take, write

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
    expect(page.locator("#duty .duty")).to_have_attribute("data-state", "paused")
    page.locator("#duty button[value=resume]").click()
    take(page, "A")


def test_whoever_has_no_seat_steps_into_one_that_is_free(sign_in: Callable[..., Page], demo: Demo) -> None:
    page = sign_in("Leila")
    page.goto(f"{demo.url}/console/")
    expect(page.locator("#queue-waiting")).not_to_have_text("–")
    assert findings_in_both_looks(page) == []
    go_on_duty(page)
    expect(page.locator("#duty .duty")).to_have_attribute("data-state", "on")
    expect(page.locator("#duty .duty button").first).to_be_focused()
    expect(page.locator("#queue-duty")).to_have_text("1")
    assert findings_in_both_looks(page) == []
    check_out(page)
    # The seat stays hers.
    expect(page.locator("#duty .duty button")).to_have_count(1)


def test_whoever_signs_out_with_a_conversation_is_asked_and_then_gives_it_back(
    demo: Demo, new_context: Callable[..., BrowserContext], seek: Callable[..., Page]
) -> None:
    # A sign-in of this test's own: the others go on with theirs.
    page = new_context().new_page()
    page.goto(f"{demo.url}/demo/")
    page.get_by_role("button", name="als Leila").click()
    page.goto(f"{demo.url}/console/")
    go_on_duty(page)
    expect(page.locator("#queue-duty")).to_have_text("1")
    visitor = seek()
    take(page, "A")
    out = page.get_by_role("button", name="Afmelden", exact=True)
    out.click()
    expect(page.locator(".lead")).to_contain_text("één gesprek")
    assert findings_in_both_looks(page) == []
    page.get_by_role("link", name="Terug naar mijn gesprekken").click()
    expect(page.locator("#pane-title")).to_contain_text("A")
    out.click()
    page.get_by_role("button", name="Toch afmelden").click()
    page.wait_for_url("**/account/login/")
    expect(visitor.locator("talk-log [data-said]").last).to_contain_text("niemand op de chat")
