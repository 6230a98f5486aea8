"""What a server does to count as alive: its lease in the database, and a stop when a part of it falls over."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from channels.db import database_sync_to_async
from django.db import Error as DatabaseError

from chat.consumers.frames import close_all_for_restart
from chat.process import NAME
from chat.services.presence import LEASE, keep_lease
from helpline.common.clock import utc_now
from helpline.common.faults import place_of

LEASE_SECONDS = 15
log = structlog.get_logger()
# Held, so that it is not collected before it is done.
_stopping: "set[asyncio.Future[None]]" = set()


async def hold_lease(stop: asyncio.Event) -> None:
    """Renew this process's lease until the stop; a database that is away is asked again at the next turn."""
    # The first turn is the first question to the one thread of the database: nobody has come in before it.
    held_until, is_first = -math.inf, True
    while not stop.is_set():
        # The lease counts from when it is asked for, however long the question then waits for its turn.
        asked = time.monotonic()
        try:
            await database_sync_to_async(keep_lease)(NAME, utc_now())
        except DatabaseError as fault:
            log.warning("lease_not_renewed", exception=type(fault).__name__)
        else:
            if time.monotonic() > held_until and not is_first:
                # Its sockets may have been counted as lost meanwhile: whoever is there comes back at once.
                await close_all_for_restart()
            held_until = asked + LEASE.total_seconds()
        is_first = False
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LEASE_SECONDS)


def has_fallen(task: "asyncio.Task[None]") -> bool:
    """Return whether a task ended by a fault of ours."""
    return task.done() and not task.cancelled() and task.exception() is not None


def stop_if_fallen(task: "asyncio.Task[None]", stop_server: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Stop the server when a task of its own fell over: without its lease, its watch or its sweeps it would lie."""
    fault = task.exception() if has_fallen(task) else None
    if fault is not None:
        log.error("task_fell", exception=type(fault).__name__, place=place_of(fault.__traceback__))
        _stopping.add(asyncio.ensure_future(stop_server()))
