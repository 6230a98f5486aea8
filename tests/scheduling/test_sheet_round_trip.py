"""What there is as sheets: taken in by an empty database, they make the same again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Invitation, Person
from helpline.staff.rules import Role
from helpline.staff.services import accept_invitation, invite_again
from scheduling.models import Assignment, Pattern, Shift, Terms
from scheduling.queries.sheets import assignment_rows, pattern_rows, person_rows
from scheduling.rules.hours import Stretch
from scheduling.rules.rota import SeatKind, SeatPlan
from scheduling.rules.sheets import ASSIGNMENTS, PATTERNS, PEOPLE, AssignmentRow, read, written
from scheduling.services.rota.imports import import_assignments, import_patterns, import_people
from scheduling.services.rota.patterns import PatternPlan, add_patterns, remove_pattern
from tests.scheduling.holds import DAY, MONDAY, NEXT_MONDAY, hold, pattern_on, shift_of, shift_on
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]
LAST = date(2027, 3, 31)


def people() -> str:
    return written(PEOPLE, person_rows(), "nl")


def patterns() -> str:
    return written(PATTERNS, pattern_rows(MONDAY, LAST), "nl")


def assignments() -> str:
    return written(ASSIGNMENTS, assignment_rows(MONDAY, LAST), "nl")


def some_patterns() -> None:
    seats = (SeatPlan(SeatKind.PHONE), SeatPlan(SeatKind.CHAT), SeatPlan(SeatKind.CHAT, required=False))
    evening = PatternPlan("Evening", Stretch(1140, 1350), 1, MONDAY, None, seats)
    night = PatternPlan("=Night; 'late'", Stretch(1320, 1800), 2, MONDAY + DAY, LAST, seats[1:])
    add_patterns(evening, [0, 3], by=None, now=NOW)
    add_patterns(night, [5], by=None, now=NOW)


def test_patterns_come_back_as_they_were() -> None:
    some_patterns()
    before = patterns()
    assert before.count("\n") == 4
    Pattern.objects.all().delete()
    import_patterns(read(PATTERNS, before).rows, by=None, now=NOW)
    assert patterns() == before


def test_who_holds_what_comes_back_as_it_was(asha: Person, ben: Person) -> None:
    some_patterns()
    night = Shift.objects.filter(start_minute=1320).earliest("date")
    first, second = night.seats.all()
    hold(first, asha)
    hold(second, ben, start=night.starts_at + timedelta(hours=3))
    evening = Shift.objects.get(date=NEXT_MONDAY)
    hold(evening.seats.get(position=3), ben, end=evening.ends_at - timedelta(minutes=30))
    before = patterns(), assignments()
    Assignment.objects.all().delete()
    Pattern.objects.all().delete()
    import_patterns(read(PATTERNS, before[0]).rows, by=None, now=NOW)
    rows = read(ASSIGNMENTS, before[1]).rows
    assert import_assignments(rows, by=None, now=NOW, despite=True) == 3
    assert (patterns(), assignments()) == before


def test_people_come_back_invited_and_once_they_said_yes_with_their_terms(
    admin: Person, asha: Person, omar: Person
) -> None:
    Terms.objects.create(person=asha, contract="employee", agreed_hours_week="7.5", max_hours_week="12")
    before = people()
    Person.objects.filter(pk__in=[asha.pk, omar.pk]).delete()
    assert import_people(read(PEOPLE, before).rows, by=admin, now=NOW) == 2
    for invitation in Invitation.objects.order_by("pk"):
        token = invite_again(invitation.pk, by=admin, now=NOW).strip("/").split("/")[-1]
        names = {"name": invitation.name, "working_name": invitation.name}
        accept_invitation(token, **names, language="nl", password="a long and quiet word", now=NOW)
    assert import_people(read(PEOPLE, before).rows, by=admin, now=NOW) == 1
    assert people() == before


# --- what a sheet holds -------------------------------------------------------------------------
def test_people_without_a_role_or_with_a_closed_account_are_left_out(
    asha: Person, ben: Person, hire: Callable[..., Person], django_assert_num_queries: Counted
) -> None:
    hire("Nobody")
    ben.is_active, ben.closed_at = False, NOW
    ben.save()
    with django_assert_num_queries(3):
        rows = person_rows()
    assert [(row.name, row.roles, row.contract) for row in rows] == [("Asha", (Role.COUNSELLOR,), None)]


def test_only_patterns_that_hold_on_one_of_the_days_are_written(django_assert_num_queries: Counted) -> None:
    some_patterns()
    remove_pattern(Pattern.objects.get(weekday=3).pk, by=None, now=NOW)
    with django_assert_num_queries(2):
        assert [row.weekday for row in pattern_rows(date(2027, 3, 30), date(2027, 4, 30))] == [0, 5]
    assert [row.weekday for row in pattern_rows(date(2027, 3, 31), date(2027, 4, 30))] == [0]
    assert [row.weekday for row in pattern_rows(date(2027, 1, 1), date(2027, 2, 1))] == [0]


def test_who_holds_what_stands_in_order_with_the_name_that_colleagues_see(
    asha: Person, ben: Person, django_assert_num_queries: Counted
) -> None:
    late, early = shift_on(MONDAY, 1140, 1320, "chat", "phone", "chat"), shift_on(MONDAY, 600, 840)
    hold(late.seats.get(position=3), asha)
    hold(early.seats.get(), ben)
    hold(shift_of(pattern_on(2), date(2027, 2, 3)).seats.get(), asha)
    with django_assert_num_queries(3):
        rows = assignment_rows(MONDAY, LAST)
    assert rows == [
        AssignmentRow(MONDAY, "", Stretch(600, 840), SeatKind.CHAT, 1, "Ben"),
        AssignmentRow(MONDAY, "", Stretch(1140, 1320), SeatKind.CHAT, 2, "Asha"),
        AssignmentRow(date(2027, 2, 3), "Evening", None, SeatKind.CHAT, 1, "Asha"),
    ]


def test_what_was_given_back_cancelled_or_never_began_is_left_out(asha: Person) -> None:
    gone = hold(shift_on(MONDAY).seats.get(), asha)
    gone.state, gone.released_at = "released", NOW
    gone.save()
    hold(shift_on(MONDAY + DAY, state="cancelled").seats.get(), asha)
    short = shift_on(MONDAY + 2 * DAY)
    hold(short.seats.get(), asha, end=short.starts_at + timedelta(seconds=20))
    assert assignment_rows(MONDAY, LAST) == []


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 27), Stretch(180, 360)), (date(2027, 10, 30), Stretch(120, 360))]
)
def test_a_part_of_a_night_that_changes_the_clock_is_written_by_the_clock(
    asha: Person, day: date, hours: Stretch
) -> None:
    night = shift_on(day, 1320, 1800)
    hold(night.seats.get(), asha, start=night.starts_at + timedelta(hours=4))
    assert [row.hours for row in assignment_rows(day, day)] == [hours]
