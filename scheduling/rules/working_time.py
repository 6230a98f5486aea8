"""What working one more span does to somebody's rest, shifts and weeks. Pure: no Django, no clock, no database.

All of it warns a planner and nothing more; see `eligibility`. Rest and lengths are elapsed time, so the night in
March is an hour shorter. Seats that touch are one shift. A shift counts as a whole in the ISO week in which it
starts, as on the rota's own pages, so that the numbers there add up to the number here.

Left out, because the rota cannot know: breaks (taken inside a shift as contacts allow), the 13 hours that calls
may bring while on call, and hours worked for other employers. Left out, because we warn earlier: night shifts of
up to 12 hours a few times a year, and 14 hours of rest cut short once a week. Under 18 nobody takes a seat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scheduling.rules.hours import Span, merged
from scheduling.rules.limits import Contract, Limits, PersonFacts
from scheduling.rules.local_days import ends_late, night_of, week_of
from scheduling.rules.nights import (
    beside_on_call_reasons,
    nights_reasons,
    on_call_reasons,
    series_around,
    sundays_reasons,
)
from scheduling.rules.reasons import Basis, Code, Reason
from scheduling.rules.rota import Held, SeatKind, length_hours

_WEEK: Final = timedelta(days=7)
# Further away than this no rest is looked at: the longest period with a rule about rest is a fortnight.
_NEAR: Final = timedelta(days=16)


def warnings(
    person: PersonFacts, span: Span, kind: SeatKind, held: Sequence[Held], *, limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    """Yield what a planner should know before giving the span to the person, beside their other seats."""
    reasons = _reasons(person, span, kind, held, limits=limits, zone=zone)
    if person.contract is Contract.EMPLOYEE:
        yield from reasons
    else:
        yield from (replace(reason, basis=Basis.HOUSE_RULE) for reason in reasons)


def _reasons(
    person: PersonFacts, span: Span, kind: SeatKind, held: Sequence[Held], *, limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    work = sorted(h.span for h in held if h.kind is not SeatKind.BACKUP)
    on_call = sorted(h.span for h in held if h.kind is SeatKind.BACKUP)
    if kind is SeatKind.BACKUP:
        # Being on call is no work unless the telephone rings: it neither breaks a rest nor fills a week.
        yield from on_call_reasons(span, work, [*on_call, span], limits, zone)
        return
    work = sorted([*work, span])
    shifts = merged(s for s in work if span.start - _NEAR < s.end and s.start < span.end + _NEAR)
    mine = next(n for n, shift in enumerate(shifts) if shift.start <= span.start < shift.end)
    yield from _week_reasons(person, span, work, limits, zone)
    yield from _length_reasons(shifts[mine], limits, zone)
    yield from _rest_reasons(shifts, mine, limits, zone)
    yield from _weekly_rest_reasons(shifts, mine, limits)
    yield from nights_reasons(shifts, mine, work, limits, zone)
    yield from sundays_reasons(span, work, limits, zone)
    if on_call:
        yield from beside_on_call_reasons(shifts[mine], work, on_call, limits, zone)


def _length_reasons(shift: Span, limits: Limits, zone: ZoneInfo) -> Iterator[Reason]:
    length = length_hours(shift)
    by_law = limits.longest_by_law_hours if night_of(shift, zone) is None else limits.longest_night_hours
    for limit, basis in (
        (by_law, Basis.LAW),
        (limits.longest_shift_hours, Basis.HOUSE_RULE),
        (limits.long_shift_hours, Basis.HOUSE_RULE),
    ):
        if length > limit:
            yield Reason(Code.LONG_SHIFT, (length, limit), basis)
            return


def _week_reasons(
    person: PersonFacts, span: Span, work: Sequence[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    weeks: dict[int, float] = {}
    for one in work:
        week = week_of(one.start, zone)
        weeks[week] = weeks.get(week, 0) + length_hours(one)
    week = week_of(span.start, zone)
    hours, agreed, own_most = weeks[week], person.agreed_hours_week, person.max_hours_week
    if agreed and hours > agreed * limits.most_over_agreed:
        yield Reason(Code.OVER_HOURS, (hours, agreed))
    if own_most is not None and hours > own_most:
        yield Reason(Code.OVER_OWN_LIMIT, (hours, own_most))
    if hours > limits.most_week_hours:
        yield Reason(Code.LONG_WEEK, (hours, limits.most_week_hours), Basis.LAW)
    for over, limit in ((4, limits.most_average_4_weeks_hours), (16, limits.most_average_16_weeks_hours)):
        # No average is above the longest week, which spares nearly everybody the sums.
        if max(weeks.values()) > limit and (average := _highest_average(weeks, week, over)) > limit:
            yield Reason(Code.HIGH_AVERAGE, (average, limit, over), Basis.LAW)
    yield from _night_average_reasons(weeks, week, work, limits, zone)


def _night_average_reasons(
    weeks: dict[int, float], week: int, work: Sequence[Span], limits: Limits, zone: ZoneInfo
) -> Iterator[Reason]:
    limit = limits.most_average_with_nights_hours
    if max(weeks.values()) <= limit:
        return
    nights = [week_of(shift.start, zone) for shift in merged(work) if night_of(shift, zone) is not None]
    averages = [
        sum(weeks.get(n, 0) for n in range(first, first + 16)) / 16
        for first in range(week - 15, week + 1)
        if sum(first <= night < first + 16 for night in nights) >= limits.nights_for_lower_average
    ]
    if averages and max(averages) > limit:
        yield Reason(Code.HIGH_NIGHT_AVERAGE, (max(averages), limit, 16), Basis.LAW)


def _highest_average(weeks: dict[int, float], week: int, over: int) -> float:
    """Return the highest average over that many successive weeks, this one among them."""
    sums = (
        sum(weeks.get(n, 0) for n in range(first, first + over)) for first in range(week - over + 1, week + 1)
    )
    return max(sums) / over


def _rest_reasons(shifts: Sequence[Span], mine: int, limits: Limits, zone: ZoneInfo) -> Iterator[Reason]:
    # A night put into a row of nights may also lengthen the rest that is due after the last of the row.
    last = series_around(shifts, mine, zone).stop - 1
    for before in sorted({mine - 1, mine, last}):
        if 0 <= before < len(shifts) - 1:
            yield from _rest_after(shifts, before, limits, zone)


def _rest_after(shifts: Sequence[Span], before: int, limits: Limits, zone: ZoneInfo) -> Iterator[Reason]:
    rest, needed = _rest(shifts, before), _rest_needed(shifts, before, limits, zone)
    if rest >= needed:
        return
    if needed > limits.rest_hours:
        yield Reason(Code.SHORT_REST, (rest, needed), Basis.LAW)
    elif _is_one_day(shifts, before, limits):
        yield Reason(Code.SPLIT_DAY, (rest, needed))
    elif rest >= limits.shortened_rest_hours and not _is_shortened_elsewhere(shifts, before, limits):
        yield Reason(Code.SHORTENED_REST, (rest, needed), Basis.LAW)
    else:
        yield Reason(Code.SHORT_REST, (rest, needed), Basis.LAW)


def _rest_needed(shifts: Sequence[Span], before: int, limits: Limits, zone: ZoneInfo) -> float:
    if not ends_late(shifts[before], zone):
        return limits.rest_hours
    series = series_around(shifts, before, zone)
    if len(series) >= limits.nights_before_long_rest and before == series.stop - 1:
        return limits.rest_after_nights_hours
    return limits.rest_after_night_hours


def _is_one_day(shifts: Sequence[Span], before: int, limits: Limits) -> bool:
    """Return whether the shifts on both sides of a rest leave the day's rest within 24 hours of the first start."""
    first, last = before, before + 1
    while first > 0 and _rest(shifts, first - 1) < limits.shortened_rest_hours:
        first -= 1
    while last < len(shifts) - 1 and _rest(shifts, last) < limits.shortened_rest_hours:
        last += 1
    return length_hours(Span(shifts[first].start, shifts[last].end)) <= 24 - limits.rest_hours


def _is_shortened_elsewhere(shifts: Sequence[Span], before: int, limits: Limits) -> bool:
    return any(
        other != before
        and abs(shifts[other].end - shifts[before].end) < _WEEK
        and _rest(shifts, other) < limits.rest_hours
        and not _is_one_day(shifts, other, limits)
        for other in range(len(shifts) - 1)
    )


def _weekly_rest_reasons(shifts: Sequence[Span], mine: int, limits: Limits) -> Iterator[Reason]:
    """Look at each seven days that begin with a shift, if they or the fortnight in their stead hold this one."""
    shortest = limits.weekly_rest_hours
    for start in (shift.start for shift in shifts[: mine + 1]):
        if start + 2 * _WEEK <= shifts[mine].start:
            continue
        longest = max(_rests(shifts, Span(start, start + _WEEK)))
        parts = (
            r for r in _rests(shifts, Span(start, start + 2 * _WEEK)) if r >= limits.fortnight_part_hours
        )
        if longest < shortest and sum(parts) < limits.fortnight_rest_hours:
            shortest = longest
    if shortest < limits.weekly_rest_hours:
        yield Reason(Code.SHORT_WEEKLY_REST, (shortest, limits.weekly_rest_hours), Basis.LAW)


def _rests(shifts: Sequence[Span], window: Span) -> list[float]:
    """Return the lengths of the rests inside a window that begins with a shift; less than 0 for one beyond its end."""
    inside = [shift for shift in shifts if window.start <= shift.start < window.end]
    ends = [shift.start for shift in inside[1:]] + [window.end]
    return [length_hours(Span(one.end, end)) for one, end in zip(inside, ends, strict=True)]


def _rest(shifts: Sequence[Span], before: int) -> float:
    return length_hours(Span(shifts[before].end, shifts[before + 1].start))
