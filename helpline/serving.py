"""The web server in this process: daphne, started and stopped in code, so that a stop says farewell.

Daphne has no lifespan of its own and closes sockets without a code; here a stop first closes every socket with 1012
(service restart), so that pages come back by themselves.
"""

# mypy: allow-untyped-calls
# Daphne ships no types.

import asyncio
import resource
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import daphne.server
import structlog
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import Error as DatabaseError

from chat.consumers.frames import close_all_for_restart
from chat.consumers.watch import watch
from chat.process import NAME
from chat.services.presence import end_lease
from helpline.bounded import BoundedServer
from helpline.common.clock import utc_now
from helpline.living import has_fallen, hold_lease, stop_if_fallen
from helpline.sweep_list import SWEEPS
from helpline.sweeps.runner import run_forever

FAREWELL_SECONDS = 1.0
log = structlog.get_logger()


class PortTaken(Exception):
    """Nothing can listen at that address and port."""


def serve(
    application: Any, *, host: str, port: int, with_sweeps: bool, when_ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT. Addresses and agents are not logged: daphne's own log is off.

    Raises PortTaken if nothing could listen there, SystemExit(1) if a task of the server's own fell over, so that
    whatever supervises it starts it again.
    """
    # Each open page is a descriptor; the database and the staff need theirs too.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    work: list[asyncio.Task[None]] = []

    def ready() -> None:
        work.extend(_ready(server, with_sweeps, when_ready))

    server: BoundedServer = BoundedServer(
        application,
        endpoints=[f"tcp:port={port}:interface={host}"],
        signal_handlers=False,
        action_logger=None,
        ready_callable=ready,
        websocket_max_message_size=settings.SOCKET_MAX_BYTES,
        websocket_max_frame_size=settings.SOCKET_MAX_BYTES,
        websocket_timeout=-1,
        ping_interval=20,
        ping_timeout=30,
        request_buffer_size=64 * 1024,
        server_name="",
        verbosity=0,
    )
    server.run()
    if not work:
        raise PortTaken
    if any(has_fallen(task) for task in work):
        raise SystemExit(1)


def _ready(
    server: BoundedServer, with_sweeps: bool, when_ready: Callable[[], None]
) -> list["asyncio.Task[None]"]:
    server.bind()
    loop = asyncio.get_event_loop()
    stop = asyncio.Event()
    work = [loop.create_task(hold_lease(stop)), loop.create_task(watch(stop))]
    if with_sweeps:
        work.append(loop.create_task(run_forever(SWEEPS, stop)))
    for task in work:
        task.add_done_callback(partial(stop_if_fallen, stop_server=lambda: _stop(stop, work)))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: loop.create_task(_stop(stop, work)))
    when_ready()
    return work


async def _stop(stop: asyncio.Event, work: list["asyncio.Task[None]"]) -> None:
    if stop.is_set():
        return
    stop.set()
    try:
        await close_all_for_restart()
        await asyncio.sleep(FAREWELL_SECONDS)
        await asyncio.gather(*work, return_exceptions=True)
        await database_sync_to_async(end_lease)(NAME, utc_now())
    except DatabaseError as fault:
        # The lease runs out by itself.
        log.warning("lease_not_ended", exception=type(fault).__name__)
    finally:
        _reactor().stop()


def _reactor() -> Any:
    """Return Twisted's reactor, which daphne installs; its stop() is there only once it runs."""
    return vars(daphne.server)["reactor"]
