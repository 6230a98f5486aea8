"""The channel layer as one socket sees it: it may go away and come back, and the socket lives on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from chat.broadcast import HINTS
from helpline.common.layer import LAYER_FAULTS, LAYER_SECONDS

RETRY_SECONDS = 1.0


class SteadyLayer:
    """One socket's way to the layer. It remembers the socket's groups, for a layer that comes back without them."""

    __slots__ = ("_channel", "_groups", "_layer")

    def __init__(self, layer: Any) -> None:
        """Wrap the layer of the process."""
        self._layer = layer
        self._channel = ""
        self._groups: tuple[str, ...] = ()

    async def new_channel(self) -> str:
        """Return the one channel that this socket hears."""
        self._channel = await self._layer.new_channel()
        return self._channel

    async def receive(self, channel: str) -> dict[str, Any]:
        """Return the next event, waiting for a layer that is away."""
        while True:
            try:
                event: dict[str, Any] = await self._layer.receive(channel)
            except LAYER_FAULTS as fault:
                HINTS.lose(fault)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return event

    async def group_add(self, group: str, channel: str) -> None:
        """Join, at once or as soon as the layer is back."""
        self._groups = (*self._without(group), group)
        if not HINTS.are_lost:
            await self._in_time(self._layer.group_add, group, channel)

    async def group_discard(self, group: str, channel: str) -> None:
        """Leave; a layer that is away forgets by itself."""
        self._groups = self._without(group)
        await self._in_time(self._layer.group_discard, group, channel)

    async def join_again(self) -> bool:
        """Join every group once more; False if the layer is still away."""
        for group in self._groups:
            if not await self._in_time(self._layer.group_add, group, self._channel):
                return False
        return True

    def _without(self, group: str) -> tuple[str, ...]:
        return tuple(one for one in self._groups if one != group)

    async def _in_time(self, call: Callable[[str, str], Awaitable[None]], group: str, channel: str) -> bool:
        try:
            async with asyncio.timeout(LAYER_SECONDS):
                await call(group, channel)
        except LAYER_FAULTS as fault:
            HINTS.lose(fault)
            return False
        return True
