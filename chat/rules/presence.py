"""When a counsellor's page that went counts as gone: one that is only loaded again is back before that. Pure."""

from datetime import datetime, timedelta

GONE_AFTER = timedelta(seconds=10)


def gone_in(lost_at: datetime | None, now: datetime) -> float | None:
    """Return in how many seconds a page lost then counts as gone: 0 if it does, None if it was not lost."""
    if lost_at is None:
        return None
    return max(0.0, (lost_at + GONE_AFTER - now).total_seconds())


def is_there(lost_at: datetime | None, now: datetime) -> bool:
    """Return whether a page counts as there: not lost, or only just."""
    return gone_in(lost_at, now) != 0
