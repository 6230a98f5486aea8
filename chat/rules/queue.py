"""The queue: who is next, what may honestly be said of the wait."""

from collections.abc import Mapping
from dataclasses import dataclass

# The middle of each bucket of LengthTally, in minutes; the last is open-ended.
BUCKET_MINUTES = (0.5, 3.0, 10.0, 22.5, 45.0, 75.0)
# Below this many lengths in three months an estimate would be a guess.
ENOUGH_LENGTHS = 20
STEP_MINUTES = 5


@dataclass(frozen=True)
class Place:
    """What one who waits is told; minutes as a range, or None when we cannot say."""

    position: int
    wait: tuple[int, int] | None
    soon: bool
    away: bool


def wait_minutes(
    position: int, seats: int, lengths: Mapping[str, int], order: tuple[str, ...]
) -> tuple[int, int] | None:
    """Return an honest range of minutes, in steps of five, for place `position` (from 1) over `seats` places.

    `lengths` counts the conversations of the last three months by bucket, `order` lists the buckets from short to
    long. None when nobody is on duty or fewer than ENOUGH_LENGTHS are known. Each seat frees up once a mean length,
    so the wait is about position × mean ÷ seats; half to one and a half times that is said.
    """
    known = sum(lengths.values())
    if seats < 1 or known < ENOUGH_LENGTHS:
        return None
    mean = (
        sum(lengths.get(bucket, 0) * minutes for bucket, minutes in zip(order, BUCKET_MINUTES, strict=True))
        / known
    )
    wait = position * mean / seats
    low = int(wait * 0.5 // STEP_MINUTES) * STEP_MINUTES
    high = -int(-(wait * 1.5) // STEP_MINUTES) * STEP_MINUTES
    return low, max(high, low + STEP_MINUTES)
