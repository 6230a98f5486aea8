"""The server's half of the split keep: in memory or Redis without persistence, never in a database or a backup."""

import structlog
from django.core.cache import caches
from redis.exceptions import RedisError

# Renewed while the conversation lives; what could not be dropped because Redis was away goes by itself.
LIFE_SECONDS = 30 * 60
log = structlog.get_logger()


def put(conv: str, share: str) -> None:
    """Keep one half (43 characters of base64url, 32 bytes).

    A Redis that is away keeps none; the open page brings it anew.
    """
    try:
        caches["shares"].set(conv, share, timeout=LIFE_SECONDS)
    except RedisError as fault:
        log.warning("share_not_kept", exception=type(fault).__name__)


def get(conv: str) -> str | None:
    """Return the half, or None when this server does not have it (any more).

    Raises RedisError while Redis is away: then nobody knows, and the page has to ask again.
    """
    found: str | None = caches["shares"].get(conv)
    return found


def renew(conv: str) -> None:
    """Keep the half of a conversation that lives for another LIFE_SECONDS."""
    caches["shares"].touch(conv, timeout=LIFE_SECONDS)


def drop(conv: str) -> None:
    """Forget the half: what the help-seeker's tab keeps is dead from now on."""
    try:
        caches["shares"].delete(conv)
    except RedisError as fault:
        log.warning("share_not_dropped", exception=type(fault).__name__)
