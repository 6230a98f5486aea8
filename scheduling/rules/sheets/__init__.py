"""People, patterns and assignments as sheets of a spreadsheet, read and written. Pure: no Django, no clock.

Reading tells every problem of every row and changes nothing, so that a page can show them all before anything is
taken in. What is written can be read again. Headers and words are read in Dutch and in English, whichever.
"""

from scheduling.rules.sheets.cells import Code
from scheduling.rules.sheets.checks import (
    Account,
    Agreed,
    Obstacle,
    Step,
    agreed_by,
    pattern_step,
    person_step,
)
from scheduling.rules.sheets.places import Place, ShiftThere, find_person, find_place
from scheduling.rules.sheets.rows import (
    ASSIGNMENTS,
    LAYOUTS,
    PATTERNS,
    PEOPLE,
    AssignmentRow,
    PatternRow,
    PersonRow,
    WantedSeat,
)
from scheduling.rules.sheets.table import (
    Layout,
    NotText,
    Problem,
    Sheet,
    decoded,
    guarded,
    read,
    unguarded,
    written,
)
from scheduling.rules.sheets.words import COLUMN_NAMES, Column, SheetKind

__all__ = [
    "ASSIGNMENTS",
    "COLUMN_NAMES",
    "LAYOUTS",
    "PATTERNS",
    "PEOPLE",
    "Account",
    "Agreed",
    "AssignmentRow",
    "Code",
    "Column",
    "Layout",
    "NotText",
    "Obstacle",
    "PatternRow",
    "PersonRow",
    "Place",
    "Problem",
    "Sheet",
    "SheetKind",
    "ShiftThere",
    "Step",
    "WantedSeat",
    "agreed_by",
    "decoded",
    "find_person",
    "find_place",
    "guarded",
    "pattern_step",
    "person_step",
    "read",
    "unguarded",
    "written",
]
