"""The machine fills the drafts of a month, says why, and all of it can be taken back."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, Notice, RotaEvent, Shift
from scheduling.queries.drafting import DraftPage, draft_page, first_draft
from scheduling.rules.hours import NotThere
from scheduling.rules.reasons import Code
from scheduling.services.rota.drafting import DraftResult, draft_month, take_back_draft
from scheduling.services.rota.seats import assign
from scheduling.services.rota.shifts import publish
from tests.scheduling.holds import hold, shift_on
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2027, 2, 1), date(2027, 3, 1)
LATER = NOW + timedelta(minutes=1)


def draft_on(day: int, *kinds: str, **more: Any) -> Shift:
    return shift_on(date(2027, 2, day), 1140, 1320, *kinds, state=more.get("state", "draft"))


def drafting(by: Person, now: datetime = NOW) -> DraftResult:
    return draft_month(FEBRUARY, MARCH, by=by.pk, now=now)


def page() -> DraftPage:
    return draft_page(FEBRUARY, MARCH, LATER)


def held() -> list[tuple[str, date]]:
    rows = Assignment.objects.filter(state="held").order_by("starts_at", "pk")
    return list(rows.values_list("person__name", "seat__shift__date"))


def test_open_seats_of_drafts_are_filled_and_nobody_is_told(noor: Person, asha: Person, ben: Person) -> None:
    for day in (8, 9):
        draft_on(day)
    result = drafting(noor)
    assert held() == [("Asha", date(2027, 2, 8)), ("Ben", date(2027, 2, 9))]
    assert (result.seats, result.filled_before, result.filled_after) == (2, 0, 2)
    assert set(Assignment.objects.values_list("origin", "made_by", "made_at", "warnings")) == {
        ("planner", noor.pk, NOW, "")
    }
    assert not Notice.objects.exists()
    assert set(RotaEvent.objects.values_list("action", "actor", "person", "kind")) == {
        ("drafted", noor.pk, asha.pk, "chat"), ("drafted", noor.pk, ben.pk, "chat"),
    }  # fmt: skip


def test_what_is_published_held_begun_or_of_another_month_is_left_alone(
    noor: Person, asha: Person, ben: Person
) -> None:
    draft_on(8, state="published")
    hold(draft_on(9).seats.get(), asha)
    draft_on(1)  # began an hour ago
    shift_on(MARCH, state="draft")
    shift_on(date(2027, 1, 31), state="draft")
    assert drafting(noor) == DraftResult((), 1, 1, 1)
    assert held() == [("Asha", date(2027, 2, 9))]


def test_a_seat_held_by_somebody_who_may_hold_none_any_more_is_not_given_away(
    noor: Person, asha: Person
) -> None:
    hold(draft_on(9).seats.get(), noor)
    assert drafting(noor).steps == ()


def test_drafting_twice_gives_nothing_more(noor: Person, asha: Person) -> None:
    draft_on(8)
    drafting(noor)
    assert drafting(noor, LATER).steps == ()
    assert len(held()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_planners_who_draft_at_once_one_fills_the_seats(
    noor: Person, admin: Person, asha: Person, ben: Person
) -> None:
    draft_on(8, "chat", "phone")
    start, given = threading.Barrier(2), list[int]()

    def run(planner: Person, now: datetime) -> None:
        try:
            start.wait()
            given.append(len(drafting(planner, now).steps))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in ((noor, NOW), (admin, LATER))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(given) == [0, 2]
    assert len(held()) == 2


def test_the_page_says_what_each_step_had_for_it_and_how_much_was_filled_before(
    noor: Person, asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    hold(draft_on(8).seats.get(), ben)
    draft_on(9)
    drafting(noor)
    with django_assert_num_queries(11):
        found = page()
    assert (found.seats, found.filled, found.open) == (2, 2, ())
    assert found.last is not None
    assert (found.last.at, found.last.filled_before) == (NOW, 1)
    [given] = found.last.given
    assert (given.name, given.kind.value, given.span.start.day) == ("Asha", "chat", 9)
    assert Code.UNDER_AGREED in {reason.code for reason in given.reasons}


def test_the_page_says_of_what_stays_open_why_each_does_not_fit(
    noor: Person, asha: Person, ben: Person, leila: Person
) -> None:
    Person.objects.filter(pk=leila.pk).update(is_active=False, closed_at=NOW)
    shift = draft_on(8, "supervisor", "chat")
    Absence.objects.create(person=ben, starts_at=shift.starts_at, ends_at=shift.ends_at)
    drafting(noor)
    [still_open] = page().open
    assert still_open.seat.kind.value == "supervisor"
    assert [(name, [one.code for one in reasons]) for name, reasons in still_open.against] == [
        ("Asha", [Code.UNTRAINED, Code.OVERLAP]),
        ("Ben", [Code.UNTRAINED, Code.ABSENT]),
    ]


def test_before_the_machine_has_tried_nothing_is_looked_into(asha: Person) -> None:
    draft_on(8)
    assert page() == DraftPage(1, 0, None, ())


def test_a_seat_that_moved_within_the_draft_says_what_for(noor: Person, asha: Person, ben: Person) -> None:
    # By unsocial work alone the evening would be Asha's, who has ten times the work.
    hold(shift_on(date(2027, 1, 20), 1140, 1320).seats.get(), ben)
    for week in range(1, 9):
        hold(shift_on(date(2027, 2, 9) - week * timedelta(days=7), 9 * 60, 13 * 60).seats.get(), asha)
    draft_on(9)
    drafting(noor)
    assert RotaEvent.objects.get().about == "evened_out"
    last = page().last
    assert last is not None
    assert [(given.name, given.reasons[-1].code) for given in last.given] == [("Ben", Code.EVENED_OUT)]


def test_of_somebody_who_left_meanwhile_no_reasons_are_known(noor: Person, asha: Person, ben: Person) -> None:
    draft_on(8)
    drafting(noor)
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=NOW)
    last = page().last
    assert last is not None
    assert [(given.name, given.reasons) for given in last.given] == [("Asha", ())]


def test_taking_it_back_takes_exactly_what_it_gave(noor: Person, asha: Person, ben: Person) -> None:
    by_hand = draft_on(9).seats.get()
    draft_on(8)
    drafting(noor)
    Assignment.objects.filter(seat=by_hand).delete()
    assign(by_hand.pk, ben.pk, by=noor.pk, now=LATER)
    revision = Shift.objects.get(date=date(2027, 2, 8)).revision
    assert take_back_draft(NOW, by=noor.pk, now=LATER) == 1
    assert held() == [("Ben", date(2027, 2, 9))]
    assert Shift.objects.get(date=date(2027, 2, 8)).revision == revision + 1
    assert (not Notice.objects.exists(), page().last) == (True, None)
    released = RotaEvent.objects.filter(action="released")
    assert list(released.values_list("actor", "person", "at")) == [(noor.pk, asha.pk, LATER)]


def test_the_draft_before_can_be_taken_back_after_the_last(noor: Person, asha: Person) -> None:
    draft_on(8)
    drafting(noor)
    draft_on(10)
    drafting(noor, LATER)
    for at in (LATER, NOW):
        last = page().last
        assert last is not None
        assert last.at == at
        take_back_draft(last.at, by=noor.pk, now=LATER)
    assert held() == []


def test_what_was_published_meanwhile_stays(noor: Person, asha: Person, ben: Person) -> None:
    first, second = draft_on(8), draft_on(9)
    drafting(noor)
    first.refresh_from_db()
    publish({first.pk: first.revision}, by=noor.pk, now=LATER)
    assert take_back_draft(NOW, by=noor.pk, now=LATER) == 1
    assert held() == [("Asha", date(2027, 2, 8))]
    assert second.seats.get().assignments.count() == 0


def test_a_seat_that_a_planner_gave_is_no_draft(noor: Person, asha: Person) -> None:
    assign(draft_on(8).seats.get().pk, asha.pk, by=noor.pk, now=NOW)
    with pytest.raises(NotThere):
        take_back_draft(NOW, by=noor.pk, now=LATER)
    assert len(held()) == 1


def test_taking_it_back_twice_is_refused(noor: Person, asha: Person) -> None:
    draft_on(8)
    drafting(noor)
    take_back_draft(NOW, by=noor.pk, now=LATER)
    with pytest.raises(NotThere):
        take_back_draft(NOW, by=noor.pk, now=LATER)


def test_the_first_draft_ahead_is_found() -> None:
    assert first_draft(NOW) is None
    draft_on(1)
    draft_on(9)
    draft_on(8)
    assert first_draft(NOW) == date(2027, 2, 8)
