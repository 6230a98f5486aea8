"""What was done in the rota: the lines, by week and person, and the sentence of each act."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from helpline.staff.models import Person
from scheduling.history_wording import deed_text, line_seat, line_text
from scheduling.models import RotaEvent
from scheduling.queries.history import IN_BULK, LINES, History, Line, history, named_people
from scheduling.rules.rota import RotaAction
from tests.scheduling.holds import seat_on
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
# About a day; about a pattern or a person they say themselves.
ABOUT_A_DAY = (RotaAction.HOLIDAY_ACCEPTED, RotaAction.HOLIDAY_DECLINED)


def event(action: RotaAction, *, days: int = 0, **more: Any) -> RotaEvent:
    about = "2027-02-08" if action in ABOUT_A_DAY else "Evening"
    return RotaEvent.objects.create(
        at=NOW - timedelta(days=days), action=action.value, **({"about": about} | more)
    )


def said(action: RotaAction, **people: Any) -> str:
    event(action, **people)
    with translation.override("en"):
        return line_text(history().lines[0])


@pytest.mark.parametrize("action", RotaAction)
def test_every_act_has_a_sentence_that_says_who(action: RotaAction, noor: Person, asha: Person) -> None:
    sentence = said(action, actor=noor, person=asha)
    assert "Noor" in sentence or (
        action in (RotaAction.EXPIRED, RotaAction.NOT_CONFIRMED) and "Asha" in sentence
    )
    assert "%" not in sentence


@pytest.mark.parametrize("action", RotaAction)
def test_what_somebody_did_for_themselves_names_them_once(action: RotaAction, asha: Person) -> None:
    own = said(action, actor=asha, person=asha)
    by_nobody = said(action, actor=None, person=None)
    if action in (RotaAction.RELEASED, RotaAction.ABSENT, RotaAction.ASKED, RotaAction.STEPPED_IN):
        assert own.count("Asha") == 1
    assert "omebody" in by_nobody


def test_what_the_rota_did_by_itself_names_nobody_as_its_actor(asha: Person) -> None:
    assert said(RotaAction.RELEASED, person=asha) == "Asha was released from a seat"


def test_a_holiday_is_named_by_its_day(noor: Person) -> None:
    assert said(RotaAction.HOLIDAY_DECLINED, actor=noor).endswith("Monday 8 February")


@pytest.mark.parametrize(
    ("kind", "about", "seat"),
    [
        ("chat", "", "chat, Monday 1 February, 19:00–22:00"),
        ("", "phone", "phone, Monday 1 February, 19:00–22:00"),
        ("", "Evening", "Monday 1 February, 19:00–22:00"),
    ],
)
def test_the_seat_is_said_by_kind_day_and_time(kind: str, about: str, seat: str) -> None:
    shift = seat_on().shift
    event(RotaAction.ASSIGNED, kind=kind, about=about, starts_at=shift.starts_at, ends_at=shift.ends_at)
    with translation.override("en"):
        assert line_seat(history().lines[0]) == seat


def test_a_line_without_a_seat_names_none() -> None:
    event(RotaAction.ABSENT)
    assert line_seat(history().lines[0]) == ""


def test_the_latest_comes_first_fifty_a_page(django_assert_num_queries: Callable[[int], Any]) -> None:
    for days in range(LINES + 1):
        event(RotaAction.ABSENT, days=days)
    with django_assert_num_queries(1):
        first = history()
    second = history(2)
    assert [line.day for line in first.lines] == [date(2027, 2, 1) - timedelta(days=n) for n in range(LINES)]
    assert (first.newer, first.older, second.newer, second.older) == (None, 2, 1, None)
    assert len(second.lines) == 1
    assert history(3) == History((), 2, None)


def test_a_week_holds_what_is_about_its_seats_and_what_was_done_in_it_about_none() -> None:
    next_week = seat_on(date(2027, 2, 9)).shift
    event(RotaAction.PUBLISHED, starts_at=next_week.starts_at, ends_at=next_week.ends_at)
    event(RotaAction.ABSENT)
    found: dict[str, tuple[Line, ...]] = {
        day: history(week_of=date.fromisoformat(day)).lines
        for day in ("2027-02-07", "2027-02-08", "2027-02-14", "2027-02-15")
    }
    assert [[line.action.value for line in lines] for lines in found.values()] == [
        ["absent"], ["published"], ["published"], []
    ]  # fmt: skip


def test_somebodys_lines_are_what_they_did_and_what_was_done_about_them(
    noor: Person, asha: Person, ben: Person
) -> None:
    event(RotaAction.ASSIGNED, actor=noor, person=asha)
    event(RotaAction.ASSIGNED, actor=noor, person=ben, days=1)
    event(RotaAction.SIGNED_UP, actor=asha, person=asha, days=2)
    lines = history(person_id=asha.pk).lines
    assert [line.action for line in lines] == [RotaAction.ASSIGNED, RotaAction.SIGNED_UP]


def test_only_those_of_whom_it_speaks_can_be_chosen(
    noor: Person, asha: Person, ben: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    event(RotaAction.ASSIGNED, actor=noor, person=asha)
    with django_assert_num_queries(1):
        assert named_people() == [(asha.pk, "Asha"), (noor.pk, "Noor")]


def test_what_one_press_did_to_many_is_one_deed_and_the_rest_a_deed_each(
    noor: Person, asha: Person, ben: Person
) -> None:
    for action in (RotaAction.DRAFTED, RotaAction.ASSIGNED):
        for person in (asha, ben):
            event(action, actor=noor, person=person)
    event(RotaAction.DRAFTED, actor=ben, person=ben)
    event(RotaAction.RELEASED, actor=ben, person=ben)
    event(RotaAction.RELEASED, actor=ben, person=ben)
    found = [(deed.first.action.value, deed.first.actor, len(deed.lines)) for deed in history().deeds]
    assert found == [
        ("released", "Ben", 1), ("released", "Ben", 1), ("drafted", "Ben", 1), ("assigned", "Noor", 1),
        ("assigned", "Noor", 1), ("drafted", "Noor", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("action", sorted(IN_BULK))
def test_every_deed_of_many_has_a_sentence(
    action: RotaAction, noor: Person, asha: Person, ben: Person
) -> None:
    for person in (asha, ben):
        event(action, actor=noor, person=person)
    [deed] = history().deeds
    with translation.override("en"):
        assert deed_text(deed).startswith("Noor ")
