"""Reads what the public page says of now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from chat.rules.door import Door, Headline, door
from helpline.charity.queries import is_ready_to_open, limits
from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.metrics.queries import quieter
from scheduling.queries import availabilities, public_queue, today_line
from scheduling.rules.hours import Availability, State
from scheduling.rules.week import DayLine


@dataclass(frozen=True)
class QuietHour:
    """An hour of the week in which fewer people come: weekday (0 is Monday) and minute of the day."""

    weekday: int
    minute: int


def door_now(now: datetime) -> Door:
    """Return the door; without the words on the limits of confidentiality production stays closed."""
    found = availabilities(now)
    if not (settings.DEMO or is_ready_to_open()):
        found = dict.fromkeys(found, Availability(State.CLOSED))
    return door(
        found[Channel.CHAT],
        _line(found[Channel.PHONE]) if settings.PHONE_DISPLAY else None,
        public_queue(Channel.CHAT, now),
        now=now,
        closing_soon=timedelta(minutes=limits().closing_soon_minutes),
    )


def _line(ours: Availability) -> Availability:
    """Return the telephone's state: a line that is run elsewhere has our hours, and its own people, unknown to us."""
    if settings.PHONE_IS_RUN_ELSEWHERE and ours.state is State.UNSTAFFED:
        return replace(ours, state=State.OPEN)
    return ours


def line_of(shown: Door, now: datetime) -> DayLine | None:
    """Return today's line while somebody is there, else that of the next day somebody will be.

    None when no such day is known, or when it is today: a solid line would say that somebody is there now.
    """
    channel = None if settings.PHONE_DISPLAY else Channel.CHAT
    today = now.astimezone(AMSTERDAM).date()
    if shown.someone_is_there:
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
