"""Pushes to open pages. A push is a hint; the database is the truth, and a page that missed one reads again."""

from typing import Any

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from helpline.common.faults import place_of
from helpline.common.layer import LAYER_FAULTS, LAYER_SECONDS, send_now

QUEUE_GROUP = "chat.queue"
log = structlog.get_logger()


class Hints:
    """Whether hints get through, as far as this process knows, and which groups missed one.

    While they do not, none is sent; chat.consumers.watch reads to the open pages instead, and finds the layer again.
    """

    def __init__(self) -> None:
        """Begin by trusting the layer."""
        self.are_lost = False
        self.missed: set[str] = set()

    def lose(self, fault: BaseException | None = None) -> None:
        """Remember that the layer does not carry hints; logged once."""
        if not self.are_lost:
            self.are_lost = True
            log.warning(
                "layer_away",
                exception=type(fault).__name__ if fault else None,
                place=place_of(fault.__traceback__) if fault else None,
            )

    def find(self) -> set[str]:
        """Trust the layer again; return the groups that missed a hint meanwhile."""
        self.are_lost = False
        log.info("layer_back")
        missed, self.missed = self.missed, set()
        return missed


HINTS = Hints()


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


def forget_help_seeker(conv: str) -> None:
    """Remove what Redis may keep of a conversation's group: a server that was killed left its page in it, by time."""
    if not settings.REDIS_URL:
        return
    try:
        with _redis() as redis:
            redis.delete(_group_key(conv))
    except RedisError as fault:
        log.warning("group_not_removed", exception=type(fault).__name__)


def is_group_kept(conv: str) -> bool:
    """Return whether Redis holds the group of a conversation's page; raises RedisError while it is away."""
    if not settings.REDIS_URL:
        return False
    with _redis() as redis:
        return bool(redis.exists(_group_key(conv)))


def take_over_help_seeker(conv: str, socket: str) -> None:
    """Tell every page of a conversation but the one on `socket` that it was taken over."""
    _send(help_seeker_group(conv), {"type": "take.over", "socket": socket})


def take_over_console(person_id: int, socket: str) -> None:
    """Tell every console of a person but the one on `socket` that it was taken over."""
    _send(console_group(person_id), {"type": "take.over", "socket": socket})


def queue_changed() -> None:
    """Hint to every page that waits and every console that the queue is another."""
    _send(QUEUE_GROUP, {"type": "queue.changed"})


def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=LAYER_SECONDS, socket_connect_timeout=LAYER_SECONDS
    )


def _group_key(conv: str) -> str:
    # As channels_redis spells it, with its default prefix.
    return f"asgi:group:{help_seeker_group(conv)}"


def _send(group: str, event: dict[str, Any]) -> None:
    if HINTS.are_lost:
        HINTS.missed.add(group)
        return
    try:
        send_now(group, event)
    except LAYER_FAULTS as fault:
        # The change is committed; pages read it from their cursor until the layer is back.
        HINTS.missed.add(group)
        HINTS.lose(fault)
