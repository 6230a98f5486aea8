"""The heat map: what an hour lacks, how dark it is, and which hours lack most."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.rules.coverage import Cell, gaps
from scheduling.rules.heat_map import HeatRow, Worst, channel_heat, missing, open_hours, rows, step, worst
from scheduling.rules.rota import SeatKind
from tests.scheduling.people import hold, hours, seat

HOUR = timedelta(hours=1)


def cell(filled: float, needed: float) -> Cell:
    return Cell(HOUR, needed * HOUR, filled * HOUR)


@pytest.mark.parametrize(
    ("filled", "needed", "dark"),
    [(4, 4, 0), (0, 0, 0), (3.5, 4, 1), (3, 4, 2), (2, 4, 3), (1, 4, 4), (0, 4, 4), (7.9, 8, 1)],
)
def test_a_cell_is_darker_the_more_of_it_is_missing(filled: float, needed: float, dark: int) -> None:
    assert step(cell(filled, needed)) == dark


def test_the_hours_that_lack_most_are_found_with_those_that_lack_the_same() -> None:
    found = {(6, 18): cell(3, 8), (6, 19): cell(2, 8), (6, 20): cell(2, 8), (6, 21): cell(1, 4)}
    assert worst(found) == Worst(6, 19, 21, 6 * HOUR, 8 * HOUR)


def test_of_equals_those_that_need_least_come_first_and_then_the_earlier() -> None:
    found = {(0, 9): cell(4, 8), (1, 9): cell(0, 4), (1, 11): cell(0, 4)}
    assert worst(found) == Worst(1, 9, 10, 4 * HOUR, 4 * HOUR)


@pytest.mark.parametrize("found", [{}, {(0, 9): cell(4, 4)}])
def test_where_nothing_is_missing_no_hour_is_the_worst(found: dict[tuple[int, int], Cell]) -> None:
    assert worst(found) is None


def test_the_table_has_every_weekday_and_the_hours_of_all_channels() -> None:
    phone, chat = {(0, 19): cell(1, 1)}, {(6, 21): cell(0, 1)}
    span = open_hours([phone, chat])
    assert span == range(19, 22)
    assert rows(phone, span)[0] == HeatRow(0, (cell(1, 1), None, None))
    assert [row.weekday for row in rows(phone, span)] == list(range(7))
    assert open_hours([]) == range(0)


def test_an_open_hour_without_any_seat_needs_one() -> None:
    found = channel_heat([hours(1, 19, 21)], [seat(1, hours(1, 19, 20))], [], Channel.CHAT, AMSTERDAM)
    assert {at: one.needed for at, one in found.items()} == {(0, 19): HOUR, (0, 20): HOUR}


def test_a_channel_counts_its_own_seats_and_leading_those_of_supervisors() -> None:
    span = hours(1, 19, 20)
    seats = [seat(n, span, kind) for n, kind in enumerate(SeatKind, start=1)]
    needed = {
        channel: channel_heat([span], seats, [], channel, AMSTERDAM)[0, 19].needed
        for channel in (Channel.PHONE, Channel.CHAT, None)
    }
    assert needed == {Channel.PHONE: 2 * HOUR, Channel.CHAT: 2 * HOUR, None: HOUR}


@given(
    st.integers(0, 20),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 24), st.integers(1, 5)), max_size=4),
)
def test_what_the_cells_lack_is_what_the_gaps_last(
    opens: int, long: int, held: list[tuple[int, int]]
) -> None:
    open_ = [hours(1, opens, opens + long)]
    seats = [seat(n, hours(1, start, start + length)) for n, (start, length) in enumerate(held)]
    holds = [hold(one.span, seat_id=one.seat_id) for one in seats[::2]]
    found = channel_heat(open_, seats, holds, Channel.CHAT, AMSTERDAM)
    lasting = sum(
        (gap.span.end - gap.span.start for gap in gaps(open_, seats, holds, Channel.CHAT)), timedelta()
    )
    assert sum((missing(one) for one in found.values()), timedelta()) == lasting
