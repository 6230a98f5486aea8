"""A demo server of this run's own, and Chromium to visit it with."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from tests.browser.desk import check_out, end, go_on_duty

ROOT = Path(__file__).resolve().parent.parent.parent
# Waiting ends as soon as what is awaited is there; a busy machine is no fault of the page.
expect.set_options(timeout=20_000)
# What the exit does, waited for.
LEAVE = """async () => {
  const { conv, token } = JSON.parse(sessionStorage.getItem("hlc1") ?? "{}");
  if (conv) await fetch("/chat/leave", { method: "POST", body: JSON.stringify({ conv, token }) });
}"""


@dataclass(frozen=True)
class Demo:
    """A running demo: its address, its folder and what it printed."""

    url: str
    folder: Path
    output: Path


def leave(page: Page) -> None:
    """End what a help-seeker's page may have left in the queue."""
    if page.url.startswith("http://localhost"):
        page.evaluate(LEAVE)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start_demo(folder: Path, **more: str) -> tuple[subprocess.Popen[bytes], Demo]:
    """Start `helpline demo`, with more in its environment, and wait until it answers."""
    port = free_port()
    output = folder / "output.txt"
    env = {**os.environ, **more, "HELPLINE_DEMO_PORT": str(port), "HELPLINE_DEMO_DIR": str(folder)}
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.demo", "demo"],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
        )
    url = f"http://localhost:{port}"
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/health/live", timeout=1):
                return process, Demo(url, folder, output)
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"the demo did not start:\n{output.read_text()}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, open now."""
    process, running = start_demo(tmp_path_factory.mktemp("demo"))
    yield running
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[], Browser]]:
    """Start Debian's Chromium, without a screen."""
    with sync_playwright() as playwright:
        yield lambda: playwright.chromium.launch(
            executable_path=os.environ["HELPLINE_TEST_CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )


@pytest.fixture(scope="session")
def chromium(launch: Callable[[], Browser]) -> Iterator[Browser]:
    """The browser that most tests share."""
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that share nothing; each is closed at the end."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        # Without motion: a message that is just fading in has no contrast yet, and drawing costs time.
        still = {"locale": "nl-NL", "reduced_motion": "reduce", **options}
        made.append(chromium.new_context(**still))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture(scope="session")
def sessions(chromium: Browser, demo: Demo) -> Callable[[str], StorageState]:
    """Sign in as one of the cast, once for all tests of this process."""

    @cache
    def make(name: str) -> StorageState:
        context = chromium.new_context(locale="nl-NL")
        page = context.new_page()
        page.goto(f"{demo.url}/demo/")
        page.get_by_role("button", name=f"als {name}").click()
        page.wait_for_load_state()
        state = context.storage_state()
        context.close()
        return state

    return make


@pytest.fixture
def sign_in(
    demo: Demo, new_context: Callable[..., BrowserContext], sessions: Callable[[str], StorageState]
) -> Iterator[Callable[..., Page]]:
    """Open an empty page of one of the cast, signed in; whose pages turned English turn back."""
    turned: list[Page] = []

    def make(name: str, language: str = "nl", **options: object) -> Page:
        page = new_context(storage_state=sessions(name), **options).new_page()
        if language != "nl":
            read_pages_in(page, demo, language)
            turned.append(page)
        return page

    yield make
    for page in turned:
        read_pages_in(page, demo, "nl")


def read_pages_in(page: Page, demo: Demo, language: str) -> None:
    """Choose the language of one's own pages."""
    page.goto(f"{demo.url}/me/")
    page.locator("select[name=language]").select_option(language)
    page.locator("form:has([name=language]) button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.fixture
def console(sign_in: Callable[..., Page], demo: Demo) -> Iterator[Callable[..., Page]]:
    """Open somebody's console and go on duty; at the end every conversation is ended and nobody is on duty."""
    opened: list[Page] = []

    def make(name: str = "Asha", **options: object) -> Page:
        page = sign_in(name, **options)
        page.goto(f"{demo.url}/console/")
        go_on_duty(page)
        opened.append(page)
        return page

    yield make
    for page in opened:
        page.goto(f"{demo.url}/console/")
        expect(page.locator("#queue-waiting")).not_to_have_text("–")
        for thread in page.locator("a.thread").all():
            thread.click()
            end(page)
        check_out(page)


@pytest.fixture
def seek(new_context: Callable[..., BrowserContext], demo: Demo) -> Iterator[Callable[..., Page]]:
    """Start a chat as a help-seeker does, with a first message; at the end nobody waits any more."""
    opened: list[Page] = []

    def make(first: str = "hallo", language: str = "nl", **options: object) -> Page:
        page = new_context(**options).new_page()
        page.goto(f"{demo.url}/{language}/chat/")
        page.locator("#start").click()
        page.locator("#first").fill(first)
        # Whoever is in the field has not finished writing: nothing is sent then.
        page.locator("#first").blur()
        opened.append(page)
        return page

    yield make
    for page in opened:
        leave(page)
