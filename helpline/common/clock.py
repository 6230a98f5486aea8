"""The one clock. Everything below a view or consumer takes its time as an argument."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# The law, the opening hours and the people are in one zone; storage is in UTC.
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)
