"""Checking in and out on a held seat, pausing, and the end that comes by itself, on the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from helpline.staff.models import Person
from scheduling.broadcast import PRESENT_GROUP, _send, duty_group
from scheduling.models import Assignment, CheckIn, Engagement, Pause, RotaEvent
from scheduling.queries import duty_of, on_duty
from scheduling.rules.duty import OFF_DUTY, Duty, DutyState, NoSeat, NotOnDuty, OnDuty, Turn
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind
from scheduling.services import (
    check_in,
    check_out,
    duty,
    end_duty_of,
    end_finished_duty,
    erase_duty,
    pause,
    pause_for,
    resume,
    resume_for,
    set_answering,
    set_not_answering,
    tell_turns,
)
from tests.duty import on_seat
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import CHAT, NOW, PHONE, at

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


def test_checking_in_puts_somebody_on_duty(asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, NOW)
    evening = Turn(SeatKind.CHAT, 1, Span(at(18), at(21)))
    assert duty_of(asha.pk, NOW) == Duty(DutyState.ON, frozenset({CHAT}), NOW, evening, at(21))
    assert on_duty(CHAT, NOW) == (OnDuty(asha.pk, "Asha", capacity=2, engaged=0),)
    assert on_duty(PHONE, NOW) == ()


def test_nobody_is_on_duty_before_checking_in(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    assert duty_of(asha.pk, NOW - timedelta(seconds=1)) == OFF_DUTY


@pytest.mark.parametrize(
    ("kind", "state", "now"),
    [
        ("chat", "published", at(17, 44)),
        ("chat", "published", at(21)),
        ("chat", "draft", NOW),
        ("chat", "cancelled", NOW),
        ("backup", "published", NOW),
    ],
)
def test_checking_in_needs_a_published_seat_of_that_moment(
    asha: Person, kind: str, state: str, now: datetime
) -> None:
    hold(shift_on(MONDAY, 19 * 60, 22 * 60, kind, state=state).seats.get(), asha)
    with pytest.raises(NoSeat):
        check_in(asha.pk, now)
    assert not CheckIn.objects.exists()


def test_nobody_checks_in_on_the_seat_of_another_or_on_one_given_back(asha: Person, ben: Person) -> None:
    hold(seat_on(), ben)
    with pytest.raises(NoSeat):
        check_in(asha.pk, NOW)
    Assignment.objects.update(state="released", released_at=NOW)
    with pytest.raises(NoSeat):
        check_in(ben.pk, NOW)


def test_who_is_there_early_is_offered_nothing_until_the_seat_begins(asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, at(17, 45))
    assert (on_duty(CHAT, at(17, 59)), duty_of(asha.pk, at(17, 59)).state) == ((), DutyState.ON)
    assert [one.person_id for one in on_duty(CHAT, at(18))] == [asha.pk]
    assert duty_of(asha.pk, at(18)).since == at(18)


def test_neighbouring_seats_need_one_check_in_and_each_offers_its_own(asha: Person) -> None:
    hold(seat_on(), asha)
    hold(seat_on(start=22 * 60, end=23 * 60, kind="phone"), asha)
    check_in(asha.pk, NOW)
    assert duty_of(asha.pk, at(20, 59)).channels == {CHAT}
    assert duty_of(asha.pk, at(21)).channels == {PHONE}
    end_finished_duty(at(22))
    assert CheckIn.objects.get().until == at(22)


def test_a_forgotten_check_in_does_not_count_for_a_later_seat(asha: Person) -> None:
    hold(seat_on(), asha)
    hold(seat_on(start=22 * 60 + 30, end=24 * 60), asha)
    check_in(asha.pk, NOW)
    assert on_duty(CHAT, at(21, 30)) == ()
    check_in(asha.pk, at(21, 30))
    assert list(CheckIn.objects.order_by("at").values_list("at", "until")) == [
        (NOW, at(21)),
        (at(21, 30), None),
    ]


def test_ring_order_is_that_of_the_seats_whoever_came_first(asha: Person, ben: Person, leila: Person) -> None:
    first, second, third = shift_on(MONDAY, 19 * 60, 22 * 60, "chat", "both", "chat").seats.all()
    for seat, person in ((third, asha), (second, ben), (first, leila)):
        hold(seat, person)
        check_in(person.pk, NOW)
    assert [one.person_id for one in on_duty(CHAT, NOW)] == [leila.pk, ben.pk, asha.pk]
    assert [one.person_id for one in on_duty(PHONE, NOW)] == [ben.pk]


def test_checking_in_again_ends_the_pause(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    pause(asha.pk, NOW)
    check_in(asha.pk, LATER)
    found = duty_of(asha.pk, LATER)
    assert (found.state, found.since, CheckIn.objects.count()) == (DutyState.ON, NOW, 1)


def test_a_pause_ends_with_resuming(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    pause(asha.pk, NOW)
    pause(asha.pk, NOW + timedelta(minutes=1))
    assert duty_of(asha.pk, LATER).state is DutyState.PAUSED
    resume(asha.pk, LATER)
    assert duty_of(asha.pk, LATER).state is DutyState.ON
    assert list(Pause.objects.values_list("at", "until")) == [(NOW, LATER)]


def test_checking_out_ends_duty_and_pause_and_twice_is_no_error(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    pause(asha.pk, NOW)
    check_out(asha.pk, LATER)
    check_out(asha.pk, LATER + timedelta(hours=1))
    assert duty_of(asha.pk, LATER).state is DutyState.OFF
    assert CheckIn.objects.get().until == Pause.objects.get().until == LATER


@pytest.mark.parametrize("act", [pause, resume])
def test_pausing_and_resuming_need_duty(asha: Person, act: Callable[[int, datetime], None]) -> None:
    with pytest.raises(NotOnDuty):
        act(asha.pk, NOW)


@pytest.mark.parametrize("act", [pause, resume])
def test_a_duty_that_is_over_is_neither_paused_nor_resumed(
    asha: Person, act: Callable[[int, datetime], None]
) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, NOW)
    with pytest.raises(NotOnDuty):
        act(asha.pk, at(21))


def test_pausing_a_colleague_leaves_a_line_each_time_something_changes(asha: Person, omar: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    for act in (pause_for, pause_for, resume_for, resume_for):
        act(asha.pk, by=omar.pk, now=LATER)
    lines = RotaEvent.objects.order_by("pk").values_list("action", "actor", "person", "at")
    assert list(lines) == [(did, omar.pk, asha.pk, LATER) for did in ("paused_for", "resumed_for")]
    assert duty_of(asha.pk, LATER).state is DutyState.ON


def test_pausing_a_colleague_needs_their_duty(asha: Person, omar: Person) -> None:
    with pytest.raises(NotOnDuty):
        pause_for(asha.pk, by=omar.pk, now=NOW)
    assert not RotaEvent.objects.exists()


def test_who_gives_no_sign_is_offered_nothing_until_the_next_sign(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    set_not_answering(asha.pk, NOW)
    assert (duty_of(asha.pk, NOW).state, on_duty(CHAT, NOW)) == (DutyState.NOT_ANSWERING, ())
    set_answering(asha.pk, LATER)
    assert duty_of(asha.pk, LATER).state is DutyState.ON


def test_a_sign_does_not_end_a_pause(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    pause(asha.pk, NOW)
    set_not_answering(asha.pk, NOW)
    set_answering(asha.pk, NOW)
    assert duty_of(asha.pk, NOW).state is DutyState.PAUSED


def test_a_sign_of_somebody_off_duty_changes_nothing(asha: Person) -> None:
    set_not_answering(asha.pk, NOW)
    set_answering(asha.pk, NOW)
    assert not CheckIn.objects.exists()


def test_a_closed_account_is_on_duty_no_more(asha: Person, ben: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    on_seat(ben, [CHAT], NOW)
    end_duty_of(asha.pk, LATER)
    Person.objects.filter(pk=ben.pk).update(is_active=False, closed_at=LATER)
    assert on_duty(CHAT, LATER) == ()


def test_two_queries_answer_who_is_on_duty(
    asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    on_seat(ben, [CHAT, PHONE], NOW)
    on_seat(asha, [CHAT], NOW + timedelta(seconds=1))
    Engagement.objects.create(person=asha, channel="chat", n=1)
    with django_assert_num_queries(2):
        people = on_duty(CHAT, LATER)
    assert people == (OnDuty(ben.pk, "Ben", 1, 0), OnDuty(asha.pk, "Asha", 2, 1))
    with django_assert_num_queries(2):
        duty_of(asha.pk, LATER)


def test_a_clock_set_back_ends_nothing_before_it_began(asha: Person) -> None:
    on_seat(asha, [CHAT], LATER)
    pause(asha.pk, NOW)
    check_out(asha.pk, NOW)
    assert (CheckIn.objects.get().until, Pause.objects.get().at) == (LATER, LATER)


def test_duty_ends_with_the_seat(asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, NOW)
    end_finished_duty(at(20, 59))
    assert CheckIn.objects.get().until is None
    end_finished_duty(at(21, 1))
    assert CheckIn.objects.get().until == at(21)


def test_while_nobody_is_on_duty_the_sweep_asks_once(
    db: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(1):
        end_finished_duty(NOW)


def test_a_seat_that_is_taken_away_ends_duty_at_once(asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, NOW)
    Assignment.objects.update(state="released", released_at=LATER)
    assert on_duty(CHAT, LATER) == ()
    end_finished_duty(LATER)
    assert CheckIn.objects.get().until == LATER


def test_who_checked_in_anew_while_the_sweep_looked_stays_on_duty(
    asha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(seat_on(), asha)
    hold(seat_on(start=22 * 60 + 15, end=24 * 60), asha)
    check_in(asha.pk, NOW)
    read = duty.turns_of

    def meanwhile(person_ids: list[int], since: datetime, now: datetime) -> dict[int, list[Turn]]:
        found = read(person_ids, since, now)
        monkeypatch.setattr(duty, "turns_of", read)
        check_in(asha.pk, now)
        return found

    monkeypatch.setattr(duty, "turns_of", meanwhile)
    end_finished_duty(at(21, 5))
    assert duty_of(asha.pk, at(21, 15)).state is DutyState.ON


def test_the_duty_of_a_closed_account_ends_with_the_sweep(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=LATER)
    end_finished_duty(LATER)
    assert CheckIn.objects.get().until == LATER


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (at(17, 44), False),
        (at(17, 45), True),
        (at(17, 48), False),
        (at(18), True),
        (at(18, 5), True),
        (at(18, 8), False),
        (at(21, 1), True),
    ],
)
def test_whoever_has_a_seat_is_told_when_the_clock_changes_what_it_means(
    asha: Person, monkeypatch: pytest.MonkeyPatch, now: datetime, *, is_told: bool
) -> None:
    hold(seat_on(), asha)
    told: list[int] = []
    monkeypatch.setattr(duty, "tell_duty", told.append)
    tell_turns(now)
    assert told == [asha.pk] * is_told


def test_duty_is_erased_after_thirty_five_days(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    pause(asha.pk, NOW)
    check_out(asha.pk, LATER)
    erase_duty(NOW + timedelta(days=35))
    assert CheckIn.objects.exists()
    erase_duty(NOW + timedelta(days=35, seconds=1))
    assert not CheckIn.objects.exists()
    assert not Pause.objects.exists()


def test_each_change_is_told_once_it_is_committed(
    asha: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    told: list[int] = []
    monkeypatch.setattr("scheduling.broadcast._send", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        on_seat(asha, [CHAT], NOW)
        check_in(asha.pk, NOW)
        pause(asha.pk, NOW)
        pause(asha.pk, NOW)
        assert told == []
    assert told == [asha.pk, asha.pk]


def test_duty_changes_though_the_layer_is_down(
    asha: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    def unreachable(_: int) -> None:
        raise ConnectionError

    monkeypatch.setattr("scheduling.broadcast._send", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        on_seat(asha, [CHAT], NOW)
    assert duty_of(asha.pk, NOW).state is DutyState.ON


@pytest.mark.parametrize(
    ("group", "hint"), [(duty_group(7), "duty.changed"), (PRESENT_GROUP, "present.changed")]
)
async def test_the_hint_reaches_the_person_and_whoever_shows_who_is_there(group: str, hint: str) -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(group, channel)
    await sync_to_async(_send)(7)
    assert await layer.receive(channel) == {"type": hint}
    await layer.group_discard(group, channel)
