"""Dated shifts on the database: added, moved with who holds their seats, cancelled, published; their seats."""

from datetime import date, datetime, timedelta

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment, CheckIn, Notice, Seat, Shift
from scheduling.rules.hours import NotThere, Span, Stretch
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween, SeatKind, SeatPlan, Vanishes
from scheduling.services.rota import shifts
from scheduling.services.rota.seats import assign, release
from scheduling.services.rota.shifts import (
    SeatHeld,
    add_seat,
    add_shift,
    cancel_shift,
    confirm,
    decline_move,
    move_shift,
    release_unconfirmed,
    remove_seat,
)
from tests.scheduling.holds import (
    DAY,
    EVENING,
    HOUR,
    LATE,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    forget,
    held,
    hold,
    noted,
    revision_of,
    seat_on,
    shift_on,
    told,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
# Monday 8 February from 19:00 to 22:00 in Amsterdam.
START, END = at(18, day=8), at(21, day=8)
WHOLE = Span(START, END)
PLACES = [SeatPlan(SeatKind.PHONE), SeatPlan(SeatKind.CHAT, required=False)]


def moved(
    shift: Shift,
    day: date = NEXT_MONDAY,
    hours: Stretch = LATE,
    *,
    by: int | None = None,
    now: datetime = NOW,
) -> list[int]:
    return move_shift(shift.pk, day, hours, revision_of(shift), by=by, now=now)


# --- adding -------------------------------------------------------------------------------------
def test_a_shift_is_added_as_a_draft_with_its_seats_in_order(noor: Person) -> None:
    row = Shift.objects.get(pk=add_shift(NEXT_MONDAY, EVENING, PLACES, by=noor.pk, now=NOW))
    assert (row.span, row.hours, row.state, row.pattern) == (WHOLE, EVENING, "draft", None)
    assert [(seat.kind, seat.required) for seat in row.seats.all()] == [("phone", True), ("chat", False)]
    assert noted() == [("shift_added", noor.pk, None)]


def test_a_shift_may_run_when_it_is_added_but_not_be_over() -> None:
    add_shift(MONDAY, EVENING, PLACES, by=None, now=at(21) - SECOND)
    with pytest.raises(AlreadyBegun):
        add_shift(MONDAY, EVENING, PLACES, by=None, now=at(21))


def test_a_shift_that_the_clock_skips_is_not_added_nor_is_one_moved_there() -> None:
    march, skipped = date(2027, 3, 28), Stretch(2 * 60, 3 * 60)
    with pytest.raises(Vanishes):
        add_shift(march, skipped, PLACES, by=None, now=NOW)
    with pytest.raises(Vanishes):
        moved(shift_on(NEXT_MONDAY), march, skipped)


@pytest.mark.parametrize(("night", "hours"), [(date(2027, 3, 27), 7), (date(2027, 10, 30), 9)])
def test_a_night_is_as_long_as_the_clock_makes_it(night: date, hours: int) -> None:
    row = Shift.objects.get(pk=add_shift(night, Stretch(22 * 60, 30 * 60), PLACES, by=None, now=NOW))
    assert row.ends_at - row.starts_at == hours * HOUR


# --- moving ---------------------------------------------------------------------------------------
def test_a_draft_moves_with_its_holders_and_nobody_hears_of_it(asha: Person, noor: Person) -> None:
    seat = seat_on(NEXT_MONDAY, state="draft")
    row = hold(seat, asha)
    assert moved(seat.shift, by=noor.pk) == []
    assert held() == [(asha.pk, Span(START + HOUR, END + HOUR))]
    row.refresh_from_db()
    assert (row.confirm_by, row.revision, row.changed_at) == (None, 1, NOW)
    assert (noted(), told()) == ([("shift_moved", noor.pk, None)], [])


def test_who_holds_a_published_seat_that_moves_must_confirm_within_48_hours(
    asha: Person, noor: Person
) -> None:
    seat = seat_on(NEXT_MONDAY)
    row = hold(seat, asha)
    moved(seat.shift, NEXT_MONDAY + DAY, EVENING, by=noor.pk)
    row.refresh_from_db()
    assert (row.span, row.confirm_by) == (Span(START + DAY, END + DAY), NOW + 48 * HOUR)
    assert told() == [("confirm_moved", asha.pk)]
    assert (Notice.objects.get().span, Notice.objects.get().other) == (row.span, WHOLE)


def test_less_than_48_hours_before_it_until_the_start_itself(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha)
    moved(seat.shift, now=START - 3 * HOUR)
    assert Assignment.objects.get().confirm_by == START + HOUR


def test_who_moves_their_own_seat_has_confirmed(omar: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, omar)
    moved(seat.shift)
    forget()
    moved(seat.shift, NEXT_MONDAY + DAY, by=omar.pk)
    assert (Assignment.objects.get().confirm_by, told()) == (None, [])


def test_who_is_elsewhere_at_the_new_time_is_released_and_told(asha: Person, ben: Person) -> None:
    shift = shift_on(NEXT_MONDAY, 19 * 60, 22 * 60, "chat", "phone")
    first, second = shift.seats.all()
    row = hold(first, asha)
    hold(second, ben)
    hold(seat_on(NEXT_MONDAY + DAY), asha)
    assert moved(shift, NEXT_MONDAY + DAY, EVENING) == [asha.pk]
    row.refresh_from_db()
    assert (row.state, row.span, row.confirm_by) == ("released", WHOLE, None)
    assert ("released", None, asha.pk) in noted()
    assert sorted(told()) == sorted([("seat_gone", asha.pk), ("confirm_moved", ben.pk)])


@pytest.mark.parametrize("hours", [Stretch(19 * 60 + 30, 22 * 60 + 30), Stretch(18 * 60 + 30, 21 * 60 + 30)])
def test_parts_of_a_seat_move_together_with_it(asha: Person, ben: Person, hours: Stretch) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha, end=START + HOUR)
    hold(seat, ben, start=START + HOUR)
    by = timedelta(minutes=hours.start_minute - EVENING.start_minute)
    assert moved(seat.shift, hours=hours) == []
    assert held() == [
        (asha.pk, Span(START + by, START + by + HOUR)), (ben.pk, Span(START + by + HOUR, END + by)),
    ]  # fmt: skip


def test_parts_move_together_to_another_day(asha: Person, ben: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha, end=START + HOUR)
    hold(seat, ben, start=START + HOUR)
    assert moved(seat.shift, NEXT_MONDAY + DAY, EVENING) == []
    assert [who for who, _span in held()] == [asha.pk, ben.pk]


def test_of_a_shift_that_becomes_shorter_each_keeps_what_lies_inside(
    asha: Person, ben: Person, leila: Person
) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha, end=START + HOUR)
    hold(seat, ben, start=START + HOUR, end=START + 2 * HOUR)
    hold(seat, leila, start=START + 2 * HOUR)
    assert moved(seat.shift, hours=Stretch(19 * 60, 20 * 60 + 30)) == [leila.pk]
    assert held() == [
        (asha.pk, Span(START, START + HOUR)), (ben.pk, Span(START + HOUR, START + 1.5 * HOUR)),
    ]  # fmt: skip
    assert sorted(told()) == sorted([("confirm_moved", ben.pk), ("seat_gone", leila.pk)])


def test_who_held_all_of_a_shift_that_becomes_longer_holds_all_of_it(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha)
    moved(seat.shift, hours=Stretch(18 * 60, 23 * 60))
    assert held() == [(asha.pk, Span(START - HOUR, END + HOUR))]


def test_a_shift_that_stays_where_it_is_asks_nobody_anything(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha)
    before = revision_of(seat.shift)
    assert moved(seat.shift, hours=EVENING) == []
    assert (revision_of(seat.shift), noted(), told()) == (before, [], [])


def test_what_has_begun_is_not_moved_nor_is_anything_moved_into_the_past() -> None:
    shift = shift_on(NEXT_MONDAY)
    with pytest.raises(AlreadyBegun):
        moved(shift, now=START)
    with pytest.raises(AlreadyBegun):
        moved(shift, MONDAY, now=NOW + HOUR)
    assert moved(shift, now=START - SECOND) == []


def test_who_saw_an_older_shift_moves_nothing(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    seen = revision_of(seat.shift)
    assign(seat.pk, asha.pk, by=None, now=NOW)
    with pytest.raises(ChangedInBetween):
        move_shift(seat.shift_id, NEXT_MONDAY, LATE, seen, by=None, now=NOW)


def test_nothing_is_done_to_a_shift_that_is_not_there() -> None:
    seat = seat_on(NEXT_MONDAY)
    Shift.objects.update(state="cancelled")
    for pk in (0, seat.shift_id):
        with pytest.raises(NotThere):
            move_shift(pk, NEXT_MONDAY, LATE, 0, by=None, now=NOW)
        with pytest.raises(NotThere):
            cancel_shift(pk, 0, by=None, now=NOW)
        with pytest.raises(NotThere):
            add_seat(pk, PLACES[0], 0, by=None, now=NOW)
    for pk in (0, seat.pk):
        with pytest.raises(NotThere):
            remove_seat(pk, 0, by=None, now=NOW)


# --- confirming -------------------------------------------------------------------------------------
def moved_hold(person: Person) -> Assignment:
    """Return a hold of somebody whose shift moved from Monday to Tuesday at NOW."""
    seat = seat_on(NEXT_MONDAY)
    row = hold(seat, person)
    moved(seat.shift, NEXT_MONDAY + DAY, EVENING)
    forget()
    row.refresh_from_db()
    return row


def test_the_holder_confirms_and_twice_is_no_error(asha: Person) -> None:
    row = moved_hold(asha)
    confirm(row.pk, by=asha.pk, now=NOW)
    confirm(row.pk, by=asha.pk, now=NOW)
    release_unconfirmed(NOW + 48 * HOUR)
    assert (noted(), len(held())) == ([("confirmed", asha.pk, asha.pk)], 1)


def test_nobody_else_confirms_but_a_planner(asha: Person, ben: Person, noor: Person) -> None:
    row = moved_hold(asha)
    with pytest.raises(NotThere):
        confirm(row.pk, by=ben.pk, now=NOW)
    confirm(row.pk, by=noor.pk, now=NOW, is_planner=True)
    assert noted() == [("confirmed", noor.pk, asha.pk)]


def test_what_nobody_confirmed_in_48_hours_is_a_gap_and_its_holder_is_told(asha: Person) -> None:
    moved_hold(asha)
    release_unconfirmed(NOW + 48 * HOUR - SECOND)
    assert len(held()) == 1
    for _twice in range(2):
        release_unconfirmed(NOW + 48 * HOUR)
    assert (held(), noted(), told()) == (
        [], [("not_confirmed", None, asha.pk)], [("seat_gone", asha.pk)],
    )  # fmt: skip


def test_what_nobody_confirmed_before_it_began_was_never_held(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha)
    moved(seat.shift, hours=LATE, now=START - HOUR)
    release_unconfirmed(START + HOUR + timedelta(seconds=40))
    assert held() == []


def test_who_says_no_a_little_after_the_start_never_held_it(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    row = hold(seat, asha)
    moved(seat.shift, hours=LATE, now=START - HOUR)
    decline_move(row.pk, by=asha.pk, now=START + HOUR + timedelta(seconds=40))
    assert held() == []


def test_who_has_checked_in_has_confirmed(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    row = hold(seat, asha)
    moved(seat.shift, hours=LATE, now=START - HOUR)
    forget()
    CheckIn.objects.create(person=asha, at=START + HOUR - SECOND)
    release_unconfirmed(START + HOUR)
    row.refresh_from_db()
    assert (row.state, row.confirm_by, noted()) == ("held", None, [("confirmed", None, asha.pk)])


def test_what_is_confirmed_while_the_sweep_looks_stays(asha: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    row, late, lock = moved_hold(asha), NOW + 48 * HOUR, shifts.lock_holds

    def after_a_confirmation(ids: list[int]) -> list[Assignment]:
        monkeypatch.setattr(shifts, "lock_holds", lock)
        confirm(row.pk, by=asha.pk, now=late)
        return lock(ids)

    monkeypatch.setattr(shifts, "lock_holds", after_a_confirmation)
    release_unconfirmed(late)
    assert (len(held()), told()) == (1, [])


# --- cancelling ---------------------------------------------------------------------------------------
def test_a_cancelled_shift_has_no_holders_and_they_are_told(asha: Person, ben: Person, noor: Person) -> None:
    shift = shift_on(NEXT_MONDAY, 19 * 60, 22 * 60, "chat", "phone")
    hold(shift.seats.all()[0], asha)
    hold(shift.seats.all()[1], ben)
    cancel_shift(shift.pk, revision_of(shift), by=noor.pk, now=NOW)
    shift.refresh_from_db()
    assert (shift.state, held(), noted()) == ("cancelled", [], [("shift_cancelled", noor.pk, None)])
    assert sorted(told()) == sorted([("seat_gone", asha.pk), ("seat_gone", ben.pk)])


def test_of_a_cancelled_draft_nobody_hears(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY, state="draft")
    hold(seat, asha)
    cancel_shift(seat.shift_id, revision_of(seat.shift), by=None, now=NOW)
    assert (held(), told()) == ([], [])


def test_a_shift_is_cancelled_once_and_in_the_version_that_was_seen() -> None:
    shift = shift_on(NEXT_MONDAY)
    with pytest.raises(ChangedInBetween):
        cancel_shift(shift.pk, revision_of(shift) + 1, by=None, now=NOW)
    cancel_shift(shift.pk, revision_of(shift), by=None, now=NOW)
    with pytest.raises(NotThere):
        cancel_shift(shift.pk, revision_of(shift), by=None, now=NOW)


def test_of_a_shift_that_runs_what_was_held_stays_and_what_is_over_stays(asha: Person, ben: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    hold(seat, asha, end=START + HOUR)
    hold(seat, ben, start=START + HOUR)
    with pytest.raises(AlreadyBegun):
        cancel_shift(seat.shift_id, revision_of(seat.shift), by=None, now=END)
    cancel_shift(seat.shift_id, revision_of(seat.shift), by=None, now=START + 2 * HOUR)
    assert held() == [
        (asha.pk, Span(START, START + HOUR)), (ben.pk, Span(START + HOUR, START + 2 * HOUR)),
    ]  # fmt: skip
    assert told() == [("seat_gone", ben.pk)]


# --- seats ----------------------------------------------------------------------------------------------
def test_a_seat_is_added_after_the_others_and_taken_away_again(noor: Person) -> None:
    shift = shift_on(NEXT_MONDAY)
    pk = add_seat(shift.pk, PLACES[1], revision_of(shift), by=noor.pk, now=NOW)
    seat = Seat.objects.get(pk=pk)
    assert (seat.position, seat.kind, seat.required) == (2, "chat", False)
    remove_seat(pk, revision_of(shift), by=noor.pk, now=NOW)
    assert shift.seats.count() == 1
    assert noted() == [("seat_added", noor.pk, None), ("seat_removed", noor.pk, None)]


def test_the_first_seat_of_a_shift_is_its_first() -> None:
    shift = shift_on(NEXT_MONDAY)
    remove_seat(shift.seats.get().pk, revision_of(shift), by=None, now=NOW)
    pk = add_seat(shift.pk, PLACES[0], revision_of(shift), by=None, now=NOW)
    assert Seat.objects.get(pk=pk).position == 1


def test_a_seat_that_somebody_holds_stays(asha: Person) -> None:
    seat = seat_on(NEXT_MONDAY)
    row = hold(seat, asha)
    with pytest.raises(SeatHeld):
        remove_seat(seat.pk, revision_of(seat.shift), by=None, now=NOW)
    release(row.pk, by=asha.pk, now=NOW)
    remove_seat(seat.pk, revision_of(seat.shift), by=None, now=NOW)
    assert not Seat.objects.exists()


def test_who_saw_an_older_shift_changes_no_seats() -> None:
    seat = seat_on(NEXT_MONDAY)
    seen = revision_of(seat.shift)
    add_seat(seat.shift_id, PLACES[0], seen, by=None, now=NOW)
    with pytest.raises(ChangedInBetween):
        add_seat(seat.shift_id, PLACES[0], seen, by=None, now=NOW)
    with pytest.raises(ChangedInBetween):
        remove_seat(seat.pk, seen, by=None, now=NOW)


def test_the_seats_of_a_shift_that_is_over_stay_as_they_are() -> None:
    seat = seat_on(NEXT_MONDAY)
    with pytest.raises(AlreadyBegun):
        add_seat(seat.shift_id, PLACES[0], revision_of(seat.shift), by=None, now=END)
    with pytest.raises(AlreadyBegun):
        remove_seat(seat.pk, revision_of(seat.shift), by=None, now=END)
