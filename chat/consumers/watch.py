"""Whether the layer's hints arrive, and what the open sockets do while they do not: read from their cursor.

The process sends itself a ping through the layer. One that does not come back means that the layer is away, or came
back without its groups; a Redis without persistence does so at each restart. A healthy layer costs no query.
"""

import asyncio
import contextlib
import time
from typing import Any

from channels.layers import get_channel_layer

from chat.briefly import LEFT, TURNED_AWAY
from chat.broadcast import HINTS
from chat.consumers.budgets import BUDGETS
from chat.consumers.frames import OPEN_SOCKETS, say_farewells
from chat.consumers.steady import SteadyLayer
from chat.process import NAME
from helpline.common.layer import LAYER_FAULTS, LAYER_SECONDS, send_in_time

LOOK_SECONDS = 5.0
# Each so many looks those who wait are told their place anew, if it is another: half a minute.
LOOKS_PER_ROUND = 6
PING_GROUP = f"chat.ping.{NAME}"


async def watch(stop: asyncio.Event) -> None:
    """Look every LOOK_SECONDS until the stop."""
    layer = get_channel_layer()
    if layer is None:
        return
    one = Watch(layer)
    await one.begin()
    while not stop.is_set():
        await one.look()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)


class Watch:
    """This process listening for its own ping."""

    def __init__(self, layer: Any) -> None:
        """Listen like a socket does, in a group of its own."""
        self._layer = SteadyLayer(layer)
        self._channel = ""
        self._pings = 0
        self._looks = 0

    async def begin(self) -> None:
        """Join the group of the pings."""
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(PING_GROUP, self._channel)

    async def look(self) -> None:
        """Make good what could not be done while the database or the layer was away."""
        await say_farewells()
        BUDGETS.forget_old(time.monotonic())
        LEFT.forget_old()
        TURNED_AWAY.forget_old()
        self._looks += 1
        if self._looks % LOOKS_PER_ROUND == 0:
            await self._tell("time.passed")
        if not HINTS.are_lost and await self._hears_itself():
            return
        HINTS.lose()
        if await self._join_again() and await self._hears_itself():
            await self._tell_who_missed(HINTS.find())
        await self._tell("catch.up")

    async def _tell(self, what: str) -> None:
        for socket in list(OPEN_SOCKETS):
            await socket.dispatch({"type": what})

    async def _join_again(self) -> bool:
        layers = [self._layer, *(socket.channel_layer for socket in list(OPEN_SOCKETS))]
        for layer in layers:
            if not await layer.join_again():
                return False
        return True

    async def _hears_itself(self) -> bool:
        self._pings += 1
        try:
            await send_in_time(PING_GROUP, {"type": "ping", "number": self._pings})
            async with asyncio.timeout(LAYER_SECONDS):
                while (await self._layer.receive(self._channel))["number"] != self._pings:
                    pass
        except LAYER_FAULTS:
            return False
        return True

    async def _tell_who_missed(self, groups: set[str]) -> None:
        """Hint to other processes' sockets that they have something to read."""
        for group in sorted(groups):
            try:
                await send_in_time(group, {"type": "catch.up"})
            except LAYER_FAULTS as fault:
                HINTS.missed |= groups
                HINTS.lose(fault)
                return
