"""What the planner's pages read: a constant number of queries, whatever there is."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import PatternSeat, Standing
from scheduling.queries.planning import (
    Coming,
    pattern_row,
    patterns_page,
    people_by_kind,
    shift_page,
    to_publish,
)
from scheduling.rules.hours import Stretch
from scheduling.rules.rota import SeatKind, SeatPlan
from scheduling.services.rota.patterns import PatternPlan, add_patterns, remove_pattern
from tests.scheduling.holds import MONDAY, hold, shift_on
from tests.scheduling.seats import CHAT, NOW, PHONE, open_evening

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]


def patterns(*kinds: SeatKind, weekdays: tuple[int, ...] = (1,), until: date | None = None) -> list[int]:
    seats = tuple(SeatPlan(kind) for kind in kinds or (SeatKind.CHAT,))
    plan = PatternPlan("Evening", Stretch(1140, 1350), 1, MONDAY, until, seats)
    return add_patterns(plan, weekdays, by=None, now=NOW)


def test_the_patterns_take_five_queries_whatever_their_number(
    asha: Person, django_assert_num_queries: Counted
) -> None:
    patterns(SeatKind.CHAT, SeatKind.CHAT, weekdays=(0, 1, 2, 3))
    for seat in PatternSeat.objects.all():
        Standing.objects.create(pattern_seat=seat, person=asha, valid_from=MONDAY)
    with django_assert_num_queries(5):
        page = patterns_page(MONDAY)
    assert [row.row.weekday for row in page.patterns] == [0, 1, 2, 3]


def test_a_pattern_that_is_over_is_left_out_and_one_that_was_removed_is_offered_back() -> None:
    patterns(until=date(2027, 2, 8))
    [removed] = patterns(weekdays=(2,))
    remove_pattern(removed, by=None, now=NOW)
    page = patterns_page(date(2027, 2, 8))
    assert page.patterns == ()
    assert page.removed is not None
    assert page.removed.pk == removed
    assert pattern_row(removed, MONDAY) is None


def test_standings_that_are_over_are_left_out(asha: Person, ben: Person) -> None:
    [made] = patterns()
    seat = PatternSeat.objects.get()
    past, coming = date(2027, 1, 1), date(2027, 3, 1)
    Standing.objects.create(pattern_seat=seat, person=asha, valid_from=past, valid_to=MONDAY)
    Standing.objects.create(pattern_seat=seat, person=ben, valid_from=coming)
    row = pattern_row(made, MONDAY)
    assert row is not None
    assert row.places[0].coming == (Coming(ben.pk, "Ben", coming, None),)


@pytest.mark.parametrize(
    ("kinds", "outside"),
    [
        ((SeatKind.CHAT,), (Stretch(1320, 1350),)),
        ((SeatKind.PHONE, SeatKind.BACKUP), (Stretch(1140, 1350),)),
        ((SeatKind.BOTH,), (Stretch(1320, 1350),)),
        ((SeatKind.SUPERVISOR,), (Stretch(1320, 1350),)),
    ],
)
def test_what_lies_outside_is_measured_by_the_channels_that_the_seats_serve(
    kinds: tuple[SeatKind, ...], outside: tuple[Stretch, ...]
) -> None:
    open_evening(CHAT, weekday=1)
    open_evening(PHONE, weekday=2)
    [made] = patterns(*kinds)
    row = pattern_row(made, MONDAY)
    assert row is not None
    assert row.outside == outside


def test_hours_of_a_single_day_are_none_of_a_pattern() -> None:
    block = open_evening(weekday=1)
    block.valid_from, block.valid_to = date(2027, 2, 2), date(2027, 2, 3)
    block.save()
    row = pattern_row(patterns()[0], MONDAY)
    assert row is not None
    assert row.outside == (Stretch(1140, 1350),)


def test_people_are_listed_by_what_they_are_trained_for(
    asha: Person, omar: Person, noor: Person, django_assert_num_queries: Counted
) -> None:
    asha.takes_phone = False
    asha.save()
    with django_assert_num_queries(1):
        people = people_by_kind()
    assert [name for _id, name in people[SeatKind.CHAT]] == ["Asha", "Omar"]
    assert [name for _id, name in people[SeatKind.BOTH]] == ["Omar"]
    assert [name for _id, name in people[SeatKind.SUPERVISOR]] == ["Omar"]


def test_a_closed_account_is_not_listed(asha: Person) -> None:
    asha.is_active, asha.closed_at = False, NOW
    asha.save()
    assert people_by_kind()[SeatKind.CHAT] == []


def test_a_shift_takes_five_queries(asha: Person, django_assert_num_queries: Counted) -> None:
    row = shift_on(MONDAY, 1140, 1320, "chat", "chat", "phone")
    hold(row.seats.get(position=1), asha)
    with django_assert_num_queries(5):
        page = shift_page(row.pk)
    assert page is not None
    assert [(place.nth, place.names) for place in page.places] == [(1, ("Asha",)), (2, ()), (0, ())]


def test_weeks_come_in_order_and_end_after_eight(django_assert_num_queries: Counted) -> None:
    for days in (50, 8, 1, 56):
        shift_on(MONDAY + timedelta(days=days), state="draft")
    with django_assert_num_queries(3):
        weeks = to_publish(NOW, by=None)
    assert [week.monday for week in weeks] == [MONDAY + timedelta(days=n) for n in (0, 7, 49)]


def test_a_night_from_sunday_to_monday_belongs_to_the_week_it_begins_in() -> None:
    shift_on(date(2027, 2, 7), 1320, 1800, state="draft")
    assert [week.monday for week in to_publish(NOW, by=None)] == [MONDAY]
