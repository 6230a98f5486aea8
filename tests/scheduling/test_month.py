"""A month of the rota by person and day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from helpline.staff.models import Person
from scheduling.forms.overviews import asked_month
from scheduling.models import Absence
from scheduling.overview_wording import short_hours
from scheduling.queries.month import MonthPage, MonthTurn, month
from scheduling.rules.rota import SeatKind
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.people import hours as march_hours
from tests.scheduling.seats import at

pytestmark = pytest.mark.django_db
FEBRUARY = date(2027, 2, 1)
HOUR = timedelta(hours=1)


def february(*, with_absences: bool = False) -> MonthPage:
    return month(FEBRUARY, with_absences=with_absences)


def test_everybody_stands_in_it_by_name_and_every_day(
    asha: Person, ben: Person, noor: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    hold(seat_on(), ben)
    with django_assert_num_queries(3):
        page = february(with_absences=True)
    assert [row.name for row in page.rows] == ["Asha", "Ben"]
    assert (len(page.days), page.days[0], page.days[-1]) == (28, FEBRUARY, date(2027, 2, 28))
    assert {len(row.days) for row in page.rows} == {28}


def test_a_turn_stands_on_the_day_it_starts_also_past_midnight(asha: Person) -> None:
    held = hold(seat_on(date(2027, 2, 28), 22 * 60, 26 * 60), asha)
    hold(seat_on(date(2027, 1, 31), 22 * 60, 26 * 60), asha)
    [row] = february().rows
    assert [one.turns for one in row.days if one.turns] == [(MonthTurn(SeatKind.CHAT, held.span, False),)]
    assert row.work == 4 * HOUR


def test_being_on_call_adds_up_apart(asha: Person) -> None:
    hold(seat_on(kind="backup"), asha)
    hold(seat_on(date(2027, 2, 2), kind="phone"), asha)
    [row] = february().rows
    assert (row.work, row.on_call) == (3 * HOUR, 3 * HOUR)


@pytest.mark.parametrize(("state", "seen"), [("published", [False]), ("draft", [True]), ("cancelled", [])])
def test_a_draft_is_marked_and_a_cancelled_shift_left_out(asha: Person, state: str, seen: list[bool]) -> None:
    hold(shift_on(state=state).seats.get(), asha)
    page = february()
    assert [turn.is_draft for one in page.rows[0].days for turn in one.turns] == seen
    assert page.has_drafts is (True in seen)


def test_who_is_away_is_told_for_each_day_that_it_meets(asha: Person) -> None:
    Absence.objects.create(person=asha, starts_at=at(12, day=3), ends_at=at(23, day=4))
    Absence.objects.create(person=asha, starts_at=at(12, day=28), ends_at=at(12, day=28) + timedelta(days=9))
    [row] = february(with_absences=True).rows
    # 23:00 in London is midnight in Amsterdam.
    assert [one.day.day for one in row.days if one.is_away] == [3, 4, 28]
    assert not any(one.is_away for one in february().rows[0].days)


def test_a_closed_account_shows_only_while_it_holds_something(asha: Person, ben: Person) -> None:
    hold(seat_on(), asha)
    Person.objects.filter(pk__in=[asha.pk, ben.pk]).update(is_active=False, closed_at=at(12))
    assert [row.name for row in february().rows] == ["Asha"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-12", "2026-12-01"), ("2027-2", "2027-02-01"), ("", "2027-02-01"), ("2027-13", "2027-02-01"),
        ("1999-12", "2027-02-01"), ("2100-01", "2027-02-01"), ("soon", "2027-02-01"),
    ],
)  # fmt: skip
def test_what_is_no_month_is_this_one(text: str, first: str) -> None:
    assert asked_month(text, date(2027, 2, 17)) == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("start", "end", "said"), [(19, 22, "19–22"), (19, 22.5, "19–22:30"), (0, 20, "00–20"), (10, 24, "10–00")]
)
def test_full_hours_are_written_short(start: float, end: float, said: str) -> None:
    with translation.override("en"):
        assert short_hours(march_hours(1, start, end)) == said
