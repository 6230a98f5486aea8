"""People on duty, for the tests of every app: duty stands on a held seat of a published shift."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from scheduling.models import Assignment, Seat, Shift
from scheduling.rules.rota import CHANNELS, SeatKind
from scheduling.services import check_in

_BEFORE: Final = timedelta(hours=1)
_LENGTH: Final = timedelta(hours=9)


def seated(
    person: Person, kind: SeatKind, now: datetime, *, position: int = 1, length: timedelta = _LENGTH
) -> Assignment:
    """Let somebody hold the one seat of a published shift that began at the last full hour but one."""
    start = now.replace(minute=0, second=0, microsecond=0) - _BEFORE
    local = start.astimezone(AMSTERDAM)
    minute = local.hour * 60 + local.minute
    shift = Shift.objects.create(
        date=local.date(), start_minute=minute, end_minute=minute + length // timedelta(minutes=1),
        starts_at=start, ends_at=start + length, state="published", published_at=start,
    )  # fmt: skip
    seat = Seat.objects.create(shift=shift, kind=kind.value, position=position)
    return seat.assignments.create(
        person=person,
        starts_at=start,
        ends_at=start + length,
        origin="planner",
        made_at=start,
        changed_at=start,
    )


def on_seat(person: Person, channels: Iterable[Channel], now: datetime) -> None:
    """Put somebody on duty for these channels, on a seat made for it."""
    wanted = frozenset(channels)
    seated(person, next(kind for kind in SeatKind if CHANNELS[kind] == wanted), now)
    check_in(person.pk, now)
