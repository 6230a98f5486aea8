"""Signing out while on duty: one's conversations go to a colleague at once, and nobody does it by a slip."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Conversation
from chat.rules.refusals import Refused
from chat.rules.states import State
from chat.services import presence, talk
from helpline.common.channel import Channel
from helpline.common.clock import utc_now
from helpline.staff.models import Person
from scheduling.models import CheckIn
from scheduling.queries import on_duty as takers
from scheduling.services import check_in
from tests.chat.conftest import NOW
from tests.duty import on_seat
from tests.staff.sessions import sign_in

Talking = Callable[..., Conversation]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def signed_in(client: Client, on_duty: Person) -> Client:
    """Asha's browser."""
    sign_in(client, on_duty)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("me")).status_code == 200


def test_whoever_holds_a_conversation_is_asked_first(signed_in: Client, talking: Talking) -> None:
    talking()
    page = signed_in.post(reverse("account_logout"))
    assert page.status_code == 200
    assert 'name="sure"' in page.content.decode()
    assert page.context["is_alone"]
    assert Conversation.objects.get().state == State.ACTIVE
    assert CheckIn.objects.filter(until=None).exists()
    assert is_signed_in(signed_in)


def test_whoever_is_sure_gives_them_back_to_the_front_and_is_off_duty(
    signed_in: Client, talking: Talking, ben: Person
) -> None:
    made = talking()
    answer = signed_in.post(reverse("account_logout"), {"sure": "yes"})
    assert answer.headers["Location"] == reverse("account_login")
    found = Conversation.objects.get(conv=made.conv)
    assert (found.state, found.in_front, found.counsellor_id) == (State.WAITING, True, None)
    assert not CheckIn.objects.filter(until=None).exists()
    assert not is_signed_in(signed_in)


def test_whoever_holds_none_is_not_asked_and_is_off_duty(signed_in: Client) -> None:
    signed_in.post(reverse("account_logout"))
    assert not CheckIn.objects.filter(until=None).exists()
    assert not is_signed_in(signed_in)


def test_whoever_is_signed_in_no_more_is_led_to_the_sign_in(client: Client) -> None:
    assert client.post(reverse("account_logout")).status_code == 302


def test_the_place_of_whoever_signed_off_is_free_when_they_come_again(
    talking: Talking, on_duty: Person
) -> None:
    talking()
    presence.signed_off(on_duty.pk, LATER)
    check_in(on_duty.pk, LATER)
    assert [(one.person_id, one.engaged) for one in takers(Channel.CHAT, LATER)] == [(on_duty.pk, 0)]


def test_whoever_is_asked_hears_whether_a_colleague_is_there(
    signed_in: Client, talking: Talking, ben: Person
) -> None:
    talking()
    on_seat(ben, {Channel.CHAT}, utc_now())
    assert not signed_in.post(reverse("account_logout")).context["is_alone"]


def test_whoever_signs_off_can_take_nothing_any_more_when_their_own_are_given_back(
    talking: Talking, on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = talking()
    refused: list[str] = []

    def give_back(conv: str, *, now: datetime) -> None:
        talk.requeue(conv, now=now)
        with pytest.raises(Refused):
            talk.take_next(on_duty.pk, "Asha", now=now)
        refused.append(conv)

    monkeypatch.setattr(presence, "requeue", give_back)
    presence.signed_off(on_duty.pk, LATER)
    assert refused == [made.conv]


def test_one_that_ended_meanwhile_is_not_given_back(
    talking: Talking, on_duty: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = talking()
    Conversation.objects.filter(conv=made.conv).update(counsellor=ben)
    monkeypatch.setattr(presence, "_all", lambda _: [made.conv, "gone"])
    presence.signed_off(on_duty.pk, LATER)
    assert Conversation.objects.get().counsellor_id == ben.pk
