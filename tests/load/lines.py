"""Sockets for the benches: many at once, with frames as large as real ones and nothing in them."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.load.page import open_socket
from tests.load.stage import Server
from tests.load.stored import Reference

HELP_SEEKER_PID = "AAAAAAAAAAA"
Arrived = Callable[[Reference, float], None]


def sealed() -> str:
    """Return 1,040 random bytes as base64url: what a message of up to 1,020 characters looks like."""
    return base64.urlsafe_b64encode(secrets.token_bytes(1040)).rstrip(b"=").decode()


class Line:
    """One socket of the helpline in conversations that are under way; it sends and notes what is acked and heard."""

    def __init__(self, server: Server, seeded: dict[str, Any], convs: list[str], cookie: str = "") -> None:
        self.server, self.convs, self.cookie = server, convs, cookie
        self.token = seeded["token"]
        self.pid = seeded["pid"] if cookie else HELP_SEEKER_PID
        self.inst = base64.urlsafe_b64encode(secrets.token_bytes(8)).rstrip(b"=").decode()
        self.q = 0
        self.sent: dict[Reference, tuple[float, str]] = {}
        self.acked: dict[Reference, tuple[int, str]] = {}
        self.closed: int | None = None
        self.frames = 0
        self.on_ack: Callable[[], None] = lambda: None
        self.on_msg: Arrived = lambda _reference, _at: None
        self.socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        if self.cookie:
            self.socket = await open_socket(self.server.port, "/ws/console/", {"Cookie": self.cookie})
            await self.say("console.open")
            await self._until("console")
        else:
            self.socket = await open_socket(self.server.port, "/ws/chat/")
            await self.say("conv.resume", conv=self.convs[0], token=self.token, n=2**53 - 1)
            await self._until("conv.state")
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
        if self.socket is not None:
            await self.socket.close()

    async def say(self, kind: str, **fields: Any) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps({"v": 1, "t": kind, **fields}))

    def next_frame(self, conv: str) -> tuple[Reference, str]:
        """Return the next frame's reference and bytes, and note it as sent."""
        self.q += 1
        reference = (conv, 1, self.pid, self.inst, self.q)
        self.sent[reference] = time.perf_counter(), sealed()
        return reference, self.sent[reference][1]

    async def send(self, reference: Reference, text: str) -> None:
        conv, e, pid, inst, q = reference
        await self.say("msg", conv=conv, e=e, pid=pid, inst=inst, q=q, c=text)

    async def _until(self, kind: str) -> None:
        assert self.socket is not None
        while json.loads(await self.socket.recv())["t"] != kind:
            pass

    async def _read(self) -> None:
        assert self.socket is not None
        try:
            async for text in self.socket:
                self.frames += 1
                frame = json.loads(text)
                if frame["t"] == "ack":
                    reference = (frame["conv"], *frame["ref"])
                    self.acked[reference] = frame["n"], self.sent[reference][1]
                    self.on_ack()
                elif frame["t"] == "msg":
                    place = (frame["conv"], frame["e"], frame["pid"], frame["inst"], frame["q"])
                    self.on_msg(place, time.perf_counter())
        except ConnectionClosed:
            pass
        self.closed = self.socket.close_code


async def open_all(lines: list[Line], at_once: int = 16) -> None:
    """Open many, some at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(line: Line) -> None:
        async with gate:
            await line.open()

    await asyncio.gather(*map(one, lines))


def lines_of(server: Server, seeded: dict[str, Any]) -> tuple[list[Line], list[Line]]:
    """Return the help-seekers' and the consoles' lines of a seeded server, not yet open."""
    help_seekers = [Line(server, seeded, [conv]) for conv in seeded["convs"]]
    mine: dict[int, list[str]] = {}
    for conv, owner in seeded["owners"].items():
        mine.setdefault(owner, []).append(conv)
    consoles = [Line(server, seeded, mine[owner], seeded["cookies"][owner]) for owner in sorted(mine)]
    return help_seekers, consoles


async def relay_pairs(port: int, pairs: int) -> list[tuple[ClientConnection, ClientConnection]]:
    """Open pairs of sockets at the bare relay."""

    async def one(number: int) -> tuple[ClientConnection, ClientConnection]:
        url = f"ws://127.0.0.1:{port}/{number}"
        return await connect(url, compression=None, ping_interval=None), await connect(
            url, compression=None, ping_interval=None
        )

    return [await one(number) for number in range(pairs)]


class Talker:
    """A help-seeker's end that never gives up: 1, 2, 3, …, the same bytes until they are acked, over any restart."""

    def __init__(self, server: Server, seeded: dict[str, Any], conv: str) -> None:
        self.line = Line(server, seeded, [conv])
        self.conv = conv
        self.reconnects = 0

    async def talk(self, stop: asyncio.Event) -> None:
        """Send until told to stop, then until everything sent is acked."""
        reference, text = self.line.next_frame(self.conv)
        while True:
            try:
                await self.line.open()
                while True:
                    await self.line.send(reference, text)
                    await self._until_acked(reference)
                    if stop.is_set():
                        return
                    reference, text = self.line.next_frame(self.conv)
            except (OSError, ConnectionClosed, InvalidStatus, TimeoutError, EOFError):
                self.reconnects += 1
                await asyncio.sleep(0.05)
            finally:
                with suppress(ConnectionClosed, OSError):
                    await self.line.close()

    async def _until_acked(self, reference: Reference) -> None:
        async with asyncio.timeout(5):
            while reference not in self.line.acked:
                reader = self.line._reader
                if reader is None or reader.done():
                    raise EOFError
                await asyncio.sleep(0.002)
