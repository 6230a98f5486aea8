"""The server's half of the split keep: in memory or Redis without persistence, never in a database or a backup."""

from django.core.cache import caches


def put(conv: str, share: str) -> None:
    """Keep one half (43 characters of base64url, 32 bytes) until drop()."""
    caches["shares"].set(conv, share, timeout=None)


def get(conv: str) -> str | None:
    """Return the half, or None when this server does not have it (any more)."""
    found: str | None = caches["shares"].get(conv)
    return found


def drop(conv: str) -> None:
    """Forget the half: what the help-seeker's tab keeps is dead from now on."""
    caches["shares"].delete(conv)
