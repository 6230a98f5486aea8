"""The base of every staff socket: who may open one, and how it closes when that ends.

A push over the channel layer closes at once. It is only a hint: every 15 seconds one query a process asks
about all open staff sockets together, and those without leave are closed.
"""

import asyncio
from typing import Any, ClassVar

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth import HASH_SESSION_KEY
from django.db import Error as DatabaseError

from helpline.common.clock import utc_now
from helpline.staff import queries
from helpline.staff.access import has_access, has_second_factor, passed_second_factor
from helpline.staff.broadcast import person_group
from helpline.staff.models import Person
from helpline.staff.rules import NOT_ALLOWED, SIGNED_OUT, OpenSocket

__all__ = ["OPEN", "OpenSockets", "StaffConsumer", "person_group"]

log = structlog.get_logger()
RECHECK_SECONDS = 15.0


class StaffConsumer(AsyncWebsocketConsumer):
    """A socket for people who are signed in, past the second factor, and hold `required_permission`.

    Subclasses override `admitted` (called once the socket is open and `self.person` is set) and, where they
    hold something, `disconnect` (calling this one too).
    """

    required_permission: ClassVar[str]
    person: Person | None = None

    async def connect(self) -> None:
        """Accept, then keep or refuse: only an accepted socket can say by its close code why it closes."""
        leave = await database_sync_to_async(self._check)()
        await self.accept()
        if isinstance(leave, int):
            await self.close(leave)
            return
        await self.channel_layer.group_add(person_group(leave.person_id), self.channel_name)
        OPEN.add(self, leave)
        await self.admitted()

    async def admitted(self) -> None:
        """Greet somebody whose socket is open."""

    async def disconnect(self, code: int) -> None:
        """Forget the socket."""
        OPEN.discard(self)
        if self.person is not None:
            await self.channel_layer.group_discard(person_group(self.person.pk), self.channel_name)

    async def staff_closed(self, _event: dict[str, Any]) -> None:
        """Close: the person signed out or the account was closed."""
        await self.close(SIGNED_OUT)

    def _check(self) -> OpenSocket | int:
        person: Any = self.scope["user"]
        session = self.scope["session"]
        if (
            not isinstance(person, Person)
            or not passed_second_factor(session, person)
            or not has_second_factor(person)
        ):
            return SIGNED_OUT
        if not has_access(person, self.required_permission):
            return NOT_ALLOWED
        self.person = person
        return OpenSocket(
            person.pk, session.session_key or "", session[HASH_SESSION_KEY], self.required_permission
        )


class OpenSockets:
    """All open staff sockets of this process, and the one task that asks about them."""

    def __init__(self, every_seconds: float = RECHECK_SECONDS) -> None:
        """Start empty; the task runs only while a socket is open."""
        self.every_seconds = every_seconds
        self._sockets: dict[StaffConsumer, OpenSocket] = {}
        self._task: asyncio.Task[None] | None = None

    def add(self, socket: StaffConsumer, leave: OpenSocket) -> None:
        """Watch a socket that was admitted."""
        self._sockets[socket] = leave
        if self._task is None or self._task.done() or self._task.get_loop() is not asyncio.get_running_loop():
            self._task = asyncio.create_task(self._watch())

    def discard(self, socket: StaffConsumer) -> None:
        """Stop watching a socket; without any the task ends."""
        self._sockets.pop(socket, None)
        if not self._sockets and self._task is not None:
            self._task.cancel()
            self._task = None

    async def recheck(self) -> None:
        """Close every socket that has lost its leave. One query for all of them."""
        asked = dict(self._sockets)
        codes = await database_sync_to_async(queries.close_codes)(list(asked.values()), utc_now())
        for socket, leave in asked.items():
            if codes[leave] and socket in self._sockets:
                await socket.close(codes[leave])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.every_seconds)
            try:
                await self.recheck()
            except DatabaseError as failed:
                # The database is away: nobody's leave is known to have ended. Asked again at the next beat.
                log.warning("staff_sockets_not_checked", exception=type(failed).__name__)


OPEN = OpenSockets()
