"""The sweeps' loop: a task of the server's event loop, or all of `helpline work`."""

import asyncio
import contextlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

import structlog
from channels.db import database_sync_to_async
from django.db import Error as DatabaseError

from helpline.common.clock import utc_now
from helpline.common.faults import place_of
from helpline.sweeps.queries import due
from helpline.sweeps.rules import Sweep
from helpline.sweeps.services import run_due

LOOK_EVERY = timedelta(seconds=5)
log = structlog.get_logger()


async def run_forever(
    sweeps: Sequence[Sweep], stop: asyncio.Event, look_every: timedelta = LOOK_EVERY
) -> None:
    """Run what is due, again and again, until `stop` is set; a sweep that runs then is let finish.

    A database that is away is logged by class and place and asked again at the next look.
    """
    holder = secrets.token_urlsafe(12)
    while not stop.is_set():
        try:
            await _look(sweeps, holder, stop)
        except DatabaseError as fault:
            log.warning("sweeps_wait", exception=type(fault).__name__, place=place_of(fault.__traceback__))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), look_every.total_seconds())


async def _look(sweeps: Sequence[Sweep], holder: str, stop: asyncio.Event) -> None:
    # Not in the one thread that all sockets share; the thread's connection is closed after each call.
    for sweep in await database_sync_to_async(due, thread_sensitive=False)(sweeps, utc_now()):
        if stop.is_set():
            return
        # One at a time, each with the clock as it is then: its lease must not have begun before its turn.
        await database_sync_to_async(run_due, thread_sensitive=False)((sweep,), holder, utc_now())
