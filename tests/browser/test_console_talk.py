"""What is said at the console in a browser, with help-seekers beside it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.desk import answer, end, take, write

pytestmark = pytest.mark.browser


def test_two_conversations_are_held_side_by_side(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, first = console(), seek("een")
    take(page, "A")
    seek("twee")
    take(page, "B")
    answer(first, "ben je er nog")
    expect(page.locator("a.thread").nth(0).locator(".count")).to_contain_text("1")
    expect(page).to_have_title("(1) " + page.locator(".staffbar-nav a[aria-current]").inner_text())
    page.locator("a.thread").nth(0).click()
    expect(page.locator("talk-log:visible .message-body")).to_have_text(["een", "ben je er nog"])
    expect(page.locator(".count")).to_have_count(0)


def test_what_is_half_written_stays_with_its_conversation(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(), seek()
    take(page, "A")
    page.locator("#say").fill("half een antwoord")
    seek()
    page.locator("#duty").click()
    take(page, "B")
    expect(page.locator("#say")).to_have_value("")
    page.locator("a.thread").nth(0).click()
    expect(page.locator("#say")).to_have_value("half een antwoord")


def test_both_see_the_same_digits_and_that_a_message_is_read(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek()
    take(page, "A")
    write(page, "Hallo, ik ben er.")
    help_seeker.bring_to_front()
    expect(help_seeker.locator(".message[data-from=other] .message-body")).to_have_text("Hallo, ik ben er.")
    expect(page.locator(".message[data-from=self]")).to_have_attribute("data-state", "read")
    theirs = "".join(help_seeker.locator("#digits").text_content() or "").replace(" ", "")
    assert (page.locator("#digits").text_content() or "").replace(" ", "") == theirs
    assert len(theirs) == 9


def test_a_message_below_what_is_being_read_is_pointed_at(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek()
    take(page, "A")
    write(page, "regel\n" * 60)
    expect(page.locator(".message[data-from=self]")).to_have_count(1)
    page.locator("#pane-log").evaluate("(pane) => { pane.scrollTop = 0; }")
    answer(help_seeker, "ben je er nog")
    page.locator("#newer").click()
    expect(page.locator(".message-body", has_text="ben je er nog")).to_be_in_viewport()
    expect(page.locator("#newer")).to_be_hidden()
    expect(page.locator("#say")).to_be_focused()
    answer(help_seeker, "en nu")
    expect(page.locator(".message-body", has_text="en nu")).to_be_in_viewport()
    expect(page.locator("#newer")).to_be_hidden()


def test_on_a_phone_too_a_message_below_is_pointed_at(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(viewport={"width": 390, "height": 844}), seek()
    take(page, "A")
    write(page, "regel\n" * 60)
    expect(page.locator(".message[data-from=self]")).to_have_count(1)
    page.evaluate("scrollTo(0, 0)")
    answer(help_seeker, "ben je er nog")
    expect(page.locator("#newer")).to_be_in_viewport(ratio=1)
    page.locator("#newer").click()
    expect(page.locator(".message-body", has_text="ben je er nog")).to_be_in_viewport()
    expect(page.locator("#newer")).to_be_hidden()


def test_a_message_that_is_too_long_says_by_how_much(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(), seek()
    take(page, "A")
    write(page, "é" * 1_760)
    expect(page.locator("#say-error")).to_contain_text("Dit bericht is 10 tekens te lang.")
    expect(page.locator("#say-error")).to_contain_text("in 2 berichten")


def test_the_help_seeker_sees_that_somebody_is_writing(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek()
    take(page, "A")
    page.locator("#say").press_sequentially("Neem de tijd")
    help_seeker.bring_to_front()
    expect(help_seeker.locator(".event[data-kind=typing]")).to_contain_text("Asha")


def test_a_reload_brings_back_what_both_wrote(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek("een")
    take(page, "A")
    write(page, "twee")
    expect(help_seeker.locator(".message[data-from=other]")).to_have_count(1)
    page.reload()
    expect(page.locator("talk-log .message-body")).to_have_text(["een", "twee"])
    answer(help_seeker, "drie")
    expect(page.locator("talk-log .message-body")).to_have_text(["een", "twee", "drie"])


def test_a_counsellor_who_reloads_is_said_to_be_back_once(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek(language="en")
    take(page, "A")
    events = help_seeker.locator("#log .event:not([data-kind=typing])")
    begun, back = re.compile(r"^You are talking with Asha, .+"), re.compile(r"^Asha is back, \d.+")
    says_hello = False
    page.route_web_socket("**/ws/console/", lambda line: pass_on(line, lambda: says_hello))
    page.reload()
    expect(events).to_have_text([begun, re.compile("^Asha is back in a moment")])
    # Its keys were taken, and it goes again before its hello: the next one makes new keys.
    expect(page.locator("#digits")).not_to_be_empty()
    says_hello = True
    page.reload()
    expect(help_seeker.locator("#talk-state")).to_have_text("connected")
    expect(events).to_have_text([begun, back])
    page.reload()
    expect(events).to_have_text([begun, back, back])


def pass_on(line: WebSocketRoute, may_speak: Callable[[], bool]) -> None:
    """Let everything through, but what is sealed only where that may be."""
    server = line.connect_to_server()
    line.on_message(lambda said: server.send(said) if may_speak() or '"t":"msg"' not in str(said) else None)


def test_what_is_written_without_a_network_arrives_once(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek()
    take(page, "A")
    page.context.set_offline(True)
    expect(page.locator("#connection button")).to_be_visible()
    write(page, "ik kom terug")
    expect(page.locator(".message[data-from=self]")).to_have_attribute("data-state", "failed")
    page.context.set_offline(False)
    expect(help_seeker.locator(".message[data-from=other] .message-body")).to_have_text(["ik kom terug"])
    expect(page.locator("#connection button")).to_have_count(0)


def test_an_ended_conversation_leaves_no_word_on_the_page(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, help_seeker = console(), seek("kanarie een")
    take(page, "A")
    page.locator("#say").fill("kanarie twee")
    end(page, "#end-abuse")
    expect(page.locator("#dismiss")).to_be_focused()
    assert "kanarie" not in page.content() + page.locator("#say").input_value()
    expect(help_seeker.locator("#end-title")).to_be_visible()
    page.locator("#dismiss").click()
    expect(page.locator("a.thread")).to_have_count(0)


def test_the_console_works_by_keyboard_alone(console: Callable[..., Page], seek: Callable[..., Page]) -> None:
    page, help_seeker = console(), seek()
    press = page.keyboard.press
    expect(page.locator("#next")).to_have_attribute("aria-disabled", "false")
    for control, key in (("#next", "Enter"), ("a.thread", "Enter"), ("#say", "a"), ("#say", "Control+Enter")):
        walk_to(page, control)
        press(key)
        expect(page.locator("#pane-title")).to_contain_text("A")
        expect(page.locator("#pane-log .message").first).to_be_visible()
    expect(help_seeker.locator(".message[data-from=other] .message-body")).to_have_text("a")
    for control in ("#end-menu summary", "#end", "#dismiss"):
        walk_to(page, control)
        press("Enter")
    expect(page.locator("a.thread")).to_have_count(0)


def walk_to(page: Page, control: str) -> None:
    """Go on with Tab until a control has the focus; fail after a whole round."""
    expect(page.locator(control)).to_be_visible()
    for _ in range(40):
        if page.evaluate("(control) => document.activeElement?.matches(control)", control):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{control} is not within reach of the keyboard")
