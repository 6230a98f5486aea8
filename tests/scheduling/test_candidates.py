"""Who might take a seat, read from the database: hours they can come, what they hold, when they were asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Absence, Availability, Notice, Seat
from scheduling.queries.candidates import Choice, candidates, choice
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code
from tests.scheduling.holds import MONDAY, hold, seat_on
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
# Monday evening from 19:00 to 22:00 in Amsterdam.
EVENING = Span(at(18), at(21))


def can_come(person: Person, weekday: int = 0, wish: str = "can") -> None:
    Availability.objects.create(person=person, weekday=weekday, start_minute=1140, end_minute=1320, wish=wish)


def asked(person: Person, kind: str, when: datetime) -> None:
    Notice.objects.create(key=f"{kind}:{person.pk}:{when}", person=person, kind=kind, due_at=when)


def chosen(seat: Seat | None = None) -> Choice:
    return choice((seat or seat_on()).to_rule(), NOW)


def proposed(found: Choice) -> list[tuple[str, list[Code]]]:
    return [(one.name, [reason.code for reason in one.reasons]) for one in found.proposed]


def test_the_number_of_queries_does_not_grow_with_the_people(
    hire: Callable[..., Person], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(8):
        can_come(hire(f"Colleague-{number}", Role.COUNSELLOR))
    seat = seat_on().to_rule()
    with django_assert_num_queries(6):
        found = choice(seat, NOW)
    assert (len(found.proposed), len(found.others)) == (5, 3)


def test_only_open_accounts_of_those_who_hold_seats_are_there(
    asha: Person, ben: Person, noor: Person
) -> None:
    ben.is_active, ben.closed_at = False, NOW
    ben.save()
    assert [one.person_id for one in candidates(EVENING, NOW).people] == [asha.pk]


def test_hours_are_those_of_the_dates_and_whoever_gave_none_is_free(asha: Person, ben: Person) -> None:
    can_come(ben, wish="prefer")
    found = candidates(EVENING, NOW)
    free, ones = (one.available for one in found.people)
    assert (free.fits(EVENING), free.prefers(EVENING), found.silent) == (True, False, {asha.pk})
    assert (ones.prefers(EVENING), ones.fits(Span(at(17), at(21)))) == (True, False)


def test_the_last_time_somebody_was_asked_counts(asha: Person, ben: Person) -> None:
    asked(asha, "cover_asked", NOW - timedelta(days=3))
    asked(asha, "fitting_gap", NOW - timedelta(days=2))
    asked(asha, "reminder", NOW - timedelta(days=1))
    asked(asha, "cover_asked", NOW + timedelta(days=1))
    assert [one.asked_at for one in candidates(EVENING, NOW).people] == [NOW - timedelta(days=2), None]


def test_public_holidays_of_the_weeks_before_are_known() -> None:
    assert {day.isoformat() for day in candidates(EVENING, NOW).house.holidays} == {
        "2026-12-25", "2026-12-26", "2027-01-01"
    }  # fmt: skip


def test_who_has_the_hours_is_proposed_with_reasons(asha: Person, ben: Person, leila: Person) -> None:
    can_come(asha, weekday=1)
    can_come(ben)
    found = chosen()
    assert proposed(found) == [
        ("Ben", [Code.FITS_AVAILABILITY, Code.UNDER_AGREED]),
        ("Leila", [Code.UNDER_AGREED]),
    ]
    assert [(one.name, one.is_unavailable, one.blocks) for one in found.others] == [("Asha", True, ())]


def test_the_others_stand_with_all_that_is_against_them(asha: Person, ben: Person) -> None:
    hold(seat_on(MONDAY, 8 * 60, 17 * 60), asha)
    Absence.objects.create(person=ben, starts_at=at(10), ends_at=at(20))
    hold(seat_on(MONDAY, 18 * 60, 20 * 60), ben)
    warned, blocked = chosen().others
    assert (warned.name, warned.blocks) == ("Asha", ())
    assert Code.OVER_HOURS in {reason.code for reason in warned.warnings}
    assert [reason.code for reason in blocked.blocks] == [Code.ABSENT, Code.OVERLAP]
