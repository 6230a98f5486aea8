"""Sending over the channel layer: a hint, in time or not at all."""

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

# What a layer that is away raises; a timeout is an OSError.
LAYER_FAULTS = (RedisError, OSError)
# A layer that hangs must not hold up the thread that all sockets share.
LAYER_SECONDS = 1.0


async def send_in_time(group: str, event: dict[str, Any]) -> None:
    """Send to a group, or raise one of LAYER_FAULTS within LAYER_SECONDS."""
    layer = get_channel_layer()
    if layer is not None:
        async with asyncio.timeout(LAYER_SECONDS):
            await layer.group_send(group, event)


def send_now(group: str, event: dict[str, Any]) -> None:
    """Send to a group from code that is not async, with the same faults."""
    async_to_sync(send_in_time)(group, event)
