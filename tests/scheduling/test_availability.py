"""Whether a channel is open, read from the rows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import ExceptionBlock, OpeningBlock, OpeningException
from scheduling.queries import availabilities, availability, on_call, on_duty
from scheduling.rules.duty import OnCall
from scheduling.rules.hours import Availability, ClosedBy, Span, State
from scheduling.services import check_out, pause
from tests.duty import on_seat
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import CHAT, NOW, PHONE, at, open_evening, spans_on

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]


def close_today(*, entered: datetime, channel: str = "") -> OpeningException:
    return OpeningException.objects.create(
        date=date(2027, 2, 1), channel=channel, name_key="technical", entered_at=entered
    )


def test_a_channel_is_open_while_somebody_is_on_duty_for_it(asha: Person) -> None:
    open_evening()
    on_seat(asha, [CHAT], NOW)
    assert availability(CHAT, NOW) == Availability(State.OPEN, at(21), at(18, day=8))


def test_open_hours_without_anybody_are_unstaffed(asha: Person) -> None:
    open_evening()
    on_seat(asha, [PHONE], NOW)
    assert availability(CHAT, NOW) == Availability(State.UNSTAFFED, at(21), at(18, day=8))


def test_a_pause_of_the_only_one_leaves_the_channel_unstaffed(asha: Person) -> None:
    open_evening()
    on_seat(asha, [CHAT], NOW)
    pause(asha.pk, NOW + timedelta(minutes=1))
    assert availability(CHAT, NOW + timedelta(minutes=2)).state is State.UNSTAFFED


def test_outside_the_hours_it_is_closed_though_somebody_is_there(asha: Person) -> None:
    open_evening()
    on_seat(asha, [CHAT], NOW)
    assert on_duty(CHAT, at(21))
    assert availability(CHAT, at(21)) == Availability(State.CLOSED, None, at(18, day=8))


@pytest.mark.parametrize(
    ("entered", "reason"), [(at(9), ClosedBy.UNPLANNED), (at(22) - timedelta(days=1), ClosedBy.HOLIDAY)]
)
def test_an_exception_says_whether_it_came_before_its_day(entered: datetime, reason: ClosedBy) -> None:
    open_evening()
    close_today(entered=entered)
    assert availability(CHAT, NOW) == Availability(State.CLOSED, None, at(18, day=8), reason)


def test_a_phone_is_open_while_somebody_is_on_call_and_a_chat_is_not(asha: Person) -> None:
    open_evening(CHAT)
    open_evening(PHONE)
    hold(seat_on(kind="backup"), asha)
    found = availabilities(NOW)
    assert {c: a.state for c, a in found.items()} == {PHONE: State.OPEN, CHAT: State.UNSTAFFED}


def test_those_on_call_hold_a_published_backup_seat_of_that_moment(
    asha: Person, ben: Person, leila: Person, omar: Person, django_assert_num_queries: Counted
) -> None:
    late, early = shift_on(MONDAY, 1140, 1320, "backup", "backup").seats.order_by("-position")
    hold(late, asha)
    hold(early, ben)
    hold(seat_on(kind="chat"), leila)
    hold(shift_on(MONDAY, 1140, 1320, "backup", state="draft").seats.get(), omar)
    with django_assert_num_queries(1):
        assert on_call(NOW) == (OnCall(ben.pk, "Ben", 1), OnCall(asha.pk, "Asha", 2))
    assert (on_call(at(17, 59)), on_call(at(21))) == ((), ())
    Person.objects.filter(pk=ben.pk).update(is_active=False, closed_at=NOW)
    assert [one.person_id for one in on_call(NOW)] == [asha.pk]


def test_an_exception_for_one_channel_leaves_the_other() -> None:
    open_evening(CHAT)
    open_evening(PHONE)
    close_today(entered=at(9), channel="phone")
    found = availabilities(NOW)
    assert {c: a.state for c, a in found.items()} == {PHONE: State.CLOSED, CHAT: State.UNSTAFFED}


def test_a_removed_block_and_a_removed_exception_count_no_more() -> None:
    open_evening()
    OpeningBlock.objects.create(
        channel="chat",
        weekday=0,
        start_minute=1320,
        end_minute=1380,
        valid_from=date(2026, 1, 1),
        removed_at=NOW,
    )
    OpeningException.objects.filter(pk=close_today(entered=at(9)).pk).update(removed_at=NOW)
    assert availability(CHAT, NOW).closes_at == at(21)


def test_a_helpline_that_opens_in_a_few_months_says_when() -> None:
    OpeningBlock.objects.create(
        channel="chat", weekday=1, start_minute=600, end_minute=720, valid_from=date(2027, 6, 1)
    )
    assert availability(CHAT, NOW).next_opening == datetime.fromisoformat("2027-06-01T10:00:00+02:00")


def test_a_helpline_that_never_closes_has_no_closing_time() -> None:
    for weekday in range(7):
        OpeningBlock.objects.create(
            channel="chat", weekday=weekday, start_minute=0, end_minute=1440, valid_from=date(2026, 1, 1)
        )
    assert availability(CHAT, NOW) == Availability(State.UNSTAFFED, None, None)


def test_without_hours_it_is_closed_and_nobody_knows_until_when() -> None:
    assert availability(CHAT, NOW) == Availability(State.CLOSED)


def test_one_answer_takes_five_queries_and_both_take_seven(
    asha: Person, django_assert_num_queries: Counted
) -> None:
    open_evening(CHAT)
    open_evening(PHONE)
    other = close_today(entered=at(9))
    ExceptionBlock.objects.create(exception=other, start_minute=1140, end_minute=1320)
    on_seat(asha, [CHAT, PHONE], NOW)
    with django_assert_num_queries(5):
        assert availability(CHAT, NOW).state is State.OPEN
    with django_assert_num_queries(7):
        availabilities(NOW)


def test_the_state_follows_duty_at_once(asha: Person) -> None:
    open_evening()
    on_seat(asha, [CHAT], NOW)
    check_out(asha.pk, NOW + timedelta(seconds=1))
    states = [availability(CHAT, NOW + timedelta(seconds=s)).state for s in (0, 1)]
    assert states == [State.OPEN, State.UNSTAFFED]


def test_a_day_begins_with_the_tail_of_last_night() -> None:
    OpeningBlock.objects.create(
        channel="chat", weekday=6, start_minute=1320, end_minute=1500, valid_from=date(2026, 1, 1)
    )
    open_evening()
    assert spans_on(CHAT, date(2027, 2, 1)) == [
        Span(at(23, day=1) - timedelta(days=1), at(0)),
        Span(at(18), at(21)),
    ]
