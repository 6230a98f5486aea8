"""The same with a real browser: what goes over the wire, and what stays on its disk after the exit button."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.canary import marks
from tests.canary.conftest import MARKED, House
from tests.canary.marks import files_of, hits
from tests.load.pages import Counsellor
from tests.sealing import hlc1
from tests.sealing.hlc1 import b64u_decode, b64u_encode

pytestmark = pytest.mark.browser
# The whole browser where there is one, as people have it: the search is for what it leaves on the disk.
CHROMIUM = shutil.which("chromium") or os.environ.get("HELPLINE_TEST_CHROMIUM", "")
# Tells the test, and only the test, each 32 random bytes that the page draws; the page itself knows nothing of it.
WITNESS = """
const draw = Crypto.prototype.getRandomValues;
Crypto.prototype.getRandomValues = function (array) {
  const drawn = draw.call(this, array);
  const bytes = new Uint8Array(drawn.buffer, drawn.byteOffset, drawn.byteLength);
  if (bytes.length === 32) window.drawn32([...bytes]);
  return drawn;
};
"""


class Visitor:
    """A browser with a profile on the disk, its sockets' frames and the random bytes that its page drew."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context, self.page = context, page
        self.wire: list[str] = []
        self.drawn: list[bytes] = []
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        for event in ("framesent", "framereceived"):
            socket.on(event, lambda text: self.wire.append(str(text)))

    def frame(self, kind: str) -> dict[str, Any]:
        """Return the first frame of a kind that went over the wire."""
        found: dict[str, Any] = next(
            one for one in map(json.loads, self.wire) if isinstance(one, dict) and one["t"] == kind
        )
        return found

    @property
    def seed(self) -> bytes:
        """Return the seed that the page committed to, found among what it drew."""
        opened = self.frame("conv.open")
        conv, commit = b64u_decode(opened["conv"]), b64u_decode(opened["commit"])
        return next(drawn for drawn in self.drawn if hlc1.commit_to(conv, 1, drawn) == commit)


@asynccontextmanager
async def visit(house: House, profile: Path) -> AsyncIterator[Visitor]:
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
            user_agent=marks.AGENT,
            extra_http_headers={name: MARKED[name] for name in ("X-Forwarded-For", "X-Real-IP")},
            locale="nl-NL",
        )
        page = context.pages[0]
        visitor = Visitor(context, page)
        await context.expose_function("drawn32", lambda array: visitor.drawn.append(bytes(array)))
        await context.add_init_script(WITNESS)
        # Where the exit button leads; nothing outside this machine is asked.
        await context.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
        yield visitor
        await context.close()


async def talk(house: House, visitor: Visitor, counsellor: Counsellor) -> str:
    """Hold a conversation from the page; return its id."""
    page = visitor.page
    await page.goto(f"{house.server.origin}/nl/chat/")
    await page.locator("#start").click()
    await counsellor.until(
        lambda: any(frame["t"] == "queue" and frame["waiting"] for frame in counsellor.frames), 30
    )
    await counsellor.take_next()
    await counsellor.until(lambda: bool(counsellor.acked), 20)
    await page.locator("#say").fill(marks.SAID)
    await page.locator("#composer button").click()
    await counsellor.until(lambda: marks.SAID in counsellor.read)
    await counsellor.say(next(iter(counsellor.epochs)), marks.ANSWERED)
    await expect(page.locator("#log")).to_contain_text(marks.ANSWERED)
    return next(iter(counsellor.epochs))


def apart(journey: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: where other tests drive a browser, this thread's event loop is theirs."""
    thread = ThreadPoolExecutor(1)
    try:
        thread.submit(asyncio.run, asyncio.wait_for(journey, 200)).result()
    finally:
        thread.shutdown(wait=False)


def test_t23_a_browsers_conversation_leaves_no_mark_in_the_house_or_on_the_wire(
    sqlite_house: House, tmp_path: Path
) -> None:
    apart(leave_no_mark_on_the_wire(sqlite_house, tmp_path / "profile"))


async def leave_no_mark_on_the_wire(house: House, profile: Path) -> None:
    _, counsellor = house.pages()
    async with counsellor, visit(house, profile) as visitor:
        conv = await talk(house, visitor, counsellor)
        house.wire = visitor.wire
        assert await asyncio.to_thread(house.hits) == []
        await counsellor.end(conv)
        await expect(visitor.page.locator("#end-title")).to_be_visible()
    assert house.server.run("helpline", "held", conv).startswith("Nothing is held")
    assert house.hits(also=(b64u_encode(visitor.seed),)) == []


def test_t24_nothing_readable_is_left_in_the_browser_after_the_exit_button(
    sqlite_house: House, tmp_path: Path
) -> None:
    apart(leave_nothing_readable(sqlite_house, tmp_path / "profile"))


async def leave_nothing_readable(house: House, profile: Path) -> None:
    _, counsellor = house.pages()
    async with counsellor, visit(house, profile) as visitor:
        conv = await talk(house, visitor, counsellor)
        await visitor.page.locator("#say").fill(f"{marks.SAID}, nog niet verstuurd")
        await visitor.page.locator("[data-exit]").click()
        await visitor.page.wait_for_url("https://www.wikipedia.org/**")
        await counsellor.until(lambda: counsellor.closed.get(conv) == "help_seeker")
    held = list(files_of(profile))
    assert hits(held, [b"localhost"]), "the search must see what a browser does keep"
    assert hits(held, [marks.SAID.encode(), marks.ANSWERED.encode(), visitor.seed]) == []
    assert house.server.run("helpline", "held", conv).startswith("Nothing is held")
