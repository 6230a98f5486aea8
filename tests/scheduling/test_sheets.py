"""People, patterns and assignments as sheets: every problem is told, and what is written is read again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.staff.rules import Role
from scheduling.rules.hours import Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets import (
    ASSIGNMENTS,
    COLUMN_NAMES,
    PATTERNS,
    PEOPLE,
    AssignmentRow,
    Code,
    Column,
    Layout,
    NotText,
    PatternRow,
    PersonRow,
    Problem,
    Sheet,
    WantedSeat,
    decoded,
    read,
)
from scheduling.rules.sheets.words import plain

ASHA = PersonRow(
    "Asha", "asha@example.org", (Role.COUNSELLOR,), (Channel.PHONE, Channel.CHAT),
    Contract.EMPLOYEE, 7.5, 12.0, True,
)  # fmt: skip
EVENING = PatternRow(
    "Evening", 1, Stretch(1140, 1350), 2, date(2027, 2, 1), date(2027, 12, 31),
    (WantedSeat(SeatKind.PHONE), WantedSeat(SeatKind.CHAT), WantedSeat(SeatKind.BACKUP, required=False)),
)  # fmt: skip
ON_DUTY = AssignmentRow(
    date(2027, 2, 2), "Evening", Stretch(1140, 1200), SeatKind.CHAT, 2, "asha@example.org"
)


def problems(layout: Layout[Any], *lines: str) -> list[tuple[int, Column | None, Code, str]]:
    return [(p.row, p.column, p.code, p.typed) for p in read(layout, "\n".join(lines)).problems]


# --- what is read ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "naam;e-mailadres;rollen;opgeleid voor;contract;afgesproken uren per week;"
        "hoogste aantal uren per week;18 of ouder\r\n"
        "Asha;asha@example.org;hulpverlener;telefoon, chat;in loondienst;7,5;12;ja\r\n",
        "\ufeffName,E-mail,Role,Trained for,Contract,Hours,Max hours,Adult\n"
        'Asha, ASHA@example.org ,Counsellor,"chat and phone",Employee,"7,50",12.0,yes',
        "18+\tMail\tNaam\tRol\tOpleiding\tContract\tUren\tMax uren\rx\t asha@example.org\tAsha\tHulpverlener"
        "\ttel+chat\twerknemer\t7.5\t12",
    ],
)
def test_people_are_read_in_either_language_with_any_separator(text: str) -> None:
    assert read(PEOPLE, text) == Sheet({2: ASHA}, ())


@pytest.mark.parametrize(
    "text",
    [
        "naam;weekdag;begin;einde;om de hoeveel weken;eerste dag;laatste dag;plekken\n"
        "Evening;di;19:00;22.30;2;1-2-2027;31.12.2027;telefoon chat achterwacht?",
        "Name,Day,From,Until,Weeks,First day,Last day,Seats\n"
        "Evening,Tuesday,19:00:00,22:30:00,2,2027-02-01,2027-12-31,phone + chat + backup?",
    ],
)
def test_patterns_are_read_in_either_language(text: str) -> None:
    assert read(PATTERNS, text) == Sheet({2: EVENING}, ())


@pytest.mark.parametrize(
    "text",
    [
        "datum;patroon;begin;einde;plek;hoeveelste;wie\n2-2-2027;Evening;19:00;20:00;chat;2;Asha@example.org",
        "Date,Shift,Start,End,Seat,Number,Person\n2027-02-02,Evening,19.00,20.00,Chat,2,asha@example.org",
    ],
)
def test_assignments_are_read_in_either_language(text: str) -> None:
    assert read(ASSIGNMENTS, text) == Sheet({2: ON_DUTY}, ())


def test_what_need_not_be_said_has_its_usual_value() -> None:
    person = read(PEOPLE, "naam;e-mail;rol\nAsha;asha@example.org;planner\n").rows[2]
    assert person == PersonRow("Asha", "asha@example.org", (Role.PLANNER,))
    pattern = read(PATTERNS, "naam;dag;van;tot;eerste dag;plekken\nX;ma;9:00;13:00;1-2-2027;chat").rows[2]
    assert (pattern.every_n_weeks, pattern.last_day) == (1, None)
    assignment = read(ASSIGNMENTS, "datum;patroon;plek;wie\n1-2-2027;X;chat;Asha  K").rows[2]
    assert (assignment.hours, assignment.nth, assignment.person) == (None, 1, "Asha K")


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("22:00", "2:00", Stretch(1320, 1560)),
        ("19:00", "24:00", Stretch(1140, 1440)),
        ("19:00", "0:00", Stretch(1140, 1440)),
        ("00:00", "24:00", Stretch(0, 1440)),
    ],
)
def test_an_end_before_the_start_is_on_the_next_day(start: str, end: str, hours: Stretch) -> None:
    text = f"datum;begin;einde;plek;wie\n1-2-2027;{start};{end};chat;Asha"
    assert read(ASSIGNMENTS, text).rows[2].hours == hours


@pytest.mark.parametrize(
    ("weekday", "comes_on"), [("ma", date(2027, 2, 8)), ("wo", date(2027, 2, 3)), ("di", date(2027, 2, 9))]
)
def test_weeks_are_counted_from_the_first_day_on_which_a_pattern_comes(weekday: str, comes_on: date) -> None:
    text = f"naam;dag;van;tot;eerste dag;plekken\nX;{weekday};9:00;13:00;3-2-2027;chat"
    assert read(PATTERNS, text).rows[2].anchor == comes_on


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    text = (
        '\n;;\nnaam;e-mail;rol\n"Asha\nof the north";asha@example.org;planner\n\nBen;ben@example.org;planner'
    )
    assert {number: row.name for number, row in read(PEOPLE, text).rows.items()} == {
        4: "Asha of the north",
        6: "Ben",
    }


# --- what is wrong with the sheet --------------------------------------------------------------
HEAD = "naam;e-mail;rol"


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", ";;\n;", "  \t\n"])
def test_an_empty_sheet_says_so(text: str) -> None:
    assert problems(PEOPLE, text) == [(1, None, Code.NOTHING_THERE, "")]


def test_headers_that_are_missing_unknown_or_there_twice_are_named() -> None:
    assert problems(PEOPLE, "", "naam;schoenmaat;name;;e-mail") == [
        (2, None, Code.UNKNOWN_COLUMN, "schoenmaat"),
        (2, Column.NAME, Code.COLUMN_TWICE, "name"),
        (2, Column.ROLES, Code.MISSING_COLUMN, ""),
    ]


def test_without_a_needed_column_no_row_counts_but_its_other_problems_are_told() -> None:
    text = "naam;rol\nAsha;koning\nAsha;planner"
    sheet = read(PEOPLE, text)
    assert sheet.rows == {}
    assert [(p.row, p.code) for p in sheet.problems] == [(1, Code.MISSING_COLUMN), (2, Code.BAD_WORD)]


def test_the_first_of_two_equal_columns_counts() -> None:
    text = "naam;name;e-mail;rol\nAsha;Ben;asha@example.org;planner"
    assert read(PEOPLE, text).rows[2].name == "Asha"


def test_what_stands_beside_the_columns_is_told() -> None:
    assert problems(PEOPLE, HEAD + ";", "Asha;asha@example.org;planner;x;;y") == [
        (2, None, Code.BEYOND_COLUMNS, "x"),
        (2, None, Code.BEYOND_COLUMNS, "y"),
    ]


@pytest.mark.parametrize("broken", ['"Ben;ben@example.org;planner', '"Ben" K;ben@example.org;planner'])
def test_after_quotes_that_do_not_fit_nothing_more_is_read(broken: str) -> None:
    sheet = read(PEOPLE, f"{HEAD}\nAsha;asha@example.org;planner\n{broken}")
    assert list(sheet.rows) == [2]
    assert sheet.problems == (Problem(3, None, Code.BROKEN_QUOTES),)


# --- what is wrong with a row ------------------------------------------------------------------
def test_every_problem_of_every_row_is_told() -> None:
    head = f"{HEAD};opgeleid voor;contract;uren;max uren;18+"
    assert problems(
        PEOPLE, head, f"{'x' * 81};asha;hulp en planner;roken;soms;41;-1;misschien", ";ben@example.org;;;;8;7"
    ) == [
        (2, Column.NAME, Code.BAD_TEXT, "x" * 81),
        (2, Column.EMAIL, Code.BAD_EMAIL, "asha"),
        (2, Column.ROLES, Code.BAD_WORD, "hulp"),
        (2, Column.SKILLS, Code.BAD_WORD, "roken"),
        (2, Column.CONTRACT, Code.BAD_WORD, "soms"),
        (2, Column.AGREED_HOURS, Code.BAD_HOURS, "41"),
        (2, Column.MAX_HOURS, Code.BAD_HOURS, "-1"),
        (2, Column.IS_ADULT, Code.BAD_WORD, "misschien"),
        (3, Column.NAME, Code.EMPTY, ""),
        (3, Column.ROLES, Code.EMPTY, ""),
        (3, Column.MAX_HOURS, Code.MAX_BELOW_AGREED, "7"),
    ]


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        (Column.WEEKDAY, "funday", Code.BAD_WORD),
        (Column.START, "9", Code.BAD_TIME),
        (Column.START, "24:00", Code.BAD_TIME),
        (Column.END, "25:00", Code.BAD_TIME),
        (Column.END, "9:00", Code.SAME_TIME),
        (Column.EVERY_N_WEEKS, "9", Code.BAD_NUMBER),
        (Column.EVERY_N_WEEKS, "0", Code.BAD_NUMBER),
        (Column.EVERY_N_WEEKS, "1,5", Code.BAD_NUMBER),
        (Column.FIRST_DAY, "1/2/2027", Code.BAD_DATE),
        (Column.FIRST_DAY, "1-2-27", Code.BAD_DATE),
        (Column.FIRST_DAY, "1-2.2027", Code.BAD_DATE),
        (Column.FIRST_DAY, "30-2-2027", Code.BAD_DATE),
        (Column.LAST_DAY, "31-1-2027", Code.LAST_BEFORE_FIRST),
        (Column.SEATS, "?", Code.BAD_WORD),
        (Column.SEATS, ",", Code.BAD_WORD),
        (Column.NAME, "a\x1bb", Code.BAD_TEXT),
        (Column.NAME, "x" * 61, Code.BAD_TEXT),
        *((column, "", Code.EMPTY) for column in PATTERNS.columns if column in PATTERNS.required),
    ],
)
def test_a_wrong_cell_of_a_pattern_is_named(column: Column, typed: str, code: Code) -> None:
    said = {
        "name": "Evening", "weekday": "ma", "start": "9:00", "end": "13:00", "every_n_weeks": "",
        "first_day": "1-2-2027", "last_day": "", "seats": "chat", column: typed,
    }  # fmt: skip
    head = ";".join(COLUMN_NAMES[Column(name)].dutch for name in said)
    assert problems(PATTERNS, head, ";".join(said.values())) == [(2, column, code, typed)]


@pytest.mark.parametrize(
    ("cells", "column", "code", "typed"),
    [
        ("1-2-2027;;;;chat;1;Asha", Column.PATTERN, Code.NO_SHIFT, ""),
        ("1-2-2027;;9:00;;chat;1;Asha", Column.END, Code.EMPTY, ""),
        ("1-2-2027;X;;9:00;chat;1;Asha", Column.START, Code.EMPTY, ""),
        ("1-2-2027;X;;;tea;1;Asha", Column.SEAT, Code.BAD_WORD, "tea"),
        ("1-2-2027;X;;;chat;100;Asha", Column.POSITION, Code.BAD_NUMBER, "100"),
        ("1-2-2027;X;;;chat;1;", Column.PERSON, Code.EMPTY, ""),
        ("today;X;;;chat;1;Asha", Column.DATE, Code.BAD_DATE, "today"),
    ],
)
def test_a_wrong_cell_of_an_assignment_is_named(cells: str, column: Column, code: Code, typed: str) -> None:
    head = "datum;patroon;begin;einde;plek;nummer;wie"
    assert problems(ASSIGNMENTS, head, cells) == [(2, column, code, typed)]


@pytest.mark.parametrize(
    ("layout", "head", "first", "second", "column"),
    [
        (PEOPLE, HEAD, "Asha;asha@example.org;koning", "A.;ASHA@example.org;planner", Column.EMAIL),
        (
            PATTERNS,
            "naam;dag;van;tot;eerste dag;plekken",
            "Late;ma;9:00;13:00;1-2-2027;chat",
            "late;maandag;9:00;14:00;2027-02-01;chat",
            Column.NAME,
        ),
        (ASSIGNMENTS, "datum;patroon;plek;wie", "1-2-2027;X;chat;Asha", "1-2-2027;x;chat;Ben", Column.SEAT),
    ],
)
def test_a_row_that_says_the_same_as_an_earlier_one_names_it(
    layout: Layout[Any], head: str, first: str, second: str, column: Column
) -> None:
    sheet = read(layout, f"{head}\n{first}\n\n{second}")
    [same] = [problem for problem in sheet.problems if problem.code is Code.SAME_ROW]
    assert (same.row, same.column, same.other_row) == (4, column, 2)
    assert 4 not in sheet.rows


def test_one_pattern_may_have_other_hours_from_a_later_day() -> None:
    head = "naam;dag;van;tot;eerste dag;plekken"
    rows = "X;ma;9:00;13:00;1-2-2027;chat\nX;ma;9:00;12:00;1-6-2027;chat"
    assert list(read(PATTERNS, f"{head}\n{rows}").rows) == [2, 3]


@pytest.mark.parametrize(
    "typed",
    ["asha@", "@x.org", "a b@x.org", "a@b", "a@x.o", "ä@x.org", f"{'a' * 249}@x.org",
     "a@x.org\nBcc:b", "a@-.-"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert problems(PEOPLE, HEAD, f'Asha;"{typed}";planner') == [(2, Column.EMAIL, Code.BAD_EMAIL, typed)]


@pytest.mark.parametrize("layout", [PEOPLE, PATTERNS, ASSIGNMENTS])
def test_within_a_sheet_no_header_stands_for_two_columns(layout: Layout[Any]) -> None:
    said = [COLUMN_NAMES[column] for column in layout.columns]
    words = [word for one in said for word in {plain(w) for w in (one.dutch, one.english, *one.also)}]
    assert len(words) == len(set(words))
    assert "" not in words


# --- from a file -------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_however_a_spreadsheet_saved_it(encoding: str) -> None:
    text = "naam;e-mail;rol\nZoë;noor@example.org;planner"
    assert read(PEOPLE, decoded(text.encode(encoding))).rows[2].name == "Zoë"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x14\x00\x06", b"\xff\xfea", b"\x81", "a\0".encode("utf-16")]
)
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotText):
        decoded(content)


@given(st.binary())
def test_any_file_is_read_or_refused(content: bytes) -> None:
    try:
        text = decoded(content)
    except NotText:
        return
    assert read(PEOPLE, text).rows == {}
