"""Publishing drafts on the database: exactly those that were looked at, and each holder hears of it once."""

import pytest

from helpline.staff.models import Person
from scheduling.models import Shift
from scheduling.rules.rota import ChangedInBetween
from scheduling.services.rota.seats import assign
from scheduling.services.rota.shifts import cancel_shift, publish
from tests.scheduling.holds import DAY, NEXT_MONDAY, hold, noted, revision_of, seat_on, told
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db


def test_drafts_are_published_and_each_holder_is_told_once(asha: Person, ben: Person, noor: Person) -> None:
    first, second = (seat_on(NEXT_MONDAY + n * DAY, state="draft") for n in range(2))
    hold(first, asha)
    hold(second, ben)
    seen = {seat.shift_id: revision_of(seat.shift) for seat in (first, second)}
    assert publish(seen, by=noor.pk, now=NOW) == 2
    assert set(Shift.objects.values_list("state", "published_at")) == {("published", NOW)}
    assert told() == [("seat_given", asha.pk), ("seat_given", ben.pk)]
    with pytest.raises(ChangedInBetween):
        publish(seen, by=noor.pk, now=NOW)
    assert (noted(), len(told())) == ([("published", noor.pk, None)] * 2, 2)


def test_who_publishes_their_own_seat_is_not_told(omar: Person) -> None:
    seat = seat_on(NEXT_MONDAY, state="draft")
    hold(seat, omar)
    publish({seat.shift_id: revision_of(seat.shift)}, by=omar.pk, now=NOW)
    assert told() == []


def test_all_or_none_are_published(asha: Person) -> None:
    first, second = (seat_on(NEXT_MONDAY + n * DAY, state="draft") for n in range(2))
    seen = {seat.shift_id: revision_of(seat.shift) for seat in (first, second)}
    assign(second.pk, asha.pk, by=None, now=NOW)
    with pytest.raises(ChangedInBetween):
        publish(seen, by=None, now=NOW)
    cancel_shift(second.shift_id, revision_of(second.shift), by=None, now=NOW)
    with pytest.raises(ChangedInBetween):
        publish(seen, by=None, now=NOW)
    assert set(Shift.objects.values_list("state", flat=True)) == {"draft", "cancelled"}


def test_publishing_nothing_publishes_nothing() -> None:
    assert publish({}, by=None, now=NOW) == 0
