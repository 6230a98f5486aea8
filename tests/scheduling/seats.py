"""What several tests of this package start from."""

from datetime import UTC, date, datetime

from helpline.common.channel import Channel
from scheduling.models import OpeningBlock

CHAT, PHONE = Channel.CHAT, Channel.PHONE
# A Monday evening: 20:00 in Amsterdam, inside the block that `open_evening` makes.
NOW = datetime(2027, 2, 1, 19, tzinfo=UTC)
SINCE = date(2026, 1, 1)


def at(hour: int, minute: int = 0, *, day: int = 1) -> datetime:
    """Return an instant of February 2027, in UTC."""
    return datetime(2027, 2, day, hour, minute, tzinfo=UTC)


def open_evening(channel: Channel = CHAT, *, weekday: int = 0) -> OpeningBlock:
    """Open one evening a week from 19:00 to 22:00."""
    return OpeningBlock.objects.create(
        channel=channel.value, weekday=weekday, start_minute=1140, end_minute=1320, valid_from=SINCE
    )
