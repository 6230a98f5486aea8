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
from scheduling.rules.rota import length_hours

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


def nights_reasons(
    shifts: Sequence[Span], mine: int, work: Iterable[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    """Yield what is too much if this one of the shifts nearby is a night; it is among the work too."""
    night = night_of(shifts[mine], zone)
    if night is None:
        return
    row = len(series_around(shifts, mine, zone))
    if row > limits.most_nights_in_a_row:
        yield Reason(Code.NIGHTS_IN_A_ROW, (row, limits.most_nights_in_a_row), Basis.LAW)
    nights = [other for shift in merged(work) if (other := night_of(shift, zone)) is not None]
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
    span: Span, work: Iterable[Span], on_call: Sequence[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    """Yield what speaks against being on call for the span, which is among those on call."""
    days = {day for one in on_call for day in days_of(one, zone)}
    most = max(_most_within(days, day, _FOUR_WEEKS) for day in days_of(span, zone))
    if most > limits.most_days_on_call_4_weeks:
        yield Reason(Code.MANY_DAYS_ON_CALL, (most, limits.most_days_on_call_4_weeks, 4), Basis.LAW)
    work = merged(work)
    for shift in work:
        if night_of(shift, zone) is not None:
            yield from _near_night_reasons(shift, span, limits)
    yield from _days_off_reasons(span, work, on_call, limits, zone)


def beside_on_call_reasons(
    shift: Span, work: Iterable[Span], on_call: Sequence[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    """Yield what the shift, which is among the work, takes from who is also on call."""
    if night_of(shift, zone) is not None:
        for call in on_call:
            yield from _near_night_reasons(shift, call, limits)
    yield from _days_off_reasons(shift, work, on_call, limits, zone)


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
    taken = called | {day for one in work for day in days_of(one, zone)}
    windows = {first for day in days_of(span, zone) for first in range(day - _FOUR_WEEKS + 1, day + 1)}
    pairs = [
        _pairs_off(taken, first)
        for first in windows
        if any(first <= day < first + _FOUR_WEEKS for day in called)
    ]
    if pairs and min(pairs) < limits.pairs_of_days_off_4_weeks:
        yield Reason(Code.FEW_DAYS_OFF, (min(pairs), limits.pairs_of_days_off_4_weeks, 4), Basis.LAW)


def _pairs_off(taken: set[int], first: int) -> int:
    """Return how many pairs of successive days, no day twice, are free within four weeks from the first day."""
    edges = [first - 1, *sorted(d for d in taken if first <= d < first + _FOUR_WEEKS), first + _FOUR_WEEKS]
    return sum((later - earlier - 1) // 2 for earlier, later in pairwise(edges))


def _most_within(days: Iterable[int], day: int, length: int) -> int:
    """Return the most of the days that any period of that length holds with `day`, one of them, inside."""
    # A period that begins later than the day holds no more of these than the one that begins with it.
    near = [other for other in days if abs(other - day) < length]
    return max(sum(first <= other < first + length for other in near) for first in near)


def _follows(one: Span, other: Span, zone: ZoneInfo) -> bool:
    """Return whether both are night shifts, the other in the very next night."""
    night, next_night = night_of(one, zone), night_of(other, zone)
    return night is not None and next_night is not None and next_night - night == 1
