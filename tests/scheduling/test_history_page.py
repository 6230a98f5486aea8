"""The planners' page of what was done in the rota: works, bad input."""

import pytest
from django.test import Client

from helpline.staff.models import Person
from scheduling.queries.history import LINES
from scheduling.rules.rota import RotaAction
from tests.scheduling.holds import seat_on
from tests.scheduling.reading import reads, text
from tests.scheduling.test_history import event

pytestmark = pytest.mark.django_db
PAGE = "/rota/history/"


@pytest.fixture
def planner(client: Client, noor: Person) -> Client:
    return reads(client, noor)


def test_a_planner_reads_the_sentences_by_day(planner: Client, noor: Person, asha: Person) -> None:
    shift = seat_on().shift
    event(
        RotaAction.ASSIGNED, actor=noor, person=asha, kind="chat", starts_at=shift.starts_at, ends_at=shift.ends_at
    )  # fmt: skip
    read = text(planner.get(PAGE))
    assert "Monday 1 February 2027 20:00 Noor gave a seat to Asha" in read
    assert "chat, Monday 1 February, 19:00–22:00" in read


def test_older_lines_keep_what_was_asked_for(planner: Client, asha: Person) -> None:
    for days in range(LINES + 1):
        event(RotaAction.ABSENT, person=asha, days=days)
    page = planner.get(PAGE, {"person": asha.pk}).content.decode()
    assert f"?person={asha.pk}&amp;page=2" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"week_of": "soon"},
        {"person": "999"},
        {"page": "0"},
        {"page": "x"},
        {"week_of": "0001-01-01"},
        {"week_of": "9999-12-31"},
    ],
)
def test_what_makes_no_sense_shows_the_first_page(planner: Client, asked: dict[str, str]) -> None:
    event(RotaAction.ABSENT)
    response = planner.get(PAGE, asked)
    assert response.status_code == 200


def test_a_history_without_lines_says_so(planner: Client) -> None:
    assert "Nothing here" in text(planner.get(PAGE))


def test_what_one_press_did_to_many_is_one_line_that_opens(
    planner: Client, noor: Person, asha: Person
) -> None:
    for _ in range(2):
        event(RotaAction.PUBLISHED, actor=noor)
    read = text(planner.get(PAGE))
    assert "20:00 Noor published shifts Noor published a shift Noor published a shift" in read
