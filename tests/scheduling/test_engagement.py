"""One capacity over both channels, also when two reach for it at once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from helpline.common.channel import Channel
from helpline.staff.models import Person
from scheduling.models import CheckIn, Engagement
from scheduling.queries import on_duty
from scheduling.rules.duty import NoCapacity, NotOnDuty, OnDuty
from scheduling.rules.rota import SeatKind
from scheduling.services import check_in, check_out, free, pause, reserve
from tests.duty import on_seat, seated
from tests.scheduling.holds import hold, seat_on
from tests.scheduling.seats import CHAT, NOW, PHONE, at


@pytest.mark.django_db
def test_a_chat_seat_holds_as_many_chats_as_the_person_may(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    reserve(asha.pk, CHAT, NOW)
    reserve(asha.pk, CHAT, NOW)
    with pytest.raises(NoCapacity):
        reserve(asha.pk, CHAT, NOW)
    assert on_duty(CHAT, NOW) == (OnDuty(asha.pk, "Asha", 2, 2),)


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), [(CHAT, PHONE), (PHONE, CHAT), (CHAT, CHAT), (PHONE, PHONE)])
def test_a_seat_for_both_holds_one_contact(asha: Person, first: Channel, second: Channel) -> None:
    on_seat(asha, [CHAT, PHONE], NOW)
    reserve(asha.pk, first, NOW)
    with pytest.raises(NoCapacity):
        reserve(asha.pk, second, NOW)
    free(asha.pk, first)
    reserve(asha.pk, second, NOW)


@pytest.mark.django_db
def test_a_phone_seat_takes_no_chat(asha: Person) -> None:
    on_seat(asha, [PHONE], NOW)
    with pytest.raises(NotOnDuty):
        reserve(asha.pk, CHAT, NOW)


@pytest.mark.django_db
def test_nobody_takes_a_chat_before_the_seat_begins_or_once_it_is_over(asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, at(17, 50))
    for now in (at(17, 59), at(21)):
        with pytest.raises(NotOnDuty):
            reserve(asha.pk, CHAT, now)
    reserve(asha.pk, CHAT, at(18))


@pytest.mark.django_db
def test_who_leads_the_shift_takes_nothing(omar: Person) -> None:
    hold(seat_on(kind="supervisor"), omar)
    check_in(omar.pk, NOW)
    with pytest.raises(NotOnDuty):
        reserve(omar.pk, CHAT, NOW)


@pytest.mark.django_db
def test_who_is_off_or_pauses_or_is_closed_gets_nothing(asha: Person, ben: Person, leila: Person) -> None:
    on_seat(ben, [CHAT], NOW)
    pause(ben.pk, NOW)
    on_seat(leila, [CHAT], NOW)
    Person.objects.filter(pk=leila.pk).update(is_active=False, closed_at=NOW)
    for person in (asha, ben, leila):
        with pytest.raises(NotOnDuty):
            reserve(person.pk, CHAT, NOW)


@pytest.mark.django_db
def test_what_was_taken_on_duty_can_be_freed_after_it(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    reserve(asha.pk, CHAT, NOW)
    check_out(asha.pk, NOW + timedelta(minutes=1))
    free(asha.pk, CHAT)
    assert Engagement.objects.get().n == 0


@pytest.mark.django_db
def test_a_place_given_back_twice_stays_free(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    reserve(asha.pk, CHAT, NOW)
    free(asha.pk, CHAT)
    free(asha.pk, CHAT)
    assert Engagement.objects.get().n == 0


@pytest.mark.django_db
def test_a_reservation_goes_with_the_callers_transaction(asha: Person) -> None:
    on_seat(asha, [CHAT], NOW)
    with transaction.atomic():
        reserve(asha.pk, CHAT, NOW)
        transaction.set_rollback(True)
    assert not Engagement.objects.filter(n__gt=0).exists()


def race(*acts: Callable[[], None]) -> list[str]:
    """Run the acts at once, each in its own thread and transaction; return what each ended with, sorted."""
    start = threading.Barrier(len(acts))
    ended: list[str] = []

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait()
            with transaction.atomic():
                act()
            ended.append("done")
        except (NoCapacity, NotOnDuty, IntegrityError, OperationalError) as refusal:
            ended.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def last_place_goes_once(person: Person, rounds: int) -> None:
    on_seat(person, [CHAT, PHONE], NOW)
    for _ in range(rounds):
        ended = race(lambda: reserve(person.pk, CHAT, NOW), lambda: reserve(person.pk, PHONE, NOW))
        assert ended == ["NoCapacity", "done"]
        free(person.pk, CHAT)
        free(person.pk, PHONE)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_when_both_channels_reach_for_it(asha: Person) -> None:
    last_place_goes_once(asha, rounds=5)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_last_place_is_given_once_in_a_hundred_rounds(asha: Person) -> None:
    assert connection.vendor == "postgresql"
    last_place_goes_once(asha, rounds=100)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_reservation_and_a_check_out_at_once_leave_no_half(asha: Person) -> None:
    seated(asha, SeatKind.CHAT, NOW)
    for minute in range(40):
        now = NOW + timedelta(minutes=minute)
        check_in(asha.pk, now)
        reserved = "NotOnDuty" not in race(
            lambda at=now: reserve(asha.pk, CHAT, at), lambda at=now: check_out(asha.pk, at)
        )
        assert CheckIn.objects.filter(until=None).count() == 0
        assert bool(Engagement.objects.filter(n=1).count()) is reserved
        free(asha.pk, CHAT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_two_presses_check_in_once(asha: Person) -> None:
    seated(asha, SeatKind.CHAT, NOW)
    press = lambda: check_in(asha.pk, NOW)  # noqa: E731
    assert race(press, press, press) == ["done", "done", "done"]
    assert CheckIn.objects.count() == 1
