"""How one cell of a sheet is read and written. Pure.

What is read comes without spaces around it and is not empty. Dates and times are the wall clock's. A date begins
with its day or is written 2027-02-01; one with slashes is refused, since America means another day by it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from helpline.staff.rules import plain_email
from scheduling.rules.civil import DAY_MINUTES, BadTime, typed_minute
from scheduling.rules.sheets.words import Said, Value, plain, reading

Parsed = TypeVar("Parsed")
Parse = Callable[[str], Parsed]

_LONGEST_EMAIL: Final = 254
# Stricter than the standard and than the invitation's own form: nothing that it would refuse passes.
_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_DAY_FIRST: Final = re.compile(r"(?P<day>[0-9]{1,2})([-.])(?P<month>[0-9]{1,2})\2(?P<year>20[0-9]{2})")
_YEAR_FIRST: Final = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
# Spreadsheets add seconds when they save a time.
_NO_SECONDS: Final = re.compile(r"(?<=[:.][0-9]{2})[:.]00$")
_HOURS: Final = re.compile(r"[0-9]{1,2}(?:[.,][0-9]0?)?")
_BETWEEN_WORDS: Final = re.compile(r"[\s,;+/&]+")
_FILLERS: Final = frozenset({"en", "and"})


class Code(StrEnum):
    """What is wrong with a sheet, a row or a cell."""

    NOTHING_THERE = "nothing_there"
    BROKEN_QUOTES = "broken_quotes"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    MISSING_COLUMN = "missing_column"
    BEYOND_COLUMNS = "beyond_columns"
    EMPTY = "empty"
    SAME_ROW = "same_row"
    BAD_TEXT = "bad_text"
    BAD_EMAIL = "bad_email"
    BAD_DATE = "bad_date"
    BAD_TIME = "bad_time"
    BAD_NUMBER = "bad_number"
    BAD_HOURS = "bad_hours"
    BAD_WORD = "bad_word"
    SAME_TIME = "same_time"
    NO_SHIFT = "no_shift"
    LAST_BEFORE_FIRST = "last_before_first"
    MAX_BELOW_AGREED = "max_below_agreed"


class BadCell(Exception):
    """What was typed is not what the column holds; `parts` are the pieces of it that are wrong, if not all."""

    def __init__(self, code: Code, *parts: str) -> None:
        """Keep what is wrong."""
        super().__init__(code)
        self.code = code
        self.parts = parts


def text(longest: int) -> Parse[str]:
    """Return the reader of a name of at most so many characters; spaces and line breaks become one space each."""

    def parse(typed: str) -> str:
        name = " ".join(typed.split())
        if len(name) > longest or not name.isprintable():
            raise BadCell(Code.BAD_TEXT)
        return name

    return parse


def email(typed: str) -> str:
    """Return the address as accounts have it."""
    if len(typed) > _LONGEST_EMAIL or not _EMAIL.fullmatch(typed):
        raise BadCell(Code.BAD_EMAIL)
    return plain_email(typed)


def person(typed: str) -> str:
    """Return an e-mail address as accounts have it, or a name."""
    return plain_email(typed) if _EMAIL.fullmatch(typed) else text(_LONGEST_EMAIL)(typed)


def day(typed: str) -> date:
    """Return the day of "1-2-2027", "01.02.2027" or "2027-02-01"."""
    match = _DAY_FIRST.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed)
    if match is None:
        raise BadCell(Code.BAD_DATE)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise BadCell(Code.BAD_DATE) from None


def minute(typed: str) -> int:
    """Return the minute of the day of "9:00", "09.00" or "9:00:00"; "24:00" is 1440."""
    try:
        return typed_minute(_NO_SECONDS.sub("", typed))
    except BadTime:
        raise BadCell(Code.BAD_TIME) from None


def start_minute(typed: str) -> int:
    """Return the minute of the day, before 24:00."""
    found = minute(typed)
    if found == DAY_MINUTES:
        raise BadCell(Code.BAD_TIME)
    return found


def number_up_to(most: int) -> Parse[int]:
    """Return the reader of a whole number from 1 to `most`, 99 at the most."""

    def parse(typed: str) -> int:
        if not re.fullmatch(r"[1-9][0-9]?", typed) or int(typed) > most:
            raise BadCell(Code.BAD_NUMBER)
        return int(typed)

    return parse


def hours_up_to(most: int) -> Parse[float]:
    """Return the reader of a number of hours from 0 to `most`, with one figure behind the comma or point."""

    def parse(typed: str) -> float:
        found = float(typed.replace(",", ".")) if _HOURS.fullmatch(typed) else most + 1.0
        if found > most:
            raise BadCell(Code.BAD_HOURS)
        return found

    return parse


def one_of(words: Mapping[Value, Said]) -> Parse[Value]:
    """Return the reader of exactly one of these words."""
    known = reading(words)

    def parse(typed: str) -> Value:
        if plain(typed) not in known:
            raise BadCell(Code.BAD_WORD)
        return known[plain(typed)]

    return parse


def several(words: Mapping[Value, Said]) -> Parse[tuple[Value, ...]]:
    """Return the reader of any of these words, each once, in the order of the table; `parts` names the others."""
    known = reading(words)

    def parse(typed: str) -> tuple[Value, ...]:
        parts = parts_of(typed)
        refuse_unknown(parts, known)
        found = {known[plain(part)] for part in parts}
        return tuple(value for value in words if value in found)

    return parse


def parts_of(typed: str) -> list[str]:
    """Return the words of a cell in order, without an "and" between them."""
    return [part for part in _BETWEEN_WORDS.split(typed) if part and plain(part) not in _FILLERS]


def refuse_unknown(parts: list[str], known: Mapping[str, object]) -> None:
    """Raise BadCell unless there is a part and each is a known word."""
    strange = [part for part in parts if plain(part) not in known]
    if strange or not parts:
        raise BadCell(Code.BAD_WORD, *strange)


def clock(minute_: int) -> str:
    """Return the wall-clock time as spreadsheets know it: "09:00"; minute 1440 is "24:00", 1500 is "01:00"."""
    of_day = minute_ if minute_ == DAY_MINUTES else minute_ % DAY_MINUTES
    return f"{of_day // 60:02}:{of_day % 60:02}"


def hours(number: float) -> str:
    """Return "7,5" or "8": with a comma, since a Dutch spreadsheet takes 7.5 for a day in May."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")
