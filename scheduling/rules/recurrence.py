"""Which shifts the patterns want, and what is still to do for it. Pure: no Django, no clock, no database.

A pattern speaks of wall-clock minutes of the day it starts on, a shift of the instants they are: 19:00 stays
19:00 when the clocks change. Each pattern gives one shift a day at most, so (pattern, day) names a shift.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduling.rules.civil import instant
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.rota import DraftShift, ShiftState

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A shift that comes back on its weekday (0 is Monday), on the days [valid_from, valid_to).

    With more than one week between, the week of the anchor is one of those that have it.
    """

    pattern_id: int
    weekday: int
    hours: Stretch
    every_n_weeks: int
    anchor: date
    valid_from: date
    valid_to: date | None = None

    def starts_on(self, day: date) -> bool:
        """Return whether the pattern wants a shift that starts on that day."""
        weeks = (_monday(day) - _monday(self.anchor)).days // 7
        return (
            day.weekday() == self.weekday
            and weeks % self.every_n_weeks == 0
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Existing:
    """A shift that a pattern made, as it stands; it is held if anybody holds any part of it."""

    shift_id: int
    pattern_id: int
    day: date
    hours: Stretch
    span: Span
    state: ShiftState
    is_held: bool


@dataclass(frozen=True, slots=True)
class Retime:
    """The minutes and the instants that a shift is to have."""

    shift_id: int
    hours: Stretch
    span: Span


@dataclass(frozen=True, slots=True)
class Diff:
    """What to make, to move and to take away, and the held published shifts that only a planner may change.

    Orphaned and kept are ids of shifts; kept ones differ from the pattern or are wanted by none any more.
    """

    add: tuple[DraftShift, ...] = ()
    retime: tuple[Retime, ...] = ()
    orphaned: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


def shifts_due(patterns: Iterable[PatternRule], first: date, end: date, zone: ZoneInfo) -> list[DraftShift]:
    """Return the shifts that start on the days [first, end), by start, then pattern."""
    return [shift for shift in _wanted(patterns, first, end, zone) if not _vanishes(shift)]


def vanishing(patterns: Iterable[PatternRule], first: date, end: date, zone: ZoneInfo) -> list[DraftShift]:
    """Return the shifts that are not made because all their minutes fall into the spring jump, in the same order."""
    return [shift for shift in _wanted(patterns, first, end, zone) if _vanishes(shift)]


def diff(existing: Iterable[Existing], wanted: Iterable[DraftShift]) -> Diff:
    """Return how the existing shifts become the wanted ones, both of the same days; done once, nothing is left.

    A cancelled shift stays cancelled and is not made again. A shift moves too when its minutes are the same but
    the law of the clock has changed, so that they are other instants now.
    """
    there = {(shift.pattern_id, shift.day): shift for shift in existing}
    asked = {(shift.pattern_id, shift.day): shift for shift in wanted}
    add = [shift for key, shift in asked.items() if key not in there]
    retime, orphaned, kept = [], [], []
    for key, shift in there.items():
        new = asked.get(key)
        if shift.state is ShiftState.CANCELLED or _agrees(shift, new):
            continue
        if shift.state is ShiftState.PUBLISHED and shift.is_held:
            kept.append(shift.shift_id)
        elif new is None:
            orphaned.append(shift.shift_id)
        else:
            retime.append(Retime(shift.shift_id, new.hours, new.span))
    return Diff(tuple(add), tuple(retime), tuple(orphaned), tuple(kept))


def _wanted(patterns: Iterable[PatternRule], first: date, end: date, zone: ZoneInfo) -> list[DraftShift]:
    days = [first + n * _DAY for n in range((end - first).days)]
    shifts = (_shift(p, day, zone) for p in patterns for day in days if p.starts_on(day))
    return sorted(shifts, key=lambda shift: (shift.span.start, shift.pattern_id))


def _shift(pattern: PatternRule, day: date, zone: ZoneInfo) -> DraftShift:
    start, end = (instant(day, m, zone) for m in (pattern.hours.start_minute, pattern.hours.end_minute))
    return DraftShift(pattern.pattern_id, day, pattern.hours, Span(start, end))


def _vanishes(shift: DraftShift) -> bool:
    return shift.span.start == shift.span.end


def _agrees(shift: Existing, wanted: DraftShift | None) -> bool:
    return wanted is not None and (shift.hours, shift.span) == (wanted.hours, wanted.span)


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY
