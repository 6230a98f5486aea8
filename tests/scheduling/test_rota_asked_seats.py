"""What becomes of a request when its seat is given back, split, moved, cancelled or taken by an absence."""

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment
from scheduling.rules.hours import Span
from scheduling.rules.requests import AlreadyAnswered, RequestEvent, RequestState
from scheduling.services.rota.colleagues import report_absence
from scheduling.services.rota.requests import expire_requests
from scheduling.services.rota.seats import assign, put_back, release, split
from scheduling.services.rota.shifts import cancel_shift, move_shift
from tests.scheduling.asking import END, START, cover, state_of, swap, warn, yes
from tests.scheduling.holds import (
    DAY,
    EVENING,
    HOUR,
    NEXT_MONDAY,
    forget,
    held,
    noted,
    revision_of,
    told,
)
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
E, S = RequestEvent, RequestState


def test_a_seat_given_back_is_asked_for_no_more_and_put_back_is_not_asked_for_again(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    pk = cover(mine, ben)
    release(mine.pk, by=asha.pk, now=NOW)
    assert ("withdrawn", asha.pk, asha.pk) in noted()
    assert told() == [("request_changed", ben.pk)]
    put_back(mine.pk, by=asha.pk, now=NOW)
    with pytest.raises(AlreadyAnswered):
        yes(pk, ben)


def test_who_said_yes_hears_that_a_planner_took_the_seat_away(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    warn(ben)
    yes(pk := cover(mine), ben)
    forget()
    release(mine.pk, by=noor.pk, now=NOW, is_planner=True)
    assert (state_of(pk), sorted(told())) == (
        "withdrawn", sorted([("seat_gone", asha.pk), ("request_changed", ben.pk)]),
    )  # fmt: skip


def test_splitting_a_seat_ends_what_was_asked_of_the_whole(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    pk = cover(mine, ben)
    split(mine.pk, START + HOUR, by=asha.pk, now=NOW)
    assert (state_of(pk), told()) == ("withdrawn", [("request_changed", ben.pk)])


def test_moving_a_shift_ends_what_was_asked_of_its_old_time(
    mine: Assignment, theirs: Assignment, asha: Person, ben: Person
) -> None:
    pk = swap(theirs, mine)
    move_shift(
        mine.seat.shift_id, NEXT_MONDAY + 2 * DAY, EVENING, revision_of(mine.seat.shift), by=None, now=NOW
    )
    assert state_of(pk) == "withdrawn"
    assert sorted(told()) == sorted([("confirm_moved", asha.pk), ("request_changed", ben.pk)])


def test_cancelling_a_shift_ends_what_was_asked(mine: Assignment, ben: Person) -> None:
    pk = cover(mine, ben)
    cancel_shift(mine.seat.shift_id, revision_of(mine.seat.shift), by=None, now=NOW)
    assert (state_of(pk), held()) == ("withdrawn", [])


def test_an_absence_that_takes_a_part_ends_what_was_asked_of_the_whole(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    pk = cover(mine, ben)
    report_absence(asha.pk, Span(START + HOUR, END), by=asha.pk, now=NOW)
    assert (state_of(pk), told()) == ("withdrawn", [("request_changed", ben.pk)])


def test_a_hold_that_is_ended_while_it_runs_is_asked_for_no_more(
    mine: Assignment, ben: Person, noor: Person
) -> None:
    pk = cover(mine, ben)
    release(mine.pk, by=noor.pk, now=START + HOUR, is_planner=True)
    assert state_of(pk) == "withdrawn"
    expire_requests(START + HOUR)
    assert told().count(("request_changed", ben.pk)) == 1


def test_a_seat_that_a_planner_gives_anew_is_asked_for_anew(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    pk = cover(mine)
    release(mine.pk, by=None, now=NOW, is_planner=True)
    fresh = assign(mine.seat_id, asha.pk, by=None, now=NOW)
    with pytest.raises(AlreadyAnswered):
        yes(pk, ben)
    assert yes(cover(fresh), ben) is S.DONE
