"""A whole conversation in two browsers that share nothing: reloads, a broken line, the end; and what is left of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.conftest import ROOT, Demo
from tests.canary.marks import files_of, hits

pytestmark = pytest.mark.browser

# Marked, so that each can be searched for in everything the server keeps, prints or sends.
SAID = "canary-spoken-4711"
ANSWERED = "canary-answered-4712"
FIRST = "canary-waiting-4713"
AFTER_RELOAD = "canary-reload-4714"
AFTER_DROP = "canary-dropped-4715"
AGENT = "CanaryBrowser/4716"
ADDRESS = "203.0.113.47"
CANARIES = (SAID, ANSWERED, FIRST, AFTER_RELOAD, AFTER_DROP, AGENT, ADDRESS)


class Line:
    """The help-seeker's connection, which can be cut; and every frame that went over it."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self.frames: list[str | bytes] = []
        self._open: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/chat/", self._route)

    def _route(self, near: WebSocketRoute) -> None:
        if self.is_cut:
            near.close(code=1001)
            return
        far = near.connect_to_server()
        self._open += [near, far]
        near.on_message(lambda text: self._pass(text, far))
        far.on_message(lambda text: self._pass(text, near))

    def _pass(self, text: str | bytes, to: WebSocketRoute) -> None:
        self.frames.append(text)
        to.send(text)

    def cut(self) -> None:
        """Break the line until mend()."""
        self.is_cut = True
        for end in self._open:
            end.close(code=1001)
        self._open.clear()

    def mend(self) -> None:
        """Let the page connect again."""
        self.is_cut = False


def say(page: Page, text: str) -> None:
    page.locator("#say").fill(text)
    page.locator("#composer button").click()


def log(page: Page, text: str) -> object:
    return expect(page.locator(".message-body", has_text=text)).to_be_visible(timeout=15_000)


@pytest.fixture
def counsellor(sign_in: Callable[..., Page], demo: Demo) -> Iterator[Page]:
    """Asha at her console, on duty for chat."""
    page = sign_in("Asha", viewport={"width": 1280, "height": 800}, reduced_motion="no-preference")
    page.goto(f"{demo.url}/console/")
    expect(page.locator("#queue-waiting")).to_have_text("0")
    start = page.locator("button[name=action][value=check_in]")
    start.click()
    expect(page.locator("#queue-duty")).to_have_text("1")
    yield page
    page.locator("button[name=action][value=check_out]").click()
    expect(page.locator("#queue-duty")).to_have_text("0")


def test_two_browsers_hold_a_chat_through_reloads_and_a_broken_line_and_nothing_is_left(
    demo: Demo,
    counsellor: Page,
    launch: Callable[[], Browser],
    sign_in: Callable[..., Page],
) -> None:
    another = launch()
    context = another.new_context(
        locale="nl-NL",
        viewport={"width": 390, "height": 844},
        reduced_motion="no-preference",
        user_agent=AGENT,
        extra_http_headers={"X-Forwarded-For": ADDRESS},
    )
    help_seeker = context.new_page()
    line = Line(help_seeker)
    frames = watch(counsellor)
    # Only a socket that opens from now on is watched.
    counsellor.reload()
    expect(counsellor.locator("#queue-duty")).to_have_text("1")

    help_seeker.goto(f"{demo.url}/nl/chat/")
    help_seeker.locator("#start").click()
    help_seeker.locator("#first").fill(FIRST)
    help_seeker.locator("#first").blur()
    expect(counsellor.locator("#queue-waiting")).to_have_text("1")
    counsellor.locator("#next").click()
    log(counsellor, FIRST)
    log(help_seeker, FIRST)
    assert digits_of(help_seeker) == digits_of(counsellor)

    say(counsellor, ANSWERED)
    log(help_seeker, ANSWERED)
    say(help_seeker, SAID)
    log(counsellor, SAID)
    # Read marks come sealed, in words.
    expect(help_seeker.locator(".message", has_text=SAID)).to_have_attribute(
        "data-state", "read", timeout=15_000
    )

    help_seeker.reload()
    for text in (FIRST, ANSWERED, SAID):
        log(help_seeker, text)
    say(help_seeker, AFTER_RELOAD)
    log(counsellor, AFTER_RELOAD)

    counsellor.reload()
    counsellor.locator("#threads a, #threads button").first.click()
    for text in (FIRST, ANSWERED, SAID, AFTER_RELOAD):
        log(counsellor, text)

    line.cut()
    say(help_seeker, AFTER_DROP)
    help_seeker.wait_for_timeout(1500)
    expect(counsellor.locator(".message-body", has_text=AFTER_DROP)).to_have_count(0)
    line.mend()
    log(counsellor, AFTER_DROP)
    expect(counsellor.locator(".message-body", has_text=AFTER_DROP)).to_have_count(1)

    counsellor.locator("#end-menu summary").click()
    counsellor.locator("#end").click()
    expect(help_seeker.locator("#end-title")).to_be_visible(timeout=15_000)
    assert not context.cookies()
    assert help_seeker.evaluate("sessionStorage.length + localStorage.length") == 0
    another.close()

    conv = conversation_of(line.frames)
    assert held(demo, conv).startswith("Nothing is held in the database.")
    office = sign_in("Noor")
    office.goto(f"{demo.url}/held/")
    expect(office.locator("main")).to_contain_text("staan 0 halve sleutels")
    wire = [as_text(frame) for frame in (*line.frames, *frames)]
    assert sum('"t":"msg"' in as_text(frame) for frame in frames) >= 5
    places = [
        *((f"frame {n}", frame.encode("latin-1")) for n, frame in enumerate(wire)),
        *files_of(demo.folder),
    ]
    assert any(name.endswith("sqlite3") for name, _ in places)
    assert hits(places, [canary.encode() for canary in CANARIES]) == []


def watch(page: Page) -> list[str | bytes]:
    """Collect every frame of a page's sockets from now on."""
    frames: list[str | bytes] = []

    def keep(frame: str | bytes) -> None:
        frames.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    return frames


def digits_of(page: Page) -> str:
    page.locator("#sealed summary").click()
    digits = "".join(filter(str.isdigit, page.locator("#digits").inner_text()))
    page.locator("#sealed summary").click()
    assert len(digits) == 9
    return digits


def conversation_of(frames: list[str | bytes]) -> str:
    text = next(as_text(frame) for frame in frames if "conv.open" in as_text(frame))
    return text.split('"conv":"')[1].split('"')[0]


def held(demo: Demo, conv: str) -> str:
    """Ask the demo's own database what is held."""
    return subprocess.run(
        [sys.executable, "-m", "helpline", "demo", "held", conv],
        cwd=ROOT,
        env={**os.environ, "HELPLINE_DEMO_DIR": str(demo.folder)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def as_text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("latin-1")
