"""What the rota's rules speak of: kinds of seats, shifts, seats and who holds them. Pure.

Wall-clock minutes belong to the day they start on (see `civil`); spans are half-open pairs of instants in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from helpline.common.channel import Channel
from scheduling.rules.hours import Span, Stretch


class SeatKind(StrEnum):
    """What somebody does on a seat. A backup is on call by telephone only and never opens the chat."""

    PHONE = "phone"
    CHAT = "chat"
    BOTH = "both"
    SUPERVISOR = "supervisor"
    BACKUP = "backup"


class ShiftState(StrEnum):
    """Only a published shift counts anywhere but on the planner's pages."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Origin(StrEnum):
    """How somebody came to hold a seat."""

    PLANNER = "planner"
    SELF = "self"
    STANDING = "standing"
    COVER = "cover"
    SWAP = "swap"
    STEP_IN = "step_in"


CHANNELS: Final[Mapping[SeatKind, frozenset[Channel]]] = {
    SeatKind.PHONE: frozenset({Channel.PHONE}),
    SeatKind.CHAT: frozenset({Channel.CHAT}),
    SeatKind.BOTH: frozenset(Channel),
    # Neither is offered contacts: one leads the shift, the other is rung when nobody on duty answers.
    SeatKind.SUPERVISOR: frozenset(),
    SeatKind.BACKUP: frozenset(),
}


@dataclass(frozen=True, slots=True)
class DraftShift:
    """A shift that a pattern wants on a day: its wall-clock minutes and the instants they are."""

    pattern_id: int
    day: date
    hours: Stretch
    span: Span


@dataclass(frozen=True, slots=True)
class Seat:
    """One place on a shift. `position` orders the seats of a shift, and so whose telephone rings first.

    A seat that is not required may stay empty without being a gap.
    """

    seat_id: int
    shift_id: int
    kind: SeatKind
    position: int
    required: bool
    span: Span
    day: date

    @property
    def channels(self) -> frozenset[Channel]:
        """Return the channels whose contacts this seat is offered."""
        return CHANNELS[self.kind]


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's hold on a seat: of all of it, or of a part of its time."""

    assignment_id: int
    seat_id: int
    person_id: int
    kind: SeatKind
    span: Span


def length_hours(span: Span) -> float:
    """Return how long a span lasts, by the difference of its instants: a night may have 7 or 9 hours."""
    return (span.end - span.start).total_seconds() / 3600
