"""The console itself in a browser: its end, its tabs, its device key, its sizes."""

import json
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Demo, start_demo
from tests.browser.desk import end, findings_in_both_looks, take, write
from tests.sealing import hlc1

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]
# A point of the curve; nobody has its private half any more.
TEAM_KEY = "BIqPjx4ZbOlDqnZHOkqMPbFIBcw6BX65aeuTYX-0wRoQ4sbcJx0sVDdF2hHrGzJUj8x6OU7aRuCzhRpnUsGrJ8E"


def test_the_end_is_asked_about_with_a_button_for_either_way(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(), seek()
    take(page, "A")
    page.locator("#end-menu summary").click()
    page.locator("#go-on").click()
    expect(page.locator("#end-menu summary")).to_be_focused()
    expect(page.locator("#end")).to_be_hidden()


def test_a_second_tab_says_that_the_console_is_open(console: Callable[..., Page], demo: Demo) -> None:
    page = console()
    second = page.context.new_page()
    second.goto(f"{demo.url}/console/")
    expect(second.locator("#gate-button")).to_be_visible()
    expect(page.locator("#next")).to_be_visible()
    page.goto("about:blank")
    second.locator("#gate-button").click()
    expect(second.locator("#next")).to_be_visible()
    second.close()


def test_another_browser_takes_the_console_over_and_it_can_be_taken_back(
    console: Callable[..., Page], sign_in: SignIn, seek: Callable[..., Page], demo: Demo
) -> None:
    page, _ = console(), seek("kanarie")
    take(page, "A")
    other = sign_in("Asha")
    other.goto(f"{demo.url}/console/")
    expect(page.locator("#gate-button")).to_be_visible()
    assert "kanarie" not in page.content()
    page.locator("#gate-button").click()
    expect(other.locator("#gate-button")).to_be_visible()
    expect(page.get_by_text("kanarie")).to_be_visible()


def test_a_conversation_that_is_gone_after_a_reload_is_named(
    console: Callable[..., Page], seek: Callable[..., Page], demo: Demo
) -> None:
    page, help_seeker = console(), seek("kanarie")
    take(page, "A")
    page.goto("about:blank")
    help_seeker.locator("summary:visible", has_text="Stop").click()
    help_seeker.locator("[data-leave]:visible").first.click()
    page.goto(f"{demo.url}/console/")
    expect(page.locator("#gone")).to_contain_text("Gesprek A is weg")
    page.locator("#gone button").click()
    expect(page.locator("#gone")).to_be_empty()
    page.reload()
    expect(page.locator("#queue-waiting")).to_have_text("0")
    expect(page.locator("#gone")).to_be_empty()


def test_only_the_device_key_is_kept_and_it_cannot_be_taken_out(
    console: Callable[..., Page], seek: Callable[..., Page]
) -> None:
    page, _ = console(), seek("kanarie")
    take(page, "A")
    assert page.evaluate("[localStorage.length, Object.keys(sessionStorage)]") == [0, ["helpline-letters"]]
    assert page.evaluate("sessionStorage['helpline-letters'].replace(/^\\d+/, '')") == ":A"
    assert page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))") == [
        "helpline-device"
    ]
    kept = page.evaluate(READ_DEVICE)
    assert kept == {"fields": ["cert", "keyPair"], "extractable": False, "length": 163}


READ_DEVICE = """() => new Promise((resolve) => {
  const opening = indexedDB.open("helpline-device");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("device").objectStore("device").getAll();
    asked.onsuccess = () => {
      const [{ keyPair, cert, ...more }] = asked.result;
      const fields = Object.keys({ keyPair, cert, ...more }).sort();
      resolve({ fields, extractable: keyPair.privateKey.extractable, length: cert.length });
    };
  };
})"""


def test_a_browser_that_keeps_no_key_is_told_so(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("Leila")
    page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"
    )
    page.goto(f"{demo.url}/console/")
    expect(page.locator("#gate-title")).to_be_visible()
    expect(page.locator("#gate-button")).to_be_visible()
    expect(page.locator("#side")).to_be_hidden()


def pin_team_key(route: Route) -> None:
    """The console's page as a helpline with a team key serves it."""
    answer = route.fetch()
    route.fulfill(
        response=answer, body=answer.text().replace('data-team-key=""', f'data-team-key="{TEAM_KEY}"')
    )


def test_with_a_team_key_an_uncertified_device_takes_no_conversation(sign_in: SignIn, demo: Demo) -> None:
    page = sign_in("Asha")
    page.route("**/console/", pin_team_key)
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(f"{demo.url}/console/")
    with page.expect_download() as download:
        page.locator("#device-request").click()
    assert set(json.loads(download.value.path().read_text())) == {"v", "t", "device"}
    page.locator("#certificate-file").set_input_files({"name": "a.json", "mimeType": "", "buffer": b"{}"})
    page.locator("#device-certificate button").click()
    expect(page.locator("#certificate-error")).not_to_be_empty()
    assert (sockets, findings_in_both_looks(page)) == ([], [])


@pytest.fixture
def team(tmp_path: Path) -> Iterator[tuple[ec.EllipticCurvePrivateKey, Demo]]:
    """A team's key, and a demo in which it is pinned."""
    key = ec.generate_private_key(ec.SECP256R1())
    process, running = start_demo(tmp_path, DEMO_TEAM_KEY=hlc1.b64u_encode(hlc1.public_bytes(key)))
    yield key, running
    process.terminate()
    process.wait(timeout=20)


def test_a_device_that_the_team_certified_talks_without_a_doubt_shown(
    new_context: Callable[..., BrowserContext], team: tuple[ec.EllipticCurvePrivateKey, Demo]
) -> None:
    key, demo = team
    page = new_context().new_page()
    page.goto(f"{demo.url}/demo/")
    page.get_by_role("button", name="als Asha").click()
    page.wait_for_load_state()
    page.goto(f"{demo.url}/console/")
    with page.expect_download() as download:
        page.locator("#device-request").click()
    device = hlc1.b64u_decode(json.loads(download.value.path().read_text())["device"])
    now = int(datetime.now(UTC).timestamp())
    signed = hlc1.certificate_tbs(secrets.token_bytes(8), 1, now - 60, now + 20 * hlc1.DAY_SECONDS, device)
    cert = hlc1.b64u_encode(signed + hlc1.sign(key, signed))
    file = json.dumps({"v": 1, "t": "device.certificate", "cert": cert}).encode()
    page.locator("#certificate-file").set_input_files({"name": "a.json", "mimeType": "", "buffer": file})
    page.locator("#device-certificate button").click()
    page.locator("#duty button[value=check_in]").click()

    help_seeker = new_context().new_page()
    help_seeker.goto(f"{demo.url}/nl/chat/")
    help_seeker.locator("#start").click()
    help_seeker.locator("#first").fill("hallo")
    help_seeker.locator("#first").blur()
    take(page, "A")
    expect(help_seeker.locator("#sealed")).to_be_visible()
    expect(help_seeker.locator("#unverified")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 400), (1280, 800)])
def test_choosing_a_conversation_leads_to_its_end_and_its_box(
    console: Callable[..., Page], seek: Callable[..., Page], width: int, height: int
) -> None:
    page, _ = console(viewport={"width": width, "height": height}), seek("een")
    take(page, "A")
    write(page, "regel\n" * 60 + "het einde")
    expect(page.locator(".message[data-from=self]")).to_have_count(1)
    seek("twee")
    take(page, "B")
    for letter in (0, 1, 0, 0):
        page.locator("a.thread").nth(letter).click()
        expect(page.locator("#say")).to_be_in_viewport(ratio=1)
        expect(page.locator("#composer button")).to_be_in_viewport(ratio=1)
        expect(page.locator("talk-log:visible .message").last).to_be_in_viewport()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing(console: Callable[..., Page], seek: Callable[..., Page], language: str) -> None:
    page = console(language=language)
    assert findings_in_both_looks(page) == []
    seek()
    take(page, "A")
    write(page, "Hallo")
    page.locator("#sealed summary").click()
    assert findings_in_both_looks(page) == []
    end(page)
    assert findings_in_both_looks(page) == []


def test_a_device_whose_clock_is_wrong_is_certified_from_when_the_page_was_built(
    sign_in: SignIn, demo: Demo
) -> None:
    page = sign_in("Leila")
    page.goto(f"{demo.url}/me/")
    page.evaluate(FORGET_DEVICE)
    page.clock.set_fixed_time(datetime(2020, 1, 1, tzinfo=UTC))
    page.goto(f"{demo.url}/console/")
    expect(page.locator("#side")).to_be_visible()
    built = page.locator("#desk").get_attribute("data-build-time")
    assert page.evaluate(VALID_FROM) == int(built or 0)


FORGET_DEVICE = """() => new Promise((resolve) => {
  indexedDB.deleteDatabase("helpline-device").onsuccess = resolve;
}).then(() => true)"""
# The certificate's label takes 9 bytes, its serial 8, its role 1; then comes a u64.
VALID_FROM = """() => new Promise((resolve) => {
  const opening = indexedDB.open("helpline-device");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("device").objectStore("device").getAll();
    asked.onsuccess = () => {
      const { cert } = asked.result[0];
      resolve(Number(new DataView(cert.buffer, cert.byteOffset).getBigUint64(18)));
    };
  };
})"""
