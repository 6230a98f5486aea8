"""What one person's duty page and console say: on duty, may begin, when the next seat is, what is open."""

from dataclasses import dataclass
from datetime import datetime

from helpline.common.clock import AMSTERDAM
from scheduling.queries.duty import duty_of
from scheduling.queries.running import OpenSeat, steppable
from scheduling.queries.turns import turns_of
from scheduling.rules.civil import local_day
from scheduling.rules.duty import Duty, DutyState, Turn, turn_at
from scheduling.rules.rota import SeatKind


@dataclass(frozen=True, slots=True)
class MyDuty:
    """One person's duty, and what they can do about it. Two are equal while nothing that is shown changes.

    `seat` is the one they are on or hold next today, `has_begun` whether it runs and `may_start` whether they can
    check in on it now; `on_call_until` is set while they hold a backup seat; `open_seats` are those they may step into,
    none while they are on duty.
    """

    duty: Duty
    seat: Turn | None
    has_begun: bool
    may_start: bool
    on_call_until: datetime | None
    open_seats: tuple[OpenSeat, ...]


def my_duty(person_id: int, at: datetime) -> MyDuty:
    """Return what somebody is shown of their duty. Twelve queries at most."""
    duty = duty_of(person_id, at)
    turns = turns_of([person_id], at, at).get(person_id, [])
    today = local_day(at, AMSTERDAM)
    later = (turn for turn in turns if turn.kind is not SeatKind.BACKUP)
    startable = turn_at(at, turns, at)
    seat = startable or next((one for one in later if local_day(one.span.start, AMSTERDAM) == today), None)
    backup = next((one for one in turns if one.kind is SeatKind.BACKUP and one.span.start <= at), None)
    is_off = duty.state is DutyState.OFF
    return MyDuty(
        duty=duty,
        seat=seat,
        has_begun=seat is not None and seat.span.start <= at,
        may_start=is_off and startable is not None,
        on_call_until=backup.span.end if backup else None,
        open_seats=tuple(steppable(person_id, at)) if is_off else (),
    )
