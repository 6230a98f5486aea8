"""A whole week of the rota, for the tests and the bench of its page."""

from collections.abc import Sequence
from datetime import date, timedelta

from helpline.staff.models import Person
from scheduling.models import OpeningBlock
from tests.scheduling.holds import hold, shift_on
from tests.scheduling.seats import SINCE

KINDS = ("phone", "chat", "both", "supervisor", "backup")


def open_all_week() -> None:
    """Open both channels each day from 10:00 to 22:00."""
    for channel in ("phone", "chat"):
        for weekday in range(7):
            OpeningBlock.objects.create(
                channel=channel, weekday=weekday, start_minute=600, end_minute=1320, valid_from=SINCE
            )


def fill_week(
    monday: date,
    people: Sequence[Person],
    *,
    shifts_a_day: int = 4,
    kinds: Sequence[str] = KINDS,
    state: str = "published",
) -> int:
    """Make shifts of three hours with these seats and let ten people hold nine in ten; return how many seats."""
    seats = 0
    for day in (monday + timedelta(days=n) for n in range(7)):
        for turn in range(shifts_a_day):
            start = 600 + turn * 180
            for seat in shift_on(day, start, start + 180, *kinds, state=state).seats.all():
                seats += 1
                if seats % 10:
                    hold(seat, people[seat.position - 1 + 5 * (turn % 2)])
    return seats
