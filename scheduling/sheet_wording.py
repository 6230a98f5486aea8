"""How the rows of a sheet, and what stands in their way, are said in the language of the moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from scheduling.queries.sheets import Check, LookedThrough, PatternCheck
from scheduling.rota_wording import kind_within, reason_text
from scheduling.rules.sheets import (
    COLUMN_NAMES,
    LAYOUTS,
    AssignmentRow,
    Code,
    Column,
    Obstacle,
    PatternRow,
    PersonRow,
    Problem,
    SheetKind,
    Step,
)
from scheduling.rules.sheets.words import CONTRACTS, ROLES, SEATS, SKILLS, WEEKDAYS, YES_OR_NO, Said
from scheduling.wording import day_name, hours_list, hours_text, long_date

_LONGEST: Final = 40
_PROBLEMS: Final[Mapping[Code, str | Promise]] = {
    Code.NOTHING_THERE: _("There is nothing in this file."),
    Code.BROKEN_QUOTES: _("From here on the quotation marks do not fit together. Nothing below is read."),
    Code.UNKNOWN_COLUMN: _("“%(typed)s” is no column of this sheet."),
    Code.COLUMN_TWICE: _("The column “%(typed)s” is there twice."),
    Code.MISSING_COLUMN: _("The column “%(column)s” is missing."),
    Code.BEYOND_COLUMNS: _("“%(typed)s” stands beside the columns."),
    Code.EMPTY: _("%(column)s: fill this in."),
    Code.SAME_ROW: _("This row says the same as row %(other)s."),
    Code.BAD_TEXT: _("%(column)s: “%(typed)s” is too long, or has signs that cannot be read."),
    Code.BAD_EMAIL: _("%(column)s: “%(typed)s” is no e-mail address."),
    Code.BAD_DATE: _("%(column)s: “%(typed)s” is no date. Write 1-2-2027 or 2027-02-01."),
    Code.BAD_TIME: _("%(column)s: “%(typed)s” is no time. Write 19:00."),
    Code.BAD_NUMBER: _("%(column)s: “%(typed)s” is no number that can stand here."),
    Code.BAD_HOURS: _("%(column)s: “%(typed)s” is no number of hours that can stand here."),
    Code.BAD_WORD: _("%(column)s: “%(typed)s” is no word for this. Choose from: %(words)s."),
    Code.SAME_TIME: _("Start and end are the same. A whole day is 00:00 to 24:00."),
    Code.NO_SHIFT: _("Fill in the pattern, or start and end."),
    Code.LAST_BEFORE_FIRST: _("The last day lies before the first day."),
    Code.MAX_BELOW_AGREED: _("The most hours are fewer than the agreed ones."),
}
_OBSTACLES: Final[Mapping[Obstacle, str | Promise]] = {
    Obstacle.ACCOUNT_CLOSED: _("This account is closed. Reopen it first."),
    Obstacle.MOST_BELOW_AGREED: _("The most hours are fewer than the agreed ones."),
    Obstacle.OTHER_PATTERN: _(
        "A pattern of this name begins on that day already and is another. Change it on its page, or use another name."
    ),
    Obstacle.MANY_SEATS: _("A shift has at most 9 seats of one kind."),
    Obstacle.NO_PERSON: _("Nobody who holds seats has this name or address."),
    Obstacle.SEVERAL_PEOPLE: _("Several colleagues have this name. Write the e-mail address."),
    Obstacle.NO_PATTERN: _("There is no pattern of this name."),
    Obstacle.NO_SHIFT: _("There is no such shift on this day."),
    Obstacle.SEVERAL_SHIFTS: _("Several shifts of this day fit. Write the pattern, and start and end."),
    Obstacle.OUTSIDE_SHIFT: _("The shift is at other hours."),
    Obstacle.NO_SEAT: _("The shift has no such seat."),
    Obstacle.TIME_SKIPPED: _("The clock goes forward and skips this time."),
    Obstacle.TIME_TWICE: _("The clock goes back and this time comes twice. Tick which one you mean."),
    Obstacle.IS_OVER: _("This lies in the past."),
    Obstacle.SEAT_TAKEN: _("Somebody else holds this seat then."),
}
_STEPS: Final[Mapping[Step, str | Promise]] = {
    Step.NOTHING: _("is there already"),
    Step.INVITE: _("is invited by e-mail"),
    Step.NOTE_TERMS: _("what is agreed is noted"),
    Step.ADD_PATTERN: _("is added"),
    Step.ASSIGN: _("gets the seat"),
}
_WORDS: Final[Mapping[Column, Iterable[Said]]] = {
    Column.ROLES: ROLES.values(),
    Column.SKILLS: SKILLS.values(),
    Column.CONTRACT: CONTRACTS.values(),
    Column.IS_ADULT: YES_OR_NO.values(),
    Column.WEEKDAY: WEEKDAYS.values(),
    Column.SEATS: SEATS.values(),
    Column.SEAT: SEATS.values(),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet as the page shows it; `step` is empty if something is wrong."""

    number: int
    says: str
    step: str
    wrong: tuple[str, ...]
    warnings: tuple[str, ...]


def lines(looked: LookedThrough) -> list[Line]:
    """Return every row that says something or has a problem, from the top down."""
    wrong: dict[int, list[str]] = defaultdict(list)
    for problem in looked.problems:
        wrong[problem.row].append(problem_text(problem))
    return [_line(number, wrong[number], looked) for number in sorted({*looked.rows, *wrong})]


def columns_text(kind: SheetKind) -> list[tuple[str, bool]]:
    """Return the headers of a kind of sheet in the reader's language, and whether each is needed."""
    layout = LAYOUTS[kind]
    return [(column_name(column), column in layout.required) for column in layout.columns]


def column_name(column: Column) -> str:
    """Return a header in the reader's language."""
    return COLUMN_NAMES[column].in_language(_language())


def problem_text(problem: Problem) -> str:
    """Return what is wrong with a cell, a row or the sheet, and what to do about it."""
    words = _WORDS.get(problem.column, ()) if problem.column else ()
    typed = problem.typed if len(problem.typed) <= _LONGEST else f"{problem.typed[:_LONGEST]}…"
    return str(_PROBLEMS[problem.code]) % {
        "column": column_name(problem.column) if problem.column else "",
        "typed": typed,
        "other": problem.other_row,
        "words": ", ".join(word.in_language(_language()) for word in words),
    }


def obstacle_text(obstacle: Obstacle) -> str:
    """Return what stands in a row's way, and what to do about it."""
    return str(_OBSTACLES[obstacle])


def row_text(row: PersonRow | PatternRow | AssignmentRow) -> str:
    """Return what a row says."""
    match row:
        case PersonRow():
            roles = ", ".join(ROLES[role].in_language(_language()) for role in row.roles)
            return f"{row.name} ({row.email}): {roles}"
        case PatternRow():
            seats = ", ".join(_seat_text(kind_within(seat.kind), seat.required) for seat in row.seats)
            return f"{row.name}, {day_name(row.weekday)} {hours_text(row.hours)}: {seats}"
        case AssignmentRow():
            seat = kind_within(row.kind) if row.nth == 1 else f"{kind_within(row.kind)} {row.nth}"
            when = [long_date(row.day), row.pattern, hours_text(row.hours) if row.hours else ""]
            return f"{row.person}: {seat}, {', '.join(part for part in when if part)}"


def _line(number: int, wrong: list[str], looked: LookedThrough) -> Line:
    check = looked.checks.get(number)
    if check is None:
        return Line(number, "", "", tuple(wrong), ())
    obstacles = [obstacle_text(one) for one in check.obstacles]
    blocks = [_sentence(reason_text(reason)) for reason in check.blocks]
    return Line(
        number,
        row_text(looked.rows[number]),
        str(_STEPS[check.step]) if check.step else "",
        (*wrong, *obstacles, *blocks),
        tuple(_warnings(check)),
    )


def _warnings(check: Check) -> list[str]:
    found = [_sentence(reason_text(reason)) for reason in check.warnings]
    if isinstance(check, PatternCheck) and check.outside:
        found.append(gettext("Outside the opening hours: %(hours)s.") % {"hours": hours_list(check.outside)})
    return found


def _seat_text(seat: str, required: bool) -> str:
    return seat if required else gettext("%(seat)s (may stay empty)") % {"seat": seat}


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _language() -> str:
    return "nl" if (get_language() or "").startswith("nl") else "en"
