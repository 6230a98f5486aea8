"""Shifts, seats and holds for the tests of the rota."""

from datetime import date, datetime, timedelta

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from scheduling.models import Assignment, Seat, Shift
from scheduling.rules.civil import instant
from tests.scheduling.seats import NOW

MONDAY = date(2027, 2, 1)


def shift_on(
    day: date = MONDAY, start: int = 19 * 60, end: int = 22 * 60, *kinds: str, state: str = "published"
) -> Shift:
    """Make a shift of these wall-clock minutes with one seat of each kind, chat alone unless told."""
    shift = Shift.objects.create(
        date=day,
        start_minute=start,
        end_minute=end,
        starts_at=instant(day, start, AMSTERDAM),
        ends_at=instant(day, end, AMSTERDAM),
        state=state,
        published_at=NOW if state == "published" else None,
    )
    for position, kind in enumerate(kinds or ("chat",), start=1):
        Seat.objects.create(shift=shift, kind=kind, position=position)
    return shift


def seat_on(day: date = MONDAY, start: int = 19 * 60, end: int = 22 * 60, kind: str = "chat") -> Seat:
    """Return the one seat of a new published shift."""
    return shift_on(day, start, end, kind).seats.get()


def hold(
    seat: Seat,
    person: Person,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    origin: str = "planner",
) -> Assignment:
    """Let somebody hold a seat, for all of its shift unless told."""
    return Assignment.objects.create(
        seat=seat,
        person=person,
        starts_at=start or seat.shift.starts_at,
        ends_at=end or seat.shift.ends_at,
        origin=origin,
        made_at=NOW - timedelta(days=30),
        changed_at=NOW - timedelta(days=30),
    )
