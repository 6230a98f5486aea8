"""Who left before the server knew them: the exit's beacon may overtake the start on its slower socket.

In this process only, for a minute, and no more than MOST of them: whoever floods this list spoils a convenience, since
the page says on its socket too that it leaves.
"""

import time
from collections import OrderedDict

MOST = 1_000
LIFE_SECONDS = 60.0
_left: OrderedDict[tuple[str, str], float] = OrderedDict()


def note(conv: str, resume: str) -> None:
    """Remember that whoever will show this hash of a token has left already."""
    forget_old()
    if len(_left) >= MOST and (conv, resume) not in _left:
        _left.popitem(last=False)
    _left[(conv, resume)] = time.monotonic()
    # Noted again: behind the others, since the oldest are looked for in front.
    _left.move_to_end((conv, resume))


def has_left(conv: str, resume: str) -> bool:
    """Return whether they left within the last minute."""
    at = _left.get((conv, resume))
    return at is not None and time.monotonic() - at <= LIFE_SECONDS


def forget(conv: str, resume: str) -> None:
    """Forget one, whose conversation is ended."""
    _left.pop((conv, resume), None)


def forget_old() -> None:
    """Forget all whose minute is over."""
    now = time.monotonic()
    while _left and now - next(iter(_left.values())) > LIFE_SECONDS:
        _left.popitem(last=False)
