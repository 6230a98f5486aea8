"""What must be known of a start for a moment, though the database holds nothing of it: two short lists in memory.

In this process only, and no more than MOST on each: whoever floods one spoils a convenience.
"""

import threading
import time
from collections import OrderedDict

MOST = 1_000


class Briefly:
    """A list of starts, each by its conversation's id and the hash of its token, and each for the same time."""

    def __init__(self, seconds: float) -> None:
        """Remember each for that long."""
        self.seconds = seconds
        self._noted: OrderedDict[tuple[str, str], float] = OrderedDict()
        # Noted in the threads of requests and of the sockets, swept on the event loop.
        self._lock = threading.RLock()

    def note(self, conv: str, resume: str) -> None:
        """Remember one from now on."""
        with self._lock:
            self.forget_old()
            if len(self._noted) >= MOST and (conv, resume) not in self._noted:
                self._noted.popitem(last=False)
            self._noted[(conv, resume)] = time.monotonic()
            # Noted again: behind the others, since the oldest are looked for in front.
            self._noted.move_to_end((conv, resume))

    def has(self, conv: str, resume: str) -> bool:
        """Return whether one was noted within the time."""
        at = self._noted.get((conv, resume))
        return at is not None and time.monotonic() - at <= self.seconds

    def forget(self, conv: str, resume: str) -> None:
        """Forget one."""
        with self._lock:
            self._noted.pop((conv, resume), None)

    def forget_old(self) -> None:
        """Forget all whose time is over."""
        now = time.monotonic()
        with self._lock:
            while self._noted and now - next(iter(self._noted.values())) > self.seconds:
                self._noted.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._noted.clear()


# Who left before the server knew them: the exit's beacon may overtake the start on its slower socket. Whoever is
# forgotten too early is ended by the page, which says on its socket too that it leaves.
LEFT = Briefly(seconds=60)
# Who found the door shut, and was counted: one whose answer got lost asks again by itself, and is counted once.
TURNED_AWAY = Briefly(seconds=600)
