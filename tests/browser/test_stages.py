"""Every stage of the help-seeker's page as people meet it, and what keyboard and screen reader find there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.desk import end, findings_in_both_looks, take

pytestmark = pytest.mark.browser
Make = Callable[..., Page]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_in_any_stage(console: Make, seek: Make, language: str) -> None:
    page, help_seeker = console(), seek(language=language)
    expect(help_seeker.locator("#place-title")).not_to_be_empty()
    found = {"waiting": findings_in_both_looks(help_seeker)}
    take(page, "A")
    found["talk"] = findings_in_both_looks(help_seeker)
    for name, opener in (
        ("stop", ".menu summary:visible >> nth=-1"),
        ("112", ".menu summary:visible >> nth=0"),
    ):
        help_seeker.locator(opener).click()
        found[name] = findings_in_both_looks(help_seeker)
        help_seeker.keyboard.press("Escape")
    help_seeker.locator("#sealed summary").click()
    found["digits"] = findings_in_both_looks(help_seeker)
    help_seeker.evaluate("window.dispatchEvent(new Event('blur'))")
    found["covered"] = [one for one in findings_while_covered(help_seeker) if "page-has-heading" not in one]
    help_seeker.evaluate("window.dispatchEvent(new Event('focus'))")
    other = help_seeker.context.new_page()
    other.goto(help_seeker.url)
    found["start again"] = findings_in_both_looks(other)
    other.close()
    help_seeker.bring_to_front()
    end(page)
    expect(help_seeker.locator("#end-title")).to_be_visible()
    found["ended"] = findings_in_both_looks(help_seeker)
    assert not any(found.values()), found


def findings_while_covered(page: Page) -> list[str]:
    """The cover has a heading of the second rank only: nothing of the page's own may stand there."""
    expect(page.locator("#cover")).to_be_visible()
    page.evaluate("document.querySelector('#cover h2').outerHTML = '<h1>' + document.title + '</h1>'")
    found = findings_in_both_looks(page)
    page.evaluate("document.querySelector('#cover h1').outerHTML = '<h2 id=cover-title>x</h2>'")
    return found


def test_axe_finds_nothing_where_the_browser_cannot_chat(
    demo: Demo, new_context: Callable[..., BrowserContext], console: Make
) -> None:
    console()
    page = new_context().new_page()
    page.add_init_script("delete Navigator.prototype.locks")
    page.goto(f"{demo.url}/nl/chat/")
    expect(page.locator("#failed-title")).to_be_visible()
    assert findings_in_both_looks(page) == []


def test_the_chat_works_by_keyboard_alone(
    console: Make, demo: Demo, new_context: Callable[..., BrowserContext]
) -> None:
    page, help_seeker = console(), new_context().new_page()
    help_seeker.goto(f"{demo.url}/nl/chat/")
    press(help_seeker, "#start", "Enter")
    expect(help_seeker.locator("#place-title")).to_be_focused()
    help_seeker.locator("#first").press_sequentially("hallo")
    press(help_seeker, "#first-send", "Tab")
    take(page, "A")
    press(help_seeker, "#say", "d")
    press(help_seeker, "#composer button", "Enter")
    expect(page.locator("talk-log:visible .message[data-from=other] .message-body")).to_have_text(
        ["hallo", "d"]
    )
    press(help_seeker, ".menu:visible summary >> nth=-1", "Enter", step="Shift+Tab")
    help_seeker.keyboard.press("Escape")
    expect(help_seeker.locator("[data-leave]:visible")).to_have_count(0)
    press(help_seeker, ".menu:visible summary >> nth=-1", "Enter", step="Shift+Tab")
    press(help_seeker, "[data-leave]:visible", "Enter")
    expect(help_seeker.locator("#end-title")).to_be_focused()
    page.locator("#dismiss").click()


def press(page: Page, control: str, key: str, *, step: str = "Tab") -> None:
    """Go to a control with Tab or backwards, and press a key there."""
    place = page.locator(control)
    expect(place).to_be_visible()
    for _ in range(40):
        if place.evaluate("(control) => control === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press(step)
    raise AssertionError(f"{control} is not within reach of the keyboard")


def test_nothing_is_sent_while_somebody_is_still_writing(console: Make, seek: Make) -> None:
    page, help_seeker = console(), seek("")
    help_seeker.locator("#first").press_sequentially("Ik ben bang, en hij")
    expect(page.locator("#next")).to_have_attribute("aria-disabled", "false")
    page.locator("#next").click()
    expect(help_seeker.locator("#say")).to_be_focused()
    help_seeker.keyboard.type(" komt zo")
    expect(help_seeker.locator("#say")).to_have_value("Ik ben bang, en hij komt zo")
    expect(help_seeker.locator("talk-log .notice")).to_contain_text("nog niet verstuurd")
    expect(page.locator(".message[data-from=other]")).to_have_count(0)


def test_a_text_longer_than_a_message_goes_as_several(console: Make, seek: Make) -> None:
    words = " ".join(f"woord{n}" for n in range(900))
    page, help_seeker = console(), seek(words)
    take_many(page, 3)
    texts = page.locator("talk-log:visible .message[data-from=other] .message-body").all_inner_texts()
    assert " ".join(texts) == words
    expect(help_seeker.locator("#say")).to_have_value("")


def take_many(page: Page, messages: int) -> None:
    expect(page.locator("#next")).to_have_attribute("aria-disabled", "false")
    page.locator("#next").click()
    expect(page.locator("talk-log:visible .message[data-from=other]")).to_have_count(messages)


def test_stopping_without_a_connection_says_what_is_not_erased_yet_and_erases_it_once_it_can(
    console: Make, seek: Make
) -> None:
    page, help_seeker = console(), seek()
    take(page, "A")
    help_seeker.context.set_offline(True)
    expect(help_seeker.locator("#talk-state")).to_have_text("geen verbinding")
    help_seeker.locator(".menu summary:visible").last.click()
    help_seeker.locator("[data-leave]:visible").click()
    expect(help_seeker.locator("#end-said")).to_contain_text("bij ons staat het er nog")
    expect(help_seeker.locator("#end-erased")).to_be_hidden()
    help_seeker.context.set_offline(False)
    expect(help_seeker.locator("#end-said")).to_contain_text("ook bij ons gewist")
    expect(page.locator("#dismiss")).to_be_visible()


def test_an_end_that_was_missed_blames_nobody_and_says_what_did_not_arrive(console: Make, seek: Make) -> None:
    page, help_seeker = console(), seek()
    take(page, "A")
    help_seeker.context.set_offline(True)
    expect(help_seeker.locator("#talk-state")).to_have_text("geen verbinding")
    help_seeker.locator("#say").fill("ben je er nog")
    help_seeker.locator("#composer button").click()
    end(page)
    help_seeker.context.set_offline(False)
    expect(help_seeker.locator("#end-said")).to_have_text(
        "Het is gestopt terwijl je geen verbinding had. Dat ligt niet aan jou. Je laatste bericht is niet aangekomen."
    )
