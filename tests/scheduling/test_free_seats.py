"""Which open seats somebody is offered, and why."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Availability, OpeningBlock
from scheduling.queries.facts import load_facts
from scheduling.queries.free_seats import AHEAD, FreeSeat, free_seats_for, open_seats
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code
from scheduling.rules.rota import SeatKind
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.seats import NOW, SINCE, at, open_evening

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_every_evening() -> None:
    for weekday in range(7):
        open_evening(weekday=weekday)


def day(number: int) -> date:
    return date(2027, 2, number)


def offered(person: Person) -> tuple[FreeSeat, ...]:
    return free_seats_for(load_facts(Span(NOW, NOW + AHEAD), [person.pk])[person.pk], NOW)


def can_come(person: Person, weekday: int, wish: str = "can") -> None:
    Availability.objects.create(person=person, weekday=weekday, start_minute=1080, end_minute=1440, wish=wish)


def test_the_first_three_open_seats_are_offered_in_order(asha: Person) -> None:
    seats = [seat_on(day(number)).pk for number in (6, 3, 5, 4)]
    assert [one.seat_id for one in offered(asha)] == [seats[1], seats[3], seats[2]]


def test_one_seat_a_shift_is_enough(asha: Person) -> None:
    shift_on(day(3), 1140, 1320, "chat", "chat")
    assert len(offered(asha)) == 1


def test_only_what_one_may_take_without_a_warning_is_offered(asha: Person) -> None:
    hold(seat_on(day(3)), asha)
    seat_on(day(3), 1200, 1320)  # the same evening
    hold(seat_on(day(5), 7 * 60, 8 * 60), asha)
    seat_on(day(4))  # 9 hours before that
    seat_on(day(8), kind="supervisor")
    assert offered(asha) == ()


@pytest.mark.parametrize(
    ("wish", "reason"), [("can", Code.FITS_AVAILABILITY), ("prefer", Code.PREFERS_THE_HOURS)]
)
def test_who_said_when_they_can_come_is_offered_no_other_hours(asha: Person, wish: str, reason: Code) -> None:
    can_come(asha, 3, wish)
    seat_on(day(3))
    thursday = seat_on(day(4))
    (one,) = offered(asha)
    assert (one.seat_id, one.kind, one.reasons[0].code) == (thursday.pk, SeatKind.CHAT, reason)


def test_who_said_nothing_is_offered_any_hour_and_not_told_that_they_can_come(asha: Person) -> None:
    seat_on(day(4))
    assert [reason.code for reason in offered(asha)[0].reasons] == [Code.UNDER_AGREED]


def test_the_free_part_of_a_seat_is_offered(asha: Person, ben: Person) -> None:
    seat = seat_on(day(4))
    hold(seat, ben, end=at(19, day=4))
    assert [(one.seat_id, one.span) for one in offered(asha)] == [
        (seat.pk, Span(at(19, day=4), at(21, day=4)))
    ]


def test_no_gap_is_a_draft_a_seat_that_may_stay_empty_or_one_outside_the_opening_hours(asha: Person) -> None:
    shift_on(day(3), state="draft")
    seat = seat_on(day(4))
    seat.required = False
    seat.save()
    seat_on(day(5), 600, 720)
    OpeningBlock.objects.filter(weekday=6).delete()
    seat_on(day(7))
    assert open_seats(NOW) == []


def test_what_has_begun_and_what_is_far_ahead_is_not_offered(asha: Person) -> None:
    seat_on(NOW.date())
    seat_on((NOW + AHEAD + timedelta(days=1)).date())
    assert open_seats(NOW) == []


def test_a_seat_for_both_channels_is_open_once_with_its_hours_outside_the_opening(asha: Person) -> None:
    OpeningBlock.objects.create(
        channel="phone", weekday=3, start_minute=1200, end_minute=1380, valid_from=SINCE
    )
    seat_on(day(4), 1080, 1440, "both")
    assert [seat.span for seat in open_seats(NOW)] == [Span(at(17, day=4), at(23, day=4))]


def test_the_number_of_queries_does_not_grow(
    asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    can_come(asha, 3)
    for number in range(2, 27):
        hold(seat_on(day(number), kind="phone"), ben)
        seat_on(day(number))
    facts = load_facts(Span(NOW, NOW + AHEAD), [asha.pk])[asha.pk]
    with django_assert_num_queries(5):
        assert len(free_seats_for(facts, NOW)) == 3
