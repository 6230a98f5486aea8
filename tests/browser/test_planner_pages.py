"""What planners make the rota with, in a browser: a shift's page, and a spreadsheet from the file to the seats."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Demo
from tests.browser.desk import findings_in_both_looks

pytestmark = pytest.mark.browser
PATTERNS = "naam;dag;van;tot;eerste dag;plekken\n" + "".join(
    f"Ochtend;{day};9:00;10:30;1-1-2099;telefoon chat supervisor?\n" for day in ("ma", "di", "wo")
)


def sheet(text: str) -> FilePayload:
    return {"name": "rooster.csv", "mimeType": "text/csv", "buffer": text.encode()}


def look_through(page: Page, demo: Demo, kind: str, text: str) -> None:
    page.goto(f"{demo.url}/rota/sheets/")
    page.locator("#id_kind").select_option(kind)
    page.locator("#id_file").set_input_files(sheet(text))
    page.locator("form[enctype] button").click()
    expect(page.locator("#id_file")).to_have_count(0)


def test_axe_finds_nothing_on_the_page_of_a_shift(demo: Demo, sign_in: Callable[..., Page]) -> None:
    page = sign_in("Noor")
    page.goto(f"{demo.url}/rota/shifts/add/?day=2099-01-05")
    page.locator("[name=start]").fill("09:00")
    page.locator("[name=end]").fill("23:00")
    page.locator("[name=chat]").fill("2")
    page.get_by_role("button", name="Bewaar").click()
    page.locator("details.menu summary").click()
    assert findings_in_both_looks(page) == []
    page.locator("details.menu button").click()
    expect(page.locator("[role=status]").first).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_a_sheet_with_mistakes(
    demo: Demo, sign_in: Callable[..., Page], language: str
) -> None:
    page = sign_in("Noor", language=language)
    rows = "datum;patroon;begin;einde;plek;wie\n5/1/2099;;9:00;;thee;Asha\n5-1-2099;Nacht;;;chat;Leila\n"
    look_through(page, demo, "assignments", rows)
    expect(page.locator("tbody th")).to_have_text(["2", "3"])
    assert findings_in_both_looks(page) == []


def test_a_sheet_goes_through_the_page_and_back(demo: Demo, sign_in: Callable[..., Page]) -> None:
    page = sign_in("Noor")
    look_through(page, demo, "patterns", PATTERNS)
    assert findings_in_both_looks(page) == []
    page.locator("form[enctype] button").click()
    expect(page.locator("p.notice").first).to_contain_text("3")
    # A browser turns each line break into two characters on the way: it is the same sheet still.
    look_through(page, demo, "patterns", PATTERNS)
    expect(page.locator("div.empty")).to_be_visible()
    page.goto(f"{demo.url}/rota/sheets/")
    page.locator("#out_kind").select_option("patterns")
    page.locator("#out_first").fill("2099-01-01")
    page.locator("#out_last").fill("2099-02-01")
    with page.expect_download() as download:
        page.locator("form[action*=export] button").first.click()
    assert download.value.suggested_filename == "patterns-2099-01-01-2099-02-01.csv"
    assert download.value.path().read_text("utf-8").count("Ochtend;") == 3
