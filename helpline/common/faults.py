"""Where something went wrong, without a word of what; and what a store raises that is away."""

from types import TracebackType

from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

# A database, or the store of the halves of the keep, that is away or was restarted under us.
AWAY = (OperationalError, InterfaceError, RedisError)


def place_of(traceback: TracebackType | None) -> str:
    """Return `file:line` of the innermost frame of ours, or else of the innermost one: never a value."""
    found = ""
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        here = f"{'/'.join(name.split('/')[-3:])}:{traceback.tb_lineno}"
        if not found or "site-packages" not in name:
            found = here
        traceback = traceback.tb_next
    return found
