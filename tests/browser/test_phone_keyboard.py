"""What stays in sight when a phone's keyboard takes half of the screen and gives it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import answer, take, write

pytestmark = pytest.mark.browser
Make = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
# The pages ask for it (interactive-widget=resizes-content), and at this height the document scrolls, not the pane.
WITH_KEYBOARD = {"width": 390, "height": 430}
LONG = "\n".join(f"regel {n}" for n in range(60))
# Where the first line of the long message stands: it says how far somebody has scrolled, whatever scrolls.
TOP = "() => document.querySelector('.message[data-from] .message-body').getBoundingClientRect().top"


@pytest.fixture
def talk(console: Make, seek: Make) -> tuple[Page, Page]:
    """A conversation longer than a phone: the counsellor's page, and the help-seeker's."""
    page, help_seeker = console(), seek(LONG, viewport=PHONE)
    take(page, "A")
    write(page, "ik lees het")
    expect(said(help_seeker, "ik lees het")).to_be_in_viewport()
    return page, help_seeker


def said(page: Page, text: str) -> Locator:
    return page.locator("talk-log:visible .message-body", has_text=text)


def test_the_newest_stays_in_sight_while_the_keyboard_opens_and_closes(talk: tuple[Page, Page]) -> None:
    page, help_seeker = talk
    help_seeker.set_viewport_size(WITH_KEYBOARD)
    expect(said(help_seeker, "ik lees het")).to_be_in_viewport()
    expect(help_seeker.locator("#say")).to_be_in_viewport()
    write(page, "neem de tijd")
    expect(said(help_seeker, "neem de tijd")).to_be_in_viewport()
    answer(help_seeker, "dank je")
    expect(said(help_seeker, "dank je")).to_be_in_viewport()
    help_seeker.set_viewport_size(PHONE)
    expect(said(help_seeker, "dank je")).to_be_in_viewport()
    write(page, "graag gedaan")
    expect(said(help_seeker, "graag gedaan")).to_be_in_viewport()


def test_a_keyboard_that_changes_its_own_height_hides_nothing(talk: tuple[Page, Page]) -> None:
    _, help_seeker = talk
    help_seeker.set_viewport_size(WITH_KEYBOARD)
    help_seeker.set_viewport_size({"width": 390, "height": 330})
    expect(said(help_seeker, "ik lees het")).to_be_in_viewport()
    expect(help_seeker.locator("#say")).to_be_in_viewport()


def test_whoever_reads_further_up_stays_there_while_the_keyboard_opens_and_closes(
    talk: tuple[Page, Page],
) -> None:
    page, help_seeker = talk
    help_seeker.locator("#content").evaluate("(pane) => { pane.scrollTop = 300; }")
    before = settled_top(help_seeker)
    help_seeker.set_viewport_size(WITH_KEYBOARD)
    assert settled_top(help_seeker) == before
    write(page, "neem de tijd")
    expect(said(help_seeker, "neem de tijd")).to_be_attached()
    assert settled_top(help_seeker) == before
    help_seeker.evaluate("scrollBy(0, 100)")
    assert settled_top(help_seeker) == before - 100
    help_seeker.set_viewport_size(PHONE)
    assert settled_top(help_seeker) == before - 100


def settled_top(page: Page) -> int:
    """Return where the first line stands, once everything that follows a new size has run."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return round(page.evaluate(TOP))


def test_a_box_that_grows_hides_nothing_and_what_comes_is_followed(talk: tuple[Page, Page]) -> None:
    page, help_seeker = talk
    help_seeker.locator("#say").fill("regel\n" * 8)
    expect(said(help_seeker, "ik lees het")).to_be_in_viewport(ratio=1)
    write(page, "neem de tijd")
    expect(said(help_seeker, "neem de tijd")).to_be_in_viewport(ratio=1)


def test_the_newest_is_there_when_the_page_was_covered_meanwhile(talk: tuple[Page, Page]) -> None:
    page, help_seeker = talk
    help_seeker.set_viewport_size(WITH_KEYBOARD)
    settled_top(help_seeker)
    help_seeker.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(help_seeker.locator("#cover")).to_be_visible()
    help_seeker.set_viewport_size(PHONE)
    write(page, LONG)
    write(page, "neem de tijd")
    expect(help_seeker.locator(".message-body", has_text="neem de tijd")).to_be_attached()
    help_seeker.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(said(help_seeker, "neem de tijd")).to_be_in_viewport()


# A phone, where the document scrolls at every height, and a desk, where it does at the lower one.
@pytest.mark.parametrize("width", [390, 1280])
def test_the_console_too_keeps_the_newest_in_sight(console: Make, seek: Make, width: int) -> None:
    high, low = {"width": width, "height": 844}, {"width": width, "height": 430}
    page, help_seeker = console(viewport=high), seek(LONG)
    take(page, "A")
    expect(page.locator("#say")).to_be_in_viewport()
    page.set_viewport_size(low)
    expect(page.locator("#say")).to_be_in_viewport()
    answer(help_seeker, "ben je er nog")
    expect(said(page, "ben je er nog")).to_be_in_viewport()
    write(page, "ja")
    page.set_viewport_size(high)
    expect(said(page, "ja")).to_be_in_viewport()
    answer(help_seeker, "fijn")
    expect(said(page, "fijn")).to_be_in_viewport()
    expect(page.locator("#newer")).to_be_hidden()


def test_at_the_console_too_whoever_reads_further_up_stays_there(console: Make, seek: Make) -> None:
    page, help_seeker = console(viewport={"width": 1280, "height": 844}), seek(LONG)
    take(page, "A")
    page.locator("#pane-log").evaluate("(pane) => { pane.scrollTop = 200; }")
    before = settled_top(page)
    page.set_viewport_size({"width": 1280, "height": 430})
    answer(help_seeker, "ben je er nog")
    expect(page.locator("#newer")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 844})
    assert settled_top(page) == before
