"""The rota as people use it: planned, drafted, published, taken on a phone, covered, worked, and ended by itself."""

import quopri
import re
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from helpline.common.neutral import telling
from tests.browser.conftest import Demo, start_demo

pytestmark = pytest.mark.browser
SERVED = "SELECT a.uid, a.starts_at, a.ends_at FROM scheduling_assignment a JOIN staff_person p ON p.id = a.person_id WHERE p.name = ? AND a.state = 'held'"  # noqa: E501


@pytest.fixture(scope="module")
def own_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose rota nobody else needs."""
    process, running = start_demo(tmp_path_factory.mktemp("rota"))
    yield running
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def enter(own_demo: Demo, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Sign in as one of the cast, in English: enter("Asha", width=390)."""

    def make(name: str, width: int = 1280) -> Page:
        page = new_context(locale="en-GB", viewport={"width": width, "height": 844}).new_page()
        page.goto(f"{own_demo.url}/demo/")
        page.get_by_role("button", name=f"as {name}").click()
        page.wait_for_url(re.compile("/home/|/rota/"))
        return page

    return make


def database(demo: Demo) -> sqlite3.Connection:
    return sqlite3.connect(demo.folder / "open" / "demo.sqlite3", timeout=10)


def held_by(demo: Demo, name: str) -> set[tuple[datetime, datetime]]:
    with closing(database(demo)) as connection:
        rows = connection.execute(SERVED, (name,)).fetchall()
    return {tuple(datetime.fromisoformat(at).replace(tzinfo=UTC) for at in row[1:]) for row in rows}  # type: ignore[misc]


def seat_of(demo: Demo, span: tuple[datetime, datetime]) -> int:
    found = (
        "SELECT seat_id FROM scheduling_assignment WHERE state = 'held' AND origin = 'self' AND starts_at = ?"
    )
    with closing(database(demo)) as connection:
        (row,) = connection.execute(found, (span[0].strftime("%Y-%m-%d %H:%M:%S"),)).fetchall()
    return int(row[0])


def in_feed(address: str) -> set[tuple[datetime, datetime]]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        calendar = Calendar.from_ical(answer.read())
    return {
        (entry.start, entry.end) for entry in calendar.walk("VEVENT") if entry.get("STATUS") != "CANCELLED"
    }


def test_a_seat_is_taken_on_a_phone_and_covered_by_somebody_else(
    own_demo: Demo, enter: Callable[..., Page]
) -> None:
    noor, leila, ben = enter("Noor"), enter("Leila", width=390), enter("Ben")
    for name in ("Leila", "Ben"):
        noor.goto(f"{own_demo.url}/rota/people/")
        noor.get_by_role("link", name=re.compile(name)).first.click()
        noor.get_by_label("Agreed hours a week").fill("20")
        noor.get_by_role("button", name="Save").first.click()
    before = {name: held_by(own_demo, name) for name in ("Leila", "Ben")}
    leila.goto(f"{own_demo.url}/home/")
    leila.get_by_role("button", name="Take this seat").first.click()
    expect(leila.get_by_role("status")).to_contain_text("yours")
    (taken,) = held_by(own_demo, "Leila") - before["Leila"]
    leila.goto(f"{own_demo.url}/rota/seats/{seat_of(own_demo, taken)}/")
    ask = leila.get_by_role("button", name="Ask", exact=True)
    if not ask.is_visible():
        leila.get_by_text("Ask the team to take it over").click()
    ask.click()
    expect(leila.get_by_role("status")).to_be_visible()
    ben.goto(f"{own_demo.url}/rota/requests/")
    ben.get_by_role("button", name=re.compile("Yes, I take it")).first.click()
    expect(ben.get_by_role("status")).to_contain_text("yours")
    assert {taken} == held_by(own_demo, "Ben") - before["Ben"]
    assert held_by(own_demo, "Leila") == before["Leila"]


def test_a_planner_makes_a_pattern_drafts_the_month_and_publishes_it(
    own_demo: Demo, enter: Callable[..., Page]
) -> None:
    noor = enter("Noor")
    noor.goto(f"{own_demo.url}/rota/patterns/add/")
    noor.get_by_label("Name").fill("Morning")
    noor.get_by_label("Saturday").check()
    noor.get_by_label("Start").fill("13:00")
    noor.get_by_label("End", exact=True).fill("17:00")
    noor.get_by_role("button", name="Save").click()
    expect(noor.get_by_role("status")).to_contain_text("Saved")
    month = (datetime.now(tz=UTC) + timedelta(days=30)).strftime("%Y-%m")
    noor.goto(f"{own_demo.url}/rota/draft/?month={month}")
    before = noor.locator("h2").first.inner_text()
    noor.get_by_role("button", name="Draft the open seats").click()
    expect(noor.locator("h2").first).not_to_have_text(before)
    expect(noor.get_by_role("heading", name="What the draft gave, and why")).to_be_visible()
    noor.goto(f"{own_demo.url}/rota/publish/")
    weeks = noor.get_by_role("button", name="Publish").count()
    noor.get_by_role("button", name="Publish").first.click()
    expect(noor.get_by_role("status")).to_contain_text("published")
    assert noor.get_by_role("button", name="Publish").count() == weeks - 1


def test_the_calendar_agrees_with_the_rota(own_demo: Demo, enter: Callable[..., Page]) -> None:
    leila = enter("Leila", width=390)
    leila.goto(f"{own_demo.url}/rota/me/")
    leila.get_by_role("button", name="Make an address").click()
    address = leila.get_by_label("Secret address").input_value()
    far = datetime.now(tz=UTC) + timedelta(days=180)
    with closing(database(own_demo)) as connection:
        published = connection.execute(
            SERVED.replace("WHERE", "JOIN scheduling_seat s ON s.id = a.seat_id "
            "JOIN scheduling_shift d ON d.id = s.shift_id WHERE d.state = 'published' AND"), ("Leila",)
        ).fetchall()  # fmt: skip
    spans = {tuple(datetime.fromisoformat(at).replace(tzinfo=UTC) for at in row[1:]) for row in published}
    assert in_feed(address) == {span for span in spans if span[0] < far} != set()


def test_duty_opens_the_chat_and_a_forgotten_one_ends_by_itself(
    own_demo: Demo, enter: Callable[..., Page], new_context: Callable[..., BrowserContext]
) -> None:
    asha = enter("Asha", width=390)
    visitor = new_context(locale="en-GB").new_page()
    visitor.goto(f"{own_demo.url}/en/")
    expect(visitor.get_by_role("heading", level=1)).not_to_have_text("Someone is here now.")
    asha.get_by_role("button", name="Start my duty").click()
    expect(asha.get_by_role("button", name="End my duty")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Someone is here now.")
    # The shift ends now instead of in some hours; nobody checks out.
    now = datetime.now(tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
    with closing(database(own_demo)) as connection, connection:
        for table in ("scheduling_assignment", "scheduling_shift"):
            connection.execute(
                f"UPDATE {table} SET ends_at = ? WHERE starts_at < ? AND ends_at > ?", (now,) * 3
            )
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).not_to_have_text("Someone is here now.")
    asha.goto(f"{own_demo.url}/home/")
    expect(asha.get_by_role("button", name="End my duty")).to_have_count(0)


def test_no_mail_tells_what_it_is_about(own_demo: Demo) -> None:
    deadline = time.monotonic() + 90
    while "Subject: " not in (printed := own_demo.output.read_text()):
        assert time.monotonic() < deadline, "no mail was printed"
        time.sleep(0.5)
    mails = printed.split("Content-Type: text/plain")[1:]
    for mail in mails:
        said = quopri.decodestring(mail.split("-" * 20)[0].encode()).decode(errors="replace")
        assert telling(re.sub(r"https?://\S+", "", said)) == []
