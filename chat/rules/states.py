"""The states of a conversation: one table, the only place that decides what may follow what."""

from enum import StrEnum

from chat.rules.refusals import Code, Refused


class State(StrEnum):
    """Where a conversation stands. An ended one has no row, so it has no state."""

    WAITING = "waiting"
    ACTIVE = "active"
    ENDED = "ended"


class Event(StrEnum):
    """What can happen to a conversation."""

    ACCEPT = "accept"
    LEAVE = "leave"
    LOST = "lost"
    LONGEST_WAIT = "longest_wait"
    CLOSING = "closing"
    END = "end"
    COUNSELLOR_LOST = "counsellor_lost"


TRANSITIONS = {
    (State.WAITING, Event.ACCEPT): State.ACTIVE,
    (State.WAITING, Event.LEAVE): State.ENDED,
    (State.WAITING, Event.LOST): State.ENDED,
    (State.WAITING, Event.LONGEST_WAIT): State.ENDED,
    (State.WAITING, Event.CLOSING): State.ENDED,
    (State.ACTIVE, Event.LEAVE): State.ENDED,
    (State.ACTIVE, Event.LOST): State.ENDED,
    (State.ACTIVE, Event.END): State.ENDED,
    # To the front of the queue: the help-seeker did nothing wrong.
    (State.ACTIVE, Event.COUNSELLOR_LOST): State.WAITING,
}


def after(state: State, event: Event) -> State:
    """Return the next state; raise Refused(closed) for an event the table does not list."""
    try:
        return TRANSITIONS[(state, event)]
    except KeyError:
        raise Refused(Code.CLOSED) from None
