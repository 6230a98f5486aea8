"""The page on which a month is drafted: works, taken back, refused, bad input, twice."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from helpline.staff.models import Person
from scheduling.models import Assignment, Shift, Terms
from scheduling.services.rota.holds import Elsewhere
from tests.scheduling.holds import hold, shift_on
from tests.scheduling.reading import reads, text
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
PAGE = "/rota/draft/"
MADE = NOW.isoformat()


@pytest.fixture
def planner(client: Client, noor: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("scheduling.views.draft.utc_now", lambda: NOW)
    return reads(client, noor)


def draft_on(day: int, *kinds: str, month: int = 2) -> Shift:
    return shift_on(date(2027, month, day), 1140, 1320, *kinds, state="draft")


def post(client: Client, address: str = "", **typed: str) -> str:
    return text(client.post(PAGE + address, {"month": "2027-02", **typed}, follow=True))


def test_a_month_is_drafted_and_says_who_got_what_and_why(planner: Client, asha: Person, ben: Person) -> None:
    hold(draft_on(8).seats.get(), ben)
    draft_on(9, "chat", "supervisor")
    assert "1 of 3 seats is filled" in text(planner.get(PAGE))
    read = post(planner)
    assert "1 seat is given. Nobody is told before you publish." in read
    assert "2 of 3 seats are filled Before the draft of 1 February 20:00: 1 of 3." in read
    assert "Tuesday 9 February, 19:00–22:00 chat: Asha 0 evenings" in read
    assert "half of the others have 1 or more; 48 hours below what was agreed" in read


def test_what_stays_open_says_why_each_does_not_fit(planner: Client, asha: Person) -> None:
    draft_on(9, "chat", "supervisor")
    read = post(planner)
    assert (
        "Tuesday 9 February, 19:00–22:00: supervisor Asha "
        "is not trained for this seat; has another seat at that time" in read
    )


def test_drafting_again_finds_nothing_more(planner: Client, asha: Person) -> None:
    draft_on(9, "chat", "supervisor")
    post(planner)
    assert "The machine found nobody else who fits." in post(planner)


def test_where_every_seat_has_somebody_nothing_is_open(planner: Client, asha: Person) -> None:
    draft_on(9)
    read = post(planner)
    assert "Nothing: every seat has somebody." in read
    assert "Draft the open seats" not in read


def test_the_draft_is_taken_back_once(planner: Client, asha: Person) -> None:
    draft_on(9)
    post(planner)
    assert "The draft is taken back: 1 seat is open again." in post(planner, "take-back/", made=MADE)
    assert not Assignment.objects.exists()
    assert "Nothing of this draft is left to take back" in post(planner, "take-back/", made=MADE)


@pytest.mark.parametrize("made", ["", "yesterday", "2027-02-01T19:00:00", "x" * 41])
def test_what_names_no_draft_takes_nothing_back(planner: Client, asha: Person, made: str) -> None:
    draft_on(9)
    post(planner)
    assert planner.post(f"{PAGE}take-back/", {"made": made}).status_code == 400
    assert Assignment.objects.count() == 1


def test_a_change_in_between_is_said_and_nothing_is_given(
    planner: Client, asha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise Elsewhere

    monkeypatch.setattr("scheduling.services.rota.drafting.give", refuse)
    draft_on(9)
    assert "Somebody changed this in between" in post(planner)
    assert not Assignment.objects.exists()


def test_who_has_no_other_reason_can_at_least_take_it(planner: Client, asha: Person) -> None:
    Terms.objects.create(person=asha, agreed_hours_week=0)
    shift_on(date(2027, 2, 9), 600, 720, state="draft")
    assert "chat: Asha can take it without any warning" in post(planner)


def test_the_month_of_the_first_draft_shows_unless_another_is_asked_for(planner: Client) -> None:
    assert "Draft of February 2027" in text(planner.get(PAGE))
    draft_on(9, month=4)
    assert "Draft of April 2027" in text(planner.get(PAGE))
    other = text(planner.get(PAGE, {"month": "2027-03"}))
    assert "Draft of March 2027" in other
    assert "No drafts in this month" in other
