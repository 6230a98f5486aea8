"""What the public sees of a queue changes on 10-minute marks only."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.public_queue import Queue, QueueState, mark_of, posted, public_state

EIGHT = datetime(2027, 2, 1, 19, tzinfo=UTC)
EMPTY = Queue(0, False, 0, False, EIGHT)


def after(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "mark"), [(0, 0), (9.99, 0), (10, 10), (29.5, 20), (60, 60)])
def test_marks_lie_on_full_ten_minutes(minutes: float, mark: int) -> None:
    assert mark_of(after(minutes)) == after(mark)


@pytest.mark.parametrize(
    ("waiting", "full", "state"),
    [(0, False, QueueState.OPEN), (1, False, QueueState.BUSY), (6, True, QueueState.FULL)],
)
def test_the_state_shows_from_the_next_mark_on(waiting: int, full: bool, state: QueueState) -> None:
    queue = posted(EMPTY, waiting=waiting, full=full, now=after(3))
    assert public_state(queue, after(9.9)) is QueueState.OPEN
    assert public_state(queue, after(10)) is state
    assert public_state(queue, after(75)) is state


def test_a_queue_that_filled_and_emptied_between_marks_never_shows() -> None:
    queue = posted(EMPTY, waiting=1, full=False, now=after(12))
    queue = posted(queue, waiting=0, full=False, now=after(18))
    assert [public_state(queue, after(m)) for m in (13, 19, 20)] == [QueueState.OPEN] * 3


def test_a_change_exactly_on_a_mark_waits_for_the_next() -> None:
    queue = posted(EMPTY, waiting=1, full=False, now=after(10))
    assert public_state(queue, after(10)) is QueueState.OPEN
    assert public_state(queue, after(20)) is QueueState.BUSY


def test_a_clock_set_back_publishes_nothing_early() -> None:
    queue = posted(EMPTY, waiting=1, full=False, now=after(-5))
    assert public_state(queue, after(0)) is QueueState.OPEN


@given(
    st.lists(
        st.tuples(
            st.integers(0, 7200), st.sampled_from([(0, False), (1, False), (3, False), (6, True), (0, True)])
        ),
        max_size=12,
    ),
    st.integers(0, 8000),
)
def test_the_public_sees_what_was_true_just_before_the_mark(
    posts: list[tuple[int, tuple[int, bool]]], read_at: int
) -> None:
    queue = EMPTY
    now = EIGHT + timedelta(seconds=read_at)
    true_at_mark = (0, False)
    for seconds, (waiting, full) in sorted(posts):
        at = EIGHT + timedelta(seconds=seconds)
        if at > now:
            break
        queue = posted(queue, waiting=waiting, full=full, now=at)
        if at < mark_of(now):
            true_at_mark = (waiting, full)
    expected = QueueState.FULL if true_at_mark[1] else QueueState.BUSY if true_at_mark[0] else QueueState.OPEN
    assert public_state(queue, now) is expected
