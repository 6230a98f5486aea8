"""A seat that moved waits for its holder's yes, who may also say no."""

from datetime import date, timedelta

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment, Notice, RotaEvent
from scheduling.rules.hours import NotThere
from scheduling.services.rota.shifts import decline_move
from tests.scheduling.holds import hold, seat_on
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db


def moved(person: Person) -> Assignment:
    row = hold(seat_on(date(2027, 2, 2)), person)
    row.confirm_by = NOW + timedelta(hours=12)
    row.save()
    return row


def test_a_no_to_the_new_time_frees_the_seat_however_late(asha: Person) -> None:
    row = moved(asha)
    decline_move(row.pk, by=asha.pk, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.confirm_by) == ("released", None)
    assert [event.action for event in RotaEvent.objects.all()] == ["not_confirmed"]
    assert not Notice.objects.exists()


def test_nobody_says_no_for_somebody_else_or_to_a_seat_that_did_not_move(asha: Person, ben: Person) -> None:
    with pytest.raises(NotThere):
        decline_move(moved(asha).pk, by=ben.pk, now=NOW)
    with pytest.raises(NotThere):
        decline_move(hold(seat_on(date(2027, 2, 4)), asha).pk, by=asha.pk, now=NOW)
    assert Assignment.objects.filter(state="held").count() == 2


def test_a_second_no_finds_nothing(asha: Person) -> None:
    row = moved(asha)
    decline_move(row.pk, by=asha.pk, now=NOW)
    with pytest.raises(NotThere):
        decline_move(row.pk, by=asha.pk, now=NOW)
