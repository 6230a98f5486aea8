"""The demo's weeks ahead: a rota to look at and to change, from next Monday on."""

from datetime import timedelta

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment, Pattern, Shift
from scheduling.rules.rota import SeatKind
from scheduling.services import seed_demo_weeks
from tests.scheduling.holds import MONDAY
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db


def test_the_first_week_is_published_the_others_are_drafts(asha: Person) -> None:
    seed_demo_weeks({(2, SeatKind.CHAT): asha.pk}, NOW)
    next_monday = MONDAY + timedelta(days=7)
    published = set(Shift.objects.filter(state="published").values_list("date", flat=True))
    assert published == {next_monday + timedelta(days=n) for n in range(7)}
    assert Shift.objects.filter(state="draft", date__lt=next_monday + timedelta(days=7)).count() == 0
    assert Shift.objects.filter(state="draft").exists()


def test_who_comes_each_time_holds_that_seat_in_each_week(asha: Person) -> None:
    seed_demo_weeks({(2, SeatKind.CHAT): asha.pk}, NOW)
    holds = Assignment.objects.select_related("seat__shift")
    assert {(one.person_id, one.seat.kind, one.seat.shift.date.weekday()) for one in holds} == {
        (asha.pk, "chat", 2)
    }
    assert holds.count() == 7


def test_patterns_that_are_there_stay_as_they_are(asha: Person) -> None:
    seed_demo_weeks({}, NOW)
    Pattern.objects.filter(name="Evening").delete()
    seed_demo_weeks({(2, SeatKind.CHAT): asha.pk}, NOW)
    assert set(Pattern.objects.values_list("name", flat=True)) == {"Weekend afternoon", "Weekend evening"}
