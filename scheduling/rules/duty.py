"""Who is on duty and how much each can take. Pure: no Django, no clock, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from helpline.common.channel import Channel
from scheduling.rules.hours import Span

# A check-in that nobody ended: nobody works longer than this.
LONGEST_DUTY = timedelta(hours=12)


class DutyState(StrEnum):
    """Whether somebody takes contacts now."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"
    NOT_ANSWERING = "not_answering"


class DutyEvent(StrEnum):
    """What changes it: four acts of the person, two observations, and the end that comes by itself."""

    CHECK_IN = "check_in"
    PAUSE = "pause"
    RESUME = "resume"
    CHECK_OUT = "check_out"
    FELL_SILENT = "fell_silent"
    ANSWERED = "answered"
    END = "end"


class NoChannel(Exception):
    """Checking in needs at least one channel."""


class NotOnDuty(Exception):
    """The act needs somebody who is on duty for that channel."""


class NoCapacity(Exception):
    """The person is on duty but cannot take another contact now."""


# The only place that decides. Doing an act twice is no error: a double click must not frighten anybody.
TRANSITIONS: Final[Mapping[tuple[DutyState, DutyEvent], DutyState]] = {
    (DutyState.OFF, DutyEvent.CHECK_IN): DutyState.ON,
    (DutyState.OFF, DutyEvent.CHECK_OUT): DutyState.OFF,
    (DutyState.OFF, DutyEvent.FELL_SILENT): DutyState.OFF,
    (DutyState.OFF, DutyEvent.ANSWERED): DutyState.OFF,
    (DutyState.OFF, DutyEvent.END): DutyState.OFF,
    (DutyState.ON, DutyEvent.CHECK_IN): DutyState.ON,
    (DutyState.ON, DutyEvent.PAUSE): DutyState.PAUSED,
    (DutyState.ON, DutyEvent.RESUME): DutyState.ON,
    (DutyState.ON, DutyEvent.CHECK_OUT): DutyState.OFF,
    (DutyState.ON, DutyEvent.FELL_SILENT): DutyState.NOT_ANSWERING,
    (DutyState.ON, DutyEvent.ANSWERED): DutyState.ON,
    (DutyState.ON, DutyEvent.END): DutyState.OFF,
    (DutyState.PAUSED, DutyEvent.CHECK_IN): DutyState.ON,
    (DutyState.PAUSED, DutyEvent.PAUSE): DutyState.PAUSED,
    (DutyState.PAUSED, DutyEvent.RESUME): DutyState.ON,
    (DutyState.PAUSED, DutyEvent.CHECK_OUT): DutyState.OFF,
    (DutyState.PAUSED, DutyEvent.FELL_SILENT): DutyState.PAUSED,
    (DutyState.PAUSED, DutyEvent.ANSWERED): DutyState.PAUSED,
    (DutyState.PAUSED, DutyEvent.END): DutyState.OFF,
    (DutyState.NOT_ANSWERING, DutyEvent.CHECK_IN): DutyState.ON,
    (DutyState.NOT_ANSWERING, DutyEvent.PAUSE): DutyState.PAUSED,
    (DutyState.NOT_ANSWERING, DutyEvent.RESUME): DutyState.ON,
    (DutyState.NOT_ANSWERING, DutyEvent.CHECK_OUT): DutyState.OFF,
    (DutyState.NOT_ANSWERING, DutyEvent.FELL_SILENT): DutyState.NOT_ANSWERING,
    (DutyState.NOT_ANSWERING, DutyEvent.ANSWERED): DutyState.ON,
    (DutyState.NOT_ANSWERING, DutyEvent.END): DutyState.OFF,
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's duty at one instant; `since` is when they checked in, or None while off."""

    state: DutyState
    channels: frozenset[Channel]
    since: datetime | None


OFF_DUTY: Final = Duty(DutyState.OFF, frozenset(), None)


@dataclass(frozen=True, slots=True)
class Presence:
    """A checked-in person, with what they can take and what they have in hand."""

    person_id: int
    name: str
    duty: Duty
    max_chats: int
    chats: int
    calls: int


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who takes contacts of one channel; `name` is the working name; engaged < capacity is room."""

    person_id: int
    name: str
    capacity: int
    engaged: int


@dataclass(frozen=True, slots=True)
class Load:
    """How many contacts a seat holds at once and how many are taken."""

    capacity: int
    engaged: int

    @property
    def has_room(self) -> bool:
        """Return whether one more contact can come."""
        return self.engaged < self.capacity


def next_state(state: DutyState, event: DutyEvent) -> DutyState:
    """Return the state after the event; raise NotOnDuty where only somebody on duty can do it."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise NotOnDuty from None


def state_of(*, is_paused: bool, is_not_answering: bool) -> DutyState:
    """Return the state of somebody who is checked in; a pause is stronger than not answering."""
    if is_paused:
        return DutyState.PAUSED
    return DutyState.NOT_ANSWERING if is_not_answering else DutyState.ON


def load(channels: frozenset[Channel], *, max_chats: int, chats: int, calls: int) -> Load:
    """Return a seat's load: chat alone takes up to max_chats chats, a seat with the phone one contact.

    A call that outlived a change of seat fills the chat seat: nobody gets a chat while on the telephone.
    """
    if channels != frozenset({Channel.CHAT}):
        return Load(capacity=1, engaged=chats + calls)
    return Load(capacity=max_chats, engaged=max_chats + chats if calls else chats)


def on_duty(present: Iterable[Presence], channel: Channel) -> tuple[OnDuty, ...]:
    """Return those who take contacts of the channel, by how long they have been checked in, then by id."""
    takers = sorted(
        (p for p in present if p.duty.state is DutyState.ON and channel in p.duty.channels),
        key=lambda p: (p.duty.since, p.person_id),
    )
    return tuple(_on_duty(p) for p in takers)


def check_room(duty: Duty, channel: Channel, *, max_chats: int, chats: int, calls: int) -> None:
    """Raise NotOnDuty or NoCapacity unless the person can take one more contact of the channel now."""
    if duty.state is not DutyState.ON or channel not in duty.channels:
        raise NotOnDuty
    if not load(duty.channels, max_chats=max_chats, chats=chats, calls=calls).has_room:
        raise NoCapacity


def ends_at(checked_in_at: datetime, open_: Mapping[Channel, Sequence[Span]]) -> datetime:
    """Return when a check-in ends by itself: with the last span it serves on its channels, 12 h at most.

    The span it serves is the one it began in, else the next one; with none in reach the 12 hours decide.
    """
    latest = checked_in_at + LONGEST_DUTY
    served = [
        next((s.end for s in spans if s.end > checked_in_at and s.start < latest), None)
        for spans in open_.values()
    ]
    ends = [end for end in served if end is not None]
    return min(max(ends), latest) if ends else latest


def _on_duty(presence: Presence) -> OnDuty:
    seat = load(
        presence.duty.channels, max_chats=presence.max_chats, chats=presence.chats, calls=presence.calls
    )
    return OnDuty(presence.person_id, presence.name, seat.capacity, seat.engaged)
