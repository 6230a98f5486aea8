"""When a sweep is due, and when it is late. Pure: no Django, no clock, no database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

# A holder that says nothing for this long is taken to be dead, and another may run the sweep. A sweep that
# takes longer may thus run twice at once: each must bear that.
LEASE = timedelta(minutes=1)
# A sweep that failed is tried again after this, or after its own interval if that is shorter.
RETRY_AFTER = timedelta(minutes=1)
# A sweep that is this much behind is reported as late.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something to do again and again: its unique name, how often, and what, given the present instant.

    `erases`: what it finds is past its time, and `helpline erase` runs it, too.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], None]
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Last:
    """What is known of a sweep's past; each None when it never happened or was made good since."""

    ran_at: datetime | None = None
    failed_at: datetime | None = None
    lease_until: datetime | None = None


def due_from(every: timedelta, last: Last) -> datetime | None:
    """Return the first instant at which a sweep may run again, or None when it may at once."""
    waits = [
        last.ran_at and last.ran_at + every,
        last.failed_at and last.failed_at + min(every, RETRY_AFTER),
        last.lease_until,
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def is_due(every: timedelta, last: Last, now: datetime) -> bool:
    """Tell whether a sweep may run: its interval is over, nobody holds it, it did not just fail."""
    start = due_from(every, last)
    return start is None or start <= now


def is_late(every: timedelta, last: Last, now: datetime) -> bool:
    """Tell whether a sweep has never ended well, or not within its interval and GRACE."""
    return last.ran_at is None or last.ran_at + every + GRACE < now
