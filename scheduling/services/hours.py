"""Changing the opening hours, with a way back from the last removal and an audit line for each change."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from helpline.staff.rules import Action
from helpline.staff.services import record
from scheduling.models import ExceptionBlock, OpeningBlock, OpeningException
from scheduling.queries.hours import load_hours
from scheduling.rules.hours import (
    Block,
    DayException,
    DayTaken,
    ExceptionName,
    NotThere,
    Stretch,
    check_no_overlap,
    check_not_over,
    day_hours,
    of_channel,
)


@transaction.atomic
def add_blocks(
    channels: Sequence[Channel],
    weekdays: Sequence[int],
    hours: Stretch,
    valid_from: date,
    valid_to: date | None,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Open each of the channels on each of the weekdays (0 is Monday) on the days [valid_from, valid_to).

    All or none: raises Overlap if one of them would share a minute with another block.
    """
    _forget_removed()
    for channel in channels:
        for weekday in weekdays:
            block = Block(channel, weekday, hours, valid_from, valid_to)
            check_no_overlap(block, _blocks_of(channel))
            row = OpeningBlock(channel=channel.value, weekday=weekday)
            _save_block(row, block, by, now)


@transaction.atomic
def change_block(
    block_id: int,
    hours: Stretch,
    valid_from: date,
    valid_to: date | None,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Give a block other minutes or other days; a `valid_to` ends it. Raises NotThere or Overlap."""
    _forget_removed()
    row = _lock_block(block_id)
    block = Block(Channel(row.channel), row.weekday, hours, valid_from, valid_to)
    check_no_overlap(block, _blocks_of(block.channel, but=block_id))
    _save_block(row, block, by, now)


@transaction.atomic
def remove_block(block_id: int, *, by: Person | None, now: datetime) -> None:
    """Take a block out of the hours; until the next change it can be put back. Raises NotThere."""
    row = _lock_block(block_id)
    _forget_removed()
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    record(by, Action.HOURS_CHANGED, f"removed {row}", now)


@transaction.atomic
def put_back_block(block_id: int, *, by: Person | None, now: datetime) -> None:
    """Undo the removal. Raises NotThere once the hours were changed again.

    Nothing can be in its way: each other change forgets what was removed before it looks for overlaps.
    """
    row = OpeningBlock.objects.select_for_update().filter(pk=block_id, removed_at__isnull=False).first()
    if row is None:
        raise NotThere
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    record(by, Action.HOURS_CHANGED, f"put back {row}", now)


@transaction.atomic
def add_exception(
    day: date,
    channel: Channel | None,
    name: ExceptionName,
    hours: Sequence[Stretch],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Replace what starts on that day, for a channel or (None) both; no hours closes.

    Raises DayTaken, or AllOver when that day is past.
    """
    _forget_removed()
    _save_exception(OpeningException(entered_at=now), day, channel, name, hours, by=by, now=now)


@transaction.atomic
def change_exception(
    exception_id: int,
    day: date,
    channel: Channel | None,
    name: ExceptionName,
    hours: Sequence[Stretch],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Change an exception; other hours count as entered now, a name does not.

    Raises NotThere, DayTaken, or AllOver when the day is past.
    """
    _forget_removed()
    row = _lock_exception(exception_id)
    if _meaning(row.to_rule()) != (day, channel, tuple(sorted(hours))):
        row.entered_at = now
    _save_exception(row, day, channel, name, hours, by=by, now=now)


@transaction.atomic
def remove_exception(exception_id: int, *, by: Person | None, now: datetime) -> None:
    """Let the weekly hours hold again on that day; the next change makes it final. Raises NotThere."""
    row = _lock_exception(exception_id)
    _forget_removed()
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    record(by, Action.EXCEPTION_CHANGED, f"removed {row}", now)


@transaction.atomic
def put_back_exception(exception_id: int, *, by: Person | None, now: datetime) -> None:
    """Undo the removal, as entered when it was. Raises NotThere once the hours were changed again."""
    row = (
        OpeningException.objects.select_for_update().filter(pk=exception_id, removed_at__isnull=False).first()
    )
    if row is None:
        raise NotThere
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    record(by, Action.EXCEPTION_CHANGED, f"put back {row}", now)


def _forget_removed() -> None:
    OpeningBlock.objects.filter(removed_at__isnull=False).delete()
    OpeningException.objects.filter(removed_at__isnull=False).delete()


def _blocks_of(channel: Channel, *, but: int | None = None) -> list[Block]:
    # Two planners who add at the same moment could still overlap: the spans merge, nothing breaks.
    rows = OpeningBlock.objects.select_for_update().filter(channel=channel.value, removed_at__isnull=True)
    return [row.to_rule() for row in rows if row.pk != but]


def _lock_block(block_id: int) -> OpeningBlock:
    row = OpeningBlock.objects.select_for_update().filter(pk=block_id, removed_at__isnull=True).first()
    if row is None:
        raise NotThere
    return row


def _lock_exception(exception_id: int) -> OpeningException:
    row = (
        OpeningException.objects.select_for_update().filter(pk=exception_id, removed_at__isnull=True).first()
    )
    if row is None:
        raise NotThere
    return row


def _save_block(row: OpeningBlock, block: Block, by: Person | None, now: datetime) -> None:
    row.start_minute, row.end_minute = block.hours.start_minute, block.hours.end_minute
    row.valid_from, row.valid_to = block.valid_from, block.valid_to
    row.save()
    record(by, Action.HOURS_CHANGED, str(row), now)


def _save_exception(
    row: OpeningException,
    day: date,
    channel: Channel | None,
    name: ExceptionName,
    hours: Iterable[Stretch],
    *,
    by: Person | None,
    now: datetime,
) -> None:
    hours = sorted(hours)
    _check_not_over(day, channel, hours, now)
    row.date, row.channel, row.name_key = day, channel.value if channel else "", name.value
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DayTaken from None
    row.blocks.all().delete()
    ExceptionBlock.objects.bulk_create(
        ExceptionBlock(exception=row, start_minute=h.start_minute, end_minute=h.end_minute) for h in hours
    )
    record(by, Action.EXCEPTION_CHANGED, str(row), now)


def _check_not_over(day: date, channel: Channel | None, hours: Iterable[Stretch], now: datetime) -> None:
    standing = load_hours(day)
    channels = Channel if channel is None else (channel,)
    as_it_is = [s for one in channels for s in day_hours(*of_channel(*standing, one), day)]
    check_not_over(day, [*hours, *as_it_is], now, AMSTERDAM)


def _meaning(exception: DayException) -> tuple[date, Channel | None, tuple[Stretch, ...]]:
    return exception.day, exception.channel, tuple(sorted(exception.hours))
