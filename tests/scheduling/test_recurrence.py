"""Which shifts the patterns want, and what is still to do for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.recurrence import Diff, Existing, PatternRule, Retime, diff, shifts_due, vanishing
from scheduling.rules.rota import DraftShift, ShiftState, length_hours

MONDAY, SUNDAY = date(2027, 2, 1), date(2027, 2, 7)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
DAY = timedelta(days=1)
HELD = (ShiftState.PUBLISHED, True)


def pattern(
    weekday: int,
    start: int,
    end: int,
    *,
    pattern_id: int = 1,
    every: int = 1,
    anchor: date = MONDAY,
    since: date = date(2027, 1, 1),
    until: date | None = None,
) -> PatternRule:
    return PatternRule(pattern_id, weekday, Stretch(start, end), every, anchor, since, until)


def due(*patterns: PatternRule, first: date = MONDAY, days: int = 7) -> list[DraftShift]:
    return shifts_due(patterns, first, first + days * DAY, AMSTERDAM)


def made(
    draft: DraftShift, shift_id: int = 1, state: ShiftState = ShiftState.DRAFT, *, held: bool = False
) -> Existing:
    return Existing(shift_id, draft.pattern_id, draft.day, draft.hours, draft.span, state, held)


def test_a_shift_keeps_its_minutes_and_knows_its_instants() -> None:
    assert due(pattern(0, 1140, 1350)) == [
        DraftShift(
            1,
            MONDAY,
            Stretch(1140, 1350),
            Span(datetime(2027, 2, 1, 18, tzinfo=UTC), datetime(2027, 2, 1, 21, 30, tzinfo=UTC)),
        )
    ]


def test_shifts_come_by_start_and_then_by_pattern() -> None:
    late, early, twin = (
        pattern(0, 1140, 1350, pattern_id=1),
        pattern(0, 600, 1020, pattern_id=3),
        pattern(0, 600, 840, pattern_id=2),
    )
    assert [shift.pattern_id for shift in due(late, early, twin)] == [2, 3, 1]


def test_a_shift_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    night = pattern(6, 1320, 1500)
    assert [shift.day for shift in due(night, first=SUNDAY, days=1)] == [SUNDAY]
    assert due(night, first=SUNDAY + DAY, days=1) == []


@pytest.mark.parametrize(
    ("every", "anchor", "days"),
    [
        (1, date(2027, 1, 6), [2, 9, 16, 23]),
        (2, date(2027, 2, 1), [2, 16]),
        (2, date(2027, 2, 7), [2, 16]),
        (2, date(2027, 1, 31), [9, 23]),
        (2, date(2028, 2, 7), [9, 23]),
        (3, date(2027, 2, 3), [2, 23]),
    ],
)
def test_weeks_between_are_counted_from_the_week_of_the_anchor(
    every: int, anchor: date, days: list[int]
) -> None:
    tuesdays = due(pattern(1, 600, 840, every=every, anchor=anchor), days=28)
    assert [shift.day.day for shift in tuesdays] == days


def test_every_second_week_goes_on_across_a_year_of_53_weeks() -> None:
    mondays = pattern(0, 600, 840, every=2, anchor=date(2026, 12, 21), since=date(2026, 1, 1))
    days = [shift.day for shift in due(mondays, first=date(2026, 12, 21), days=28)]
    assert days == [date(2026, 12, 21), date(2027, 1, 4)]


def test_a_pattern_holds_from_its_first_day_until_the_day_it_ends() -> None:
    dated = pattern(0, 600, 840, since=date(2027, 2, 8), until=date(2027, 2, 22))
    assert [shift.day.day for shift in due(dated, days=28)] == [8, 15]


@pytest.mark.parametrize(("evening", "hours"), [(SPRING - DAY, 7), (AUTUMN - DAY, 9), (SUNDAY - DAY, 8)])
def test_a_saturday_night_shift_is_as_long_as_the_night(evening: date, hours: int) -> None:
    [night] = due(pattern(5, 1320, 1800), first=evening, days=1)
    assert length_hours(night.span) == hours


def test_a_shift_that_lies_in_the_spring_jump_is_not_made_but_told() -> None:
    jump, partly = pattern(6, 120, 180, pattern_id=1), pattern(6, 120, 195, pattern_id=2)
    [lost] = vanishing([jump, partly], SPRING, SPRING + DAY, AMSTERDAM)
    [kept] = due(jump, partly, first=SPRING)
    assert (lost.pattern_id, kept.pattern_id) == (1, 2)
    assert vanishing([jump, partly], MONDAY, SPRING, AMSTERDAM) == []


@given(
    st.sampled_from([SPRING, AUTUMN]),
    st.lists(st.integers(100, 200) | st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(sorted),
)
def test_shifts_that_follow_each_other_leave_no_time_out_and_take_none_twice(
    night: date, minutes: list[int]
) -> None:
    pairs = enumerate(pairwise(minutes))
    shifts = due(*(pattern(6, *pair, pattern_id=n) for n, pair in pairs), first=night, days=1)
    whole = due(pattern(6, minutes[0], minutes[-1]), first=night, days=1)
    assert [s.span.start for s in shifts[1:]] == [s.span.end for s in shifts[:-1]]
    assert [s.span for s in whole] == [Span(shifts[0].span.start, shifts[-1].span.end) for _ in shifts[:1]]


[EVENING] = due(pattern(0, 1140, 1350))
[LATER] = due(pattern(0, 1170, 1350))


@pytest.mark.parametrize(
    ("state", "held"),
    [(ShiftState.DRAFT, False), (ShiftState.DRAFT, True), (ShiftState.PUBLISHED, False)],
)
def test_a_shift_that_is_not_both_published_and_held_follows_its_pattern(
    state: ShiftState, held: bool
) -> None:
    shift = made(EVENING, 7, state, held=held)
    assert diff([], [EVENING]) == Diff(add=(EVENING,))
    assert diff([shift], [EVENING]) == Diff()
    assert diff([shift], [LATER]) == Diff(retime=(Retime(7, LATER.hours, LATER.span),))
    assert diff([shift], []) == Diff(orphaned=(7,))


@pytest.mark.parametrize("wanted", [[LATER], []])
def test_a_held_published_shift_is_left_to_the_planner(wanted: list[DraftShift]) -> None:
    assert diff([made(EVENING, 7, ShiftState.PUBLISHED, held=True)], wanted) == Diff(kept=(7,))


@pytest.mark.parametrize("wanted", [[EVENING], [LATER], []])
def test_a_cancelled_shift_stays_cancelled_and_is_not_made_again(wanted: list[DraftShift]) -> None:
    assert diff([made(EVENING, 7, ShiftState.CANCELLED)], wanted) == Diff()


def test_a_shift_moves_when_the_law_of_the_clock_changes_though_its_minutes_stay() -> None:
    hour = timedelta(hours=1)
    before = Span(EVENING.span.start - hour, EVENING.span.end - hour)
    old = replace(made(EVENING, 7), span=before)
    assert diff([old], [EVENING]) == Diff(retime=(Retime(7, EVENING.hours, EVENING.span),))


patterns_ = st.lists(
    st.builds(
        lambda number, weekday, start, length, every: pattern(
            weekday, start, start + length, pattern_id=number, every=every
        ),
        st.integers(1, 4),
        st.integers(0, 6),
        st.integers(0, 1439),
        st.integers(1, 1440),
        st.integers(1, 3),
    ),
    max_size=4,
    unique_by=lambda p: p.pattern_id,
)


def applied(existing: Iterable[Existing], todo: Diff) -> list[Existing]:
    moved = {change.shift_id: change for change in todo.retime}
    kept = [
        replace(s, hours=moved[s.shift_id].hours, span=moved[s.shift_id].span) if s.shift_id in moved else s
        for s in existing
        if s.shift_id not in todo.orphaned
    ]
    return kept + [made(draft, 1000 + number) for number, draft in enumerate(todo.add)]


@given(patterns_, patterns_, st.sampled_from([SPRING, AUTUMN]), st.data())
def test_making_the_shifts_twice_is_as_good_as_once_and_touches_no_held_published_one(
    before: list[PatternRule], after: list[PatternRule], night: date, data: st.DataObject
) -> None:
    states = st.tuples(st.sampled_from(ShiftState), st.booleans())
    existing = [
        made(draft, number, state, held=held)
        for number, draft in enumerate(due(*before, first=night - 7 * DAY, days=14))
        for state, held in [data.draw(states)]
    ]
    wanted = due(*after, first=night - 7 * DAY, days=14)
    once = diff(existing, wanted)
    now_there = applied(existing, once)
    assert diff(now_there, wanted) == Diff(kept=once.kept)
    fixed = [s for s in existing if s.state is ShiftState.CANCELLED or (s.state, s.is_held) == HELD]
    assert [s for s in fixed if s not in now_there] == []
