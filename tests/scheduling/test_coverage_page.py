"""The page of coverage: works, bad input."""

import pytest
from django.test import Client

from helpline.staff.models import Person
from tests.scheduling.holds import MONDAY, shift_on
from tests.scheduling.reading import reads, text
from tests.scheduling.seats import NOW, open_evening

pytestmark = pytest.mark.django_db
PAGE = "/rota/coverage/"


@pytest.fixture
def planner(client: Client, noor: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("scheduling.views.overviews.utc_now", lambda: NOW)
    return reads(client, noor)


def test_each_hour_says_how_many_are_filled_and_needed_and_the_title_says_the_worst(planner: Client) -> None:
    open_evening()
    shift_on(MONDAY)
    read = text(planner.get(PAGE))
    assert "1 February 2027 to 28 February 2027" in read
    assert "Chat: most open seats on Monday 19:00–22:00, 4 of 4" in read
    assert "Monday 0/4 0 of 4 0/4 0 of 4 0/4 0 of 4" in read
    assert "Tuesday – closed – closed – closed" in read


def test_the_weeks_can_be_chosen(planner: Client) -> None:
    open_evening()
    page = planner.get(PAGE, {"from": "2027-03-03", "weeks": "12"})
    assert "1 March 2027 to 23 May 2027" in text(page)
    assert 'value="2027-03-03"' in page.content.decode()


def test_drafts_are_said_not_to_count(planner: Client) -> None:
    open_evening()
    shift_on(MONDAY, state="draft")
    assert "1 shift of these weeks is a draft. It does not count" in text(planner.get(PAGE))


def test_a_closed_helpline_needs_no_cover(planner: Client) -> None:
    assert "Closed in these weeks" in text(planner.get(PAGE))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "soon"}, "Enter a valid date."),
        ({"from": "0001-01-01"}, "Choose a day between 2000 and 2099."),
        ({"weeks": "5"}, "5 is not one of the available choices."),
    ],
)
def test_what_makes_no_sense_is_said_and_shows_the_usual_weeks(
    planner: Client, asked: dict[str, str], said: str
) -> None:
    read = text(planner.get(PAGE, asked))
    assert said in read
    assert "1 February 2027 to 28 February 2027" in read
