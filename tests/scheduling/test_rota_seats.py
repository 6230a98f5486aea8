"""Giving a seat, taking one, giving it back, putting it back and splitting it, on the database."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, Shift
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.reasons import Code
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween, Origin
from scheduling.services.rota.history import Act
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken, give, save_held
from scheduling.services.rota.seats import NotInside, TooLateAlone, assign, put_back, release, sign_up, split
from tests.scheduling.holds import (
    DAY,
    HOUR,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    codes_of,
    forget,
    held,
    hold,
    noted,
    revision_of,
    seat_on,
    told,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
# Monday 8 February from 19:00 to 22:00 in Amsterdam.
START, END = at(18, day=8), at(21, day=8)
WHOLE = Span(START, END)
ALONE_UNTIL = START - timedelta(hours=72)


# --- giving -----------------------------------------------------------------------------------
def test_a_planner_gives_a_seat_and_the_holder_is_told(asha: Person, noor: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    row = assign(seat.pk, asha.pk, by=noor.pk, now=NOW)
    assert held(seat) == [(asha.pk, WHOLE)]
    assert (row.origin, row.made_by_id, row.made_at, row.warnings) == ("planner", noor.pk, NOW, "")
    assert (noted(), told()) == ([("assigned", noor.pk, asha.pk)], [("seat_given", asha.pk)])


def test_nobody_is_told_of_a_draft_nor_of_what_they_gave_themselves(asha: Person, noor: Person) -> None:
    assign(seat_on(NEXT_MONDAY, state="draft").pk, asha.pk, by=noor.pk, now=NOW)
    assign(seat_on(NEXT_MONDAY + DAY).pk, asha.pk, by=asha.pk, now=NOW)
    assert (len(held()), told()) == (2, [])


def test_a_part_of_a_seat_is_given(asha: Person, ben: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    assign(seat.pk, asha.pk, by=None, now=NOW, span=Span(START - HOUR, START + HOUR))
    assign(seat.pk, ben.pk, by=None, now=NOW, span=Span(START + HOUR, END))
    assert held(seat) == [(asha.pk, Span(START, START + HOUR)), (ben.pk, Span(START + HOUR, END))]


def test_of_a_shift_that_runs_what_is_left_is_given(asha: Person) -> None:
    seat = seat_on(MONDAY)
    assign(seat.pk, asha.pk, by=None, now=NOW)
    assert held(seat) == [(asha.pk, Span(NOW, at(21)))]


def test_a_shift_is_given_until_its_very_end(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    with pytest.raises(AlreadyBegun):
        assign(seat.pk, asha.pk, by=None, now=END)
    assign(seat.pk, asha.pk, by=None, now=END - SECOND)
    assert held(seat) == [(asha.pk, Span(END - SECOND, END))]


def test_a_part_outside_the_shift_is_nothing(asha: Person) -> None:
    with pytest.raises(AlreadyBegun):
        assign(seat_on(NEXT_MONDAY).pk, asha.pk, by=None, now=NOW, span=Span(END, END + HOUR))
    assert held() == []


def test_a_block_holds_against_a_planner_and_every_reason_is_said(asha: Person) -> None:
    Absence.objects.create(person=asha, starts_at=START, ends_at=END)
    seat = seat_on(NEXT_MONDAY, kind="supervisor")
    with pytest.raises(NotEligible) as refused:
        assign(seat.pk, asha.pk, by=None, now=NOW, despite=True)
    assert codes_of(refused.value) == [Code.UNTRAINED, Code.ABSENT]
    assert (held(), noted(), told()) == ([], [], [])


def test_a_planner_goes_against_a_warning_and_its_code_is_kept(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY, 8 * 60, 15 * 60)
    with pytest.raises(NotEligible) as refused:
        assign(seat.pk, asha.pk, by=None, now=NOW)
    assert codes_of(refused.value) == [Code.OVER_HOURS, Code.LONG_SHIFT]
    assert assign(seat.pk, asha.pk, by=None, now=NOW, despite=True).warnings == "over_hours long_shift"


def test_who_saw_an_older_shift_gives_nothing(asha: Person, ben: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    seen = revision_of(seat.shift)
    assign(seat.pk, asha.pk, by=None, now=NOW, revision=seen, span=Span(START, START + HOUR))
    with pytest.raises(ChangedInBetween):
        assign(seat.pk, ben.pk, by=None, now=NOW, revision=seen, span=Span(START + HOUR, END))


def test_a_seat_is_given_once(asha: Person, ben: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    assign(seat.pk, asha.pk, by=None, now=NOW)
    with pytest.raises(SeatTaken):
        assign(seat.pk, ben.pk, by=None, now=NOW)
    with pytest.raises(NotEligible) as refused:
        assign(seat.pk, asha.pk, by=None, now=NOW)
    assert (codes_of(refused.value), held()) == ([Code.OVERLAP], [(asha.pk, WHOLE)])


def test_what_is_not_there_is_not_given(asha: Person, noor: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    for seat_id, person_id in [(0, asha.pk), (seat.pk, 0), (seat.pk, noor.pk)]:
        with pytest.raises(NotThere):
            assign(seat_id, person_id, by=None, now=NOW)
    Shift.objects.update(state="cancelled")
    with pytest.raises(NotThere):
        assign(seat.pk, asha.pk, by=None, now=NOW)


def test_stepping_in_is_noted_as_that(asha: Person) -> None:
    row = assign(seat_on(MONDAY).pk, asha.pk, by=asha.pk, now=NOW, origin=Origin.STEP_IN)
    assert (row.origin, noted()) == ("step_in", [("stepped_in", asha.pk, asha.pk)])


def test_what_the_database_refuses_is_said_in_words_and_the_rest_fails_loudly(
    asha: Person, ben: Person
) -> None:
    seat, act = seat_on(NEXT_MONDAY), Act(None, NOW)
    mine = give(seat, asha.pk, WHOLE, act, origin=Origin.PLANNER)
    with pytest.raises(Elsewhere):
        give(seat_on(NEXT_MONDAY), asha.pk, WHOLE, act, origin=Origin.PLANNER)
    with pytest.raises(SeatTaken):
        give(seat, ben.pk, WHOLE, act, origin=Origin.PLANNER)
    mine.state = "lost"
    with pytest.raises(IntegrityError):
        save_held(mine)
    assert held() == [(asha.pk, WHOLE)]


# --- taking -------------------------------------------------------------------------------------
def test_somebody_takes_a_free_seat_and_nobody_is_told(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    assert sign_up(seat.pk, asha.pk, now=NOW).origin == "self"
    assert held(seat) == [(asha.pk, WHOLE)]
    assert (noted(), told()) == ([("signed_up", asha.pk, asha.pk)], [])


def test_a_free_part_is_taken(asha: Person, ben: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, ben, end=START + HOUR)
    with pytest.raises(SeatTaken):
        sign_up(seat.pk, asha.pk, now=NOW)
    sign_up(seat.pk, asha.pk, now=NOW, span=Span(START + HOUR, END))
    assert held(seat)[1] == (asha.pk, Span(START + HOUR, END))


def test_a_seat_is_taken_until_it_starts(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    for now in (START, END):
        with pytest.raises(AlreadyBegun):
            sign_up(seat.pk, asha.pk, now=now)
    with pytest.raises(AlreadyBegun):
        sign_up(seat.pk, asha.pk, now=NOW, span=Span(END, END + HOUR))
    sign_up(seat.pk, asha.pk, now=START - SECOND)
    assert held(seat) == [(asha.pk, WHOLE)]


def test_a_warning_keeps_somebody_from_taking_a_seat(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY, 8 * 60, 15 * 60)
    with pytest.raises(NotEligible) as refused:
        sign_up(seat.pk, asha.pk, now=NOW)
    assert codes_of(refused.value) == [Code.OVER_HOURS, Code.LONG_SHIFT]


def test_who_may_not_hold_seats_and_who_looks_for_a_draft_find_nothing(asha: Person, noor: Person) -> None:
    with pytest.raises(NotThere):
        sign_up(seat_on(NEXT_MONDAY).pk, noor.pk, now=NOW)
    with pytest.raises(NotThere):
        sign_up(seat_on(NEXT_MONDAY, state="draft").pk, asha.pk, now=NOW)


@pytest.mark.parametrize(("night", "hours"), [(date(2027, 3, 27), 7), (date(2027, 10, 30), 9)])
def test_a_night_over_a_change_of_the_clock_is_held_as_long_as_it_lasts(
    asha: Person, night: date, hours: int
) -> None:
    seat = seat_on(night, 22 * 60, 30 * 60)
    row = assign(seat.pk, asha.pk, by=None, now=NOW, despite=True)
    assert row.span.end - row.span.start == hours * HOUR
    assert codes_of_warnings(row) >= {"long_shift"}


def codes_of_warnings(row: Assignment) -> set[str]:
    return set(row.warnings.split())


# --- giving back ----------------------------------------------------------------------------------
def test_the_holder_gives_a_seat_back_until_72_hours_before_it(asha: Person) -> None:
    first, second = hold(seat_on(NEXT_MONDAY), asha), hold(seat_on(NEXT_MONDAY, 23 * 60, 1500), asha)
    release(first.pk, by=asha.pk, now=ALONE_UNTIL)
    with pytest.raises(TooLateAlone):
        release(second.pk, by=asha.pk, now=second.starts_at - timedelta(hours=72) + SECOND)
    assert [who for who, _span in held()] == [asha.pk]
    assert (noted(), told()) == ([("released", asha.pk, asha.pk)], [])


def test_a_planner_takes_a_seat_away_later_too_and_the_holder_is_told(asha: Person, noor: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    before = revision_of(row.seat.shift)
    release(row.pk, by=noor.pk, now=START - HOUR, is_planner=True)
    row.refresh_from_db()
    assert (row.state, row.released_at, row.span) == ("released", START - HOUR, WHOLE)
    assert (noted(), told()) == ([("released", noor.pk, asha.pk)], [("seat_gone", asha.pk)])
    assert revision_of(row.seat.shift) == before + 1


def test_of_a_hold_that_runs_a_planner_takes_the_rest(asha: Person, noor: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    release(row.pk, by=noor.pk, now=START + HOUR, is_planner=True)
    assert held() == [(asha.pk, Span(START, START + HOUR))]
    with pytest.raises(NotThere):
        put_back(row.pk, by=noor.pk, now=START + HOUR, is_planner=True)


def test_a_hold_taken_away_at_its_very_start_was_never_held(asha: Person) -> None:
    release(hold(seat_on(NEXT_MONDAY), asha).pk, by=None, now=START, is_planner=True)
    assert held() == []


@pytest.mark.parametrize("is_planner", [True, False])
def test_what_is_over_stays_held(asha: Person, is_planner: bool) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    with pytest.raises(AlreadyBegun):
        release(row.pk, by=asha.pk, now=END, is_planner=is_planner)
    assert held() == [(asha.pk, WHOLE)]


def test_nobody_gives_back_what_is_not_theirs_nor_anything_twice(asha: Person, ben: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    with pytest.raises(NotThere):
        release(row.pk, by=ben.pk, now=NOW)
    release(row.pk, by=asha.pk, now=NOW)
    with pytest.raises(NotThere):
        release(row.pk, by=asha.pk, now=NOW)


def test_a_seat_of_a_draft_is_given_back_at_any_time_and_nobody_is_told(asha: Person, noor: Person) -> None:
    mine = hold(seat_on(NEXT_MONDAY, state="draft"), asha)
    theirs = hold(seat_on(NEXT_MONDAY + DAY, state="draft"), asha)
    release(mine.pk, by=asha.pk, now=START - HOUR)
    release(theirs.pk, by=noor.pk, now=START - HOUR, is_planner=True)
    assert (held(), told()) == ([], [])


# --- putting back -----------------------------------------------------------------------------------
def given_back(person: Person, now: datetime = NOW) -> Assignment:
    row = hold(seat_on(NEXT_MONDAY), person)
    release(row.pk, by=person.pk, now=now)
    return row


def test_what_was_given_back_is_put_back_within_ten_minutes(asha: Person) -> None:
    row = given_back(asha)
    before = revision_of(row.seat.shift)
    with pytest.raises(NotThere):
        put_back(row.pk, by=asha.pk, now=NOW + timedelta(minutes=10))
    put_back(row.pk, by=asha.pk, now=NOW + timedelta(minutes=10) - SECOND)
    assert (held(), noted()[1:], told()) == ([(asha.pk, WHOLE)], [("put_back", asha.pk, asha.pk)], [])
    assert (Assignment.objects.get().released_at, revision_of(row.seat.shift)) == (None, before + 1)


def test_nothing_is_put_back_twice_nor_by_others(asha: Person, ben: Person) -> None:
    row = given_back(asha)
    with pytest.raises(NotThere):
        put_back(row.pk, by=ben.pk, now=NOW)
    put_back(row.pk, by=asha.pk, now=NOW)
    with pytest.raises(NotThere):
        put_back(row.pk, by=asha.pk, now=NOW)


def test_what_a_planner_took_away_only_a_planner_puts_back(asha: Person, noor: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    release(row.pk, by=noor.pk, now=NOW, is_planner=True)
    with pytest.raises(NotThere):
        put_back(row.pk, by=asha.pk, now=NOW)
    put_back(row.pk, by=noor.pk, now=NOW, is_planner=True)
    assert told() == [("seat_gone", asha.pk), ("seat_given", asha.pk)]


def test_a_seat_that_somebody_took_since_is_not_put_back(asha: Person, ben: Person) -> None:
    row = given_back(asha)
    sign_up(row.seat_id, ben.pk, now=NOW)
    with pytest.raises(SeatTaken):
        put_back(row.pk, by=asha.pk, now=NOW)
    assert held() == [(ben.pk, WHOLE)]


def test_who_is_elsewhere_or_absent_by_then_puts_nothing_back(asha: Person) -> None:
    row = given_back(asha)
    hold(seat_on(NEXT_MONDAY), asha)
    Absence.objects.create(person=asha, starts_at=START, ends_at=END)
    with pytest.raises(NotEligible) as refused:
        put_back(row.pk, by=asha.pk, now=NOW)
    assert codes_of(refused.value) == [Code.ABSENT, Code.OVERLAP]


def test_who_lost_their_role_puts_nothing_back(asha: Person) -> None:
    row = given_back(asha)
    asha.groups.clear()
    with pytest.raises(NotThere):
        put_back(row.pk, by=asha.pk, now=NOW)


def test_nothing_is_put_back_into_a_shift_that_moved_or_was_cancelled(asha: Person) -> None:
    row = given_back(asha)
    Shift.objects.update(starts_at=START + HOUR)
    with pytest.raises(NotThere):
        put_back(row.pk, by=asha.pk, now=NOW)
    Shift.objects.update(starts_at=START, state="cancelled")
    with pytest.raises(NotThere):
        put_back(row.pk, by=asha.pk, now=NOW)


def test_nothing_is_put_back_once_it_would_be_over(asha: Person, noor: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY, 19 * 60, 19 * 60 + 5), asha)
    release(row.pk, by=noor.pk, now=START, is_planner=True)
    with pytest.raises(NotThere):
        put_back(row.pk, by=noor.pk, now=START + timedelta(minutes=5), is_planner=True)


# --- splitting ----------------------------------------------------------------------------------------
def test_a_hold_becomes_two_that_are_alike(asha: Person, noor: Person) -> None:
    row = assign(seat_on(NEXT_MONDAY, 8 * 60, 15 * 60).pk, asha.pk, by=noor.pk, now=NOW, despite=True)
    Assignment.objects.update(confirm_by=START)
    forget()
    later = split(row.pk, at(10, day=8), by=asha.pk, now=NOW)
    assert [span for _who, span in held()] == [
        Span(at(7, day=8), at(10, day=8)), Span(at(10, day=8), at(14, day=8)),
    ]  # fmt: skip
    assert (later.made_by_id, later.warnings, later.confirm_by) == (noor.pk, row.warnings, START)
    assert (noted(), told()) == ([("split", asha.pk, asha.pk)], [])


def test_a_planner_splits_and_the_holder_is_told(asha: Person, noor: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    before = revision_of(row.seat.shift)
    split(row.pk, START + HOUR, by=noor.pk, now=NOW, is_planner=True)
    assert (told(), revision_of(row.seat.shift)) == ([("seat_changed", asha.pk)], before + 1)


def test_a_hold_is_split_inside_itself_only(asha: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    for edge in (START, END):
        with pytest.raises(NotInside):
            split(row.pk, edge, by=asha.pk, now=NOW)
    with pytest.raises(AlreadyBegun):
        split(row.pk, START + HOUR, by=asha.pk, now=START + HOUR)
    split(row.pk, START + HOUR, by=asha.pk, now=START + HOUR - SECOND)
    assert len(held()) == 2


def test_nobody_splits_what_is_not_theirs(asha: Person, ben: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    with pytest.raises(NotThere):
        split(row.pk, START + HOUR, by=ben.pk, now=NOW)
    with pytest.raises(NotThere):
        split(0, START + HOUR, by=ben.pk, now=NOW)
