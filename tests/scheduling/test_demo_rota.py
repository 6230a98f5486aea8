"""The demo's rota: somebody can go on duty and step in as long as it is open, whenever it starts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.staff.models import Person
from scheduling.models import Assignment, CheckIn, OpeningBlock, OpeningException, Seat, Shift
from scheduling.queries import availability, board, on_duty, steppable
from scheduling.rules.board import BoardState
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind
from scheduling.services import check_in, open_now, staff_now
from tests.scheduling.holds import MONDAY, hold, shift_on
from tests.scheduling.seats import CHAT, NOW, at


def start(asha: Person, now: datetime) -> None:
    open_now(now)
    staff_now([(SeatKind.CHAT, asha.pk), (SeatKind.CHAT, None), (SeatKind.BACKUP, None)], now)


def spans() -> list[Span]:
    return [shift.span for shift in Shift.objects.order_by("starts_at")]


@pytest.mark.django_db
def test_the_shift_lasts_as_long_as_it_is_open_and_leaves_seats_to_step_into(
    asha: Person, leila: Person
) -> None:
    start(asha, at(14, 20))
    assert spans() == [Span(at(14), at(21, 30))]
    check_in(asha.pk, at(14, 20))
    assert [one.person_id for one in on_duty(CHAT, at(21, 29))] == [asha.pk]
    assert [one.kind for one in steppable(leila.pk, at(14, 20))] == [SeatKind.CHAT, SeatKind.BACKUP]
    assert list(Seat.objects.values_list("position", "required")) == [(1, True), (2, True), (3, False)]


@pytest.mark.django_db
def test_a_second_start_adds_nothing_and_a_later_one_only_what_is_missing(asha: Person) -> None:
    start(asha, at(14, 20))
    start(asha, at(16, 20))
    assert spans() == [Span(at(14), at(21, 30))]
    start(asha, at(21, 10))
    assert spans() == [Span(at(14), at(21, 30)), Span(at(21, 30), at(2, day=2))]
    check_in(asha.pk, at(21, 10))
    assert on_duty(CHAT, at(1, day=2))


@pytest.mark.django_db
def test_an_end_that_is_not_in_sight_gives_the_usual_shift(asha: Person) -> None:
    OpeningException.objects.create(date=MONDAY, channel="", name_key="other", entered_at=NOW)
    start(asha, NOW)
    assert spans() == [Span(at(19), at(0, day=2))]


@pytest.mark.django_db
def test_whoever_holds_another_published_seat_then_keeps_it(asha: Person) -> None:
    hold(shift_on(MONDAY, 19 * 60, 22 * 60 + 30, "phone").seats.get(), asha)
    start(asha, NOW)
    assert list(Assignment.objects.filter(ends_at__lte=at(21, 30)).values_list("seat__kind", flat=True)) == [
        "phone"
    ]


@pytest.mark.django_db
def test_a_shift_that_was_published_without_somebody_gets_a_seat_for_them(asha: Person, ben: Person) -> None:
    shift = shift_on(MONDAY, 19 * 60, 24 * 60, "chat")
    hold(shift.seats.get(), ben)
    start(asha, NOW)
    assert list(shift.seats.values_list("kind", "position", "assignments__person")) == [
        ("chat", 1, ben.pk), ("chat", 2, asha.pk),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_draft_of_this_time_is_in_nobodys_way(asha: Person) -> None:
    draft = shift_on(MONDAY, 19 * 60, 22 * 60, "chat", state="draft")
    hold(draft.seats.get(), asha)
    start(asha, NOW)
    draft.refresh_from_db()
    assert draft.state == "cancelled"
    check_in(asha.pk, NOW)
    assert on_duty(CHAT, NOW)


@pytest.mark.django_db
def test_nobody_is_late_when_the_demo_starts(asha: Person) -> None:
    start(asha, at(14, 20))
    assert [row.state for row in board(at(14, 24))] == [
        BoardState.ROSTERED, BoardState.EMPTY, BoardState.EMPTY,
    ]  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 230 * 24 * 60), st.integers(0, 48 * 60))
def test_at_any_time_of_the_year_there_is_a_shift_now_and_until_it_closes(
    asha: Person, minutes: int, later: int
) -> None:
    OpeningBlock.objects.all().delete()
    Shift.objects.all().delete()
    CheckIn.objects.all().delete()
    first = datetime(2027, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    for now in (first, first + timedelta(minutes=later)):
        start(asha, now)
        check_in(asha.pk, now)
        closes = availability(CHAT, now).closes_at
        assert closes is not None
        assert on_duty(CHAT, now)
        assert on_duty(CHAT, closes - timedelta(minutes=1))
        assert on_duty(CHAT, closes) == ()
