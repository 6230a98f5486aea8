"""What the page of a seat reads: holds that stand and were released, neighbours, requests, what could be swapped."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, CoverRequest
from scheduling.queries.rota_seat import SeatPage, hold_row, seat_page
from scheduling.queries.swaps import swaps_for
from scheduling.rules.hours import Span
from scheduling.rules.rota import Origin
from scheduling.services.rota.seats import release
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 2, 9)


def page_of(seat_id: int) -> SeatPage:
    found = seat_page(seat_id, NOW)
    assert found is not None
    return found


def released(row: Assignment, minutes: int = 5) -> Assignment:
    row.state, row.released_at = "released", NOW - timedelta(minutes=minutes)
    row.save()
    return row


def asked(row: Assignment, **more: Any) -> CoverRequest:
    return CoverRequest.objects.create(
        **{
            "assignment": row,
            "kind": "cover",
            "state": "open",
            "asked_at": NOW,
            "expires_at": row.starts_at,
            **more,
        }
    )


def test_a_seat_is_read_in_six_queries(
    asha: Person, ben: Person, leila: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    seat = shift_on(TUESDAY, 1140, 1320, "chat", "phone").seats.get(position=1)
    asked(hold(seat, asha, end=at(20, day=9)))
    hold(seat, ben, start=at(20, day=9))
    released(hold(shift_on(TUESDAY).seats.get(), leila))
    Assignment.objects.filter(person=leila).update(seat=seat)
    with django_assert_num_queries(6):
        found = page_of(seat.pk)
    assert [(one.name, one.origin, one.made_by) for one in found.held] == [
        ("Asha", Origin.PLANNER, ""),
        ("Ben", Origin.PLANNER, ""),
    ]
    assert (found.seat.seat_id, found.is_draft, len(found.asked)) == (seat.pk, False, 1)


def test_what_was_released_stands_apart_the_last_first(asha: Person, ben: Person, noor: Person) -> None:
    seat = seat_on(TUESDAY)
    released(hold(seat, asha), minutes=9)
    last = released(hold(seat, ben), minutes=3)
    last.made_by, last.warnings = noor, "short_rest over_hours"
    last.save()
    found = page_of(seat.pk)
    assert ([one.name for one in found.released], found.held) == (["Ben", "Asha"], ())
    assert (found.released[0].made_by, found.released[0].warnings) == ("Noor", ("short_rest", "over_hours"))


def test_only_what_its_holder_gave_back_counts_as_given_back(asha: Person, noor: Person) -> None:
    mine, taken = hold(seat_on(TUESDAY), asha), hold(seat_on(date(2027, 2, 10)), asha)
    release(mine.pk, by=asha.pk, now=NOW)
    release(taken.pk, by=noor.pk, now=NOW + timedelta(seconds=1), is_planner=True)
    pages = [page_of(row.seat_id) for row in (mine, taken)]
    assert [one.was_given_back for page in pages for one in page.released] == [True, False]


def test_what_is_free_lies_ahead(asha: Person) -> None:
    seat = seat_on(date(2027, 2, 1))
    hold(seat, asha, start=at(20))
    assert page_of(seat.pk).free(NOW) == [Span(NOW, at(20))]
    assert page_of(seat.pk).free(at(20)) == []


def test_a_cancelled_shift_has_no_page(asha: Person) -> None:
    shift = shift_on(TUESDAY, state="cancelled")
    held = hold(shift.seats.get(), asha)
    assert (seat_page(held.seat_id, NOW), hold_row(held.pk), seat_page(0, NOW)) == (None, None, None)


def test_the_other_seats_of_the_shift_are_beside_it(asha: Person, omar: Person) -> None:
    shift = shift_on(TUESDAY, 1140, 1320, "chat", "phone", "supervisor")
    chat, phone, lead = shift.seats.all()
    hold(phone, asha, end=at(19, day=9))
    hold(phone, asha, start=at(20, day=9))
    hold(lead, omar)
    beside = [(one.seat_id, one.kind, one.names) for one in page_of(chat.pk).neighbours]
    assert beside == [(phone.pk, "phone", ("Asha",)), (lead.pk, "supervisor", ("Omar",))]


def test_requests_about_a_seat_name_it_on_either_side(asha: Person, ben: Person) -> None:
    mine, theirs = hold(seat_on(TUESDAY), asha), hold(seat_on(date(2027, 2, 10)), ben)
    swap = asked(mine, kind="swap", offered=theirs, to_person=ben)
    assert [one.request_id for row in (mine, theirs) for one in page_of(row.seat_id).asked] == [swap.pk] * 2
    swap.state = "declined"
    swap.save()
    assert page_of(mine.seat_id).asked == ()


def test_one_hold_is_read_also_when_it_was_released(asha: Person) -> None:
    held = released(hold(shift_on(TUESDAY, state="draft").seats.get(), asha))
    found = hold_row(held.pk)
    assert found is not None
    assert (found.person_id, found.is_draft, found.released_at) == (asha.pk, True, held.released_at)


def swaps(row: Assignment) -> list[tuple[str, int]]:
    return [(one.name, one.span.start.day) for one in swaps_for(row.to_rule(), NOW)]


def test_seats_that_fit_both_ways_can_be_swapped(
    asha: Person, ben: Person, leila: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    mine = hold(seat_on(TUESDAY), asha)
    for person, day in ((ben, 11), (leila, 10), (ben, 12)):
        hold(seat_on(date(2027, 2, day)), person)
    with django_assert_num_queries(5):
        found = swaps(mine)
    assert found == [("Leila", 10), ("Ben", 11), ("Ben", 12)]


def test_what_is_blocked_on_either_side_is_no_swap(asha: Person, ben: Person, leila: Person) -> None:
    mine = hold(seat_on(TUESDAY), asha)
    hold(seat_on(date(2027, 2, 10), kind="supervisor"), ben)
    hold(seat_on(date(2027, 2, 11)), leila)
    Absence.objects.create(person=leila, starts_at=at(10, day=9), ends_at=at(20, day=9))
    assert swaps(mine) == []


def test_a_swap_within_the_same_evening_fits_since_both_leave(asha: Person, ben: Person) -> None:
    chat, phone = shift_on(TUESDAY, 1140, 1320, "chat", "phone").seats.all()
    mine = hold(chat, asha)
    hold(phone, ben)
    assert swaps(mine) == [("Ben", 9)]


def test_drafts_what_has_begun_and_what_is_far_away_are_no_swap(asha: Person, ben: Person) -> None:
    mine = hold(seat_on(TUESDAY), asha)
    hold(shift_on(date(2027, 2, 10), state="draft").seats.get(), ben)
    hold(seat_on(date(2027, 2, 1)), ben)
    hold(seat_on(date(2027, 4, 10)), ben)
    assert swaps(mine) == []


def test_whoever_lost_their_role_swaps_nothing(asha: Person, ben: Person) -> None:
    mine, theirs = hold(seat_on(TUESDAY), asha), hold(seat_on(date(2027, 2, 10)), ben)
    ben.groups.clear()
    assert (swaps(mine), swaps(theirs)) == ([], [])
