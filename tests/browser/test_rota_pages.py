"""The rota's pages with people on them: axe finds nothing, a week is printed on one sheet and opens at today."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo
from tests.browser.desk import findings_in_both_looks

pytestmark = pytest.mark.browser


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def week_of(demo: Demo, day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{demo.url}/rota/?week={year}-W{week:02}"


def add_shift(page: Page, demo: Demo, day: date) -> None:
    """Add a shift early in the morning, when the demo has none, and publish every week."""
    page.goto(f"{demo.url}/rota/shifts/add/?day={day}")
    page.locator("[name=start]").fill("06:00")
    page.locator("[name=end]").fill("08:00")
    page.locator("main button[type=submit]").click()
    page.goto(f"{demo.url}/rota/publish/")
    while page.locator("form:has([name=seen]) button").count():
        page.locator("form:has([name=seen]) button").first.click()


def early_seat(page: Page, demo: Demo, day: date) -> Locator:
    page.goto(week_of(demo, day))
    early = page.locator(".week-day h3", has_text="06.00–08.00")
    return early.locator("xpath=following-sibling::ul[1]").locator("a.seat[data-kind=chat]").first


def give(page: Page, name: str) -> None:
    """Give the seat on the page to somebody, whatever warns."""
    for closed in page.locator("details:not([open])").all():
        closed.locator("summary").click()
    page.locator("#give li, #give tr", has_text=name).locator("button[name=person]").click()
    anyway = page.locator("form:has([name=anyway]) button")
    if anyway.count():
        anyway.click()
    expect(page.locator(".shift-day", has_text=name)).to_be_visible()


def test_axe_finds_nothing_from_the_week_to_a_swap(demo: Demo, sign_in: Callable[..., Page]) -> None:
    planner, helper = sign_in("Noor"), sign_in("Asha")
    found, days = {}, [in_days(days) for days in (15, 22)]
    for day, name in zip(days, ("Asha", "Ben"), strict=True):
        add_shift(planner, demo, day)
        early_seat(planner, demo, day).click()
        found[f"seat to give to {name}"] = findings_in_both_looks(planner)
        give(planner, name)
    found["seat that is given"] = findings_in_both_looks(planner)
    early_seat(helper, demo, days[0])
    found["week of one's own"] = findings_in_both_looks(helper)
    early_seat(helper, demo, days[0]).click()
    for closed in helper.locator("details").all():
        closed.locator("summary").click()
    found["one's own seat"] = findings_in_both_looks(helper)
    helper.locator("a[href*=swap]").click()
    expect(helper.locator("[name=wanted]").first).to_be_attached()
    found["swap"] = findings_in_both_looks(helper)
    planner.goto(week_of(demo, days[0]))
    found["week of a planner"] = findings_in_both_looks(planner)
    assert not any(found.values()), found


def test_a_week_prints_on_one_sheet(demo: Demo, sign_in: Callable[..., Page]) -> None:
    page = sign_in("Noor")
    page.goto(week_of(demo, in_days(7)))
    expect(page.locator("a.seat").first).to_be_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0]
    assert float(width) > float(height)


def test_on_a_phone_a_week_opens_at_today(demo: Demo, sign_in: Callable[..., Page]) -> None:
    page = sign_in("Noor")
    page.set_viewport_size({"width": 390, "height": 400})
    page.goto(f"{demo.url}/rota/")
    expect(page.locator(".week-day[data-today] h2")).to_be_in_viewport()
    expect(page.locator("h1")).not_to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{demo.url}/rota/")
    expect(page.locator("h1")).to_be_in_viewport()
