"""The demo's opening hours: a sample week, and a block around now so that a chat can be tried at once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import OpeningBlock
from scheduling.queries.hours import load_hours
from scheduling.rules.civil import DAY_MINUTES, local_day
from scheduling.rules.hours import Block, Stretch, hours_around, of_channel, uncovered

_WORKDAY: Final = (Stretch(10 * 60, 17 * 60), Stretch(19 * 60, 22 * 60 + 30))
_WEEKEND: Final = (Stretch(13 * 60, 17 * 60), Stretch(19 * 60, 22 * 60))
_DAY: Final = timedelta(days=1)


@transaction.atomic
def seed_demo_hours(now: datetime) -> None:
    """Give each channel without weekly hours the demo's; hours that somebody entered stay as they are."""
    today = local_day(now, AMSTERDAM)
    for channel in Channel:
        if OpeningBlock.objects.filter(channel=channel.value).exists():
            continue
        _save(
            Block(channel, weekday, hours, today - 7 * _DAY)
            for weekday in range(7)
            for hours in (_WORKDAY if weekday < 5 else _WEEKEND)
        )


@transaction.atomic
def open_now(now: datetime, hours: int = 4) -> None:
    """Open both channels from the full hour before `now` until `hours` later, beside the demo's week.

    What is open already stays as it is: a second call adds nothing. An exception for today still holds.
    """
    seed_demo_hours(now)
    local = now.astimezone(AMSTERDAM)
    start = local.hour * 60
    around = Stretch(start, start + (hours + 1) * 60)
    blocks, exceptions = load_hours(local.date())
    for channel in Channel:
        mine, _ = of_channel(blocks, exceptions, channel)
        free = uncovered(around, hours_around(mine, (), local.date()))
        _save(_one_day(channel, local.date(), part) for part in free)


def _one_day(channel: Channel, day: date, part: Stretch) -> Block:
    shift, start = divmod(part.start_minute, DAY_MINUTES)
    on = day + shift * _DAY
    hours = Stretch(start, part.end_minute - shift * DAY_MINUTES)
    return Block(channel, on.weekday(), hours, on, on + _DAY)


def _save(blocks: Iterable[Block]) -> None:
    OpeningBlock.objects.bulk_create(
        OpeningBlock(
            channel=block.channel.value,
            weekday=block.weekday,
            start_minute=block.hours.start_minute,
            end_minute=block.hours.end_minute,
            valid_from=block.valid_from,
            valid_to=block.valid_to,
        )
        for block in blocks
    )
