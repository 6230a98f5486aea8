"""Who is on duty and how much each can take. Pure: no Django, no clock, no database.

A check-in is somebody's presence. What it stands on, and so what they are offered, is the published seat that they
hold at that instant: see `turn_at`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from helpline.common.channel import Channel
from scheduling.rules.hours import Span
from scheduling.rules.rota import CHANNELS, SeatKind

# How long before a seat begins its holder may be there already.
CHECK_IN_EARLY: Final = timedelta(minutes=15)
# How long a seat may be without its holder before they count as late, and anybody may step in.
LATE_AFTER: Final = timedelta(minutes=5)


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


class NoSeat(Exception):
    """Checking in needs a published seat that runs now or begins within 15 minutes; a backup seat needs none."""


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
class Turn:
    """One published seat as somebody holds it. A person's turns never overlap: nobody is in two places."""

    kind: SeatKind
    position: int
    span: Span

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels whose contacts it is offered."""
        return CHANNELS[self.kind]


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's duty at one instant.

    `channels` is what they are offered now: nothing before their seat begins, and nothing on a supervisor's. `since`
    is when they checked in, counted from the seat's start; `turn` the seat they are on, or wait for; `until` when
    their duty ends by itself. Off duty the three are None.
    """

    state: DutyState
    channels: frozenset[Channel]
    since: datetime | None
    turn: Turn | None = None
    until: datetime | None = None


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
class OnCall:
    """Somebody who is rung when nobody on duty answers; `name` is the working name."""

    person_id: int
    name: str
    position: int


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


def turn_at(checked_in_at: datetime, turns: Iterable[Turn], at: datetime) -> Turn | None:
    """Return the turn that a check-in stands on at an instant, the next one while it waits for that to begin.

    A check-in stands on the turns that it falls in or that begin within CHECK_IN_EARLY after it, and on each that
    follows without a gap. None: it stands on nothing, and nobody is on duty by it.
    """
    return next((turn for turn in _stood_on(checked_in_at, turns) if at < turn.span.end), None)


def stands_until(checked_in_at: datetime, turns: Iterable[Turn]) -> datetime | None:
    """Return when the last turn that a check-in stands on ends, or None if it stands on nothing."""
    stood_on = _stood_on(checked_in_at, turns)
    return stood_on[-1].span.end if stood_on else None


def duty_at(state: DutyState, checked_in_at: datetime, turns: Iterable[Turn], at: datetime) -> Duty:
    """Return the duty of somebody whose open check-in is in that state; off duty if it stands on nothing."""
    stood_on = _stood_on(checked_in_at, turns)
    turn = next((turn for turn in stood_on if at < turn.span.end), None)
    if turn is None:
        return OFF_DUTY
    channels = turn.channels if turn.span.start <= at else frozenset[Channel]()
    since = max(checked_in_at, stood_on[0].span.start)
    return Duty(state, channels, since, turn, stood_on[-1].span.end)


def stands_on(duty: Duty, turn: Turn) -> bool:
    """Return whether somebody's check-in stands on that turn of theirs, now or when it begins."""
    if duty.turn is None or duty.until is None:
        return False
    return duty.turn.span.start <= turn.span.start and turn.span.end <= duty.until


def is_late(turn: Turn, duty: Duty, left_at: datetime | None, at: datetime) -> bool:
    """Return whether the turn's holder should be there and is not, for LATE_AFTER by now.

    `left_at`: when the holder's last check-in ended. A backup seat needs no check-in and nobody is late for it.
    """
    if turn.kind is SeatKind.BACKUP or stands_on(duty, turn):
        return False
    missing_since = max(turn.span.start, left_at or turn.span.start)
    return missing_since + LATE_AFTER <= at < turn.span.end


def load(channels: frozenset[Channel], *, max_chats: int, chats: int, calls: int) -> Load:
    """Return a seat's load: chat alone takes up to max_chats chats, a seat with the phone one contact.

    A call that outlived a change of seat fills the chat seat: nobody gets a chat while on the telephone.
    """
    if channels != frozenset({Channel.CHAT}):
        return Load(capacity=1, engaged=chats + calls)
    return Load(capacity=max_chats, engaged=max_chats + chats if calls else chats)


def on_duty(present: Iterable[Presence], channel: Channel) -> tuple[OnDuty, ...]:
    """Return those who take contacts of the channel in ring order: by seat, then by check-in, then by id."""
    takers = [
        (p.duty.turn.position, p.duty.since, p.person_id, p)
        for p in present
        if p.duty.turn and p.duty.state is DutyState.ON and channel in p.duty.channels
    ]
    return tuple(_on_duty(p) for *_, p in sorted(takers, key=lambda taker: taker[:3]))


def check_room(duty: Duty, channel: Channel, *, max_chats: int, chats: int, calls: int) -> None:
    """Raise NotOnDuty or NoCapacity unless the person can take one more contact of the channel now."""
    if duty.state is not DutyState.ON or channel not in duty.channels:
        raise NotOnDuty
    if not load(duty.channels, max_chats=max_chats, chats=chats, calls=calls).has_room:
        raise NoCapacity


def _stood_on(checked_in_at: datetime, turns: Iterable[Turn]) -> list[Turn]:
    """Return the turns that a check-in stands on, in order."""
    found: list[Turn] = []
    latest_start = checked_in_at + CHECK_IN_EARLY
    for turn in sorted(turns, key=lambda turn: turn.span):
        needs_check_in = turn.kind is not SeatKind.BACKUP
        if needs_check_in and turn.span.end > checked_in_at and turn.span.start <= latest_start:
            found.append(turn)
            latest_start = max(latest_start, turn.span.end)
    return found


def _on_duty(presence: Presence) -> OnDuty:
    seat = load(
        presence.duty.channels, max_chats=presence.max_chats, chats=presence.chats, calls=presence.calls
    )
    return OnDuty(presence.person_id, presence.name, seat.capacity, seat.engaged)
