"""Who comes each time, on the database: they hold drafts, unless a rule stands in the way."""

from datetime import timedelta

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, Standing
from scheduling.rules.hours import NotThere, Span, Stretch
from scheduling.rules.rota import ChangedInBetween
from scheduling.services.rota.patterns import make_shifts, remove_pattern, set_standing
from scheduling.services.rota.seats import assign, release
from scheduling.services.rota.shifts import publish
from tests.scheduling.holds import (
    LATE,
    MONDAY,
    NEXT_MONDAY,
    changed,
    forget,
    held,
    hold,
    noted,
    pattern_on,
    place_of,
    published,
    revision_of,
    seat_on,
    shift_of,
    told,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def test_who_comes_each_time_holds_drafts_from_that_day_on(asha: Person, noor: Person) -> None:
    pattern = pattern_on()
    forget()
    set_standing(place_of(pattern), asha.pk, NEXT_MONDAY + WEEK, by=noor.pk, now=NOW)
    assert [span.start for _who, span in held()][:1] == [at(18, day=15)]
    assert len(held()) == 6
    assert (noted(), told()) == ([("standing_set", noor.pk, asha.pk)], [])


def test_somebody_else_comes_from_a_later_day_and_then_nobody(asha: Person, ben: Person) -> None:
    pattern = pattern_on()
    place = place_of(pattern)
    set_standing(place, asha.pk, MONDAY, by=None, now=NOW)
    set_standing(place, ben.pk, NEXT_MONDAY + WEEK, by=None, now=NOW)
    assert [who for who, _span in held()][:3] == [asha.pk, ben.pk, ben.pk]
    set_standing(place, None, NEXT_MONDAY + 2 * WEEK, by=None, now=NOW)
    assert [who for who, _span in held()] == [asha.pk, ben.pk]
    make_shifts(NOW + WEEK)
    assert [who for who, _span in held()] == [asha.pk, ben.pk]


def test_who_comes_instead_of_all_who_were_to_come(asha: Person, ben: Person) -> None:
    place = place_of(pattern_on())
    set_standing(place, asha.pk, NEXT_MONDAY + WEEK, by=None, now=NOW)
    for _twice in range(2):
        set_standing(place, ben.pk, NEXT_MONDAY, by=None, now=NOW)
    assert {who for who, _span in held()} == {ben.pk}
    assert list(Standing.objects.values_list("person", "valid_to")) == [(ben.pk, None)]


def test_published_shifts_stay_with_whom_they_were_given(asha: Person, ben: Person) -> None:
    pattern = pattern_on()
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    published(shift_of(pattern))
    set_standing(place_of(pattern), ben.pk, MONDAY, by=None, now=NOW)
    assert [who for who, _span in held()] == [asha.pk] + [ben.pk] * 6


def test_whom_a_planner_gave_a_draft_keeps_it(asha: Person, ben: Person) -> None:
    pattern = pattern_on()
    assign(shift_of(pattern).seats.get().pk, ben.pk, by=None, now=NOW)
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    assert [who for who, _span in held()] == [ben.pk] + [asha.pk] * 6


def test_who_looked_at_a_draft_before_it_changed_hands_publishes_nothing(asha: Person) -> None:
    pattern = pattern_on()
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    shift = shift_of(pattern)
    seen = {shift.pk: revision_of(shift)}
    set_standing(place_of(pattern), None, MONDAY, by=None, now=NOW)
    with pytest.raises(ChangedInBetween):
        publish(seen, by=None, now=NOW)


def test_nobody_is_seated_against_a_block_and_once_it_is_gone_they_are(asha: Person) -> None:
    pattern = pattern_on()
    away = Absence.objects.create(person=asha, starts_at=at(0, day=8), ends_at=at(0, day=9))
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    assert len(held()) == 6
    away.delete()
    make_shifts(NOW)
    assert len(held()) == 7


def test_a_warning_is_kept_and_counts_what_was_given_just_before(asha: Person) -> None:
    places = [place_of(pattern_on(weekday)) for weekday in (1, 2, 3)]
    for place in places:
        set_standing(place, asha.pk, MONDAY, by=None, now=NOW)
    assert set(Assignment.objects.values_list("warnings", flat=True)) == {"", "over_hours"}
    Assignment.objects.all().delete()
    make_shifts(NOW)
    week = Assignment.objects.filter(starts_at__lt=at(0, day=7))
    assert list(week.values_list("warnings", flat=True)) == ["", "", "over_hours"]


def test_somebody_with_two_places_at_once_gets_one(asha: Person) -> None:
    pattern = pattern_on(0, "chat", "phone")
    for position in (1, 2):
        set_standing(place_of(pattern, position), asha.pk, MONDAY, by=None, now=NOW)
    assert len(held()) == 7


def test_a_seat_that_was_given_back_is_not_given_again(asha: Person) -> None:
    pattern = pattern_on()
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    release(Assignment.objects.first().pk, by=asha.pk, now=NOW)
    make_shifts(NOW)
    changed(pattern, hours=LATE)
    assert len(held()) == 6


def test_who_comes_each_time_moves_along_with_a_pattern_unless_a_rule_stands_in_the_way(asha: Person) -> None:
    pattern = pattern_on()
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    Absence.objects.create(person=asha, starts_at=at(21, 30, day=8), ends_at=at(23, day=8))
    changed(pattern, hours=LATE)
    assert held()[0] == (asha.pk, Span(at(19, day=15), at(22, day=15)))
    changed(pattern)
    assert held()[0] == (asha.pk, Span(at(18, day=8), at(21, day=8)))


def test_whom_a_planner_gave_a_draft_moves_along_or_loses_it(asha: Person, ben: Person) -> None:
    pattern = pattern_on(0, "chat", "phone")
    first, second = shift_of(pattern).seats.all()
    hold(first, asha)
    hold(second, ben)
    hold(seat_on(NEXT_MONDAY, 22 * 60, 23 * 60), ben)
    changed(pattern, "chat", "phone", hours=LATE)
    assert (len(held(first)), held(second), told()) == (1, [], [])


def test_who_is_gone_is_seated_nowhere(asha: Person, noor: Person) -> None:
    pattern = pattern_on()
    with pytest.raises(NotThere):
        set_standing(place_of(pattern), 0, MONDAY, by=None, now=NOW)
    set_standing(place_of(pattern), noor.pk, MONDAY, by=None, now=NOW)
    set_standing(place_of(pattern), asha.pk, MONDAY, by=None, now=NOW)
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=NOW)
    Assignment.objects.all().delete()
    make_shifts(NOW)
    assert held() == []


def test_a_place_of_no_pattern_in_force_is_nobodys(asha: Person) -> None:
    place = place_of(pattern := pattern_on())
    remove_pattern(pattern.pk, by=None, now=NOW)
    for pk in (0, place):
        with pytest.raises(NotThere):
            set_standing(pk, asha.pk, MONDAY, by=None, now=NOW)


def test_a_night_over_midnight_belongs_to_the_day_it_starts_on(asha: Person) -> None:
    pattern = pattern_on(0, hours=Stretch(22 * 60, 30 * 60))
    set_standing(place_of(pattern), asha.pk, NEXT_MONDAY, by=None, now=NOW)
    assert held()[0] == (asha.pk, Span(at(21, day=8), at(5, day=9)))
    make_shifts(at(23, day=8))
    assert shift_of(pattern).span == Span(at(21, day=8), at(5, day=9))
