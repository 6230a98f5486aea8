"""What the rota's rules speak of: kinds of seats, shifts, seats and who holds them. Pure.

Wall-clock minutes belong to the day they start on (see `civil`); spans are half-open pairs of instants in UTC.
"""

from collections.abc import Iterable, Mapping
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


class RotaAction(StrEnum):
    """The closed list of what the rota's history may say that somebody did."""

    PATTERN_SAVED = "pattern_saved"
    PATTERN_REMOVED = "pattern_removed"
    STANDING_SET = "standing_set"
    SHIFT_ADDED = "shift_added"
    SHIFT_MOVED = "shift_moved"
    SHIFT_CANCELLED = "shift_cancelled"
    SEAT_ADDED = "seat_added"
    SEAT_REMOVED = "seat_removed"
    PUBLISHED = "published"
    DRAFTED = "drafted"
    ASSIGNED = "assigned"
    SIGNED_UP = "signed_up"
    RELEASED = "released"
    PUT_BACK = "put_back"
    SPLIT = "split"
    STEPPED_IN = "stepped_in"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    ASKED = "asked"
    TAKEN_OVER = "taken_over"
    SWAPPED = "swapped"
    UNDONE = "undone"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ABSENT = "absent"
    PRESENT_AGAIN = "present_again"
    TERMS_SET = "terms_set"
    HOLIDAY_ACCEPTED = "holiday_accepted"
    HOLIDAY_DECLINED = "holiday_declined"
    PAUSED_FOR = "paused_for"
    RESUMED_FOR = "resumed_for"
    IMPORTED = "imported"
    EXPORTED = "exported"


class NoticeKind(StrEnum):
    """What a mail about the rota tells; its value is the name of its text in templates/scheduling/mail."""

    SEAT_GIVEN = "seat_given"
    SEAT_CHANGED = "seat_changed"
    SEAT_GONE = "seat_gone"
    CONFIRM_MOVED = "confirm_moved"
    REMINDER = "reminder"
    COVER_ASKED = "cover_asked"
    COVER_TAKEN = "cover_taken"
    REQUEST_CHANGED = "request_changed"
    PLANNER_ASKED = "planner_asked"
    GAP = "gap"
    GAP_NOW = "gap_now"
    FITTING_GAP = "fitting_gap"
    DIGEST = "digest"
    UNPUBLISHED = "unpublished"


class ChangedInBetween(Exception):
    """Somebody else saved another version since the form was opened: nothing is overwritten."""


class AlreadyBegun(Exception):
    """What has begun or is over can no longer be changed this way."""


class Vanishes(Exception):
    """All minutes of the shift fall into the hour that the clock skips."""


# More seats of one kind on one shift are a slip of the finger.
MOST_OF_A_KIND: Final = 9
CHANNELS: Final[Mapping[SeatKind, frozenset[Channel]]] = {
    SeatKind.PHONE: frozenset({Channel.PHONE}),
    SeatKind.CHAT: frozenset({Channel.CHAT}),
    SeatKind.BOTH: frozenset(Channel),
    # Neither is offered contacts: one leads the shift, the other is rung when nobody on duty answers.
    SeatKind.SUPERVISOR: frozenset(),
    SeatKind.BACKUP: frozenset(),
}


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A place that a shift shall have; their order is the order of ringing."""

    kind: SeatKind
    required: bool = True


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


def trained_for(*, takes_phone: bool, takes_chat: bool, may_lead: bool) -> frozenset[SeatKind]:
    """Return the kinds of seat that somebody may hold; being on call is for those who take the telephone."""
    kinds = {
        SeatKind.PHONE: takes_phone,
        SeatKind.CHAT: takes_chat,
        SeatKind.BOTH: takes_phone and takes_chat,
        SeatKind.SUPERVISOR: may_lead,
        SeatKind.BACKUP: takes_phone,
    }
    return frozenset(kind for kind, may in kinds.items() if may)


def cut(span: Span, window: Span) -> Span | None:
    """Return the part of a span that lies in the window, or None if nothing does."""
    start, end = max(span.start, window.start), min(span.end, window.end)
    return Span(start, end) if start < end else None


def free_spans(span: Span, taken: Iterable[Span]) -> list[Span]:
    """Return the parts of a span that none of the taken ones covers, in order."""
    parts, start = [], span.start
    for other in sorted(taken):
        if start < min(other.start, span.end):
            parts.append(Span(start, min(other.start, span.end)))
        start = max(start, other.end)
    if start < span.end:
        parts.append(Span(start, span.end))
    return parts
