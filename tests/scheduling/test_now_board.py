"""What the board shows: who is there, since when, the gaps by how near they are, and what is still to do."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import Person
from scheduling.models import CoverRequest
from scheduling.queries.now_board import now_board, still_to_do
from scheduling.rules.board import BoardState
from scheduling.rules.coverage import Gap
from scheduling.rules.hours import Span, State
from scheduling.rules.requests import RequestState
from scheduling.rules.stages import Ahead, by_stage
from scheduling.services import check_in, pause
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import CHAT, NOW, PHONE, at, open_evening

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]


@pytest.mark.parametrize(
    ("start", "stage"),
    [
        (at(18), Ahead.NOW), (at(19), Ahead.NOW), (at(19, 1), Ahead.DAY), (at(19, day=2), Ahead.DAY),
        (at(19, 1, day=2), Ahead.THREE_DAYS), (at(19, day=4), Ahead.THREE_DAYS), (at(19, 1, day=4), Ahead.TWO_WEEKS),
        (at(19, day=15), Ahead.TWO_WEEKS),
    ],
)  # fmt: skip
def test_a_gap_stands_in_the_nearest_group_that_reaches_it(start: datetime, stage: Ahead) -> None:
    gap = Gap(CHAT, None, Span(start, start + timedelta(hours=3)))
    found = by_stage([gap], NOW)
    assert list(found) == list(Ahead)
    assert {one for one, several in found.items() if several} == {stage}


def test_what_runs_stands_apart_from_what_begins_within_two_hours(
    asha: Person, ben: Person, django_assert_num_queries: Counted
) -> None:
    open_evening()
    hold(seat_on(), asha)
    hold(seat_on(start=22 * 60, end=23 * 60), ben)
    seat_on(start=22 * 60 + 1, end=23 * 60)
    check_in(asha.pk, NOW)
    with django_assert_num_queries(13):
        found = now_board(NOW)
    assert [(row.name, row.state) for row in found.running] == [("Asha", BoardState.CHECKED_IN)]
    assert found.handover == at(21)
    assert [(row.name, row.state) for row in found.coming] == [("Ben", BoardState.ROSTERED)]
    assert {channel: one.state for channel, one in found.channels.items()} == {
        CHAT: State.OPEN, PHONE: State.CLOSED,
    }  # fmt: skip


def test_a_pause_counts_from_its_own_start(asha: Person, ben: Person) -> None:
    hold(seat_on(), asha)
    hold(seat_on(), ben)
    for person in (asha, ben):
        check_in(person.pk, at(18))
        pause(person.pk, at(18, 10 if person is asha else 20))
    assert [row.since for row in now_board(NOW).running] == [at(18, 10), at(18, 20)]


def test_an_empty_seat_is_a_gap_only_where_somebody_is_needed() -> None:
    open_evening()
    needed, spare = shift_on(MONDAY, 19 * 60, 22 * 60, "chat", "chat").seats.all()
    spare.required = False
    spare.save()
    found = now_board(NOW)
    assert [row.state for row in found.running] == [BoardState.EMPTY, BoardState.EMPTY]
    assert found.gap_seats == {needed.pk}
    assert [gap.seat and gap.seat.seat_id for gap in found.gaps[Ahead.NOW]] == [None, needed.pk]


@pytest.mark.parametrize(
    ("day", "weeks"),
    [
        (date(2027, 2, 1), []),  # has begun
        (date(2027, 2, 2), [date(2027, 2, 1)]),
        (date(2027, 2, 21), [date(2027, 2, 15)]),
        (date(2027, 2, 22), []),
    ],
)
def test_a_week_within_fourteen_days_is_named_while_it_has_drafts(day: date, weeks: list[date]) -> None:
    shift_on(day, 20 * 60 - 1, 22 * 60, state="draft")
    shift_on(MONDAY + timedelta(days=9))
    assert list(still_to_do(NOW).unpublished) == weeks


@pytest.mark.parametrize(
    ("state", "hours", "waits"),
    [("open", 24, True), ("open", 23, False), ("needs_planner", 24, True), ("done", 24, False)],
)
def test_a_request_that_waits_for_a_day_is_named(
    asha: Person, state: str, hours: int, *, waits: bool
) -> None:
    held = hold(seat_on(MONDAY + timedelta(days=3)), asha)
    row = CoverRequest.objects.create(
        assignment=held, kind="cover", state=state, asked_at=NOW - timedelta(hours=hours), expires_at=held.starts_at,
        done_at=NOW if state == RequestState.DONE else None,
    )  # fmt: skip
    assert [one.request_id for one in still_to_do(NOW).requests] == [row.pk] * waits


def test_what_is_still_to_do_is_read_in_two_queries(django_assert_num_queries: Counted) -> None:
    with django_assert_num_queries(2):
        still_to_do(NOW)
