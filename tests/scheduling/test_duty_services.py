"""Checking in and out, pausing, and the end that comes by itself, on the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from helpline.staff.models import Person
from scheduling.broadcast import PRESENT_GROUP, _send, duty_group
from scheduling.models import CheckIn, Engagement, OpeningBlock, Pause
from scheduling.queries import duty_of, on_duty
from scheduling.rules.duty import Duty, DutyState, NoChannel, NotOnDuty, OnDuty
from scheduling.services import (
    check_in,
    check_out,
    end_duty_of,
    end_finished_duty,
    erase_duty,
    pause,
    resume,
    set_answering,
    set_not_answering,
)
from tests.scheduling.seats import CHAT, NOW, PHONE, at, open_evening

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


def test_checking_in_puts_somebody_on_duty(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    assert duty_of(asha.pk, NOW) == Duty(DutyState.ON, frozenset({CHAT}), NOW)
    assert on_duty(CHAT, NOW) == (OnDuty(asha.pk, "Asha", capacity=2, engaged=0),)
    assert on_duty(PHONE, NOW) == ()


def test_nobody_is_on_duty_before_checking_in(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    assert duty_of(asha.pk, NOW - timedelta(seconds=1)) == Duty(DutyState.OFF, frozenset(), None)


def test_checking_in_for_nothing_is_refused(asha: Person) -> None:
    with pytest.raises(NoChannel):
        check_in(asha.pk, [], NOW)
    assert not CheckIn.objects.exists()


def test_checking_in_again_changes_the_seat_and_ends_the_pause(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    pause(asha.pk, NOW)
    check_in(asha.pk, [CHAT, PHONE], LATER)
    assert duty_of(asha.pk, LATER) == Duty(DutyState.ON, frozenset({CHAT, PHONE}), NOW)
    assert CheckIn.objects.count() == 1


def test_a_pause_ends_with_resuming(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    pause(asha.pk, NOW)
    pause(asha.pk, NOW + timedelta(minutes=1))
    assert duty_of(asha.pk, LATER).state is DutyState.PAUSED
    resume(asha.pk, LATER)
    assert duty_of(asha.pk, LATER).state is DutyState.ON
    assert list(Pause.objects.values_list("at", "until")) == [(NOW, LATER)]


def test_checking_out_ends_duty_and_pause_and_twice_is_no_error(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    pause(asha.pk, NOW)
    check_out(asha.pk, LATER)
    check_out(asha.pk, LATER + timedelta(hours=1))
    assert duty_of(asha.pk, LATER).state is DutyState.OFF
    assert CheckIn.objects.get().until == Pause.objects.get().until == LATER


@pytest.mark.parametrize("act", [pause, resume])
def test_pausing_and_resuming_need_duty(asha: Person, act: Callable[[int, datetime], None]) -> None:
    with pytest.raises(NotOnDuty):
        act(asha.pk, NOW)


def test_who_gives_no_sign_is_offered_nothing_until_the_next_sign(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    set_not_answering(asha.pk, NOW)
    assert (duty_of(asha.pk, NOW).state, on_duty(CHAT, NOW)) == (DutyState.NOT_ANSWERING, ())
    set_answering(asha.pk, LATER)
    assert duty_of(asha.pk, LATER).state is DutyState.ON


def test_a_sign_does_not_end_a_pause(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    pause(asha.pk, NOW)
    set_not_answering(asha.pk, NOW)
    set_answering(asha.pk, NOW)
    assert duty_of(asha.pk, NOW).state is DutyState.PAUSED


def test_a_sign_of_somebody_off_duty_changes_nothing(asha: Person) -> None:
    set_not_answering(asha.pk, NOW)
    set_answering(asha.pk, NOW)
    assert not CheckIn.objects.exists()


def test_a_closed_account_is_on_duty_no_more(asha: Person, ben: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    check_in(ben.pk, [CHAT], NOW)
    end_duty_of(asha.pk, LATER)
    Person.objects.filter(pk=ben.pk).update(is_active=False, closed_at=LATER)
    assert on_duty(CHAT, LATER) == ()


def test_one_query_answers_who_is_on_duty(
    asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    check_in(ben.pk, [CHAT, PHONE], NOW)
    check_in(asha.pk, [CHAT], NOW + timedelta(seconds=1))
    Engagement.objects.create(person=asha, channel="chat", n=1)
    with django_assert_num_queries(1):
        people = on_duty(CHAT, LATER)
    assert people == (OnDuty(ben.pk, "Ben", 1, 0), OnDuty(asha.pk, "Asha", 2, 1))
    with django_assert_num_queries(1):
        duty_of(asha.pk, LATER)


def test_a_clock_set_back_ends_nothing_before_it_began(asha: Person) -> None:
    check_in(asha.pk, [CHAT], LATER)
    pause(asha.pk, NOW)
    check_out(asha.pk, NOW)
    assert (CheckIn.objects.get().until, Pause.objects.get().at) == (LATER, LATER)


def test_duty_ends_with_the_opening_hours(asha: Person) -> None:
    open_evening()
    check_in(asha.pk, [CHAT], NOW)
    end_finished_duty(at(20, 59))
    assert duty_of(asha.pk, at(20, 59)).state is DutyState.ON
    end_finished_duty(at(21, 1))
    assert CheckIn.objects.get().until == at(21)


def test_duty_for_both_channels_ends_with_the_later_one(asha: Person) -> None:
    open_evening(CHAT)
    OpeningBlock.objects.create(
        channel="phone", weekday=0, start_minute=1140, end_minute=1380, valid_from="2026-01-01"
    )
    check_in(asha.pk, [CHAT, PHONE], NOW)
    end_finished_duty(at(21, 30))
    assert duty_of(asha.pk, at(21, 30)).state is DutyState.ON
    end_finished_duty(at(22, 1))
    assert duty_of(asha.pk, at(22, 1)).state is DutyState.OFF


def test_forgotten_duty_ends_after_twelve_hours(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
    end_finished_duty(NOW + timedelta(hours=11, minutes=59))
    assert CheckIn.objects.get().until is None
    end_finished_duty(NOW + timedelta(hours=13))
    assert CheckIn.objects.get().until == NOW + timedelta(hours=12)


def test_the_duty_of_a_closed_account_ends_with_the_sweep(asha: Person) -> None:
    open_evening()
    check_in(asha.pk, [CHAT], NOW)
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=LATER)
    end_finished_duty(LATER)
    assert CheckIn.objects.get().until == LATER


def test_duty_is_erased_after_thirty_five_days(asha: Person) -> None:
    check_in(asha.pk, [CHAT], NOW)
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
        check_in(asha.pk, [CHAT], NOW)
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
        check_in(asha.pk, [CHAT], NOW)
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
