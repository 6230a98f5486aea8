"""What several tests of this package start from."""

from datetime import UTC, date, datetime

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import OpeningBlock
from scheduling.queries.hours import load_hours, spans_of
from scheduling.rules.hours import Span
from scheduling.rules.week import day_span

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


def spans_on(channel: Channel, day: date) -> list[Span]:
    """Return when the channel is open on that local day, last night's tail included, cut at midnight."""
    return list(spans_of(channel, *load_hours(day), day_span(day, AMSTERDAM)))
