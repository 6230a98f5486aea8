"""The rota's pages with a shift on them: axe finds nothing, and a week is printed on one sheet."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.desk import findings_in_both_looks

pytestmark = pytest.mark.browser


def in_days(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def add_shift(page: Page, demo: Demo, day: date) -> str:
    """Add a published shift of three seats as a planner does, and return the address of its week."""
    page.goto(f"{demo.url}/rota/shifts/add/?day={day}")
    page.locator("[name=start]").fill("19:00")
    page.locator("[name=end]").fill("22:00")
    page.get_by_role("button", name="Bewaar").click()
    year, week, _weekday = day.isocalendar()
    page.goto(f"{demo.url}/rota/publish/")
    page.get_by_role("button", name=re.compile("Publ")).first.click()
    return f"{demo.url}/rota/?week={year}-W{week:02}"


def test_axe_finds_nothing_from_the_week_to_a_swap(demo: Demo, sign_in: Callable[..., Page]) -> None:
    planner = sign_in("Noor")
    found, weeks = {}, [add_shift(planner, demo, in_days(days)) for days in (15, 22)]
    for who, week in zip(("Asha", "Ben"), weeks, strict=True):
        helper = sign_in(who)
        helper.goto(week)
        helper.locator("a.seat[data-kind=chat]").first.click()
        helper.locator("form[action*=take] button").click()
        expect(helper.locator("form[action*=give-back]")).to_be_visible()
    helper = sign_in("Asha")
    helper.goto(weeks[0])
    found["week of one's own"] = findings_in_both_looks(helper)
    helper.locator("a.seat[data-own]").click()
    for closed in helper.locator("details").all():
        closed.locator("summary").click()
    found["one's own seat"] = findings_in_both_looks(helper)
    helper.locator("a[href*=swap]").click()
    expect(helper.locator("[name=wanted]")).to_have_count(1)
    found["swap"] = findings_in_both_looks(helper)
    planner.goto(weeks[0])
    found["week of a planner"] = findings_in_both_looks(planner)
    planner.locator("a.seat[data-state=gap], a.seat[data-kind=phone]").first.click()
    found["seat to give"] = findings_in_both_looks(planner)
    assert not any(found.values()), found


def test_a_week_prints_on_one_sheet(demo: Demo, sign_in: Callable[..., Page]) -> None:
    page = sign_in("Noor")
    page.goto(f"{demo.url}/rota/?week=2026-W49")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)[0]
    assert float(width) > float(height)


def test_on_a_phone_a_week_opens_at_today(demo: Demo, sign_in: Callable[..., Page]) -> None:
    page = sign_in("Asha")
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{demo.url}/rota/")
    today = page.locator(".week-day[data-today] h2")
    expect(today).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{demo.url}/rota/")
    expect(page.locator("h1")).to_be_in_viewport()
