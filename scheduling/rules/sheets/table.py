"""Sheets as text: lines with ; or , or tabs between the cells, as spreadsheets save and paste them. Pure.

Rows are numbered as the spreadsheet numbers them: a line break within quotes begins no new row. What is written
suits a spreadsheet whose region is the Netherlands: semicolons, and a mark by which it sees that it is UTF-8.
"""

import csv
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from scheduling.rules.sheets.cells import BadCell, Code, Parse, Parsed
from scheduling.rules.sheets.words import COLUMN_NAMES, Column, plain, reading

Row = TypeVar("Row")
Empty = TypeVar("Empty")

_MARK: Final = "\ufeff"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS: Final = ";,\t"
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_NEEDS_QUOTES: Final = re.compile(r'[";,\t\r\n]')
# OWASP, "CSV Injection": a cell that begins with one of these is run as a formula; the last four are the wide ones.
_FORMULA: Final = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_TO_GUARD: Final = re.compile(rf"'*{_FORMULA}")
_GUARDED: Final = re.compile(rf"'+{_FORMULA}")


class NotText(Exception):
    """The file is no text: a workbook, say, that was not saved as CSV."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: in which row, in which column (None: no known one), and what was typed there.

    `other_row`: the earlier row that says the same.
    """

    row: int
    column: Column | None
    code: Code
    typed: str = ""
    other_row: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Row]):
    """The rows without a problem by their number, and all problems, from the top down and from the left."""

    rows: Mapping[int, Row]
    problems: tuple[Problem, ...]


class Cells:
    """The cells of one row as they are read, and the problems found on the way."""

    def __init__(self, number: int, typed: Mapping[Column, str]) -> None:
        """Begin with what was typed in each column that the sheet has."""
        self.number = number
        self.problems: list[Problem] = []
        self._typed = typed

    def get(self, column: Column, parse: Parse[Parsed], empty: Empty) -> Parsed | Empty:
        """Return what the cell says, or `empty` where it says nothing or something wrong."""
        typed = self._typed.get(column, "")
        if not typed:
            return empty
        try:
            return parse(typed)
        except BadCell as bad:
            for part in bad.parts or (typed,):
                self.problems.append(Problem(self.number, column, bad.code, part))
            return empty

    def is_empty(self, column: Column) -> bool:
        """Return whether nothing was typed, or the sheet has no such column."""
        return not self._typed.get(column)

    def refuse(self, column: Column, code: Code, other_row: int | None = None) -> None:
        """Find this problem with what the column says."""
        self.problems.append(Problem(self.number, column, code, self._typed.get(column, ""), other_row))


@dataclass(frozen=True, slots=True)
class Layout(Generic[Row]):
    """How rows of one kind stand in a sheet.

    `row` reads one; what it returns does not count if it found a problem. Two rows with an equal `key`, which
    `keyed` columns make up, say the same; `cells` writes a row in a language.
    """

    columns: tuple[Column, ...]
    required: frozenset[Column]
    keyed: tuple[Column, ...]
    row: Callable[[Cells], Row]
    key: Callable[[Row], Hashable]
    cells: Callable[[Row, str], Mapping[Column, str]]


def decoded(content: bytes) -> str:
    """Return the text of an uploaded file: UTF-8, Windows' own (cp1252), or UTF-16 with its mark. Raise NotText."""
    for encoding in ("utf-16",) if content.startswith(_UTF_16) else ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotText


def read(layout: Layout[Row], text: str) -> Sheet[Row]:
    """Return the rows of a sheet and every problem of each; the first row that is not empty holds the headers."""
    records, is_broken = _records(text.removeprefix(_MARK))
    numbered = [(n, record) for n, record in enumerate(records, 1) if any(record)]
    broken = [Problem(len(records) + 1, None, Code.BROKEN_QUOTES)] if is_broken else []
    if not numbered:
        return Sheet({}, tuple(broken or [Problem(1, None, Code.NOTHING_THERE)]))
    columns, problems = _columns(layout, *numbered[0])
    is_whole = layout.required <= set(columns)
    rows: dict[int, Row] = {}
    first_of: dict[Hashable, int] = {}
    for number, record in numbered[1:]:
        cells = Cells(number, dict(_by_column(columns, record)))
        cells.problems += _beyond(number, numbered[0][1], record)
        for column in columns:
            if column in layout.required and cells.is_empty(column):
                cells.refuse(column, Code.EMPTY)
        row = layout.row(cells)
        if is_whole:
            _refuse_the_same(layout, row, cells, first_of)
        if is_whole and not cells.problems:
            rows[number] = row
        problems += sorted(cells.problems, key=partial(_place, layout.columns))
    return Sheet(rows, (*problems, *broken))


def written(layout: Layout[Row], rows: Iterable[Row], language: str) -> str:
    """Return a sheet with these rows that `read` reads again; without any, a form to fill in."""
    headers = [COLUMN_NAMES[column].in_language(language) for column in layout.columns]
    lines = [headers]
    for row in rows:
        cells = layout.cells(row, language)
        lines.append([guarded(cells.get(column, "")) for column in layout.columns])
    return _MARK + "".join(";".join(_quoted(cell) for cell in line) + "\r\n" for line in lines)


def guarded(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula: with an apostrophe before it, if need be."""
    return f"'{cell}" if _TO_GUARD.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return what was guarded, or the cell as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _records(text: str) -> tuple[list[list[str]], bool]:
    """Return the cells of each row, and whether the reading stopped at quotes that do not fit together."""
    lines = _LINE.findall(text)
    header = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=header.count)
    records: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=separator, strict=True):
            records.append([unguarded(cell.strip()) for cell in record])
    except csv.Error:
        return records, True
    return records, False


def _columns(
    layout: Layout[Row], number: int, headers: Sequence[str]
) -> tuple[list[Column | None], list[Problem]]:
    known = reading(COLUMN_NAMES, among=layout.columns)
    columns: list[Column | None] = []
    problems: list[Problem] = []
    for header in headers:
        column = known.get(plain(header))
        if column is None and header:
            problems.append(Problem(number, None, Code.UNKNOWN_COLUMN, header))
        if column is not None and column in columns:
            problems.append(Problem(number, column, Code.COLUMN_TWICE, header))
            column = None
        columns.append(column)
    missing = [column for column in layout.columns if column in layout.required - set(columns)]
    return columns, problems + [Problem(number, column, Code.MISSING_COLUMN) for column in missing]


def _place(columns: Sequence[Column], problem: Problem) -> int:
    return columns.index(problem.column) if problem.column else len(columns)


def _by_column(columns: Sequence[Column | None], record: Sequence[str]) -> Iterable[tuple[Column, str]]:
    for n, column in enumerate(columns):
        if column is not None:
            yield column, record[n] if n < len(record) else ""


def _beyond(number: int, headers: Sequence[str], record: Sequence[str]) -> list[Problem]:
    return [
        Problem(number, None, Code.BEYOND_COLUMNS, cell)
        for n, cell in enumerate(record)
        if cell and (n >= len(headers) or not headers[n])
    ]


def _refuse_the_same(layout: Layout[Row], row: Row, cells: Cells, first_of: dict[Hashable, int]) -> None:
    """Find a problem if an earlier row, also one with problems elsewhere, has the same key."""
    if any(problem.column in layout.keyed for problem in cells.problems):
        return
    first = first_of.setdefault(layout.key(row), cells.number)
    if first != cells.number:
        cells.refuse(layout.keyed[0], Code.SAME_ROW, first)
