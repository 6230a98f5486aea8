"""How much each side of each conversation may still send and ask for, whatever socket it comes over.

In this process only, bounded, and forgotten at the end: a budget that nobody touches is full again long before it is
forgotten, so that forgetting one gives nothing away.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from chat.rules.flood import Bucket

MOST_BUDGETS = 10_000
FORGET_SECONDS = 60.0


@dataclass(slots=True)
class Budget:
    """What one side may send, and how often it may have stored frames read to it."""

    frames: Bucket
    reads: Bucket
    at: float


class Budgets:
    """Budgets by name; the one touched longest ago is first."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: OrderedDict[str, Budget] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def __contains__(self, name: str) -> bool:
        """Return whether somebody has used this one lately."""
        return name in self._kept

    def of(self, name: str, make: Callable[[float], Budget]) -> Budget:
        """Return the budget of that name, a new one if there is none."""
        now = time.monotonic()
        if name not in self._kept:
            self._kept[name] = make(now)
        found = self._kept[name]
        found.at = now
        self._kept.move_to_end(name)
        self.forget_old(now)
        return found

    def forget(self, name: str) -> None:
        """Forget one: its conversation is over."""
        self._kept.pop(name, None)

    def forget_old(self, now: float) -> None:
        """Forget those that are full again, and the oldest of too many."""
        while self._kept:
            name, oldest = next(iter(self._kept.items()))
            if len(self._kept) <= MOST_BUDGETS and now - oldest.at <= FORGET_SECONDS:
                return
            del self._kept[name]


BUDGETS = Budgets()
