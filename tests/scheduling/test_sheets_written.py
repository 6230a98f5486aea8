"""Sheets that we write: read again as they were, harmless in a spreadsheet; and no text breaks the reading."""

import csv
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.staff.rules import Role, name_key
from scheduling.rules.hours import Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets import (
    ASSIGNMENTS,
    PATTERNS,
    PEOPLE,
    AssignmentRow,
    Code,
    Layout,
    PatternRow,
    PersonRow,
    Sheet,
    WantedSeat,
    guarded,
    read,
    unguarded,
    written,
)

languages = st.sampled_from(["nl", "en"])
layouts: st.SearchStrategy[Layout[Any]] = st.sampled_from([PEOPLE, PATTERNS, ASSIGNMENTS])
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
weekly_hours = st.none() | st.integers(0, 400).map(lambda tenths: tenths / 10)
addresses = st.from_regex(r"[a-z0-9.+=-]{1,20}@([a-z0-9-]{1,8}\.){1,3}[a-z]{2,5}", fullmatch=True)
# Often such as a spreadsheet could take for something else.
typed = st.text(max_size=30) | st.text("=+-@'\";,\t\r\n a1?:", max_size=6)
whole_days = st.just(Stretch(0, 1440))
hours = whole_days | st.builds(lambda s, n: Stretch(s, s + n), st.integers(0, 1439), st.integers(1, 1439))


def some(kinds: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.sets(st.sampled_from(kinds)).map(lambda chosen: tuple(kind for kind in kinds if kind in chosen))


names = typed.map(lambda name: " ".join(name.split())).filter(lambda name: name and name.isprintable())
people = st.builds(
    PersonRow, names, addresses, some(Role).filter(bool), some(Channel),
    st.none() | st.sampled_from(Contract), weekly_hours, weekly_hours, st.none() | st.booleans(),
).filter(lambda row: None in {row.agreed_hours, row.max_hours} or row.agreed_hours <= row.max_hours)  # fmt: skip
patterns = st.builds(
    PatternRow, names, st.integers(0, 6), hours, st.integers(1, 8), days, st.none() | days,
    st.lists(st.builds(WantedSeat, st.sampled_from(SeatKind), st.booleans()), min_size=1, max_size=5).map(tuple),
).filter(lambda row: row.last_day is None or row.first_day <= row.last_day)  # fmt: skip
assignments = st.builds(
    AssignmentRow, days, st.just("") | names, st.none() | hours, st.sampled_from(SeatKind), st.integers(1, 99),
    addresses | names.filter(lambda name: "@" not in name),
).filter(lambda row: row.pattern or row.hours)  # fmt: skip


def test_a_sheet_is_written_for_a_dutch_spreadsheet() -> None:
    asha = PersonRow("Asha", "asha@example.org", (Role.COUNSELLOR, Role.PLANNER), (Channel.CHAT,), None, 7.5)
    assert written(PEOPLE, [asha], "nl") == (
        "\ufeffnaam;e-mailadres;rollen;opgeleid voor;contract;afgesproken uren per week;"
        "hoogste aantal uren per week;18 of ouder\r\n"
        'Asha;asha@example.org;hulpverlener planner;chat;;"7,5";;\r\n'
    )


def test_in_english_only_the_words_change() -> None:
    row = AssignmentRow(date(2027, 2, 1), "", Stretch(1320, 1560), SeatKind.BACKUP, 1, "a;b")
    assert written(ASSIGNMENTS, [row], "en") == (
        '\ufeffdate;pattern;start;end;seat;which one;who\r\n2027-02-01;;22:00;02:00;backup;1;"a;b"\r\n'
    )


@given(st.lists(people, max_size=4, unique_by=lambda row: row.email), languages)
def test_people_are_read_as_they_were_written(rows: list[PersonRow], language: str) -> None:
    assert read(PEOPLE, written(PEOPLE, rows, language)) == Sheet(dict(enumerate(rows, 2)), ())


@given(
    st.lists(patterns, max_size=4, unique_by=lambda r: (name_key(r.name), r.weekday, r.first_day)), languages
)
def test_patterns_are_read_as_they_were_written(rows: list[PatternRow], language: str) -> None:
    assert read(PATTERNS, written(PATTERNS, rows, language)) == Sheet(dict(enumerate(rows, 2)), ())


@given(st.lists(assignments, max_size=4, unique_by=lambda row: (row.day, row.nth)), languages)
def test_assignments_are_read_as_they_were_written(rows: list[AssignmentRow], language: str) -> None:
    assert read(ASSIGNMENTS, written(ASSIGNMENTS, rows, language)) == Sheet(dict(enumerate(rows, 2)), ())


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "'=", "''@"])
def test_what_a_spreadsheet_could_run_is_guarded(begin: str) -> None:
    assert guarded(f"{begin}1+1") == f"'{begin}1+1"


@pytest.mark.parametrize("harmless", ["", "Asha", "'t Hof", "a=b", "1-2-2027", "''"])
def test_what_is_harmless_stays_as_it_is(harmless: str) -> None:
    assert guarded(harmless) == harmless
    assert unguarded(harmless) == harmless


@given(typed)
def test_a_guarded_cell_begins_no_formula_and_loses_nothing(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell


@given(people, languages)
def test_no_cell_that_is_written_begins_a_formula(row: PersonRow, language: str) -> None:
    [_, cells] = csv.reader(written(PEOPLE, [row], language).splitlines(), delimiter=";")
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


@given(layouts, st.text() | st.text("=+-@'\";,\t\r\n a1\0"))
def test_no_text_breaks_the_reading(layout: Layout[Any], text: str) -> None:
    sheet = read(layout, text)
    assert sheet.rows == {}
    assert sheet.problems


@given(layouts, languages, st.lists(st.lists(typed, max_size=9), max_size=6))
def test_no_row_vanishes(layout: Layout[Any], language: str, records: list[list[str]]) -> None:
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in record) for record in records]
    sheet = read(layout, written(layout, [], language) + "\n".join(quoted))
    filled = {n for n, record in enumerate(records, 2) if any(cell.strip() for cell in record)}
    wrong = {problem.row for problem in sheet.problems}
    assert set(sheet.rows) | wrong == filled
    assert not set(sheet.rows) & wrong
    assert Code.BROKEN_QUOTES not in {problem.code for problem in sheet.problems}
