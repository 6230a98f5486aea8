"""What a counsellor must know now: are we open, am I on duty, what comes next, who waits for my answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.queries.asked import MyRequests, my_requests
from scheduling.queries.facts import load_facts
from scheduling.queries.free_seats import AHEAD, FreeSeat, free_seats_for
from scheduling.queries.hours import availabilities
from scheduling.queries.my_duty import MyDuty, my_duty
from scheduling.queries.my_hours import MyHours, my_hours
from scheduling.queries.my_seats import MySeat, my_seats
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Availability, Span
from scheduling.rules.rota import cut
from scheduling.rules.week import DayLine, day_line, day_span


@dataclass(frozen=True, slots=True)
class Home:
    """One counsellor's first page. `line` is the day of the next seat, with that seat alone on it."""

    open_: Mapping[Channel, Availability]
    duty: MyDuty
    next_seat: MySeat | None
    line: DayLine | None
    later: tuple[MySeat, ...]
    to_confirm: tuple[MySeat, ...]
    requests: MyRequests
    free_seats: tuple[FreeSeat, ...]
    hours: MyHours


def home(person_id: int, now: datetime) -> Home:
    """Return the page of somebody who may hold seats. 36 queries at most, however large the rota."""
    facts = load_facts(Span(now, now + AHEAD), [person_id])[person_id]
    seats = my_seats(person_id, now)
    return Home(
        open_=availabilities(now),
        duty=my_duty(person_id, now),
        next_seat=seats[0] if seats else None,
        line=_line(seats[0], now) if seats else None,
        later=seats[1:],
        to_confirm=tuple(seat for seat in seats if seat.confirm_by is not None),
        requests=my_requests(facts, now),
        free_seats=free_seats_for(facts, now),
        hours=my_hours(facts, now),
    )


def _line(seat: MySeat, now: datetime) -> DayLine:
    day = local_day(max(seat.held.span.start, now), AMSTERDAM)
    part = cut(seat.held.span, day_span(day, AMSTERDAM))
    return day_line([part] if part else [], day, now, AMSTERDAM)
