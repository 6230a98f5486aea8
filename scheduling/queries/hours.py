"""Whether a channel is open, and when: the hours' rows turned into spans."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import OpeningBlock, OpeningException
from scheduling.queries.duty import on_duty
from scheduling.queries.turns import on_call
from scheduling.rules import hours as rules
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Availability, Block, DayException, Span, State

# Most answers lie in the first weeks; only a helpline that is closed for longer is searched a year ahead.
_NEAR: Final = timedelta(days=15)
_FAR: Final = timedelta(days=400)
_BEFORE: Final = timedelta(days=2)


def availability(channel: Channel, at: datetime) -> Availability:
    """Return whether the channel is open, unstaffed or closed, and until when; six queries at most."""
    return availabilities(at, [channel])[channel]


def availabilities(at: datetime, channels: Iterable[Channel] = Channel) -> dict[Channel, Availability]:
    """Return several channels, reading the hours once: three queries, and two or three for each open channel."""
    blocks, exceptions = load_hours(local_day(at, AMSTERDAM))
    return {channel: _availability(channel, blocks, exceptions, at) for channel in channels}


def load_hours(since: date) -> tuple[list[Block], list[DayException]]:
    """Return all hours in force that can still open something on or after that day. Three queries at most."""
    earliest = since - _BEFORE
    blocks = OpeningBlock.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=earliest), removed_at__isnull=True
    )
    exceptions = OpeningException.objects.filter(date__gte=earliest, removed_at__isnull=True)
    return [b.to_rule() for b in blocks], [e.to_rule() for e in exceptions.prefetch_related("blocks")]


def spans_of(
    channel: Channel, blocks: Iterable[Block], exceptions: Iterable[DayException], window: Span
) -> list[Span]:
    """Return when one channel is open inside the window, from the hours of all channels."""
    mine = rules.of_channel(blocks, exceptions, channel)
    return rules.open_spans(*mine, window, AMSTERDAM)


def _availability(
    channel: Channel, blocks: list[Block], exceptions: list[DayException], at: datetime
) -> Availability:
    mine = rules.of_channel(blocks, exceptions, channel)
    window = Span(at, at + _NEAR)
    open_ = rules.open_spans(*mine, window, AMSTERDAM)
    if rules.next_opening(open_, at) is None:
        window = Span(at, at + _FAR)
        open_ = rules.open_spans(*mine, window, AMSTERDAM)
    is_staffed = rules.span_at(open_, at) is not None and _is_staffed(channel, at)
    found = rules.availability(open_, at, horizon=window.end, is_staffed=is_staffed)
    if found.state is not State.CLOSED:
        return found
    return Availability(State.CLOSED, None, found.next_opening, rules.closed_by(*mine, at, AMSTERDAM))


def _is_staffed(channel: Channel, at: datetime) -> bool:
    # Who is on call is rung when nobody on duty answers; a chat waits for somebody who is there.
    return bool(on_duty(channel, at) or (channel is Channel.PHONE and on_call(at)))
