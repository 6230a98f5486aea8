"""What gaps are worked out from, read in a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.queries.cover import cover
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind, ShiftState
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import CHAT, PHONE, at, open_evening

pytestmark = pytest.mark.django_db
EVENING = Span(at(18), at(21))
WINDOW = Span(at(0), at(0, day=2))


def test_the_cover_of_a_window_has_hours_seats_and_holds(asha: Person) -> None:
    open_evening()
    held = hold(seat_on(), asha, end=at(20))
    seen = cover(WINDOW)
    assert seen.open == {CHAT: [EVENING], PHONE: []}
    assert [seat.seat_id for seat in seen.seats] == [held.seat_id]
    assert [(gap.channel, gap.span) for gap in seen.gaps] == [(None, EVENING), (CHAT, Span(at(20), at(21)))]


def test_drafts_and_cancelled_shifts_cover_nothing_unless_asked_for() -> None:
    shift_on(MONDAY, 19 * 60, 22 * 60, "chat", state="draft")
    shift_on(MONDAY, 19 * 60, 22 * 60, "phone", state="cancelled")
    assert cover(WINDOW).seats == []
    assert [seat.kind for seat in cover(WINDOW, (ShiftState.DRAFT,)).seats] == [SeatKind.CHAT]


@pytest.mark.parametrize("number", [1, 6])
def test_the_cover_takes_as_many_queries_for_many_seats_as_for_one(
    number: int, hire: Callable[..., Person], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for n in range(number):
        hold(seat_on(), hire(f"Omar-{n}"))
    with django_assert_num_queries(4):
        assert len(cover(WINDOW).held) == number
