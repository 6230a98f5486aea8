"""The sweeps of this app do what they are called."""

from datetime import timedelta

import pytest

from helpline.staff.models import Person
from helpline.sweeps.rules import Sweep
from scheduling.models import CheckIn
from scheduling.sweeps import SWEEPS
from tests.duty import on_seat
from tests.scheduling.seats import CHAT, NOW


@pytest.mark.django_db
def test_forgotten_duty_is_ended_and_then_erased(asha: Person) -> None:
    by_name = {sweep.name: sweep for sweep in SWEEPS}
    end_duty, erase = by_name["scheduling_end_duty"], by_name["scheduling_erase_duty"]
    on_seat(asha, [CHAT], NOW)
    end_duty.run(NOW + timedelta(hours=13))
    assert CheckIn.objects.get().until == NOW + timedelta(hours=8)
    erase.run(NOW + timedelta(days=36))
    assert not CheckIn.objects.exists()


def test_what_people_wait_for_is_done_by_the_minute_and_old_rows_are_erased_each_day() -> None:
    by_the_minute = {sweep.name for sweep in SWEEPS if sweep.every == timedelta(minutes=1)}
    assert by_the_minute == {
        "scheduling_end_duty", "scheduling_tell_turns", "scheduling_release_unfit",
        "scheduling_release_unconfirmed", "scheduling_expire_requests", "scheduling_watch_gaps",
        "scheduling_send_mails",
    }  # fmt: skip
    assert {sweep.name for sweep in SWEEPS if sweep.erases} == {
        "scheduling_erase_duty",
        "scheduling_erase_rota",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_a_sweep_runs_on_an_empty_database(sweep: Sweep) -> None:
    sweep.run(NOW)
