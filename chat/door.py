"""Whether the door is open, and what the public page says of now. Read-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from chat.rules.door import Door, Headline, door, until_ready
from helpline.charity.queries import is_ready_to_open, limits
from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.metrics.queries import quieter
from scheduling.queries import availabilities, public_queue, today_line
from scheduling.rules.hours import Availability
from scheduling.rules.week import DayLine


@dataclass(frozen=True)
class QuietHour:
    """An hour of the week in which fewer people come: weekday (0 is Monday) and minute of the day."""

    weekday: int
    minute: int


def chat_now(now: datetime) -> Availability:
    """Return what somebody who wants to chat meets now: for a start and a knock what door_now() is for the pages."""
    return _states(now, [Channel.CHAT])[Channel.CHAT]


def door_now(now: datetime) -> Door:
    """Return all that the public page says of now."""
    found = _states(now, Channel)
    return door(
        found[Channel.CHAT],
        found[Channel.PHONE] if settings.PHONE_DISPLAY else None,
        public_queue(Channel.CHAT, now),
        now=now,
        closing_soon=timedelta(minutes=limits().closing_soon_minutes),
        phone_is_run_elsewhere=settings.PHONE_IS_RUN_ELSEWHERE,
    )


def line_of(shown: Door, now: datetime) -> DayLine | None:
    """Return today's line while a way is open, else that of the next day somebody will be.

    None when no such day is known, or when it is today: a solid line would say that a way is open now.
    """
    channel = None if settings.PHONE_DISPLAY else Channel.CHAT
    today = now.astimezone(AMSTERDAM).date()
    if shown.is_open:
        return today_line(channel, now)
    day = shown.opens.astimezone(AMSTERDAM).date() if shown.opens else today
    if day == today and (shown.headline is Headline.UNSTAFFED or shown.opens is None):
        return None
    return today_line(channel, now, day=day)


def quiet_hours(shown: Door, now: datetime) -> tuple[QuietHour, ...]:
    """Return when the chat is usually quieter, if it is full now and enough is known."""
    if shown.headline is not Headline.FULL:
        return ()
    found = quieter(Channel.CHAT, now.astimezone(AMSTERDAM).date()) or ()
    return tuple(QuietHour(weekday, hour * 60) for weekday, hour in found)


def _states(now: datetime, channels: Iterable[Channel]) -> dict[Channel, Availability]:
    is_ready = settings.DEMO or is_ready_to_open()
    return {
        channel: until_ready(found, is_ready=is_ready)
        for channel, found in availabilities(now, channels).items()
    }
