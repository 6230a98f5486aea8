"""What the week's page reads: shifts, who holds which part, gaps, hours."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import CoverRequest, OpeningException, Seat, Shift
from scheduling.queries.rota_week import WeekPage, WeekSeat, week
from scheduling.rules.hours import Stretch
from scheduling.rules.requests import RequestKind
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import CHAT, NOW, PHONE, at, open_evening
from tests.scheduling.weeks import fill_week, open_all_week

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]


@pytest.fixture
def people(hire: Callable[..., Person]) -> list[Person]:
    return [hire(f"Colleague-{n}", Role.COUNSELLOR) for n in range(10)]


def only_seat(page: WeekPage) -> WeekSeat:
    [shift] = page.shifts
    [seat] = shift.seats
    return seat


def gaps(page: WeekPage) -> list[tuple[str | None, datetime, datetime, bool]]:
    return [
        (row.seat.kind if row.seat else None, row.span.start, row.span.end, row.is_alone) for row in page.gaps
    ]


def test_the_number_of_queries_does_not_grow_with_the_seats(
    people: list[Person], django_assert_num_queries: Counted
) -> None:
    open_all_week()
    seats = fill_week(MONDAY, people)
    Shift.objects.filter(start_minute__gt=600).update(state="draft")
    for with_drafts, shown in ((False, 35), (True, 140)):
        with django_assert_num_queries(6):
            page = week(MONDAY, with_drafts=with_drafts)
        assert (seats, sum(len(shift.seats) for shift in page.shifts)) == (140, shown)


def test_seven_days_hold_the_shifts_that_start_on_them() -> None:
    for day in (MONDAY - timedelta(days=1), MONDAY, MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)):
        shift_on(day, 22 * 60, 26 * 60)
    page = week(MONDAY, with_drafts=False)
    assert [(day.day.day, len(day.shifts)) for day in page.days] == [
        (1, 1), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 1)
    ]  # fmt: skip


def test_drafts_are_for_those_who_may_see_them_and_cancelled_shifts_for_nobody() -> None:
    shift_on(MONDAY, state="draft")
    shift_on(MONDAY, state="cancelled")
    shown = week(MONDAY, with_drafts=True)
    assert (len(shown.shifts), shown.has_drafts) == (1, True)
    assert (week(MONDAY, with_drafts=False).shifts, shown.shifts[0].is_draft) == ([], True)


def test_a_shift_without_seats_is_shown() -> None:
    shift_on().seats.all().delete()
    assert [shift.seats for shift in week(MONDAY, with_drafts=True).shifts] == [()]


def test_a_seat_that_two_share_has_its_parts_in_order(asha: Person, ben: Person) -> None:
    open_evening()
    seat = seat_on()
    hold(seat, ben, start=at(20))
    hold(seat, asha, end=at(19))
    found = only_seat(week(MONDAY, with_drafts=False))
    assert [part.name for part in found.parts] == ["Asha", "", "Ben"]
    assert (found.parts[1].span.start, found.parts[1].person_id, found.is_gap) == (at(19), None, True)


def test_a_free_part_outside_the_opening_hours_is_no_gap(asha: Person) -> None:
    open_evening()
    seat = seat_on(MONDAY, 19 * 60, 23 * 60)
    hold(seat, asha, end=at(21))
    found = only_seat(week(MONDAY, with_drafts=False))
    assert (len(found.parts), found.is_gap) == (2, False)


def test_a_released_hold_is_nobodys(asha: Person) -> None:
    seat = seat_on()
    given_back = hold(seat, asha)
    given_back.state, given_back.released_at = "released", NOW
    given_back.save()
    assert [part.person_id for part in only_seat(week(MONDAY, with_drafts=False)).parts] == [None]


@pytest.mark.parametrize(
    ("kind", "state", "asks"),
    [
        ("cover", "open", RequestKind.COVER),
        ("cover", "needs_planner", RequestKind.COVER),
        ("cover", "declined", None),
    ],
)
def test_who_asks_for_cover_is_marked_while_it_runs(
    asha: Person, kind: str, state: str, asks: RequestKind | None
) -> None:
    held = hold(seat_on(), asha)
    CoverRequest.objects.create(
        assignment=held, kind=kind, state=state, asked_at=NOW, expires_at=held.starts_at
    )
    assert [part.asks for part in only_seat(week(MONDAY, with_drafts=False)).parts] == [asks]


def test_a_gap_says_whether_anybody_else_is_there(asha: Person) -> None:
    open_evening()
    hold(shift_on(MONDAY, 1140, 1320, "chat", "chat").seats.get(position=1), asha, end=at(20))
    assert gaps(week(MONDAY, with_drafts=False)) == [
        ("chat", at(18), at(21), True),
        ("chat", at(20), at(21), True),
    ]
    hold(Seat.objects.get(position=1), asha, start=at(20))
    assert gaps(week(MONDAY, with_drafts=False)) == [("chat", at(18), at(21), False)]


def test_time_without_any_seat_is_one_gap_for_those_who_plan() -> None:
    open_evening()
    open_evening(PHONE, weekday=1)
    open_evening(weekday=1)
    found = [(row.seat, row.channels, row.span.start) for row in week(MONDAY, with_drafts=True).gaps]
    assert found == [(None, (CHAT, None), at(18)), (None, (PHONE, CHAT, None), at(18, day=2))]
    assert gaps(week(MONDAY, with_drafts=False)) == []


def test_a_day_has_its_hours_its_cover_and_its_exceptions(asha: Person) -> None:
    open_evening(CHAT)
    open_evening(CHAT, weekday=1)
    hold(seat_on(), asha, end=at(20))
    OpeningException.objects.create(date=date(2027, 2, 2), channel="", name_key="training", entered_at=NOW)
    monday, tuesday, *_rest = week(MONDAY, with_drafts=False).days
    assert [(one.channel, one.hours) for one in monday.channels] == [
        (PHONE, ()),
        (CHAT, (Stretch(1140, 1320),)),
    ]
    assert [(one.channel, len(one.staffed), len(one.empty)) for one in monday.lines] == [(CHAT, 1, 1)]
    assert ([e.name for e in tuesday.exceptions], tuesday.lines) == (["training"], ())


def test_a_supervisor_alone_is_not_there_for_the_chat(omar: Person) -> None:
    open_evening()
    hold(seat_on(kind="supervisor"), omar)
    [_phone, chat] = week(MONDAY, with_drafts=False).days[0].channels
    assert (chat.staffed, chat.empty) == ((), (Stretch(1140, 1320),))
