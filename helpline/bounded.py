"""Daphne, with a bound on what one visitor can cost: who does not read, or sends too much, is let go.

Daphne writes into a buffer without end and queues frames without end. Here a socket whose reader stalls is neither
written to nor read from; after STALLED_SECONDS it is cut off. Twisted puts the body of a request into a temporary file
if it is long or of no told length; here it stays in memory and has a bound.
"""

# mypy: allow-untyped-calls
# Daphne ships no types.

import asyncio
from functools import partial
from io import BytesIO
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol

STALLED_SECONDS = 15.0
# Far more than a page ever sends at once; each frame has at most 16 KiB.
MOST_UNHANDLED_FRAMES = 256
FLOOD, TOO_BIG = 1008, 4413
# The longest text that an administrator can write takes a tenth of it; the proxy in front has the same bound.
MOST_BODY_BYTES = 256 * 1024
BODY_TOO_BIG = (
    b"HTTP/1.1 413 Content Too Large\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"This is more than the helpline takes at once.\n"
)


class Inbox:
    """What a socket sent and its one consumer has not taken yet: asyncio.Queue, but of bytes where that has KiB."""

    __slots__ = ("_getter", "_waiting")

    def __init__(self) -> None:
        """Start empty."""
        self._waiting: list[Any] = []
        self._getter: asyncio.Future[None] | None = None

    def put_nowait(self, event: Any) -> None:
        """Add one at the end."""
        self._waiting.append(event)
        if self._getter is not None and not self._getter.done():
            self._getter.set_result(None)

    async def get(self) -> Any:
        """Take the first one, waiting for it if need be."""
        while not self._waiting:
            self._getter = asyncio.get_running_loop().create_future()
            await self._getter
        self._getter = None
        return self._waiting.pop(0)

    def qsize(self) -> int:
        """Return how many wait."""
        return len(self._waiting)


class BoundedSocket(WebSocketProtocol):
    """One WebSocket that counts what waits on either side of it.

    Twisted calls pauseProducing() when more than 64 KiB wait to be written, and resumeProducing() when all of it went.
    """

    transport: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with room to write."""
        super().__init__(*args, **kwargs)
        self._room: asyncio.Future[None] | None = None
        self._is_flooding = False

    def onOpen(self) -> None:  # noqa: N802  # Autobahn's name
        """Take over from the HTTP channel, which has handed its connection on, as the one who produces."""
        super().onOpen()
        self._forget_who_asked()
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803  # Autobahn's names
        """Queue a frame, unless too many wait already."""
        if self._is_flooding:
            return
        super().onMessage(payload, isBinary)
        if self.application_queue.qsize() > MOST_UNHANDLED_FRAMES:
            self._is_flooding = True
            self.serverClose(FLOOD)

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802  # Daphne's name
        """Close with any code: Autobahn's sendClose() refuses the standard ones that a server gives, 1008 and 1012."""
        self.sendCloseFrame(code=code or 1000, isReply=False)

    def _max_message_size_exceeded(self, *_: Any) -> None:
        """Close with the chat's own code instead of 1009, so that the page has a sentence for it."""
        self.failedByMe = True
        self.serverClose(TOO_BIG)

    def _forget_who_asked(self) -> None:
        """Drop the handshake's headers and the address: memory, and the last place that would say who this is."""
        self.http_headers, self.clean_headers, self.http_request_data = {}, [], b""
        self.request.headers, self.request.peer = {}, ""
        self.client_addr, self.peer = [], ""

    def pauseProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Stop: the reader does not keep up. Nothing more is read from it either."""
        if self._room is None:
            self._room = asyncio.get_running_loop().create_future()
        self.transport.pauseProducing()

    def resumeProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Go on: the reader took all that waited."""
        self.stopProducing()
        self.transport.resumeProducing()

    def stopProducing(self) -> None:  # noqa: N802  # Twisted's name
        """Let whoever waits for room go on, also to find the connection closed."""
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)

    async def room_to_write(self) -> None:
        """Return when there is room; cut a reader off who makes none for STALLED_SECONDS."""
        if self._room is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._room), STALLED_SECONDS)
        except TimeoutError:
            self.stopProducing()
            self.dropConnection(abort=True)


class BoundedRequest(WebRequest):
    """One request, whose body never becomes a file."""

    content: BytesIO
    channel: Any
    _is_too_big = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802  # Twisted's name
        """Begin to take a body of that many bytes, or of a length that nobody told."""
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        """Keep a piece of the body, or refuse and let go when it becomes too much."""
        if self._is_too_big:
            return
        if self.content.tell() + len(data) > MOST_BODY_BYTES:
            self._is_too_big = True
            self.channel.transport.write(BODY_TOO_BIG)
            self.channel.loseConnection()
            return
        self.content.write(data)

    def process(self) -> Any:
        """Hand a request on that is there as a whole."""
        return None if self._is_too_big else super().process()


class BoundedServer(Server):
    """Daphne with bounded sockets and requests. Call bind() once it listens."""

    def bind(self) -> None:
        """Make all from now on bounded ones; Daphne makes its factories only as it begins to run."""
        self.ws_factory.protocol = BoundedSocket
        build = self.http_factory.buildProtocol

        def build_bounded(address: Any) -> Any:
            channel = build(address)
            channel.requestFactory = BoundedRequest
            return channel

        # Daphne's factory sets its own kind of request on each channel that it builds.
        self.http_factory.buildProtocol = build_bounded  # type: ignore[method-assign]

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Start the consumer of a socket, or the page of a request; return where its events are put."""
        if scope["type"] != "websocket":
            return super().create_application(protocol, scope)
        inbox = Inbox()
        running = self.application(
            scope={"asgi": {"version": "3.0"}, **scope},
            receive=inbox.get,
            send=partial(self.handle_reply, protocol),
        )
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return inbox

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Write, and let the consumer go on when there is room for more."""
        await super().handle_reply(protocol, message)
        if message["type"] == "websocket.send" and isinstance(protocol, BoundedSocket):
            await protocol.room_to_write()
