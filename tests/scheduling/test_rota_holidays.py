"""Public holidays, offered and answered, on the database."""

from datetime import date

import pytest

from helpline.staff.models import Person
from scheduling.models import HolidayAnswer, OpeningException
from scheduling.rules.hours import AllOver, DayTaken, Stretch
from scheduling.rules.rota import ChangedInBetween
from scheduling.services.rota.holidays import accept_holiday, decline_holiday, offer_again
from tests.scheduling.holds import noted
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
# Easter Sunday, whose night has 23 hours, and a day that is past.
EASTER, NEW_YEAR = date(2027, 3, 28), date(2027, 1, 1)


def answers() -> dict[date, bool]:
    return dict(HolidayAnswer.objects.values_list("date", "accepted"))


def test_an_accepted_holiday_is_an_exception_for_both_channels(noor: Person) -> None:
    accept_holiday(EASTER, [Stretch(13 * 60, 17 * 60)], by=noor, now=NOW)
    row = OpeningException.objects.get()
    assert (row.date, row.channel, row.name_key) == (EASTER, "", "public_holiday")
    assert [(block.start_minute, block.end_minute) for block in row.blocks.all()] == [(780, 1020)]
    assert (answers(), noted()) == ({EASTER: True}, [("holiday_accepted", noor.pk, None)])


def test_an_accepted_holiday_without_hours_is_closed(noor: Person) -> None:
    accept_holiday(EASTER, [], by=noor, now=NOW)
    assert not OpeningException.objects.get().blocks.exists()


def test_a_holiday_is_accepted_once_and_only_ahead(noor: Person) -> None:
    accept_holiday(EASTER, [], by=noor, now=NOW)
    with pytest.raises(DayTaken):
        accept_holiday(EASTER, [], by=noor, now=NOW)
    with pytest.raises(AllOver):
        accept_holiday(NEW_YEAR, [], by=noor, now=NOW)
    assert (answers(), len(noted())) == ({EASTER: True}, 1)


def test_a_declined_holiday_changes_no_hours_and_twice_is_no_error(noor: Person) -> None:
    for _twice in range(2):
        decline_holiday(EASTER, by=noor, now=NOW)
    assert not OpeningException.objects.exists()
    assert (answers(), noted()) == ({EASTER: False}, [("holiday_declined", noor.pk, None)])


def test_what_was_declined_is_accepted_later_but_what_stands_is_not_declined(noor: Person) -> None:
    decline_holiday(EASTER, by=noor, now=NOW)
    accept_holiday(EASTER, [], by=noor, now=NOW)
    with pytest.raises(ChangedInBetween):
        decline_holiday(EASTER, by=noor, now=NOW)
    assert answers() == {EASTER: True}


def test_a_holiday_is_offered_again_and_twice_is_no_error(noor: Person) -> None:
    accept_holiday(EASTER, [], by=noor, now=NOW)
    for _twice in range(2):
        offer_again(EASTER)
    assert (answers(), OpeningException.objects.count()) == ({}, 1)
