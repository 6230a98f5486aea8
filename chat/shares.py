"""The server's half of the split keep: in memory or Redis without persistence, never in a database or a backup."""

import time

import structlog
from django.conf import settings
from django.core.cache import caches
from redis import Redis
from redis.exceptions import RedisError

# Renewed while the conversation lives. What could not be dropped because Redis was away, a sweep drops within minutes
# of its return; this is the last resort.
LIFE_SECONDS = 30 * 60
REDIS_SECONDS = 1
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


def lying() -> dict[str, float]:
    """Return each conversation of which a half lies here, alive or gone, with the seconds since it was last kept.

    Asks the store itself, not the database. Raises RedisError while Redis is away.
    """
    prefix = caches["shares"].make_key("")
    left = _left_in_redis(prefix) if settings.REDIS_URL else _left_in_memory()
    return {key.removeprefix(prefix): LIFE_SECONDS - seconds for key, seconds in left.items()}


def _left_in_redis(prefix: str) -> dict[str, float]:
    """Return the seconds that each half has left; one that went while we looked has none."""
    with Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        decode_responses=True,
    ) as redis:
        return {key: redis.pttl(key) / 1000 for key in redis.scan_iter(match=f"{prefix}*", count=1_000)}


def _left_in_memory() -> dict[str, float]:
    # Django's own list, which also holds what has run out and was not asked for since.
    ends: dict[str, float] = vars(caches["shares"])["_expire_info"]
    return {key: at - time.time() for key, at in dict(ends).items()}
