"""What a counsellor does at the console, and what axe says of it."""

import json
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
# The rules of WCAG 2.2 A and AA, and the best practices.
RUN_AXE = """axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
}).then(({ violations }) => JSON.stringify(violations.map((one) =>
  one.id + ": " + one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | "))))"""


def take(page: Page, letter: str) -> None:
    expect(page.locator("#next")).to_have_attribute("aria-disabled", "false")
    page.locator("#next").click()
    expect(page.locator("#pane-title")).to_contain_text(letter)
    expect(page.locator("talk-log:visible .message[data-from=other]")).to_have_count(1)


def write(page: Page, text: str) -> None:
    page.locator("#say").fill(text)
    page.locator("#say").press("Control+Enter")


def answer(help_seeker: Page, text: str) -> None:
    help_seeker.locator("#say").fill(text)
    help_seeker.locator("#say").locator("xpath=ancestor::form").get_by_role("button").click()


def end(page: Page, button: str = "#end") -> None:
    page.locator("#end-menu summary").click()
    page.locator(button).click()
    expect(page.locator("#dismiss")).to_be_visible()


def go_on_duty(page: Page) -> None:
    """Start one's duty at the console; without a seat, step into the first that nobody holds."""
    start = page.locator("#duty button[value=check_in]")
    step_in = page.locator("#duty form:has([value=step_in]) button")
    start.or_(step_in).first.click()
    expect(page.locator("#duty button[value=check_out]")).to_be_visible()


def check_out(page: Page) -> None:
    """Stop one's duty, whoever waits."""
    page.locator("#duty button[value=check_out]").click()
    go, off = page.locator("#duty-go"), page.locator("#duty button[value=check_in]")
    expect(go.or_(off).locator("visible=true")).to_have_count(1)
    if go.is_visible():
        go.click()
    expect(off).to_be_visible()


Look = tuple[int, Literal["light", "dark"]]
# Both languages together see every width in both schemes; no colour hangs on a width.
LOOKS: dict[str, tuple[Look, Look]] = {
    "nl": ((390, "light"), (1280, "dark")),
    "en": ((390, "dark"), (1280, "light")),
}


def findings_in_both_looks(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, on a phone and on a desk, one light and one dark.

    One page that is looked at twice: to walk there again takes longer. The page is left in the size it was
    found in, and must not move: a colour on its way to another has the contrast of neither.
    """
    before, found = page.viewport_size, []
    language = page.locator("html").get_attribute("lang")
    for width, scheme in LOOKS["en" if language == "en" else "nl"]:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width}-{scheme}: {one}" for one in findings(page)]
    if before is not None:
        page.set_viewport_size(before)
    return found


def findings_in_one_look(page: Page) -> list[str]:
    """The same in one of the two looks, another for each language: for pages that are a form and little else."""
    language = page.locator("html").get_attribute("lang")
    width, scheme = LOOKS["nl"][0 if language == "nl" else 1]
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    return findings(page)


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, and whether it scrolls sideways.

    axe runs past the page's own policy, as a tool of the browser and not as a script of the page.
    """
    page.locator("h1:visible").first.wait_for()
    tool = page.context.new_cdp_session(page)
    if not page.evaluate("'axe' in window"):
        tool.send("Runtime.evaluate", {"expression": f"{AXE};0"})
    said = tool.send("Runtime.evaluate", {"expression": RUN_AXE, "awaitPromise": True, "returnByValue": True})
    found: list[str] = json.loads(said["result"]["value"])
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    return found
