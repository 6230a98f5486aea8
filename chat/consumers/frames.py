"""What both sockets share: sending frames, refusing, keeping time, dropping who floods."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import structlog
from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from chat import queries
from chat.consumers.budgets import Budget
from chat.consumers.steady import SteadyLayer
from chat.rules.flood import Bucket, reads
from chat.rules.refusals import BadFrame, Close, Code, Refused
from chat.rules.wire import VERSION, Sealed
from helpline.common.faults import AWAY, place_of

log = structlog.get_logger()
FIRST_FRAME_SECONDS = 20
# From the first frame to a conversation: the proof of work takes a slow phone a few seconds.
ARRIVAL_SECONDS = 90
# A page beats every 15 s; one that does not is asked once (its timers may sleep in the background), then let go.
ASK_SECONDS = 25
SILENT_SECONDS = 40
# A consumer that fell over a fault of ours.
INTERNAL = 1011

# Sockets that closed while the database was away: still to be written.
FAREWELLS: deque[Callable[[], None]] = deque()
# Every open socket of this process, for the farewell of a restart.
OPEN_SOCKETS: "set[FrameConsumer]" = set()


async def close_all_for_restart() -> None:
    """Close every socket of this process with 1012: pages come back by themselves, after a moment of their own."""
    await asyncio.gather(*(socket.close(code=int(Close.RESTART)) for socket in list(OPEN_SOCKETS)))


async def say_farewells() -> None:
    """Write which sockets are gone, as far as the database lets; the rest waits for the next time."""
    while FAREWELLS:
        write = FAREWELLS.popleft()
        try:
            await database_sync_to_async(write)()
        except AWAY as fault:
            FAREWELLS.append(write)
            log.warning("farewell_waits", exception=type(fault).__name__)
            return
        except asyncio.CancelledError:
            # Said twice is as good as once.
            FAREWELLS.append(write)
            raise


class FrameConsumer(AsyncWebsocketConsumer):
    """A socket of JSON frames: parse → one service → reply. Refuses by an `err` frame and a listed close code."""

    scope: Any
    # Benches raise these; the product never does.
    new_bucket: Callable[[], Bucket] = Bucket
    new_reads: Callable[[], Bucket] = staticmethod(reads)
    _layer: SteadyLayer
    _is_arriving = False
    _is_closing = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start without a clock."""
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None

    @property  # type: ignore[override]  # Channels sets it once; a SteadyLayer has all that a consumer calls
    def channel_layer(self) -> SteadyLayer:
        """Return the layer, which Channels sets, as something that may be away."""
        return self._layer

    @channel_layer.setter
    def channel_layer(self, layer: Any) -> None:
        self._layer = SteadyLayer(layer)

    async def __call__(self, *args: Any) -> None:
        """Live as long as the socket; say farewell also when a fault of ours ends it."""
        try:
            await super().__call__(*args)
        finally:
            if self in OPEN_SOCKETS:
                OPEN_SOCKETS.discard(self)
                await self.disconnect(INTERNAL)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle one event; while a store is away the page is asked to come back, and keeps what was not acked."""
        try:
            # Not through Channels' own dispatch: it first asks the thread of the database to close old connections,
            # which every question does itself. What needs no database then waits for none.
            await getattr(self, get_handler_name(message))(message)
        except AWAY as fault:
            log.warning("store_away", exception=type(fault).__name__, place=place_of(fault.__traceback__))
            await self.close(code=int(Close.RESTART))

    async def websocket_connect(self, message: Any) -> None:
        """Count the socket among the open ones."""
        OPEN_SOCKETS.add(self)
        await super().websocket_connect(message)
        # Read once, by whoever lets in; from here on they would only be held, by each wrapper's copy of the scope.
        headers: Any = self.scope["headers"]
        headers.clear()

    async def websocket_disconnect(self, message: Any) -> None:
        """Count it out again, whatever the farewell brings."""
        OPEN_SOCKETS.discard(self)
        await super().websocket_disconnect(message)

    async def parse_and_answer(self, text: str) -> None:
        """Handle one frame; subclasses parse it and call one service."""
        raise NotImplementedError

    async def catch_up(self, _: dict[str, Any]) -> None:
        """Read to the page what it may have missed while the layer was away; subclasses say what that is."""
        raise NotImplementedError

    async def time_passed(self, _: dict[str, Any]) -> None:
        """Look again at what changes by the clock alone; nothing does, unless a subclass says so."""

    async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
        """Close; what still comes from a page that does not listen is nobody's word any more."""
        self._is_closing = True
        await super().close(code=code, reason=reason)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one message of the socket."""
        if self._is_closing:
            return
        self._count_silence()
        try:
            if text_data is None:
                raise BadFrame
            await self.parse_and_answer(text_data)
        except Refused as refused:
            await self.refuse(refused)
        else:
            self._count_silence()

    async def refuse(self, refused: Refused, ref: list[int | str] | None = None) -> None:
        """Say which refusal it is, and close where it says so."""
        await self.send_frame({"t": "err", "code": refused.code.value, "ref": ref})
        if refused.close is not None:
            await self.close(code=int(refused.close))

    async def send_frame(self, frame: dict[str, Any]) -> None:
        """Send one frame, with the protocol's version."""
        await self.send(text_data=json.dumps({"v": VERSION, **frame}, separators=(",", ":")))

    async def push(self, event: dict[str, Any]) -> None:
        """Pass on what a broadcast brings."""
        await self.send_frame(event["frame"])

    def owe_farewell(self, write: Callable[[], None]) -> None:
        """Have it written that this socket is gone, at the next say_farewells(): nothing awaited can come between."""
        FAREWELLS.append(write)

    def budget(self, conv: str) -> Budget:
        """Return the budget that a frame about this conversation ("": about none) is taken from."""
        raise NotImplementedError

    def new_budget(self, now: float) -> Budget:
        """Return a full one."""
        return Budget(self.new_bucket(), self.new_reads(), now)

    def take_frame(self, conv: str) -> Bucket:
        """Take one frame's worth of one conversation's budget; raise Refused(rate), closing who floods."""
        return _take(self.budget(conv).frames)

    def take_read(self, conv: str) -> None:
        """Take one reading's worth: everything stored may follow. Raises as take_frame() does."""
        _take(self.budget(conv).reads)

    async def send_frames_after(self, conv: str, n: int) -> None:
        """Send every stored frame above n, a batch at a time: one socket holds no more of them than that."""
        batch = None
        while batch is None or len(batch) == queries.BATCH:
            batch = await database_sync_to_async(queries.frames_after)(conv, n)
            for frame in batch:
                n = frame["n"]
                await self.send_frame(frame)

    async def store_and_ack(self, frame: Sealed, store: Callable[[Sealed], tuple[int, bool]]) -> None:
        """Store a sealed frame and ack it: an ack means that it is committed."""
        try:
            bucket = self.take_frame(frame.conv)
            n, was_there = await database_sync_to_async(store)(frame)
        except Refused as refused:
            await self.refuse(refused, frame.ref)
            return
        if was_there:
            bucket.give_back()
        await self.send_frame({"t": "ack", "conv": frame.conv, "ref": frame.ref, "n": n})

    def expect_first(self) -> None:
        """Let go of whoever says nothing at all."""
        self._after(FIRST_FRAME_SECONDS, partial(self.close, code=int(Close.FIRST_FRAME_LATE)))

    @property
    def has_begun(self) -> bool:
        """Return whether the socket is for something; beats alone keep no other one."""
        return True

    def _count_silence(self) -> None:
        if self.has_begun:
            self._after(ASK_SECONDS, self._ask)
        elif not self._is_arriving:
            self._is_arriving = True
            self._after(ARRIVAL_SECONDS, partial(self.close, code=int(Close.FIRST_FRAME_LATE)))

    async def _ask(self) -> None:
        self._after(SILENT_SECONDS - ASK_SECONDS, partial(self.close, code=int(Close.SILENT)))
        await self.send_frame({"t": "beat"})

    def _after(self, seconds: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.stop_waiting()
        self._timer = asyncio.get_running_loop().call_later(seconds, lambda: asyncio.ensure_future(act()))

    def stop_waiting(self) -> None:
        """Stop the clock."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _take(bucket: Bucket) -> Bucket:
    if not bucket.take(time.monotonic()):
        raise Refused(Code.RATE, Close.FLOOD if bucket.is_flooding else None)
    return bucket
