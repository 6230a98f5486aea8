"""Patterns, the shifts they make and who comes each time, on the database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment, Pattern, Seat, Shift, Standing
from scheduling.rules.hours import NotThere, Stretch
from scheduling.rules.rota import ChangedInBetween, SeatKind, SeatPlan
from scheduling.services.rota.patterns import (
    SamePattern,
    add_patterns,
    change_pattern,
    make_shifts,
    put_back_pattern,
    remove_pattern,
    set_standing,
)
from scheduling.services.rota.seats import assign
from scheduling.services.rota.shifts import add_seat, cancel_shift, move_shift, remove_seat
from tests.scheduling.holds import (
    DAY,
    EVENING,
    HOUR,
    LATE,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    changed,
    everything,
    forget,
    held,
    hold,
    noted,
    pattern_on,
    place_of,
    plan,
    published,
    revision_of,
    shift_of,
    spans,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def dates() -> list[date]:
    return list(Shift.objects.exclude(state="cancelled").values_list("date", flat=True))


def kinds_of(shift: Shift) -> list[str]:
    return list(shift.seats.values_list("kind", flat=True))


# --- making -------------------------------------------------------------------------------------
def test_a_pattern_makes_drafts_of_eight_weeks_with_its_seats(noor: Person) -> None:
    add_patterns(plan("phone", "chat"), [1], by=noor.pk, now=NOW)
    assert dates() == [date(2027, 2, 2) + n * WEEK for n in range(8)]
    assert set(Shift.objects.values_list("state", flat=True)) == {"draft"}
    assert {tuple(kinds_of(shift)) for shift in Shift.objects.all()} == {("phone", "chat")}
    assert noted() == [("pattern_saved", noor.pk, None)]


def test_each_weekday_gets_a_pattern_of_its_own() -> None:
    first, second = add_patterns(plan(weeks=2), [0, 2], by=None, now=NOW)
    assert list(Pattern.objects.values_list("pk", "anchor_date")) == [
        (first, MONDAY),
        (second, MONDAY + 2 * DAY),
    ]
    assert dates()[:2] == [MONDAY + 2 * DAY, MONDAY + 2 * WEEK]


def test_a_shift_that_began_today_is_not_made_any_more() -> None:
    add_patterns(plan(), [0], by=None, now=at(18))
    assert dates()[0] == NEXT_MONDAY
    Pattern.objects.all().delete()
    Shift.objects.all().delete()
    add_patterns(plan(), [0], by=None, now=at(18) - SECOND)
    assert dates()[0] == MONDAY


def test_over_both_changes_of_the_clock_a_shift_keeps_its_hours_and_one_that_vanishes_is_not_made() -> None:
    march, october = at(12) + 5 * WEEK, at(12) + 36 * WEEK
    pattern_on(5, now=march, hours=Stretch(22 * 60, 30 * 60))
    pattern_on(6, now=march, hours=Stretch(2 * 60, 3 * 60))
    make_shifts(october)
    lengths = {row.date: (row.ends_at - row.starts_at) / HOUR for row in Shift.objects.all()}
    assert (lengths[date(2027, 3, 27)], lengths[date(2027, 10, 30)], lengths[date(2027, 10, 16)]) == (7, 9, 8)
    assert date(2027, 3, 28) not in lengths
    # The minute that happens twice is its first occurrence, so this one lasts both.
    assert (lengths[date(2027, 3, 21)], lengths[date(2027, 10, 31)]) == (1, 2)


def test_making_twice_is_making_once(asha: Person) -> None:
    pattern = pattern_on(0, "chat", "phone")
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    published(shift_of(pattern))
    before = everything()
    make_shifts(NOW)
    make_shifts(NOW + HOUR)
    assert everything() == before
    make_shifts(NOW + WEEK)
    assert len(dates()) == 8


def test_making_what_is_there_costs_the_same_few_queries_for_many_seats(
    asha: Person, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    pattern = pattern_on(0, *["chat"] * 5)
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    pattern_on(1, *["phone"] * 5)
    with django_assert_max_num_queries(20):
        make_shifts(NOW)


def test_what_is_published_and_held_is_never_touched(asha: Person) -> None:
    pattern = pattern_on()
    shift = shift_of(pattern)
    hold(shift.seats.get(), asha)
    published(shift)
    before = [Shift.objects.filter(pk=shift.pk).values().get(), Assignment.objects.values().get()]
    changed(pattern, "phone", hours=LATE)
    make_shifts(NOW)
    remove_pattern(pattern.pk, by=None, now=NOW)
    assert [Shift.objects.values().get(), Assignment.objects.values().get()] == before
    assert kinds_of(shift) == ["chat"]


def test_a_cancelled_shift_is_not_made_again() -> None:
    pattern = pattern_on()
    shift = shift_of(pattern)
    cancel_shift(shift.pk, revision_of(shift), by=None, now=NOW)
    changed(pattern, hours=LATE)
    make_shifts(NOW)
    assert (NEXT_MONDAY in dates(), Shift.objects.filter(date=NEXT_MONDAY).count()) == (False, 1)


@pytest.mark.parametrize(("day", "hours"), [(NEXT_MONDAY, LATE), (NEXT_MONDAY + DAY, EVENING)])
def test_a_shift_moved_by_hand_stays_where_it_was_put_and_none_takes_its_old_place(
    day: date, hours: Stretch
) -> None:
    pattern = pattern_on()
    shift = shift_of(pattern)
    move_shift(shift.pk, day, hours, revision_of(shift), by=None, now=NOW)
    make_shifts(NOW)
    changed(pattern, hours=Stretch(18 * 60, 21 * 60))
    shift.refresh_from_db()
    assert spans([shift]) == [(day, hours)]
    assert len(dates()) == 7


def test_a_shift_moves_to_a_day_on_which_its_pattern_has_another() -> None:
    pattern = pattern_on()
    shift = shift_of(pattern)
    move_shift(shift.pk, NEXT_MONDAY + WEEK, LATE, revision_of(shift), by=None, now=NOW)
    make_shifts(NOW)
    assert dates()[:2] == [NEXT_MONDAY + WEEK, NEXT_MONDAY + WEEK]


def test_seats_that_a_planner_gave_or_took_from_a_draft_stay_so(asha: Person) -> None:
    pattern = pattern_on(0, "chat", "phone")
    more, fewer = shift_of(pattern), shift_of(pattern, NEXT_MONDAY + WEEK)
    pk = add_seat(more.pk, SeatPlan(SeatKind.CHAT), revision_of(more), by=None, now=NOW)
    assign(pk, asha.pk, by=None, now=NOW)
    remove_seat(fewer.seats.all()[0].pk, revision_of(fewer), by=None, now=NOW)
    make_shifts(NOW)
    changed(pattern, "chat", "phone", hours=LATE)
    assert (kinds_of(more), kinds_of(fewer)) == (["chat", "phone", "chat"], ["phone"])
    assert [who for who, _span in held()] == [asha.pk]


# --- changing -----------------------------------------------------------------------------------
def test_drafts_and_free_published_shifts_follow_new_hours() -> None:
    pattern = pattern_on()
    free = published(shift_of(pattern))
    before = revision_of(free)
    changed(pattern, hours=LATE)
    assert {row.hours for row in Shift.objects.all()} == {LATE}
    assert revision_of(free) == before + 1


def test_who_saw_an_older_pattern_changes_nothing() -> None:
    pattern = pattern_on()
    changed(pattern, hours=LATE)
    with pytest.raises(ChangedInBetween):
        change_pattern(pattern.pk, plan(), 0, by=None, now=NOW)
    assert {row.hours for row in Shift.objects.all()} == {LATE}


def test_what_today_would_have_begun_already_stays_as_it_is() -> None:
    pattern = pattern_on(now=at(16))
    changed(pattern, hours=Stretch(17 * 60, 22 * 60), now=at(17))
    assert spans(Shift.objects.all()[:2]) == [(MONDAY, EVENING), (NEXT_MONDAY, Stretch(17 * 60, 22 * 60))]


def test_a_pattern_that_ends_takes_its_later_drafts_along() -> None:
    pattern = pattern_on()
    changed(pattern, until=NEXT_MONDAY + WEEK)
    assert dates() == [NEXT_MONDAY]


def test_one_more_place_in_front_leaves_everybody_theirs(asha: Person, ben: Person) -> None:
    pattern = pattern_on(0, "chat", "chat")
    set_standing(place_of(pattern, 2), asha.pk, MONDAY, by=None, now=NOW)
    shift = shift_of(pattern)
    assign(shift.seats.all()[0].pk, ben.pk, by=None, now=NOW)
    changed(pattern, "phone", "chat", "chat")
    seats = list(shift.seats.all())
    assert [seat.kind for seat in seats] == ["phone", "chat", "chat"]
    assert [held(seat)[0][0] if held(seat) else None for seat in seats] == [None, ben.pk, asha.pk]
    assert Standing.objects.get().pattern_seat.position == 3


def test_a_place_that_goes_takes_who_held_it_in_drafts_along(asha: Person, ben: Person) -> None:
    pattern = pattern_on(0, "phone", "chat")
    set_standing(place_of(pattern, 1), ben.pk, MONDAY, by=None, now=NOW)
    set_standing(place_of(pattern, 2), asha.pk, MONDAY, by=None, now=NOW)
    changed(pattern, "chat")
    assert {who for who, _span in held()} == {asha.pk}
    assert (Standing.objects.get().person_id, len(held())) == (asha.pk, 7)


def test_whether_a_place_may_stay_empty_reaches_the_drafts() -> None:
    pattern = pattern_on()
    optional = replace(plan(), seats=(SeatPlan(SeatKind.CHAT, required=False),))
    change_pattern(pattern.pk, optional, 0, by=None, now=NOW)
    assert set(Seat.objects.values_list("required", flat=True)) == {False}


def test_a_change_of_places_is_a_change_of_each_draft() -> None:
    pattern = pattern_on()
    before = revision_of(shift_of(pattern))
    changed(pattern, "chat", "phone")
    assert revision_of(shift_of(pattern)) > before


# --- removing -------------------------------------------------------------------------------------
def test_a_removed_pattern_takes_its_shifts_away_and_comes_back_with_who_comes(
    asha: Person, noor: Person
) -> None:
    pattern = pattern_on()
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    forget()
    remove_pattern(pattern.pk, by=noor.pk, now=NOW)
    assert (dates(), held()) == ([], [])
    put_back_pattern(pattern.pk, by=noor.pk, now=NOW)
    assert (len(dates()), {who for who, _span in held()}) == (7, {asha.pk})
    assert noted() == [("pattern_removed", noor.pk, None), ("pattern_saved", noor.pk, None)]


def test_nothing_is_removed_or_put_back_twice_or_unseen() -> None:
    pattern = pattern_on()
    with pytest.raises(NotThere):
        put_back_pattern(pattern.pk, by=None, now=NOW)
    remove_pattern(pattern.pk, by=None, now=NOW)
    with pytest.raises(NotThere):
        remove_pattern(pattern.pk, by=None, now=NOW)
    with pytest.raises(NotThere):
        change_pattern(pattern.pk, plan(), 0, by=None, now=NOW)
    put_back_pattern(pattern.pk, by=None, now=NOW)
    with pytest.raises(NotThere):
        put_back_pattern(pattern.pk, by=None, now=NOW)


def test_the_next_change_makes_a_removal_final_and_what_is_held_then_belongs_to_no_pattern(
    asha: Person,
) -> None:
    pattern, other = pattern_on(), pattern_on(1)
    kept = published(shift_of(pattern))
    hold(kept.seats.get(), asha)
    remove_pattern(pattern.pk, by=None, now=NOW)
    changed(other, hours=LATE)
    with pytest.raises(NotThere):
        put_back_pattern(pattern.pk, by=None, now=NOW)
    kept.refresh_from_db()
    assert (kept.pattern, kept.state, len(held())) == (None, "published", 1)


def test_adding_or_removing_another_makes_a_removal_final_too() -> None:
    first, second = pattern_on(), pattern_on(1)
    remove_pattern(first.pk, by=None, now=NOW)
    remove_pattern(second.pk, by=None, now=NOW)
    assert list(Pattern.objects.all()) == [second]
    pattern_on(2)
    assert second not in Pattern.objects.all()


def test_one_name_begins_once_on_a_day_and_weekday() -> None:
    add_patterns(plan(), [0, 2], by=None, now=NOW)
    with pytest.raises(SamePattern):
        add_patterns(plan(), [1, 2], by=None, now=NOW)
    remove_pattern(Pattern.objects.get(weekday=2).pk, by=None, now=NOW)
    add_patterns(plan(), [1, 2], by=None, now=NOW)
    assert list(Pattern.objects.values_list("weekday", flat=True)) == [0, 1, 2]
