"""What somebody's pages show of their own coming seats."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import CoverRequest
from scheduling.queries.my_seats import Beside, held_during, my_seats
from scheduling.rules.hours import Span
from scheduling.rules.requests import RequestState
from scheduling.rules.rota import SeatKind
from scheduling.services.rota.requests import ask_cover
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 2, 2)


def test_the_coming_seats_are_in_order_and_drafts_and_past_ones_are_not_there(asha: Person) -> None:
    later, running = hold(seat_on(TUESDAY), asha), hold(seat_on(), asha)
    hold(seat_on(MONDAY - timedelta(days=1)), asha)
    hold(shift_on(date(2027, 2, 3), state="draft").seats.get(), asha)
    assert [seat.held.assignment_id for seat in my_seats(asha.pk, NOW)] == [running.pk, later.pk]


def test_who_is_beside_is_named_by_seat_and_nobody_of_another_time(
    asha: Person, ben: Person, leila: Person, omar: Person
) -> None:
    shift = shift_on(MONDAY, 1140, 1320, "chat", "phone", "supervisor")
    mine, phone, leads = shift.seats.all()
    hold(mine, asha)
    hold(leads, omar)
    hold(phone, ben)
    hold(seat_on(MONDAY, 1320, 1380), leila)
    (seat,) = my_seats(asha.pk, NOW)
    assert seat.beside == (Beside(SeatKind.PHONE, "Ben"), Beside(SeatKind.SUPERVISOR, "Omar"))


def test_somebody_of_another_shift_at_the_same_time_is_beside(asha: Person, omar: Person) -> None:
    hold(seat_on(), asha)
    hold(seat_on(MONDAY, 1020, 1200, "supervisor"), omar)
    assert my_seats(asha.pk, NOW)[0].beside == (Beside(SeatKind.SUPERVISOR, "Omar"),)


def test_what_was_offered_to_others_is_said_while_it_runs(asha: Person, ben: Person) -> None:
    mine = hold(seat_on(TUESDAY), asha)
    request = ask_cover(mine.pk, ben.pk, by=asha.pk, now=NOW)
    (seat,) = my_seats(asha.pk, NOW)
    assert seat.offer is not None
    assert (seat.offer.request_id, seat.offer.name, seat.offer.asked_at) == (request, "Ben", NOW)
    CoverRequest.objects.update(state=RequestState.DECLINED.value)
    assert my_seats(asha.pk, NOW)[0].offer is None


def test_a_moved_seat_says_until_when_to_confirm(asha: Person) -> None:
    mine = hold(seat_on(TUESDAY), asha)
    mine.confirm_by = at(12, day=2)
    mine.save()
    assert my_seats(asha.pk, NOW)[0].confirm_by == at(12, day=2)


def test_the_number_of_queries_does_not_grow(
    asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for day in range(2, 7):
        shift = shift_on(date(2027, 2, day), 1140, 1320, "chat", "phone")
        mine, other = shift.seats.all()
        ask_cover(hold(mine, asha).pk, None, by=asha.pk, now=NOW)
        hold(other, ben)
    with django_assert_num_queries(3):
        assert all(seat.beside and seat.offer for seat in my_seats(asha.pk, NOW))


def test_what_is_held_during_a_span_leaves_out_neighbours_and_drafts(asha: Person) -> None:
    met = hold(seat_on(TUESDAY), asha)
    hold(seat_on(TUESDAY, 1320, 1380), asha)
    hold(shift_on(TUESDAY, 900, 1000, state="draft").seats.get(), asha)
    assert held_during(asha.pk, Span(at(8, day=2), at(21, day=2))) == [met.span]
