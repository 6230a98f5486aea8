"""What a help-seeker does without a counsellor's help: leave at once, knock, come back, wait, stop."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import Demo, leave
from tests.browser.desk import check_out, go_on_duty

pytestmark = pytest.mark.browser
ELSEWHERE = "https://www.wikipedia.org/"
# From page to page of ours: the link, and where it leads.
WAYS = [
    ("footer a", "/en/safe/"),
    ("a.skip", "/en/safe/#content"),
    ("footer a >> nth=1", "/en/data/"),
    ("main a.button", "/en/"),
    ("a.masthead-language", "/nl/"),
    ("a.way-link[href$='/chat/']", "/nl/chat/"),
    ("footer a", "/nl/veilig/"),
]


@pytest.fixture
def on_duty(sign_in: Callable[..., Page], demo: Demo) -> Iterator[Page]:
    """Leila on duty for chat, so that the door is open."""
    page = sign_in("Leila", viewport={"width": 1280, "height": 800})
    page.goto(f"{demo.url}/console/")
    go_on_duty(page)
    expect(page.locator("#queue-duty")).to_have_text("1")
    yield page
    check_out(page)
    expect(page.locator("#queue-duty")).to_have_text("0")


@pytest.fixture
def visitor(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A phone's browser, which leaves the queue at the end.

    Where the exit leads is answered here, so that no test asks a stranger.
    """
    context = new_context(viewport={"width": 390, "height": 844})
    context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="elsewhere", content_type="text/plain"))
    page = context.new_page()
    yield page
    leave(page)


def start_waiting(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/nl/")
    page.locator("a.way-link[href$='/chat/']").click()
    page.locator("#start").click()
    expect(page.locator("#first")).to_be_visible(timeout=15_000)


def posts_of(page: Page) -> list[str]:
    """Collect where a page posts to from now on."""
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if request.method == "POST" else None)
    return told


def press_the_exit(page: Page) -> None:
    page.locator("a[data-exit]").click()


def press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [press_the_exit, press_shift_three_times])
def test_leaving_ends_wipes_and_goes_elsewhere(
    demo: Demo, on_duty: Page, visitor: Page, leave: Callable[[Page], None]
) -> None:
    told = posts_of(visitor)
    start_waiting(visitor, demo)
    expect(on_duty.locator("#queue-waiting")).to_have_text("1")
    leave(visitor)
    visitor.wait_for_url(ELSEWHERE)
    expect(on_duty.locator("#queue-waiting")).to_have_text("0", timeout=15_000)
    assert told == [f"{demo.url}/chat/leave"]
    visitor.goto(f"{demo.url}/nl/chat/")
    assert visitor.evaluate("sessionStorage.length") == 0


def test_the_exit_of_any_page_ends_a_conversation_that_waits_in_the_tab(
    demo: Demo, on_duty: Page, visitor: Page
) -> None:
    start_waiting(visitor, demo)
    expect(on_duty.locator("#queue-waiting")).to_have_text("1")
    visitor.goto(f"{demo.url}/nl/veilig/")
    told = posts_of(visitor)
    press_the_exit(visitor)
    visitor.wait_for_url(ELSEWHERE)
    expect(on_duty.locator("#queue-waiting")).to_have_text("0", timeout=15_000)
    assert told == [f"{demo.url}/chat/leave"]
    visitor.goto(f"{demo.url}/nl/veilig/")
    assert visitor.evaluate("sessionStorage.length") == 0


def test_back_after_the_exit_finds_no_page_of_ours(demo: Demo, on_duty: Page, visitor: Page) -> None:
    visitor.goto("about:blank")
    visitor.goto(f"{demo.url}/en/")
    entries = visitor.evaluate("history.length")
    for link, leads_to in WAYS:
        visitor.locator(link).first.press("Enter")
        visitor.wait_for_url(f"{demo.url}{leads_to}")
    assert visitor.evaluate("history.length") == entries
    visitor.locator("a[data-exit]").click()
    visitor.wait_for_url(ELSEWHERE)
    visitor.go_back()
    assert visitor.url == "about:blank"


def test_the_exit_is_a_plain_link_without_script(
    demo: Demo, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{demo.url}/nl/chat/")
    expect(page.locator("a[data-exit]")).to_have_attribute("href", ELSEWHERE)


def test_without_script_nothing_is_said_to_be_loading(
    demo: Demo, new_context: Callable[..., BrowserContext], console: Callable[..., Page]
) -> None:
    console()
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{demo.url}/nl/chat/")
    expect(page.locator("noscript p", has_text="werkt alleen met JavaScript")).to_be_visible()
    expect(page.locator("#loading")).to_be_hidden()


def test_a_script_that_does_not_arrive_is_said_to_be_loading(
    demo: Demo, new_context: Callable[..., BrowserContext], console: Callable[..., Page]
) -> None:
    console()
    page = new_context().new_page()
    page.route("**/chat*.js", lambda route: route.abort())
    page.goto(f"{demo.url}/nl/chat/")
    expect(page.locator("#loading")).to_be_visible()
    expect(page.locator("noscript p")).to_have_count(0)


def test_a_knock_at_a_shut_door_is_counted_once_and_thanked_for(demo: Demo, visitor: Page) -> None:
    visitor.goto(f"{demo.url}/nl/")
    visitor.locator("[data-knock-button]").click()
    expect(visitor.locator("[data-knock-said]")).to_contain_text("Dank je", timeout=15_000)
    expect(visitor.locator("[data-knock-button]")).to_be_hidden()
    visitor.reload()
    expect(visitor.locator("[data-knock]")).to_be_hidden()


def test_a_knock_whose_answer_was_lost_is_told_again_and_not_counted_again(demo: Demo, visitor: Page) -> None:
    knocks, answers = [], []

    def line(near: WebSocketRoute) -> None:
        far = near.connect_to_server()

        def up(text: str | bytes) -> None:
            if json.loads(text)["t"] == "knock":
                knocks.append(json.loads(text)["proof"])
            far.send(text)

        def down(text: str | bytes) -> None:
            answers.append(json.loads(text))
            if answers[-1]["t"] == "knocked":
                near.close(code=1001)
            else:
                near.send(text)

        near.on_message(up)
        far.on_message(down)

    visitor.route_web_socket("**/ws/chat/", line)
    visitor.goto(f"{demo.url}/nl/")
    said = visitor.locator("[data-knock-said]")
    visitor.locator("[data-knock-button]").click()
    expect(said).to_contain_text("Dat lukte niet")
    visitor.locator("[data-knock-button]").click()
    expect(said).to_contain_text("Dank je")
    assert knocks == [knocks[0]] * 2
    assert (answers[-1]["t"], answers[-1].get("code")) == ("err", "proof")


def test_a_copied_tab_says_where_the_conversation_is(demo: Demo, on_duty: Page, visitor: Page) -> None:
    start_waiting(visitor, demo)
    with visitor.context.expect_page() as opened:
        visitor.evaluate("window.open(location.href)")
    expect(opened.value.locator("#elsewhere-title")).to_be_visible(timeout=15_000)
    expect(visitor.locator("#first")).to_be_visible()
    press_the_exit(visitor)
    visitor.wait_for_url(ELSEWHERE)


def test_what_is_written_is_covered_while_nobody_looks(demo: Demo, on_duty: Page, visitor: Page) -> None:
    start_waiting(visitor, demo)
    visitor.locator("#first").fill("half a sentence")
    visitor.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(visitor.locator("#first")).to_be_hidden()
    expect(visitor.locator("#cover")).to_be_visible()
    visitor.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(visitor.locator("#first")).to_be_focused()
    expect(visitor.locator("#first")).to_have_value("half a sentence")
    press_the_exit(visitor)
    visitor.wait_for_url(ELSEWHERE)


def test_nothing_of_the_waiting_room_shows_while_nobody_looks(
    demo: Demo, on_duty: Page, visitor: Page
) -> None:
    start_waiting(visitor, demo)
    visitor.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(visitor.locator("#cover")).to_be_visible()
    shown = visitor.locator("body").inner_text().split("\n")
    assert [line for line in shown if line.strip()][1:] == [
        "Naar de inhoud",
        "Deze pagina is verborgen",
        "Je ziet alles weer als je terug bent in dit venster.",
    ]


def test_a_reload_loses_no_word_that_was_not_sent(demo: Demo, on_duty: Page, visitor: Page) -> None:
    start_waiting(visitor, demo)
    visitor.locator("#first").fill("nog niet af")
    visitor.locator("#first-send").uncheck()
    visitor.wait_for_timeout(800)
    visitor.reload()
    expect(visitor.locator("#first")).to_have_value("nog niet af")
    expect(visitor.locator("#first-send")).not_to_be_checked()


def test_stopping_the_wait_erases_the_place(demo: Demo, on_duty: Page, visitor: Page) -> None:
    start_waiting(visitor, demo)
    visitor.get_by_role("button", name="Stop met wachten").click()
    expect(visitor.locator("#end-title")).to_be_focused(timeout=15_000)
    expect(on_duty.locator("#queue-waiting")).to_have_text("0")
    assert visitor.evaluate("sessionStorage.length") == 0
    assert visitor.locator("#first").input_value() == ""


def test_a_reload_in_the_waiting_room_keeps_the_place(demo: Demo, on_duty: Page, visitor: Page) -> None:
    start_waiting(visitor, demo)
    visitor.reload()
    expect(visitor.locator("#place-title")).to_have_text("Je bent nummer 1.", timeout=15_000)
    expect(on_duty.locator("#queue-waiting")).to_have_text("1")
    press_the_exit(visitor)
    visitor.wait_for_url(ELSEWHERE)
