"""When the helpline is open. Pure: no Django, no clock, no database.

Weekly blocks and dated exceptions are wall-clock minutes of the day they start on, spans are half-open pairs
of instants in UTC. Functions that take blocks and exceptions want those of one channel: see `of_channel`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.civil import DAY_MINUTES, instant, local_day

_DAY = timedelta(days=1)


class State(StrEnum):
    """What a help-seeker or caller meets on one channel."""

    OPEN = "open"
    UNSTAFFED = "unstaffed"
    CLOSED = "closed"


class ClosedBy(StrEnum):
    """Which kind of exception closed what the weekly hours would have opened."""

    HOLIDAY = "holiday"
    UNPLANNED = "unplanned"


class ExceptionName(StrEnum):
    """The closed list of reasons for an exception: a word for the planners, never a person's story."""

    PUBLIC_HOLIDAY = "public_holiday"
    TRAINING = "training"
    ILLNESS = "illness"
    TECHNICAL = "technical"
    OTHER = "other"


class NotThere(Exception):
    """Somebody removed that block or exception in between."""


class DayTaken(Exception):
    """That date has an exception for that channel already."""


class AllOver(Exception):
    """Nothing that the exception could change lies ahead any more."""


class Overlap(Exception):
    """The hours would share a minute with another block of the channel."""

    def __init__(self, block: "Block", other: "Block") -> None:
        """Keep the new block and the one in its way, for the sentence that names both."""
        super().__init__()
        self.block = block
        self.other = other


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Wall-clock minutes [start, end) of a day; an end past 1440 lies on the next day."""

    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The instants [start, end), in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Block:
    """Weekly opening of one channel (weekday 0 is Monday) on the days [valid_from, valid_to)."""

    channel: Channel
    weekday: int
    hours: Stretch
    valid_from: date
    valid_to: date | None = None

    @property
    def repeats(self) -> bool:
        """Return whether it can hold on more than one of its weekdays."""
        return self.valid_to is None or self.valid_to - self.valid_from > 7 * _DAY

    def starts_on(self, day: date) -> bool:
        """Return whether the weekly hours open a stretch on that day."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_to is None or day < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class DayException:
    """What replaces the blocks that start on one day, for a channel or (None) both; no hours means closed."""

    day: date
    channel: Channel | None
    name: ExceptionName
    entered_on: date
    hours: tuple[Stretch, ...] = ()

    @property
    def is_planned(self) -> bool:
        """Return whether it was entered before its day, so that people could know."""
        return self.entered_on < self.day


@dataclass(frozen=True, slots=True)
class Availability:
    """One channel at one instant. `closes_at` is None while closed, or when no end is in sight."""

    state: State
    closes_at: datetime | None = None
    next_opening: datetime | None = None
    closed_by: ClosedBy | None = None


def of_channel(
    blocks: Iterable[Block], exceptions: Iterable[DayException], channel: Channel
) -> tuple[list[Block], list[DayException]]:
    """Return the blocks and exceptions of one channel; its own exception goes before one for both."""
    mine = [e for e in exceptions if e.channel in (channel, None)]
    own_days = {e.day for e in mine if e.channel == channel}
    return (
        [b for b in blocks if b.channel == channel],
        [e for e in mine if e.channel == channel or e.day not in own_days],
    )


def day_hours(blocks: Iterable[Block], exceptions: Iterable[DayException], day: date) -> tuple[Stretch, ...]:
    """Return the stretches that start on that day, in order; touching ones are one."""
    for exception in exceptions:
        if exception.day == day:
            return tuple(_merged_stretches(exception.hours))
    return tuple(_merged_stretches(b.hours for b in blocks if b.starts_on(day)))


def open_spans(
    blocks: Sequence[Block], exceptions: Sequence[DayException], window: Span, zone: ZoneInfo
) -> list[Span]:
    """Return when it is open inside the window, in order, cut at its edges; touching spans are one.

    A stretch whose minutes all fall into the spring jump has no length and gives no span.
    """
    # A stretch starts before 24:00 of its day and lasts a day at most: nothing older reaches into the window.
    day = local_day(window.start, zone) - 2 * _DAY
    last = local_day(window.end, zone)
    spans: list[Span] = []
    while day <= last:
        for hours in day_hours(blocks, exceptions, day):
            start = max(instant(day, hours.start_minute, zone), window.start)
            end = min(instant(day, hours.end_minute, zone), window.end)
            if start < end:
                spans.append(Span(start, end))
        day += _DAY
    return merged(spans)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the same instants as spans in order that neither overlap nor touch."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def span_at(spans: Iterable[Span], at: datetime) -> Span | None:
    """Return the span that holds the instant, or None while closed."""
    return next((span for span in spans if span.start <= at < span.end), None)


def next_opening(spans: Iterable[Span], after: datetime) -> datetime | None:
    """Return the first start later than `after` among merged spans, or None if there is none."""
    return min((span.start for span in spans if span.start > after), default=None)


def closed_by(
    blocks: Sequence[Block], exceptions: Sequence[DayException], at: datetime, zone: ZoneInfo
) -> ClosedBy | None:
    """Return which kind of exception closes this instant, or None if it is open or the weekly hours close it.

    Open as the hours stood that morning, before today's exceptions, is UNPLANNED: people could not know.
    """
    window = Span(at, at + timedelta(minutes=1))

    def is_open(those: Sequence[DayException]) -> bool:
        return span_at(open_spans(blocks, those, window, zone), at) is not None

    if is_open(exceptions) or not is_open(()):
        return None
    return ClosedBy.UNPLANNED if is_open([e for e in exceptions if e.is_planned]) else ClosedBy.HOLIDAY


def availability(open_: Sequence[Span], at: datetime, *, horizon: datetime, is_staffed: bool) -> Availability:
    """Return the state at an instant, from merged spans that reach to the horizon; without `closed_by`."""
    now_open = span_at(open_, at)
    opens = next_opening(open_, at)
    if now_open is None:
        return Availability(State.CLOSED, next_opening=opens)
    closes = now_open.end if now_open.end < horizon else None
    return Availability(State.OPEN if is_staffed else State.UNSTAFFED, closes_at=closes, next_opening=opens)


def check_not_over(day: date, stretches: Iterable[Stretch], now: datetime, zone: ZoneInfo) -> None:
    """Raise AllOver if the day is past and each of its stretches, also one that reaches over midnight, has ended."""
    if day < local_day(now, zone) and all(instant(day, s.end_minute, zone) <= now for s in stretches):
        raise AllOver


def first_loss(before: Iterable[Span], after: Sequence[Span]) -> datetime | None:
    """Return the first instant that is open before and not after, or None; both in order, as merged() makes them."""
    for span in before:
        at = span.start
        for other in after:
            if other.start <= at < other.end:
                at = other.end
        if at < span.end:
            return at
    return None


def overlapping(block: Block, others: Iterable[Block]) -> Block | None:
    """Return the first other block of the channel that is open at the same time on some date, or None.

    Blocks of neighbouring days count too, when one reaches over midnight; touching is no overlap.
    """
    for other in others:
        if other.channel == block.channel and any(_meet(block, other, shift) for shift in (-1, 0, 1)):
            return other
    return None


def check_no_overlap(block: Block, others: Iterable[Block]) -> None:
    """Raise Overlap if another block of the channel is in the way."""
    other = overlapping(block, others)
    if other is not None:
        raise Overlap(block, other)


def uncovered(wanted: Stretch, taken: Iterable[Stretch]) -> list[Stretch]:
    """Return the parts of `wanted` that no taken stretch covers, in order; all in minutes of one day."""
    parts: list[Stretch] = []
    start = wanted.start_minute
    for stretch in sorted(taken):
        if start < min(stretch.start_minute, wanted.end_minute):
            parts.append(Stretch(start, min(stretch.start_minute, wanted.end_minute)))
        start = max(start, stretch.end_minute)
    if start < wanted.end_minute:
        parts.append(Stretch(start, wanted.end_minute))
    return parts


def hours_around(blocks: Iterable[Block], exceptions: Iterable[DayException], day: date) -> list[Stretch]:
    """Return what opens the day before, on the day and the day after, in minutes of the day: some are negative."""
    blocks, exceptions = list(blocks), list(exceptions)
    return [
        Stretch(hours.start_minute + shift * DAY_MINUTES, hours.end_minute + shift * DAY_MINUTES)
        for shift in (-1, 0, 1)
        for hours in day_hours(blocks, exceptions, day + shift * _DAY)
    ]


def outside_hours(
    wanted: Stretch,
    day: date,
    channels: Iterable[Channel],
    blocks: Sequence[Block],
    exceptions: Sequence[DayException],
) -> list[Stretch]:
    """Return the parts of a stretch of that day in which none of the channels is open, in order."""
    mine = (of_channel(blocks, exceptions, channel) for channel in channels)
    return uncovered(wanted, [open_ for those in mine for open_ in hours_around(*those, day)])


def stretches_overlap(stretches: Iterable[Stretch]) -> bool:
    """Return whether two of the stretches of one day share a minute."""
    ordered = sorted(stretches)
    return any(later.start_minute < earlier.end_minute for earlier, later in pairwise(ordered))


def _meet(block: Block, other: Block, shift: int) -> bool:
    """Return whether `other`, starting `shift` days after `block`, shares a minute with it on some date."""
    moved = shift * DAY_MINUTES
    if (block.weekday + shift) % 7 != other.weekday:
        return False
    if (
        other.hours.start_minute + moved >= block.hours.end_minute
        or block.hours.start_minute >= other.hours.end_minute + moved
    ):
        return False
    day = max(block.valid_from, other.valid_from - shift * _DAY)
    day += timedelta(days=(block.weekday - day.weekday()) % 7)
    return block.starts_on(day) and other.starts_on(day + shift * _DAY)


def _merged_stretches(stretches: Iterable[Stretch]) -> list[Stretch]:
    result: list[Stretch] = []
    for stretch in sorted(stretches):
        if result and stretch.start_minute <= result[-1].end_minute:
            end = max(result[-1].end_minute, stretch.end_minute)
            result[-1] = Stretch(result[-1].start_minute, end)
        else:
            result.append(stretch)
    return result
