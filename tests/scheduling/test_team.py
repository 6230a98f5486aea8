"""What gaps are worked out from, and who might fill them, read in a constant number of queries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Availability, Notice
from scheduling.queries.candidates import team
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


def test_the_team_knows_what_people_said_of_their_week_and_when_they_were_asked(
    asha: Person, ben: Person
) -> None:
    Availability.objects.create(
        person=asha, weekday=0, start_minute=19 * 60, end_minute=22 * 60, wish="prefer"
    )
    Availability.objects.create(person=ben, weekday=1, start_minute=19 * 60, end_minute=22 * 60)
    for kind, hour in (("fitting_gap", 9), ("cover_asked", 11), ("reminder", 12)):
        Notice.objects.create(key=kind, person=asha, kind=kind, due_at=at(hour))
    seat = seat_on()
    them = team(EVENING)
    asked = {one.person_id: one.asked_at for one in them.candidates}
    assert asked == {asha.pk: at(11), ben.pk: None}
    assert [one.person_id for one in them.best_for(seat.to_rule(), 3)] == [asha.pk]


def test_whoever_said_nothing_of_their_week_can_come_at_any_hour(asha: Person) -> None:
    late = Span(datetime(2027, 2, 6, 1, tzinfo=UTC), datetime(2027, 2, 6, 5, tzinfo=UTC))
    assert all(one.available.fits(late) for one in team(EVENING).candidates)


@pytest.mark.parametrize("number", [1, 5])
def test_the_team_takes_as_many_queries_for_many_people_as_for_one(
    number: int, asha: Person, hire: Callable[..., Person], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for n in range(number):
        hold(seat_on(MONDAY + timedelta(days=n)), asha)
        hire(f"Leila-{n}")
    with django_assert_num_queries(6):
        assert len(team(EVENING).held) == number
