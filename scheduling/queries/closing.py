"""Whom an exception for today would meet: those who wait, and contacts that run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import Engagement
from scheduling.queries.hours import load_hours, spans_of
from scheduling.queries.queue import queue_lengths
from scheduling.rules import hours as rules
from scheduling.rules.civil import DAY_MINUTES, instant, local_day
from scheduling.rules.hours import DayException, ExceptionName, Span, Stretch


@dataclass(frozen=True, slots=True)
class Closing:
    """A channel that would close at an instant, and how many wait and are helped there now."""

    channel: Channel
    at: datetime
    waiting: int
    running: int


def closings(
    day: date,
    channel: Channel | None,
    hours: Sequence[Stretch],
    now: datetime,
    *,
    instead_of: DayException | None = None,
) -> list[Closing]:
    """Return each channel with somebody on it that these hours for a day (none: closed) would close early.

    Only a day that has begun: later ones meet nobody yet. `instead_of`: the exception that is being changed.
    """
    if day > local_day(now, AMSTERDAM):
        return []
    people = [one for one in _people_on(Channel if channel is None else [channel]) if one[1] or one[2]]
    if not people:
        return []
    window = Span(now, max(now, instant(day, 2 * DAY_MINUTES, AMSTERDAM)))
    blocks, exceptions = load_hours(day)
    name = instead_of.name if instead_of else ExceptionName.OTHER
    new = DayException(day, channel, name, local_day(now, AMSTERDAM), tuple(sorted(hours)))
    changed = [new, *(one for one in exceptions if one != instead_of)]
    found = []
    for one, waiting, running in people:
        at = rules.first_loss(
            spans_of(one, blocks, exceptions, window), spans_of(one, blocks, changed, window)
        )
        if at is not None:
            found.append(Closing(one, at, waiting, running))
    return found


def _people_on(channels: Sequence[Channel] | type[Channel]) -> list[tuple[Channel, int, int]]:
    """Return how many wait and are helped on each of the channels. Two queries."""
    waiting = queue_lengths()
    sums = Engagement.objects.values_list("channel").annotate(held=Sum("n")).order_by()
    running = dict(sums)
    return [(channel, waiting[channel], running.get(channel.value, 0)) for channel in channels]
