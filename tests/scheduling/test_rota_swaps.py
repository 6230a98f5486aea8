"""Swaps, and taking a yes back, on the database."""

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, CoverRequest
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code
from scheduling.rules.requests import (
    AlreadyAnswered,
    OtherCannot,
    RequestEvent,
    RequestState,
    SeatMoved,
    UndoOver,
)
from scheduling.services.rota.colleagues import report_absence
from scheduling.services.rota.holds import NotEligible
from scheduling.services.rota.requests import ask_cover, ask_swap, take_step
from scheduling.services.rota.seats import release, sign_up, split
from tests.scheduling.asking import END, MINUTE, START, TUESDAY, WHOLE, cover, state_of, swap, warn, yes
from tests.scheduling.holds import (
    DAY,
    HOUR,
    NEXT_MONDAY,
    SECOND,
    codes_of,
    forget,
    held,
    hold,
    noted,
    seat_on,
    told,
)
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
E, S = RequestEvent, RequestState


# --- a swap -------------------------------------------------------------------------------------------
def test_a_swap_exchanges_both_seats(mine: Assignment, theirs: Assignment, asha: Person, ben: Person) -> None:
    pk = swap(mine, theirs)
    assert yes(pk, ben) is S.DONE
    assert held() == [(ben.pk, WHOLE), (asha.pk, TUESDAY)]
    assert {row.origin for row in Assignment.objects.filter(state="held")} == {"swap"}
    assert noted() == [("swapped", ben.pk, ben.pk), ("swapped", ben.pk, asha.pk)]
    assert told() == [("cover_taken", asha.pk), ("seat_given", asha.pk)]


def test_two_seats_that_overlap_are_swapped(ben: Person, mine: Assignment) -> None:
    other = hold(seat_on(NEXT_MONDAY, 20 * 60, 23 * 60), ben)
    yes(swap(mine, other), ben)
    assert held() == [(ben.pk, WHOLE), (mine.person_id, Span(START + HOUR, END + HOUR))]


def test_a_block_on_either_side_stops_a_swap(
    mine: Assignment, theirs: Assignment, asha: Person, ben: Person
) -> None:
    pk = swap(mine, theirs)
    hold(seat_on(NEXT_MONDAY + DAY, 21 * 60, 23 * 60), asha)
    with pytest.raises(OtherCannot):
        yes(pk, ben)
    hold(seat_on(NEXT_MONDAY, 21 * 60, 23 * 60), ben)
    with pytest.raises(NotEligible) as refused:
        yes(pk, ben)
    assert (codes_of(refused.value), state_of(pk), len(held())) == ([Code.OVERLAP], "open", 4)


def test_each_side_of_a_swap_keeps_its_own_warnings(
    mine: Assignment, theirs: Assignment, asha: Person, noor: Person, ben: Person
) -> None:
    warn(asha)
    yes(pk := swap(mine, theirs), ben)
    take_step(pk, E.PLANNER_YES, by=noor.pk, now=NOW, is_planner=True)
    rows = Assignment.objects.filter(state="held").order_by("starts_at")
    assert [row.warnings for row in rows] == ["", "over_hours"]


def test_a_swap_ends_what_else_was_asked_about_both_seats(
    mine: Assignment, theirs: Assignment, ben: Person, leila: Person
) -> None:
    third = hold(seat_on(NEXT_MONDAY + 3 * DAY), leila)
    pk, wish = swap(mine, theirs), ask_swap(third.pk, mine.pk, by=leila.pk, now=NOW)
    mine_too = cover(theirs, leila)
    yes(pk, ben)
    assert (state_of(pk), state_of(wish), state_of(mine_too)) == ("done", "withdrawn", "withdrawn")
    assert told().count(("request_changed", leila.pk)) == 2


# --- undoing --------------------------------------------------------------------------------------------
def test_who_took_a_seat_over_gives_it_back_within_ten_minutes(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    yes(pk := cover(mine), ben)
    forget()
    with pytest.raises(UndoOver):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW + 10 * MINUTE)
    assert take_step(pk, E.UNDO, by=ben.pk, now=NOW + 10 * MINUTE - SECOND) is S.OPEN
    mine.refresh_from_db()
    assert (held(), mine.state, mine.revision) == ([(asha.pk, WHOLE)], "held", 2)
    assert (noted(), told()) == ([("undone", ben.pk, asha.pk)], [("seat_given", asha.pk)])


def test_nothing_is_undone_within_24_hours_of_the_start(mine: Assignment, asha: Person, ben: Person) -> None:
    pk, late = ask_cover(mine.pk, None, by=asha.pk, now=NOW), START - DAY
    take_step(pk, E.ANSWER_YES, by=ben.pk, now=late - MINUTE)
    with pytest.raises(UndoOver):
        take_step(pk, E.UNDO, by=ben.pk, now=late)
    take_step(pk, E.UNDO, by=ben.pk, now=late - SECOND)
    assert held() == [(asha.pk, WHOLE)]


def test_an_undone_request_is_answered_and_undone_again(mine: Assignment, ben: Person, leila: Person) -> None:
    pk = cover(mine)
    for person in (ben, leila, ben):
        yes(pk, person)
        take_step(pk, E.UNDO, by=person.pk, now=NOW)
    assert (held(), Assignment.objects.count()) == ([(mine.person_id, WHOLE)], 4)
    with pytest.raises(AlreadyAnswered):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW)


def test_a_planner_undoes_a_swap_and_both_are_told(
    mine: Assignment, theirs: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    yes(pk := swap(mine, theirs), ben)
    forget()
    take_step(pk, E.UNDO, by=noor.pk, now=NOW, is_planner=True)
    assert held() == [(asha.pk, WHOLE), (ben.pk, TUESDAY)]
    expected = [(kind, who.pk) for who in (asha, ben) for kind in ("seat_gone", "seat_given")]
    assert sorted(told()) == sorted(expected)


def test_nothing_is_undone_once_the_seat_went_on(
    mine: Assignment, ben: Person, leila: Person, noor: Person
) -> None:
    yes(pk := cover(mine), ben)
    given = Assignment.objects.get(state="held")
    split(given.pk, START + HOUR, by=ben.pk, now=NOW)
    with pytest.raises(SeatMoved):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW)
    release(given.pk, by=ben.pk, now=NOW)
    with pytest.raises(SeatMoved):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW)
    CoverRequest.objects.update(given=None)
    with pytest.raises(SeatMoved):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW)


def test_nothing_goes_back_to_who_is_elsewhere_or_absent_by_then(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    yes(pk := cover(mine), ben)
    report_absence(asha.pk, WHOLE, by=asha.pk, now=NOW)
    with pytest.raises(OtherCannot):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW)
    Absence.objects.all().delete()
    sign_up(seat_on(NEXT_MONDAY).pk, asha.pk, now=NOW)
    with pytest.raises(OtherCannot):
        take_step(pk, E.UNDO, by=ben.pk, now=NOW)
    assert (state_of(pk), (ben.pk, WHOLE) in held()) == ("done", True)
