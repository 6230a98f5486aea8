"""Pushes to open pages. A push is a hint; the database is the truth, and a page that missed one reads again."""

from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from helpline.logs import place_of

QUEUE_GROUP = "chat.queue"
log = structlog.get_logger()


def help_seeker_group(conv: str) -> str:
    """Return the group of the one help-seeker's page of a conversation."""
    return f"chat.help.{conv}"


def console_group(person_id: int) -> str:
    """Return the group of one counsellor's console."""
    return f"chat.console.{person_id}"


def tell_help_seeker(conv: str, frame: dict[str, Any]) -> None:
    """Push one frame to the help-seeker's page."""
    _send(help_seeker_group(conv), {"type": "push", "frame": frame})


def tell_console(person_id: int | None, frame: dict[str, Any]) -> None:
    """Push one frame to a counsellor's console; nobody's console gets nothing."""
    if person_id is not None:
        _send(console_group(person_id), {"type": "push", "frame": frame})


def take_over_help_seeker(conv: str, socket: str) -> None:
    """Tell every page of a conversation but the one on `socket` that it was taken over."""
    _send(help_seeker_group(conv), {"type": "take.over", "socket": socket})


def take_over_console(person_id: int, socket: str) -> None:
    """Tell every console of a person but the one on `socket` that it was taken over."""
    _send(console_group(person_id), {"type": "take.over", "socket": socket})


def queue_changed() -> None:
    """Hint to every page that waits and every console that the queue is another."""
    _send(QUEUE_GROUP, {"type": "queue.changed"})


def _send(group: str, event: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group, event)
    except (RedisError, OSError, ChannelFull) as fault:
        # The change is committed; pages read it from their cursor when the layer is back.
        log.warning("layer_unreachable", exception=type(fault).__name__, place=place_of(fault.__traceback__))
