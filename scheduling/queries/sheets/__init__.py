"""Sheets held against what there is: what their rows would do, and what of it a sheet holds. Read-only."""

from scheduling.queries.sheets.checks import (
    AssignmentCheck,
    Check,
    LookedThrough,
    PatternCheck,
    PersonCheck,
    check_assignments,
    check_patterns,
    check_people,
    holders_of,
    look_through,
    shift_ids_of,
)
from scheduling.queries.sheets.rows import assignment_rows, pattern_rows, person_rows, rows_of

__all__ = [
    "AssignmentCheck",
    "Check",
    "LookedThrough",
    "PatternCheck",
    "PersonCheck",
    "assignment_rows",
    "check_assignments",
    "check_patterns",
    "check_people",
    "holders_of",
    "look_through",
    "pattern_rows",
    "person_rows",
    "rows_of",
    "shift_ids_of",
]
