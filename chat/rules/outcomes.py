"""Which outcome a contact ends in. Precedence: abuse > silent > answered > failed > the others."""

from dataclasses import dataclass
from datetime import timedelta

from chat.rules.states import Event
from helpline.metrics.rules import Outcome
from scheduling.rules.hours import Availability
from scheduling.rules.hours import State as DoorState


@dataclass(frozen=True)
class Ending:
    """What decides: how it ended and what had happened by then."""

    event: Event
    marked_abuse: bool
    said_hello: bool  # the counsellor's first sealed frame was stored
    spoke: bool  # the console opened a text of the help-seeker
    was_accepted: bool
    waited: timedelta  # from pressing start to acceptance, or to the end if nobody accepted
    short_abandon: timedelta
    on_duty: bool


def outcome_of(ending: Ending) -> Outcome:
    """Return the one outcome of a conversation that ends."""
    if ending.marked_abuse:
        return Outcome.ABUSE
    if ending.said_hello:
        return Outcome.ANSWERED if ending.spoke else Outcome.SILENT
    if ending.was_accepted:
        if ending.event is Event.LEAVE:
            return _gave_up(ending)
        return Outcome.FAILED
    if ending.event in {Event.LONGEST_WAIT, Event.CLOSING}:
        return Outcome.BUSY if ending.on_duty else Outcome.UNSTAFFED
    return _gave_up(ending)


def outcome_at_the_door(door: Availability, *, is_full: bool) -> Outcome | None:
    """Return the outcome of an attempt that finds the door shut, or None when it is open."""
    if door.state is DoorState.CLOSED:
        return {"holiday": Outcome.CLOSED_HOLIDAY, "unplanned": Outcome.CLOSED_UNPLANNED}.get(
            door.closed_by or "", Outcome.CLOSED
        )
    if door.state is DoorState.UNSTAFFED:
        return Outcome.UNSTAFFED
    return Outcome.BUSY if is_full else None


def _gave_up(ending: Ending) -> Outcome:
    return Outcome.GAVE_UP_EARLY if ending.waited <= ending.short_abandon else Outcome.GAVE_UP
