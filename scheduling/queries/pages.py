"""What pages show of the hours: the week in groups, the day's line, the planner's board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import OpeningBlock, OpeningException
from scheduling.queries.hours import load_hours, spans_of
from scheduling.rules import hours as rules
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Block, DayException
from scheduling.rules.week import ChannelWeek, ComingDay, DayLine, day_line, day_span, grouped

_CHANNELS = (Channel.PHONE, Channel.CHAT)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A weekly block with the id of its row."""

    id: int
    block: Block


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """An exception with the id of its row."""

    id: int
    exception: DayException


@dataclass(frozen=True, slots=True)
class ChannelBoard:
    """The blocks of one channel that hold now or later, Monday's first."""

    channel: Channel
    blocks: tuple[BlockRow, ...]


@dataclass(frozen=True, slots=True)
class HoursBoard:
    """All that the hours' page shows; the last two are what was removed last and can be put back."""

    today: date
    channels: tuple[ChannelBoard, ...]
    exceptions: tuple[ExceptionRow, ...]
    removed_block: BlockRow | None
    removed_exception: ExceptionRow | None


def today_line(channel: Channel | None, at: datetime, *, day: date | None = None) -> DayLine:
    """Return the line of a local day (that of `at` unless given) of one channel, or (None) of either."""
    shown = day or local_day(at, AMSTERDAM)
    hours = load_hours(shown)
    channels = _CHANNELS if channel is None else (channel,)
    spans = [span for c in channels for span in spans_of(c, *hours, day_span(shown, AMSTERDAM))]
    return day_line(rules.merged(spans), shown, at, AMSTERDAM)


def week_hours(at: datetime) -> tuple[ChannelWeek, ...]:
    """Return the weekly hours as they are in the seven days from today, once if both channels have the same.

    A weekday is the next one to come, today included, so hours that begin next week show once they are next.
    Hours for a single date show as today's only.
    """
    today = local_day(at, AMSTERDAM)
    blocks, exceptions = load_hours(today)
    phone, chat = (_week(channel, blocks, exceptions, today) for channel in _CHANNELS)
    if (phone.today, phone.groups) == (chat.today, chat.groups):
        return (ChannelWeek(_CHANNELS, phone.today_weekday, phone.today, phone.groups),)
    return phone, chat


def coming_days(at: datetime, days: int = 14) -> tuple[tuple[date, tuple[ComingDay, ...]], ...]:
    """Return what each of the coming days offers, today first, the phone before the chat."""
    today = local_day(at, AMSTERDAM)
    hours = load_hours(today)
    return tuple(_coming(today + n * _DAY, *hours) for n in range(days))


def hours_board(at: datetime) -> HoursBoard:
    """Return the planner's view: what holds today or later, and what was removed last. Three queries."""
    today = local_day(at, AMSTERDAM)
    blocks = [BlockRow(row.pk, row.to_rule()) for row in OpeningBlock.objects.filter(removed_at__isnull=True)]
    upcoming = OpeningException.objects.filter(date__gte=today).prefetch_related("blocks")
    removed_block = OpeningBlock.objects.filter(removed_at__isnull=False).first()
    removed_exception = next((row for row in upcoming if row.removed_at is not None), None)
    return HoursBoard(
        today=today,
        channels=tuple(ChannelBoard(channel, _still_held(blocks, channel, today)) for channel in _CHANNELS),
        exceptions=tuple(ExceptionRow(row.pk, row.to_rule()) for row in upcoming if row.removed_at is None),
        removed_block=_block_row(removed_block),
        removed_exception=_exception_row(removed_exception),
    )


def block_row(block_id: int) -> BlockRow | None:
    """Return a block that is not removed, or None."""
    return _block_row(OpeningBlock.objects.filter(pk=block_id, removed_at__isnull=True).first())


def exception_row(exception_id: int) -> ExceptionRow | None:
    """Return an exception that is not removed, or None."""
    return _exception_row(OpeningException.objects.filter(pk=exception_id, removed_at__isnull=True).first())


def _week(
    channel: Channel, blocks: Iterable[Block], exceptions: Iterable[DayException], today: date
) -> ChannelWeek:
    mine, those = rules.of_channel(blocks, exceptions, channel)
    weekly = [block for block in mine if block.repeats]
    next_seven = [today + n * _DAY for n in range(7)]
    by_weekday = {day.weekday(): rules.day_hours(weekly, (), day) for day in next_seven}
    return ChannelWeek(
        channels=(channel,),
        today_weekday=today.weekday(),
        today=rules.day_hours(mine, those, today),
        groups=grouped([by_weekday[n] for n in range(7)], today.weekday()),
    )


def _coming(
    day: date, blocks: list[Block], exceptions: list[DayException]
) -> tuple[date, tuple[ComingDay, ...]]:
    offers = []
    for channel in _CHANNELS:
        mine, those = rules.of_channel(blocks, exceptions, channel)
        name = next((e.name for e in those if e.day == day), None)
        offers.append(ComingDay(day, channel, rules.day_hours(mine, those, day), name))
    return day, tuple(offers)


def _still_held(rows: Iterable[BlockRow], channel: Channel, today: date) -> tuple[BlockRow, ...]:
    return tuple(
        row
        for row in rows
        if row.block.channel == channel and (row.block.valid_to is None or row.block.valid_to > today)
    )


def _block_row(row: OpeningBlock | None) -> BlockRow | None:
    return BlockRow(row.pk, row.to_rule()) if row else None


def _exception_row(row: OpeningException | None) -> ExceptionRow | None:
    return ExceptionRow(row.pk, row.to_rule()) if row else None
