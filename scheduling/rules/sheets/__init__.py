"""People, patterns and assignments as sheets of a spreadsheet, read and written. Pure: no Django, no clock.

Reading tells every problem of every row and changes nothing, so that a page can show them all before anything is
taken in. What is written can be read again. Headers and words are read in Dutch and in English, whichever.
"""

from scheduling.rules.sheets.cells import Code
from scheduling.rules.sheets.rows import (
    ASSIGNMENTS,
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
from scheduling.rules.sheets.words import COLUMN_NAMES, Column, Contract

__all__ = [
    "ASSIGNMENTS",
    "COLUMN_NAMES",
    "PATTERNS",
    "PEOPLE",
    "AssignmentRow",
    "Code",
    "Column",
    "Contract",
    "Layout",
    "NotText",
    "PatternRow",
    "PersonRow",
    "Problem",
    "Sheet",
    "WantedSeat",
    "decoded",
    "guarded",
    "read",
    "unguarded",
    "written",
]
