"""What both pages in Python share: a socket that comes back, and an outbox that resends the same bytes."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import altcha
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.sealing import hlc1_messages
from tests.sealing.cast import message_frame
from tests.sealing.hlc1 import b64u_decode as unb64u
from tests.sealing.hlc1_messages import Place

FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.25, 2.0
FOR_GOOD = {4401, 4403, 4404, 4409}


def solve(challenge: dict[str, Any]) -> str:
    """Return the proof of work's answer as `conv.open` carries it."""
    asked = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    payload = {"challenge": asked.to_dict(), "solution": solution.to_dict()}
    return base64.b64encode(json.dumps(payload).encode()).decode()


async def open_socket(
    port: int, path: str, headers: Mapping[str, str] | None = None, **more: Any
) -> ClientConnection:
    """Open one of the two sockets as a page of this server does."""
    return await connect(
        f"ws://localhost:{port}{path}",
        origin=f"http://localhost:{port}",  # type: ignore[arg-type]  # a NewType of str
        additional_headers=dict(headers or {}),
        compression=None,
        ping_interval=None,
        open_timeout=15,
        user_agent_header=None,
        **more,
    )


@dataclass
class Epoch:
    """The keys of one epoch and this page's counter in it."""

    e: int
    transcript: bytes
    seed: bytes
    pid: bytes
    inst: bytes = field(default_factory=lambda: secrets.token_bytes(8))
    q: int = 0

    def seal(self, conv: bytes, body: dict[str, Any]) -> dict[str, Any]:
        self.q += 1
        place = Place(conv, self.e, self.pid, self.inst, self.q)
        text = json.dumps({**body, "s": []}).encode()
        return message_frame(place, hlc1_messages.seal_message(self.transcript, self.seed, place, text))


class Page:
    """What both pages share: a socket that comes back, and an outbox that keeps each frame until it is acked."""

    path = ""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None, **connect_options: Any) -> None:
        self.port = port
        self.headers = dict(headers or {})
        self.connect_options = connect_options
        self.wire: list[str] = []  # every frame, both ways
        self.closes: list[int | None] = []
        self.opened_at: list[float] = []
        self.acked: dict[tuple[Any, ...], int] = {}
        self.sent: dict[tuple[Any, ...], str] = {}
        self.outbox: list[dict[str, Any]] = []
        self.read: list[str] = []
        self.ended: str | None = None
        self.errors: list[str] = []
        self.socket: ClientConnection | None = None
        self._flying: dict[str, Any] | None = None
        self._cursor: dict[str, int] = {}
        self._ahead: dict[str, dict[int, dict[str, Any]]] = {}
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Any:
        self._task = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def until(self, is_so: Any, seconds: float = 30.0) -> None:
        """Return once `is_so()` holds; raise TimeoutError if it does not come to be."""
        async with asyncio.timeout(seconds):
            while not is_so():
                assert self._task is not None
                if self._task.done():
                    self._task.result()
                self._changed.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.25)

    async def send(self, kind: str, **fields: Any) -> None:
        text = json.dumps({"v": 1, "t": kind, **fields})
        self.wire.append(text)
        if self.socket is not None:
            with suppress(ConnectionClosed):
                await self.socket.send(text)

    async def greet(self) -> None:
        """Send the first frame of a connection."""
        raise NotImplementedError

    async def take(self, frame: dict[str, Any]) -> None:
        """Take one frame that is not the outbox's."""
        raise NotImplementedError

    async def _live(self) -> None:
        wait = FIRST_RETRY_SECONDS
        while self.ended is None and not FOR_GOOD & set(self.closes):
            try:
                self.socket = await open_socket(self.port, self.path, self.headers, **self.connect_options)
                self.opened_at.append(time.monotonic())
                beats = asyncio.create_task(self._beat())
                try:
                    await self.greet()
                    async for text in self.socket:
                        wait = FIRST_RETRY_SECONDS
                        self.wire.append(str(text))
                        await self._receive(json.loads(text))
                        self._changed.set()
                finally:
                    beats.cancel()
                    self._flying = None
                    self.closes.append(self.socket.close_code)
                    await self.socket.close()
            except (OSError, ConnectionClosed, InvalidStatus, TimeoutError):
                pass
            self.socket = None
            self._changed.set()
            await asyncio.sleep(wait)
            wait = min(LONGEST_RETRY_SECONDS, wait * 2)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(15)
            await self.send("beat")

    async def _receive(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "ack":
            e, pid, inst, q = frame["ref"]
            self.acked[(frame["conv"], e, pid, inst, q)] = frame["n"]
            self.outbox = [one for one in self.outbox if ref_of(one) != frame["ref"]]
            self._flying = None
        elif frame["t"] == "err":
            self.errors.append(frame["code"])
            if frame["ref"] is not None:
                self._flying = None
                if frame["code"] == "rate":
                    await asyncio.sleep(2)
        elif frame["t"] == "msg":
            await self._in_order(frame)
        else:
            await self.take(frame)
        await self.flush()

    async def _in_order(self, frame: dict[str, Any]) -> None:
        conv = frame["conv"]
        if frame["n"] <= self._cursor.setdefault(conv, 0):
            return
        ahead = self._ahead.setdefault(conv, {})
        if frame["n"] > self._cursor[conv] + 1 and not ahead:
            await self.send("fetch", conv=conv, n=self._cursor[conv])
        ahead[frame["n"]] = frame
        while (following := ahead.pop(self._cursor[conv] + 1, None)) is not None:
            self._cursor[conv] += 1
            await self.open_message(following)

    async def open_message(self, frame: dict[str, Any]) -> None:
        raise NotImplementedError

    async def flush(self) -> None:
        """Send the oldest frame that is not acked, one at a time."""
        if self._flying is None and self.outbox and self.socket is not None:
            self._flying = self.outbox[0]
            await self.send(
                "msg", **{name: value for name, value in self._flying.items() if name not in "vt"}
            )

    def put(self, epoch: Epoch, conv: bytes, body: dict[str, Any]) -> None:
        frame = epoch.seal(conv, body)
        self.sent[(frame["conv"], *ref_of(frame))] = frame["c"]
        self.outbox.append(frame)

    def opened(self, epochs: dict[int, Epoch], frame: dict[str, Any]) -> dict[str, Any] | None:
        """Return the body of a foreign frame; None for one's own."""
        place = Place(
            unb64u(frame["conv"]), frame["e"], unb64u(frame["pid"]), unb64u(frame["inst"]), frame["q"]
        )
        epoch = epochs.get(frame["e"])
        if epoch is None or place.pid == epoch.pid:
            return None
        text = hlc1_messages.open_message(epoch.transcript, epoch.seed, place, unb64u(frame["c"]))
        return hlc1_messages.parse_body(text)


def ref_of(frame: dict[str, Any]) -> list[Any]:
    return [frame["e"], frame["pid"], frame["inst"], frame["q"]]
