"""Which appointments a calendar feed holds."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.rules.feed import Appointment, Entry, entries
from scheduling.rules.hours import Span

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
MADE = datetime(2027, 1, 4, 9, 30, 15, 250_000, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def appointment(
    start: datetime = NOW + DAY,
    *,
    uid: str = "a",
    revision: int = 0,
    changed_at: datetime = MADE,
    cancelled_at: datetime | None = None,
) -> Appointment:
    return Appointment(uid, Span(start, start + 4 * HOUR), revision, changed_at, cancelled_at)


@pytest.mark.parametrize(
    ("start", "is_there"),
    [
        (NOW - 14 * DAY - 4 * HOUR - SECOND, False),
        (NOW - 14 * DAY - 4 * HOUR, True),
        (NOW, True),
        (NOW + 180 * DAY, True),
        (NOW + 180 * DAY + SECOND, False),
    ],
)
def test_the_feed_holds_two_weeks_behind_and_half_a_year_ahead(start: datetime, is_there: bool) -> None:
    assert bool(entries([appointment(start)], NOW)) is is_there


@pytest.mark.parametrize(("ago", "is_there"), [(HOUR, True), (14 * DAY - SECOND, True), (14 * DAY, False)])
def test_what_was_cancelled_is_shown_as_cancelled_for_two_weeks(ago: timedelta, is_there: bool) -> None:
    held = entries([appointment(changed_at=NOW - 20 * DAY, cancelled_at=NOW - ago)], NOW)
    assert [(entry.is_cancelled, entry.changed_at) for entry in held] == [(True, NOW - ago)] * is_there


def test_an_entry_says_when_it_last_changed_to_the_second() -> None:
    span = Span(NOW + DAY, NOW + DAY + 4 * HOUR)
    changed = datetime(2027, 1, 4, 9, 30, 15, tzinfo=UTC)
    assert entries([appointment(revision=3)], NOW) == [Entry("a", span, 3, changed, is_cancelled=False)]


def test_what_was_changed_after_it_was_cancelled_says_the_later_moment() -> None:
    (held,) = entries([appointment(changed_at=NOW - HOUR, cancelled_at=NOW - DAY)], NOW)
    assert held.changed_at == NOW - HOUR


def test_a_moved_appointment_keeps_its_uid_and_gets_a_higher_sequence() -> None:
    (before,) = entries([appointment()], NOW)
    (after,) = entries([appointment(NOW + 2 * DAY, revision=1, changed_at=NOW)], NOW)
    assert (after.uid, after.sequence > before.sequence, after.changed_at) == (before.uid, True, NOW)


def test_the_order_is_by_start_whatever_the_order_of_the_rows() -> None:
    rows = [appointment(uid="b"), appointment(NOW + 2 * DAY, uid="c"), appointment(uid="a")]
    assert [entry.uid for entry in entries(rows, NOW)] == ["a", "b", "c"]
    assert entries(rows, NOW) == entries(reversed(rows), NOW)
