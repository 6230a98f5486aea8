"""How it stands with each seat, and what somebody gets who steps in."""

import pytest

from scheduling.rules.board import BoardRow, BoardState, Holder, NotRunning, board_row, opening
from scheduling.rules.duty import OFF_DUTY, Duty, DutyState, Turn
from scheduling.rules.hours import Span
from scheduling.rules.rota import Seat, SeatKind
from tests.scheduling.seats import at

Clock = tuple[int, int]
EVENING = Span(at(18), at(21))


def holder(
    start: Clock = (18, 0),
    end: Clock = (21, 0),
    *,
    state: DutyState = DutyState.OFF,
    kind: SeatKind = SeatKind.CHAT,
    left: Clock | None = None,
) -> Holder:
    turn = Turn(kind, 1, Span(at(*start), at(*end)))
    duty = OFF_DUTY if state is DutyState.OFF else Duty(state, turn.channels, at(18), turn, turn.span.end)
    return Holder(1, 2, "Asha", turn, duty, at(*left) if left else None)


def row(now: Clock, *holders: Holder, kind: SeatKind = SeatKind.CHAT) -> BoardRow:
    return board_row(Seat(7, 3, kind, 1, True, EVENING, at(18).date()), holders, at(*now))


@pytest.mark.parametrize(
    ("found", "state", "minutes"),
    [
        (row((17, 30), holder()), BoardState.ROSTERED, 30),
        (row((18, 4), holder()), BoardState.ROSTERED, 176),
        (row((18, 5), holder()), BoardState.LATE, 5),
        (row((20, 0), holder(left=(19, 30))), BoardState.LATE, 30),
        (row((19, 32), holder(left=(19, 30))), BoardState.ROSTERED, 88),
        (row((17, 50), holder(state=DutyState.ON)), BoardState.CHECKED_IN, 10),
        (row((20, 0), holder(state=DutyState.ON)), BoardState.CHECKED_IN, 60),
        (row((20, 0), holder(state=DutyState.PAUSED)), BoardState.PAUSED, 60),
        (row((20, 0), holder(state=DutyState.NOT_ANSWERING)), BoardState.NOT_ANSWERING, 60),
        (row((20, 0), holder(kind=SeatKind.BACKUP), kind=SeatKind.BACKUP), BoardState.ON_CALL, 60),
    ],
)
def test_the_board_says_how_it_stands_and_for_how_long(
    found: BoardRow, state: BoardState, minutes: int
) -> None:
    assert (found.state, found.minutes) == (state, minutes)
    assert (found.person_id, found.name, found.span) == (2, "Asha", EVENING)


def test_the_board_shows_who_holds_the_seat_now_and_not_who_comes_later() -> None:
    first, second = holder(end=(20, 0), state=DutyState.ON), holder((20, 0))
    assert row((19, 0), first, second).span == Span(at(18), at(20))
    assert row((20, 0), first, second).state is BoardState.ROSTERED


def test_a_free_part_shows_as_empty_between_its_neighbours() -> None:
    found = row((19, 30), holder(end=(19, 0)), holder((20, 0)))
    assert found == BoardRow(
        7, SeatKind.CHAT, 1, Span(at(19), at(20)), None, "", BoardState.EMPTY, minutes=30, since=at(19)
    )


@pytest.mark.parametrize(
    ("found", "since"),
    [
        (row((18, 30), holder()), (18, 0)),
        (row((20, 0), holder(left=(19, 30))), (19, 30)),
        (row((20, 0), holder(state=DutyState.ON)), (18, 0)),
        (row((20, 0), holder(state=DutyState.PAUSED)), (18, 0)),
        (row((20, 0), holder(state=DutyState.NOT_ANSWERING)), (18, 0)),
        (row((18, 4), holder()), None),
        (row((20, 0), holder(kind=SeatKind.BACKUP), kind=SeatKind.BACKUP), None),
        (row((17, 30)), None),
        (row((18, 0)), (18, 0)),
    ],
)
def test_the_board_says_since_when_it_is_so(found: BoardRow, since: Clock | None) -> None:
    assert found.since == (at(*since) if since else None)


@pytest.mark.parametrize(("now", "runs"), [((17, 59), False), ((18, 0), True)])
def test_a_seat_runs_from_its_start(now: Clock, *, runs: bool) -> None:
    assert row(now, holder()).runs(at(*now)) is runs


@pytest.mark.parametrize(
    ("now", "holders", "span"),
    [
        ((17, 45), [], ((18, 0), (21, 0))),
        ((19, 0), [], ((19, 0), (21, 0))),
        ((19, 0), [holder((20, 0))], ((19, 0), (20, 0))),
        ((19, 0), [holder(end=(19, 0))], ((19, 0), (21, 0))),
        ((18, 5), [holder()], ((18, 5), (21, 0))),
        ((18, 5), [holder(end=(19, 0)), holder((20, 0))], ((18, 5), (20, 0))),
        ((18, 4), [holder()], None),
        ((17, 50), [holder()], None),
        ((20, 0), [holder(state=DutyState.PAUSED)], None),
        ((20, 0), [holder(kind=SeatKind.BACKUP)], None),
    ],
)
def test_one_steps_in_until_the_next_hold_where_nobody_is_or_the_holder_is_late(
    now: Clock, holders: list[Holder], span: tuple[Clock, Clock] | None
) -> None:
    found = opening(EVENING, holders, at(*now))
    assert (found.span if found else None) == (Span(at(*span[0]), at(*span[1])) if span else None)


def test_who_steps_in_for_somebody_late_is_told_for_whom() -> None:
    late = holder()
    assert [found and found.late for found in (opening(EVENING, [late], at(18, 5)), opening(EVENING, [], at(19)))] == [
        late,
        None,
    ]  # fmt: skip


@pytest.mark.parametrize("now", [(17, 44), (21, 0)])
def test_nobody_steps_into_what_does_not_run(now: Clock) -> None:
    with pytest.raises(NotRunning):
        opening(EVENING, [], at(*now))
