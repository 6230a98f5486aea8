"""The demo's rota: a published shift around now, as long as it is open, with some seats left for others."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, Seat, Shift
from scheduling.queries.hours import availabilities
from scheduling.rules.civil import DAY_MINUTES
from scheduling.rules.hours import Span
from scheduling.rules.rota import Origin, SeatKind, ShiftState, free_spans

# If no end of the opening is in sight.
_USUAL: Final = timedelta(hours=5)


@transaction.atomic
def staff_now(seats: Sequence[tuple[SeatKind, int | None]], now: datetime) -> None:
    """Publish a shift of these seats, in ring order, from the full hour before `now` until both channels close.

    Beside each kind stands who holds it, if anybody. Time that a published shift covers already stays as it is: a
    second call adds nothing, a later one only what is missing.
    """
    start = now.replace(minute=0, second=0, microsecond=0)
    closes = [one.closes_at for one in availabilities(now).values() if one.closes_at is not None]
    end = min(max(closes, default=start + _USUAL), start + timedelta(days=1))
    published = Shift.objects.filter(state=ShiftState.PUBLISHED.value, starts_at__lt=end, ends_at__gt=start)
    for part in free_spans(Span(start, end), [shift.span for shift in published]):
        _staff(part, seats, now)


def _staff(span: Span, seats: Sequence[tuple[SeatKind, int | None]], now: datetime) -> None:
    first, last = (at.astimezone(AMSTERDAM) for at in (span.start, span.end))
    days = (last.date() - first.date()).days
    shift = Shift.objects.create(
        date=first.date(), start_minute=first.hour * 60 + first.minute,
        end_minute=days * DAY_MINUTES + last.hour * 60 + last.minute, starts_at=span.start, ends_at=span.end,
        state=ShiftState.PUBLISHED.value, published_at=now,
    )  # fmt: skip
    for position, (kind, person_id) in enumerate(seats, start=1):
        seat = Seat.objects.create(
            shift=shift, kind=kind.value, position=position, required=kind is not SeatKind.BACKUP
        )
        if person_id is not None and not _is_elsewhere(person_id, span):
            seat.assignments.create(
                person_id=person_id, starts_at=span.start, ends_at=span.end, origin=Origin.PLANNER.value,
                made_at=now, changed_at=now,
            )  # fmt: skip


def _is_elsewhere(person_id: int, span: Span) -> bool:
    """Return whether somebody holds a seat then, of a draft too: whoever tries the demo may have given them one."""
    return Assignment.objects.filter(
        person=person_id, state=Assignment.HELD, starts_at__lt=span.end, ends_at__gt=span.start
    ).exists()
