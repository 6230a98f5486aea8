"""What the public may know of a queue. Pure: no Django, no clock, no database.

At a few contacts a day a live counter would be a log of them, so what is public changes on fixed marks only:
at :00, :10, :20 and so on it becomes what was true at that mark.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MARK = timedelta(minutes=10)


class QueueState(StrEnum):
    """A queue in one word: nobody waits, somebody waits, no place left."""

    OPEN = "open"
    BUSY = "busy"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Queue:
    """A channel's queue now, and as it stood at `mark`."""

    waiting: int
    full: bool
    waiting_at_mark: int
    full_at_mark: bool
    mark: datetime


def mark_of(at: datetime) -> datetime:
    """Return the latest mark not later than the instant."""
    return at - timedelta(minutes=at.minute % 10, seconds=at.second, microseconds=at.microsecond)


def posted(queue: Queue, *, waiting: int, full: bool, now: datetime) -> Queue:
    """Return the queue with its new length; what stood until now stays what the present mark saw."""
    at_mark = _at_mark(queue, now)
    return Queue(waiting, full, at_mark.waiting_at_mark, at_mark.full_at_mark, at_mark.mark)


def public_state(queue: Queue, now: datetime) -> QueueState:
    """Return the state as it stood at the latest mark."""
    at_mark = _at_mark(queue, now)
    if at_mark.full_at_mark:
        return QueueState.FULL
    return QueueState.BUSY if at_mark.waiting_at_mark else QueueState.OPEN


def _at_mark(queue: Queue, now: datetime) -> Queue:
    mark = mark_of(now)
    # A clock set back must not publish anything early: an older mark than the stored one changes nothing.
    if mark <= queue.mark:
        return queue
    return Queue(queue.waiting, queue.full, queue.waiting, queue.full, mark)
