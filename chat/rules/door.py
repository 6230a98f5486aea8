"""What the public page says first: is somebody there, and on which of the two ways. Pure.

Nothing here is a number of people who wait: the public learns words, and busy or full on ten-minute marks only.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from scheduling.rules.hours import Availability, State
from scheduling.rules.public_queue import QueueState


class Headline(StrEnum):
    """The state of the house in one word."""

    OPEN = "open"
    CHAT_ONLY = "chat_only"
    PHONE_ONLY = "phone_only"
    FULL = "full"
    UNSTAFFED = "unstaffed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Way:
    """One way in: can it be taken now and until when, and if not, when again (None: nobody knows)."""

    is_open: bool
    opens: datetime | None
    closes: datetime | None


@dataclass(frozen=True)
class Door:
    """All that the page says of now; `phone` is None for a helpline without a telephone line.

    `closes_at` is when the last way closes that is open; when none is, until when somebody should be there.
    `someone_is_there` is whether the lamp is lit: somebody is known to be on duty, if only the queue is full. Of a
    line that is run elsewhere only the hours are known.
    """

    headline: Headline
    chat: Way
    phone: Way | None
    closes_at: datetime | None
    opens: datetime | None
    is_busy: bool
    closes_soon: bool
    someone_is_there: bool

    @property
    def is_open(self) -> bool:
        """Return whether one of the ways is open, if only the chat's queue is full."""
        return self.headline not in {Headline.UNSTAFFED, Headline.CLOSED}


def until_ready(found: Availability, *, is_ready: bool) -> Availability:
    """Return a channel's state; closed, with no opening known, as long as the charity is not ready.

    It is ready once its words on the limits of confidentiality stand in each language (a demo has a sample).
    """
    return found if is_ready else Availability(State.CLOSED)


def line_state(ours: Availability, *, is_run_elsewhere: bool) -> Availability:
    """Return the telephone's state: a line that is run elsewhere has our hours, and its own people, unknown to us."""
    if is_run_elsewhere and ours.state is State.UNSTAFFED:
        return replace(ours, state=State.OPEN)
    return ours


def door(
    chat: Availability,
    phone: Availability | None,
    queue: QueueState,
    *,
    now: datetime,
    closing_soon: timedelta,
    phone_is_run_elsewhere: bool,
) -> Door:
    """Return the door from each channel's availability and the chat's public queue."""
    someone_is_there = State.OPEN in {one.state for one in (chat, phone) if one}
    phone = line_state(phone, is_run_elsewhere=phone_is_run_elsewhere) if phone else None
    is_full = chat.state is State.OPEN and queue is QueueState.FULL
    chat_way = _way(chat, is_full=is_full)
    phone_way = _way(phone) if phone else None
    known = [one for one in (chat, phone) if one]
    staffed = [one for one in known if one.state is State.OPEN] or known
    ends = [one.closes_at for one in staffed if one.closes_at]
    openings = [one.next_opening for one in known if one.next_opening]
    return Door(
        headline=_headline(chat_way, phone_way, known, is_full=is_full),
        chat=chat_way,
        phone=phone_way,
        closes_at=max(ends, default=None),
        opens=min(openings, default=None),
        is_busy=chat_way.is_open and queue is QueueState.BUSY,
        closes_soon=chat_way.is_open and chat.closes_at is not None and chat.closes_at - now <= closing_soon,
        someone_is_there=someone_is_there,
    )


def _way(channel: Availability, *, is_full: bool = False) -> Way:
    return Way(channel.state is State.OPEN and not is_full, channel.next_opening, channel.closes_at)


def _headline(chat: Way, phone: Way | None, known: list[Availability], *, is_full: bool) -> Headline:
    if is_full:
        return Headline.FULL
    if chat.is_open:
        return Headline.OPEN if phone is None or phone.is_open else Headline.CHAT_ONLY
    if phone and phone.is_open:
        return Headline.PHONE_ONLY
    if any(one.state is State.UNSTAFFED for one in known):
        return Headline.UNSTAFFED
    return Headline.CLOSED
