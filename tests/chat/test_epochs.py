"""Who is asked for which epoch, and what is refused so that nothing is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chat.models import Conversation
from chat.rules.refusals import Code, Refused
from chat.rules.wire import Commit
from chat.services import presence, talk
from helpline.common.channel import Channel
from helpline.staff.models import Person
from tests.chat.conftest import NOW, fresh_conv, next_epoch, offer_for, sealed
from tests.chat.frames import MEMBER, b64
from tests.duty import on_seat

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=20)
Begin = Callable[..., Conversation]


def refused(code: Code) -> object:
    return pytest.raises(Refused, match=f"^{code.value}$")


def test_a_number_that_was_promised_once_is_never_asked_for_again(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=NOW)
    talk.requeue(made.conv, now=LATER)
    assert talk.take_next(on_duty.pk, "Asha", now=LATER).pending_e == 2
    talk.commit_epoch(Commit(made.conv, 2, b64(32, 2)))
    talk.make_offer(offer_for(made.conv, 2), on_duty.pk, "Asha")
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    talk.requeue(made.conv, now=LATER)
    assert talk.take_next(on_duty.pk, "Asha", now=LATER).pending_e == 4


def test_one_taken_by_another_in_between_is_passed_over(
    begin: Begin, on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = begin()

    class Stale:
        def filter(self, **_: object) -> "Stale":
            return self

        def values_list(self, *_: str, flat: bool) -> list[str]:
            return [fresh_conv(), made.conv]

    monkeypatch.setattr(talk, "waiting", Stale)
    assert talk.take_next(on_duty.pk, "Asha", now=LATER).conv == made.conv


def test_a_conversation_whose_counsellors_account_is_gone_goes_to_the_front(talking: Begin) -> None:
    made = talking()
    Conversation.objects.update(counsellor=None)
    presence.requeue_dropped(LATER)
    assert Conversation.objects.get(conv=made.conv).state == "waiting"


def test_who_never_held_keys_is_asked_for_as_one_who_accepts(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=NOW)
    talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    assert Conversation.objects.get().pending_why == "accept"


def test_frames_of_the_last_open_epoch_pass_also_after_an_abandoned_number(
    talking: Begin, on_duty: Person
) -> None:
    made = talking()
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    talk.commit_epoch(Commit(made.conv, 2, b64(32, 2)))
    talk.make_offer(offer_for(made.conv, 2), on_duty.pk, "Asha")
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    next_epoch(made.conv, on_duty, 3, now=LATER)
    assert talk.store(sealed(made.conv, 1), person_id=None, now=LATER) == (2, False)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 1, e=2), person_id=None, now=LATER)


def test_words_for_somebody_who_is_gone_are_refused_and_not_lost(
    talking: Begin, on_duty: Person, ben: Person
) -> None:
    made = talking()
    talk.requeue(made.conv, now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 1), person_id=None, now=LATER)
    on_seat(ben, {Channel.CHAT}, LATER)
    talk.take_next(ben.pk, "Ben", now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 1), person_id=None, now=LATER)


def test_what_another_device_has_no_key_for_is_refused_also_in_the_grace(
    talking: Begin, on_duty: Person
) -> None:
    made = talking()
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    next_epoch(made.conv, on_duty, 2, now=LATER, cert=b64(163, 77))
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 1), person_id=None, now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 2, pid=MEMBER["pid"], inst=9), person_id=on_duty.pk, now=LATER)


def test_whoever_wrote_in_the_new_epoch_never_goes_back(talking: Begin, on_duty: Person) -> None:
    made = talking()
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    pid = next_epoch(made.conv, on_duty, 2, now=LATER)
    talk.store(sealed(made.conv, 1, e=2, pid=pid, inst=9), person_id=on_duty.pk, now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 2, pid=MEMBER["pid"], inst=8), person_id=on_duty.pk, now=LATER)
    assert talk.store(sealed(made.conv, 1), person_id=None, now=LATER)
    talk.store(sealed(made.conv, 1, e=2, inst=4), person_id=None, now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 2), person_id=None, now=LATER)


def test_words_for_a_page_that_took_the_conversation_anew_are_refused(
    talking: Begin, on_duty: Person
) -> None:
    made = talking()
    talk.requeue(made.conv, now=LATER)
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 1), person_id=None, now=LATER)
    next_epoch(made.conv, on_duty, 2, now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 1), person_id=None, now=LATER)


def test_nobody_offers_as_a_supervisor_yet(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=NOW)
    with refused(Code.NOT_MEMBER):
        talk.make_offer(replace(offer_for(made.conv, 1), role=2), on_duty.pk, "Asha")
