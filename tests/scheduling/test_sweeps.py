"""The sweeps of this app do what they are called."""

from datetime import timedelta

import pytest

from helpline.staff.models import Person
from scheduling.models import CheckIn
from scheduling.sweeps import SWEEPS
from tests.duty import on_seat
from tests.scheduling.seats import CHAT, NOW


@pytest.mark.django_db
def test_forgotten_duty_is_ended_and_then_erased(asha: Person) -> None:
    end_duty, _tell_turns, erase, _erase_rota = SWEEPS
    on_seat(asha, [CHAT], NOW)
    end_duty.run(NOW + timedelta(hours=13))
    assert CheckIn.objects.get().until == NOW + timedelta(hours=8)
    erase.run(NOW + timedelta(days=36))
    assert not CheckIn.objects.exists()


def test_duty_ends_by_the_minute_and_is_erased_each_night() -> None:
    assert [(sweep.name, sweep.every) for sweep in SWEEPS] == [
        ("scheduling_end_duty", timedelta(minutes=1)),
        ("scheduling_tell_turns", timedelta(minutes=1)),
        ("scheduling_erase_duty", timedelta(days=1)),
        ("scheduling_erase_rota", timedelta(days=1)),
    ]
