"""What one more span does to somebody's nights, Sundays and days on call. Pure: no Django, no clock, no database.

A night shift takes more than one hour between 00:00 and 06:00. Being on call (a backup seat) has rules of its
own. The rule about Sundays looks a year back and the one about nights sixteen weeks: it knows what it is given.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from scheduling.rules.hours import Span, merged
from scheduling.rules.limits import Limits
from scheduling.rules.local_days import days_of, is_sunday, night_of
from scheduling.rules.reasons import Basis, Code, Reason
from scheduling.rules.rota import SeatKind, length_hours

_FOUR_WEEKS: Final = 28
_SIXTEEN_WEEKS: Final = 112
_YEAR: Final = 364


def series_around(shifts: Sequence[Span], mine: int, zone: ZoneInfo) -> range:
    """Return the indexes of the row of successive nights around a shift; of a day shift, its own alone."""
    first = last = mine
    while first > 0 and _follows(shifts[first - 1], shifts[first], zone):
        first -= 1
    while last < len(shifts) - 1 and _follows(shifts[last], shifts[last + 1], zone):
        last += 1
    return range(first, last + 1)


def nights_reasons(shift: Span, work: Iterable[Span], limits: Limits, zone: ZoneInfo) -> Iterator[Reason]:
    """Yield what is too much if the shift, which is among the work, is a night."""
    night = night_of(shift, zone)
    if night is None:
        return
    shifts = merged(work)
    row = len(series_around(shifts, shifts.index(shift), zone))
    if row > limits.most_nights_in_a_row:
        yield Reason(Code.NIGHTS_IN_A_ROW, (row, limits.most_nights_in_a_row), Basis.LAW)
    nights = [other for one in shifts if (other := night_of(one, zone)) is not None]
    most = _most_within(nights, night, _SIXTEEN_WEEKS)
    if most > limits.most_nights_16_weeks:
        yield Reason(Code.MANY_NIGHTS, (most, limits.most_nights_16_weeks, 16), Basis.LAW)


def sundays_reasons(span: Span, work: Iterable[Span], limits: Limits, zone: ZoneInfo) -> Iterator[Reason]:
    """Yield whether too few Sundays of some year, with one of this span's, stay free."""
    sunday = next((day for day in days_of(span, zone) if is_sunday(day)), None)
    if sunday is None:
        return
    worked = {day for one in work for day in days_of(one, zone) if is_sunday(day)}
    free = _YEAR // 7 - _most_within(worked, sunday, _YEAR)
    if free < limits.free_sundays_a_year:
        yield Reason(Code.FEW_FREE_SUNDAYS, (free, limits.free_sundays_a_year), Basis.LAW)


def on_call_reasons(
    span: Span, kind: SeatKind, work: Sequence[Span], on_call: Sequence[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    """Yield what being on call asks for: by this span, or beside it if it is work."""
    if kind is SeatKind.BACKUP:
        on_call = [*on_call, span]
        nights, calls = [one for one in merged(work) if night_of(one, zone) is not None], [span]
        yield from _days_on_call_reasons(span, on_call, limits, zone)
    else:
        nights, calls = [span] if night_of(span, zone) is not None else [], [*on_call]
    for night in nights:
        for call in calls:
            yield from _near_night_reasons(night, call, limits)
    if on_call:
        yield from _days_off_reasons(span, work, on_call, limits, zone)


def _days_on_call_reasons(
    span: Span, on_call: Iterable[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    days = {day for one in on_call for day in days_of(one, zone)}
    most = max(_most_within(days, day, _FOUR_WEEKS) for day in days_of(span, zone))
    if most > limits.most_days_on_call_4_weeks:
        yield Reason(Code.MANY_DAYS_ON_CALL, (most, limits.most_days_on_call_4_weeks, 4), Basis.LAW)


def _near_night_reasons(night: Span, call: Span, limits: Limits) -> Iterator[Reason]:
    if call.start < night.start:
        between, needed = Span(call.end, night.start), limits.on_call_before_night_hours
    else:
        between, needed = Span(night.end, call.start), limits.on_call_after_night_hours
    hours = max(length_hours(between), 0)
    if hours < needed:
        yield Reason(Code.ON_CALL_NEAR_NIGHT, (hours, needed), Basis.LAW)


def _days_off_reasons(
    span: Span, work: Iterable[Span], on_call: Iterable[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    """Look at each four weeks that hold a day of the span and one on call."""
    called = {day for one in on_call for day in days_of(one, zone)}
    taken = called | {day for one in work for day in days_of(one, zone)} | {*days_of(span, zone)}
    fewest = min(
        (
            _pairs_off(taken, first)
            for day in days_of(span, zone)
            for first in range(day - _FOUR_WEEKS + 1, day + 1)
            if any(first <= other < first + _FOUR_WEEKS for other in called)
        ),
        default=limits.pairs_of_days_off_4_weeks,
    )
    if fewest < limits.pairs_of_days_off_4_weeks:
        yield Reason(Code.FEW_DAYS_OFF, (fewest, limits.pairs_of_days_off_4_weeks, 4), Basis.LAW)


def _pairs_off(taken: set[int], first: int) -> int:
    """Return how many pairs of successive days, no day twice, are free within four weeks from the first day."""
    edges = [first - 1, *sorted(d for d in taken if first <= d < first + _FOUR_WEEKS), first + _FOUR_WEEKS]
    return sum((later - earlier - 1) // 2 for earlier, later in pairwise(edges))


def _most_within(days: Iterable[int], day: int, length: int) -> int:
    """Return the most of the days that any period of that length holds with `day` among them."""
    near = sorted(other for other in days if abs(other - day) < length)
    return max(
        (sum(first <= other < first + length for other in near) for first in near if first <= day), default=0
    )


def _follows(one: Span, other: Span, zone: ZoneInfo) -> bool:
    """Return whether both are night shifts, the other in the very next night."""
    night, next_night = night_of(one, zone), night_of(other, zone)
    return night is not None and next_night is not None and next_night - night == 1
