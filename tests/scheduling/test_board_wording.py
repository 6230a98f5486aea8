"""The board in words: seats and channels."""

from datetime import datetime

import pytest
from django.utils import translation

from scheduling.board_wording import channel_text, stage_name, state_text, turn_text
from scheduling.rules.board import BoardRow, BoardState
from scheduling.rules.hours import Availability, Span, State
from scheduling.rules.rota import SeatKind
from scheduling.rules.stages import Ahead
from tests.scheduling.seats import NOW, at

EVENING, NEXT = Span(at(18), at(21)), Span(at(20), at(23))


@pytest.fixture(autouse=True)
def english() -> None:
    translation.activate("en")


def row(state: BoardState, span: Span = EVENING, since: datetime | None = None) -> BoardRow:
    return BoardRow(1, SeatKind.CHAT, 1, span, 2, "Asha", state, 0, since)


@pytest.mark.parametrize("state", BoardState)
@pytest.mark.parametrize("span", [EVENING, NEXT])
def test_every_state_is_said_before_and_while_it_runs(state: BoardState, span: Span) -> None:
    said = state_text(row(state, span, at(18, 2)), NOW)
    assert said
    assert "%" not in said


@pytest.mark.parametrize(
    ("state", "since", "said"),
    [
        (BoardState.CHECKED_IN, at(18, 2), "on duty since 19:02"),
        (BoardState.LATE, at(18), "missing since 19:00"),
        (BoardState.ROSTERED, None, "not there yet"),
    ],
)
def test_it_says_since_when(state: BoardState, since: datetime | None, said: str) -> None:
    assert state_text(row(state, EVENING, since), NOW) == said


def test_a_seat_says_how_long_until_its_end_or_its_start() -> None:
    assert turn_text(row(BoardState.CHECKED_IN), at(20, 12)) == "until 22:00, in 48 minutes"
    assert turn_text(row(BoardState.ROSTERED, NEXT), NOW) == "from 21:00, in 60 minutes"


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (Availability(State.OPEN, at(21)), "somebody is there, open until 22:00"),
        (Availability(State.OPEN), "somebody is there"),
        (Availability(State.UNSTAFFED, at(21)), "open, but nobody is on duty"),
        (Availability(State.CLOSED), "closed, and no opening is known"),
        (Availability(State.CLOSED, next_opening=at(18, day=2)), "closed, opens tomorrow at 19:00"),
    ],
)
def test_a_channel_says_whether_somebody_is_there(there: Availability, said: str) -> None:
    assert channel_text(there, NOW) == said


def test_every_group_of_gaps_has_a_name() -> None:
    assert [stage_name(stage) for stage in Ahead] == [
        "Now",
        "In the next 24 hours",
        "After that, up to 3 days ahead",
        "After that, up to 14 days ahead",
    ]
