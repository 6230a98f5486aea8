"""Gaps against the opening hours, the heat map, and who is alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import instant
from scheduling.rules.coverage import Alone, Cell, Gap, alone, every_gap, gaps, heat
from scheduling.rules.hours import Span, merged
from scheduling.rules.rota import Held, Seat, SeatKind
from scheduling.rules.spans import common

CHAT, PHONE = Channel.CHAT, Channel.PHONE
MONDAY, SATURDAY = date(2027, 2, 1), date(2027, 2, 6)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
ASHA, BEN, LEILA = 1, 2, 3
kinds = st.sampled_from(SeatKind)


def span(start: int, end: int, day: date = MONDAY) -> Span:
    """Return wall-clock hours of a day, in UTC."""
    return Span(instant(day, start * 60, AMSTERDAM), instant(day, end * 60, AMSTERDAM))


def seat(number: int, when: Span, kind: SeatKind = SeatKind.CHAT, *, required: bool = True) -> Seat:
    return Seat(number, 1, kind, number, required, when, MONDAY)


def holds(person: int, place: Seat, when: Span | None = None) -> Held:
    return Held(100 + place.seat_id, place.seat_id, person, place.kind, when or place.span)


EVENING = span(19, 23)


def test_a_held_seat_leaves_no_gap() -> None:
    first = seat(1, EVENING)
    assert gaps([EVENING], [first], [holds(ASHA, first)], CHAT) == []


def test_open_time_that_nobody_made_a_shift_for_is_a_gap_without_a_seat() -> None:
    first = seat(1, span(20, 22))
    assert gaps([EVENING], [first], [holds(ASHA, first)], CHAT) == [
        Gap(CHAT, None, span(19, 20)),
        Gap(CHAT, None, span(22, 23)),
    ]


def test_the_part_of_a_seat_that_nobody_holds_is_a_gap() -> None:
    first = seat(1, EVENING)
    parts = [holds(ASHA, first, span(19, 20)), holds(BEN, first, span(21, 22))]
    assert gaps([EVENING], [first], parts, CHAT) == [
        Gap(CHAT, first, span(20, 21)),
        Gap(CHAT, first, span(22, 23)),
    ]


def test_a_seat_is_missed_only_while_it_is_open() -> None:
    debrief = seat(1, span(18, 24))
    assert gaps([EVENING], [debrief], [], CHAT) == [Gap(CHAT, debrief, EVENING)]


def test_a_seat_that_is_not_required_may_stay_empty() -> None:
    assert gaps([EVENING], [seat(1, EVENING, required=False)], [], CHAT) == []


@pytest.mark.parametrize(
    ("kind", "channel", "is_missed"),
    [
        (SeatKind.PHONE, PHONE, True),
        (SeatKind.CHAT, CHAT, True),
        (SeatKind.BOTH, PHONE, True),
        (SeatKind.BOTH, CHAT, True),
        (SeatKind.SUPERVISOR, None, True),
        (SeatKind.PHONE, CHAT, False),
        (SeatKind.SUPERVISOR, CHAT, False),
        (SeatKind.BACKUP, PHONE, False),
        (SeatKind.BOTH, None, False),
    ],
)
def test_a_seat_covers_what_it_is_made_for(kind: SeatKind, channel: Channel | None, is_missed: bool) -> None:
    place = seat(1, EVENING, kind)
    assert gaps([EVENING], [place], [], channel) == [Gap(channel, place if is_missed else None, EVENING)]


def test_leading_is_missed_though_the_supervisor_seat_is_not_marked_required() -> None:
    leader = seat(1, EVENING, SeatKind.SUPERVISOR, required=False)
    assert gaps([EVENING], [leader], [], None) == [Gap(None, leader, EVENING)]


def test_gaps_come_by_start_and_then_by_position() -> None:
    second, first, early = seat(2, EVENING), seat(1, EVENING), seat(3, span(18, 21))
    found = gaps([span(17, 23)], [second, first, early], [], CHAT)
    assert [(gap.span.start, gap.seat and gap.seat.position) for gap in found] == [
        (span(17, 18).start, None),
        (span(18, 21).start, 3),
        (EVENING.start, 1),
        (EVENING.start, 2),
    ]


def test_a_seat_for_both_channels_is_one_gap_of_the_whole_rota() -> None:
    both, leader = seat(1, span(9, 14), SeatKind.BOTH), seat(2, span(9, 14), SeatKind.SUPERVISOR)
    open_ = {PHONE: [span(10, 13)], CHAT: [span(9, 11), span(12, 14)]}
    assert every_gap(open_, [both, leader], [holds(ASHA, leader)]) == [Gap(CHAT, both, span(9, 14))]


def test_a_gap_names_the_channel_that_misses_the_seat_then() -> None:
    both = seat(1, span(9, 14), SeatKind.BOTH)
    open_ = {PHONE: [span(12, 14)], CHAT: [span(9, 11)]}
    assert every_gap(open_, [both], []) == [
        Gap(None, None, span(9, 11)),
        Gap(CHAT, both, span(9, 11)),
        Gap(None, None, span(12, 14)),
        Gap(PHONE, both, span(12, 14)),
    ]


@dataclass(frozen=True)
class Rota:
    """What is open, planned and held in the twelve hours of a night, and each half hour of it."""

    open_: list[Span]
    seats: list[Seat]
    held: list[Held]
    instants: list[datetime]

    def held_by(self, at: datetime, place: Seat) -> bool:
        return covers((h.span for h in self.held if h.seat_id == place.seat_id), at)


def covers(spans: Iterable[Span], at: datetime) -> bool:
    return any(one.start <= at < one.end for one in spans)


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    evening = instant(draw(st.sampled_from([SPRING, AUTUMN])), -4 * 60, AMSTERDAM)
    instants = [evening + timedelta(minutes=30 * n) for n in range(25)]
    edges = st.lists(st.sampled_from(instants), min_size=2, max_size=2, unique=True).map(sorted)
    spans = edges.map(lambda pair: Span(*pair))
    places = draw(st.lists(st.builds(seat, st.just(0), spans, kinds, required=st.booleans()), max_size=5))
    seats = [replace(place, seat_id=number, position=number) for number, place in enumerate(places)]
    people = st.sampled_from([ASHA, BEN, LEILA])
    wishes = st.lists(st.tuples(people, st.sampled_from(seats), spans), max_size=6) if seats else st.just([])
    held = [
        holds(person, place, part)
        for person, place, wish in draw(wishes)
        for part in common(wish, [place.span])
    ]
    return Rota(draw(st.lists(spans, min_size=1, max_size=3)), seats, held, instants)


@given(rotas(), st.sampled_from([PHONE, CHAT, None]))
def test_an_instant_is_in_a_gap_exactly_as_defined(rota: Rota, channel: Channel | None) -> None:
    mine = [s for s in rota.seats if (channel in s.channels if channel else s.kind is SeatKind.SUPERVISOR)]
    found = gaps(rota.open_, rota.seats, rota.held, channel)
    for at in rota.instants:
        there = [s for s in mine if covers([s.span], at)]
        unheld = [s for s in there if (s.required or channel is None) and not rota.held_by(at, s)]
        missed = (unheld if there else [None]) if covers(rota.open_, at) else []
        assert [g.seat for g in sorted(found, key=by_position) if covers([g.span], at)] == missed


def by_position(gap: Gap) -> int:
    return gap.seat.position if gap.seat else -1


@given(rotas())
def test_the_whole_rota_misses_what_its_channels_and_leading_miss(rota: Rota) -> None:
    each = {PHONE: rota.open_[:1], CHAT: rota.open_[1:]}
    apart = [gap for channel, spans in each.items() for gap in gaps(spans, rota.seats, rota.held, channel)]
    apart += gaps(rota.open_, rota.seats, rota.held, None)
    whole = every_gap(each, rota.seats, rota.held)
    assert whole == sorted(whole)
    for at in rota.instants:
        missed = {gap.seat or gap.channel for gap in apart if covers([gap.span], at)}
        once = [gap.seat or gap.channel for gap in whole if covers([gap.span], at)]
        assert (set(once), len(once)) == (missed, len(missed))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_the_heat_map_says_what_an_hour_of_the_week_needs_and_has() -> None:
    one, two, extra = seat(1, span(19, 22)), seat(2, span(20, 23)), seat(3, span(19, 23), required=False)
    held = [holds(ASHA, one, span(19, 20)), holds(BEN, two), holds(LEILA, extra)]
    assert heat([span(19, 22)], [one, two, extra], held, AMSTERDAM) == {
        (0, 19): Cell(hours(1), hours(1), hours(1)),
        (0, 20): Cell(hours(1), hours(2), hours(1)),
        (0, 21): Cell(hours(1), hours(2), hours(1)),
    }


def test_open_time_without_a_seat_is_on_the_heat_map_in_the_hours_it_lies_in() -> None:
    late = Span(instant(MONDAY, 1170, AMSTERDAM), instant(MONDAY, 1215, AMSTERDAM))
    assert heat([late], [], [], AMSTERDAM) == {
        (0, 19): Cell(hours(0.5), hours(0), hours(0)),
        (0, 20): Cell(hours(0.25), hours(0), hours(0)),
    }


@pytest.mark.parametrize(("night", "two"), [(SPRING, 0), (AUTUMN, 2), (AUTUMN - timedelta(days=7), 1)])
def test_the_hour_at_two_counts_as_often_as_it_happens(night: date, two: int) -> None:
    place = seat(1, span(0, 6, night))
    cells = heat([place.span], [place], [holds(ASHA, place)], AMSTERDAM)
    assert sum((cell.filled for cell in cells.values()), hours(0)) == hours(5 + two)
    assert cells.get((6, 2)) == (Cell(hours(two), hours(two), hours(two)) if two else None)


@given(rotas())
def test_the_cells_sum_up_to_open_seat_time_and_agree_with_the_gaps(rota: Rota) -> None:
    chats = [place for place in rota.seats if place.kind is SeatKind.CHAT]
    cells = heat(rota.open_, chats, rota.held, AMSTERDAM).values()
    missed = [gap.span for gap in gaps(rota.open_, chats, rota.held, CHAT) if gap.seat]
    needed = [part for place in chats if place.required for part in common(place.span, merged(rota.open_))]
    assert sum((cell.open_for for cell in cells), hours(0)) == total(merged(rota.open_))
    assert sum((cell.needed for cell in cells), hours(0)) == total(needed)
    assert sum((cell.needed - cell.filled for cell in cells), hours(0)) == total(missed)


def total(spans: Iterable[Span]) -> timedelta:
    return sum((one.end - one.start for one in spans), hours(0))


@pytest.mark.parametrize(
    ("open_", "expected"),
    [
        (span(19, 21), []),
        (span(19, 23), [Alone(span(21, 23), 1)]),
        (span(13, 17, SATURDAY), [Alone(span(13, 17, SATURDAY), 1)]),
    ],
)
def test_one_person_is_alone_after_nine_and_at_weekends(open_: Span, expected: list[Alone]) -> None:
    place = seat(1, open_)
    assert alone([open_], [place], [holds(ASHA, place)], AMSTERDAM) == expected


def test_two_on_any_seat_but_the_backup_are_not_alone() -> None:
    chat, leader, backup = (
        seat(1, EVENING),
        seat(2, span(19, 22), SeatKind.SUPERVISOR),
        seat(3, EVENING, SeatKind.BACKUP),
    )
    held = [holds(ASHA, chat), holds(BEN, leader), holds(LEILA, backup)]
    assert alone([EVENING], [chat, leader, backup], held, AMSTERDAM) == [Alone(span(22, 23), 1)]
    assert alone([EVENING], [chat, leader, backup], held, AMSTERDAM, minimum=1) == []


def test_whoever_takes_over_is_as_alone_as_the_one_before() -> None:
    chat = seat(1, EVENING)
    held = [holds(ASHA, chat, span(19, 22)), holds(BEN, chat, span(22, 23))]
    assert alone([EVENING], [chat], held, AMSTERDAM) == [Alone(span(21, 23), 1)]


def test_what_is_held_on_an_unpublished_shift_keeps_nobody_company() -> None:
    chat, draft = seat(1, EVENING), seat(2, EVENING)
    held = [holds(ASHA, chat), holds(BEN, draft)]
    assert alone([EVENING], [chat], held, AMSTERDAM) == [Alone(span(21, 23), 1)]


def test_a_closed_helpline_leaves_nobody_alone() -> None:
    assert alone([], [], [], AMSTERDAM) == []


@given(rotas())
def test_an_instant_is_alone_exactly_when_few_people_are_there(rota: Rota) -> None:
    found = alone(rota.open_, rota.seats, rota.held, AMSTERDAM)
    assert all(
        one.span.end != other.span.start or one.people != other.people for one, other in pairwise(found)
    )
    for at in rota.instants:
        people = {h.person_id for h in rota.held if h.kind is not SeatKind.BACKUP and covers([h.span], at)}
        is_few = covers(rota.open_, at) and is_late(at) and len(people) < 2
        assert [few.people for few in found if covers([few.span], at)] == [len(people)] * is_few


def is_late(at: datetime) -> bool:
    wall = at.astimezone(AMSTERDAM)
    return wall.weekday() >= 5 or wall.hour >= 21 or wall.hour < 6
