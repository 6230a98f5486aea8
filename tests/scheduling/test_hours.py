"""When it is open: weekly blocks, exceptions, nights that change the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import instant
from scheduling.rules.hours import (
    Availability,
    Block,
    ClosedBy,
    DayException,
    ExceptionName,
    Span,
    State,
    Stretch,
    availability,
    closed_by,
    day_hours,
    next_opening,
    of_channel,
    open_spans,
    outside_hours,
    overlapping,
    span_at,
    stretches_overlap,
)

SINCE = date(2026, 1, 1)
SUNDAY, MONDAY, TUESDAY, WEDNESDAY, SATURDAY = 6, 0, 1, 2, 5


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


def block(
    weekday: int, start: int, end: int, *, channel: Channel = Channel.CHAT, since: date = SINCE
) -> Block:
    return Block(channel, weekday, Stretch(start, end), since)


def closing(
    day: date, *hours: tuple[int, int], entered: date = SINCE, channel: Channel | None = None
) -> DayException:
    return DayException(day, channel, ExceptionName.TRAINING, entered, tuple(Stretch(*h) for h in hours))


def spans(blocks: list[Block], exceptions: list[DayException], first: date, last: date) -> list[Span]:
    window = Span(instant(first, 0, AMSTERDAM), instant(last, 1440, AMSTERDAM))
    return open_spans(blocks, exceptions, window, AMSTERDAM)


weekdays = st.integers(0, 6)
stretches = st.builds(
    lambda start, length: Stretch(start, start + length), st.integers(0, 1439), st.integers(1, 1440)
)
blocks_ = st.lists(st.builds(lambda w, h: Block(Channel.CHAT, w, h, SINCE), weekdays, stretches), max_size=8)
# Two weeks around each change-over night, so that the nights are met often.
days_ = st.one_of(
    st.dates(date(2027, 3, 21), date(2027, 4, 3)), st.dates(date(2027, 10, 24), date(2027, 11, 6))
)
exceptions_ = st.lists(
    st.builds(
        lambda day, hours: DayException(day, None, ExceptionName.OTHER, SINCE, tuple(hours)),
        days_,
        st.lists(stretches, max_size=2),
    ),
    max_size=4,
    unique_by=lambda e: e.day,
)


def test_several_blocks_a_day_are_open_one_after_the_other() -> None:
    monday = [block(MONDAY, 600, 1020), block(MONDAY, 1140, 1350)]
    assert spans(monday, [], date(2027, 2, 1), date(2027, 2, 7)) == [
        Span(utc(2027, 2, 1, 9), utc(2027, 2, 1, 16)),
        Span(utc(2027, 2, 1, 18), utc(2027, 2, 1, 21, 30)),
    ]


def test_a_block_over_midnight_ends_on_the_next_day() -> None:
    night = [block(MONDAY, 22 * 60, 26 * 60)]
    assert spans(night, [], date(2027, 2, 2), date(2027, 2, 2)) == [
        Span(utc(2027, 2, 1, 23), utc(2027, 2, 2, 1))
    ]
    assert spans(night, [], date(2027, 2, 1), date(2027, 2, 2)) == [
        Span(utc(2027, 2, 1, 21), utc(2027, 2, 2, 1))
    ]


@pytest.mark.parametrize(
    ("evening", "hours"),
    [(date(2027, 3, 27), 7), (date(2027, 10, 30), 9), (date(2027, 6, 5), 8)],
)
def test_a_saturday_night_is_open_for_as_long_as_it_lasts(evening: date, hours: int) -> None:
    [night] = spans([block(SATURDAY, 22 * 60, 30 * 60)], [], evening, evening + timedelta(days=1))
    assert night.end - night.start == timedelta(hours=hours)


def test_a_block_that_lies_in_the_jump_is_no_opening() -> None:
    assert spans([block(SUNDAY, 130, 170)], [], date(2027, 3, 28), date(2027, 3, 28)) == []


def test_blocks_that_touch_are_one_opening() -> None:
    halves = [block(MONDAY, 22 * 60, 1440), block(TUESDAY, 0, 120)]
    assert spans(halves, [], date(2027, 2, 1), date(2027, 2, 2)) == [
        Span(utc(2027, 2, 1, 21), utc(2027, 2, 2, 1))
    ]


def test_a_block_holds_from_its_first_day_until_the_day_it_ends() -> None:
    dated = Block(Channel.CHAT, MONDAY, Stretch(600, 660), date(2027, 2, 8), date(2027, 2, 22))
    open_days = [s.start.date() for s in spans([dated], [], date(2027, 2, 1), date(2027, 2, 28))]
    assert open_days == [date(2027, 2, 8), date(2027, 2, 15)]


def test_an_exception_leaves_the_tail_of_the_night_before() -> None:
    nights = [block(MONDAY, 22 * 60, 26 * 60), block(TUESDAY, 22 * 60, 26 * 60)]
    assert spans(nights, [closing(date(2027, 2, 2))], date(2027, 2, 1), date(2027, 2, 3)) == [
        Span(utc(2027, 2, 1, 21), utc(2027, 2, 2, 1))
    ]


def test_an_exception_can_bring_other_hours() -> None:
    other = [closing(date(2027, 2, 1), (840, 900), (900, 960))]
    assert spans([block(MONDAY, 600, 1020)], other, date(2027, 2, 1), date(2027, 2, 1)) == [
        Span(utc(2027, 2, 1, 13), utc(2027, 2, 1, 15))
    ]


def test_a_channels_own_exception_goes_before_one_for_both() -> None:
    day = date(2027, 2, 1)
    rows = [closing(day), closing(day, (600, 660), channel=Channel.CHAT)]
    blocks = [block(MONDAY, 540, 720), block(MONDAY, 540, 720, channel=Channel.PHONE)]
    assert day_hours(*of_channel(blocks, rows, Channel.CHAT), day) == (Stretch(600, 660),)
    assert day_hours(*of_channel(blocks, rows, Channel.PHONE), day) == ()


@given(blocks_, days_, st.integers(0, 1439))
def test_open_spans_agree_with_the_definition(blocks: list[Block], day: date, minute: int) -> None:
    at = instant(day, minute, AMSTERDAM)
    expected = any(
        instant(start, b.hours.start_minute, AMSTERDAM) <= at < instant(start, b.hours.end_minute, AMSTERDAM)
        for start in (day - timedelta(days=n) for n in range(3))
        for b in blocks
        if b.starts_on(start)
    )
    assert (span_at(spans(blocks, [], day, day), at) is not None) is expected


@given(blocks_, exceptions_, days_, st.integers(0, 1439))
def test_the_next_opening_is_the_first_open_instant_after_a_closed_one(
    blocks: list[Block], exceptions: list[DayException], day: date, minute: int
) -> None:
    at = instant(day, minute, AMSTERDAM)
    open_ = spans(blocks, exceptions, day - timedelta(days=1), day + timedelta(days=15))
    opens = next_opening(open_, at)
    if opens is not None and span_at(open_, at) is None:
        assert opens > at
        assert span_at(open_, opens) is not None
        assert all(not (s.start < opens and s.end > at) for s in open_)


@given(blocks_, exceptions_, days_, st.lists(stretches, max_size=2), st.integers(-2880, 2880))
def test_an_exception_changes_nothing_that_starts_on_another_day(
    blocks: list[Block], exceptions: list[DayException], day: date, hours: list[Stretch], offset: int
) -> None:
    others = [e for e in exceptions if e.day != day]
    added = [*others, DayException(day, None, ExceptionName.OTHER, SINCE, tuple(hours))]
    for other in (day + timedelta(days=n) for n in (-2, -1, 1, 2)):
        assert day_hours(blocks, added, other) == day_hours(blocks, others, other)
    kept = [Block(Channel.CHAT, b.weekday, b.hours, SINCE) for b in blocks if b.weekday != day.weekday()]
    at = instant(day, offset, AMSTERDAM)
    whole = spans(kept, others, day - timedelta(days=4), day + timedelta(days=4))
    if span_at(whole, at):
        assert span_at(spans(kept, added, day - timedelta(days=4), day + timedelta(days=4)), at)


def test_without_hours_there_is_no_next_opening() -> None:
    assert next_opening([], utc(2027, 2, 1)) is None


@pytest.mark.parametrize(
    ("entered", "hours", "at", "expected"),
    [
        (date(2027, 1, 31), [], utc(2027, 2, 1, 11), ClosedBy.HOLIDAY),
        (date(2027, 2, 1), [], utc(2027, 2, 1, 11), ClosedBy.UNPLANNED),
        (date(2027, 2, 1), [], utc(2027, 2, 1, 8), None),
        (date(2027, 2, 1), [(660, 780)], utc(2027, 2, 1, 11), None),
        (date(2027, 2, 1), [(660, 780)], utc(2027, 2, 1, 9), ClosedBy.UNPLANNED),
        (date(2027, 1, 1), [(660, 780)], utc(2027, 2, 1, 9), ClosedBy.HOLIDAY),
    ],
)
def test_it_is_known_whether_people_could_know_of_a_closing(
    entered: date, hours: list[tuple[int, int]], at: datetime, expected: ClosedBy | None
) -> None:
    row = closing(date(2027, 2, 1), *hours, entered=entered)
    assert closed_by([block(MONDAY, 600, 1020)], [row], at, AMSTERDAM) is expected


def test_an_exception_on_the_day_closes_last_nights_start_for_the_hours_after_midnight_too() -> None:
    night = [block(MONDAY, 22 * 60, 26 * 60)]
    row = closing(date(2027, 2, 1), entered=date(2027, 2, 1))
    assert closed_by(night, [row], utc(2027, 2, 2, 0, 30), AMSTERDAM) is ClosedBy.UNPLANNED


OPEN = [Span(utc(2027, 2, 1, 9), utc(2027, 2, 1, 16)), Span(utc(2027, 2, 1, 18), utc(2027, 2, 1, 21))]


@pytest.mark.parametrize(
    ("at", "staffed", "expected"),
    [
        (utc(2027, 2, 1, 9), True, Availability(State.OPEN, utc(2027, 2, 1, 16), utc(2027, 2, 1, 18))),
        (utc(2027, 2, 1, 15), False, Availability(State.UNSTAFFED, utc(2027, 2, 1, 16), utc(2027, 2, 1, 18))),
        (utc(2027, 2, 1, 16), True, Availability(State.CLOSED, None, utc(2027, 2, 1, 18))),
        (utc(2027, 2, 1, 20), True, Availability(State.OPEN, None, None)),
        (utc(2027, 2, 1, 21), True, Availability(State.CLOSED)),
    ],
)
def test_a_channel_is_open_unstaffed_or_closed(at: datetime, staffed: bool, expected: Availability) -> None:
    assert availability(OPEN, at, horizon=utc(2027, 2, 1, 21), is_staffed=staffed) == expected


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (block(MONDAY, 600, 720), block(MONDAY, 719, 800), True),
        (block(MONDAY, 600, 720), block(MONDAY, 720, 800), False),
        (block(MONDAY, 600, 720), block(TUESDAY, 600, 720), False),
        (block(MONDAY, 600, 720), block(MONDAY, 600, 720, channel=Channel.PHONE), False),
        (block(MONDAY, 1320, 1560), block(TUESDAY, 60, 300), True),
        (block(MONDAY, 60, 300), block(SUNDAY, 1320, 1560), True),
        (block(MONDAY, 1320, 1560), block(TUESDAY, 120, 300), False),
    ],
)
def test_blocks_of_one_channel_that_share_a_minute_overlap(one: Block, other: Block, overlap: bool) -> None:
    assert (overlapping(one, [other]) is other) is overlap
    assert (overlapping(other, [one]) is one) is overlap


@pytest.mark.parametrize(
    ("until", "since", "overlap"),
    [
        (date(2027, 2, 8), date(2027, 2, 8), False),
        (date(2027, 2, 9), date(2027, 2, 8), True),
        (date(2027, 2, 9), date(2027, 2, 9), False),
        (None, date(2027, 6, 1), True),
    ],
)
def test_blocks_that_never_hold_on_the_same_day_do_not_overlap(
    until: date | None, since: date, overlap: bool
) -> None:
    ending = Block(Channel.CHAT, MONDAY, Stretch(600, 720), SINCE, until)
    beginning = block(MONDAY, 600, 720, since=since)
    assert (overlapping(beginning, [ending]) is not None) is overlap


@given(st.lists(stretches, max_size=4))
def test_stretches_overlap_when_two_share_a_minute(several: list[Stretch]) -> None:
    counted = [minute for s in several for minute in range(s.start_minute, s.end_minute)]
    assert stretches_overlap(several) is (len(counted) != len(set(counted)))


def test_what_lies_outside_the_hours_counts_the_night_before_and_the_day_after() -> None:
    night = Block(Channel.CHAT, SUNDAY, Stretch(1320, 1500), SINCE)
    morning = Block(Channel.PHONE, TUESDAY, Stretch(0, 60), SINCE)
    monday = date(2027, 2, 1)
    wanted = Stretch(0, 1530)
    assert outside_hours(wanted, monday, Channel, [night, morning], []) == [
        Stretch(60, 1440),
        Stretch(1500, 1530),
    ]
    assert outside_hours(wanted, monday, [Channel.PHONE], [night, morning], []) == [
        Stretch(0, 1440),
        Stretch(1500, 1530),
    ]


def test_an_exception_counts_as_the_hours_of_its_day_and_of_no_other() -> None:
    day = Block(Channel.CHAT, MONDAY, Stretch(600, 720), SINCE)
    closed = DayException(date(2027, 2, 1), None, ExceptionName.TRAINING, SINCE)
    for on, outside in ((date(2027, 2, 1), [Stretch(600, 720)]), (date(2027, 2, 8), [])):
        assert outside_hours(Stretch(600, 720), on, [Channel.CHAT], [day], [closed]) == outside
