"""The demo's rota: a published shift around now, as long as it is open, with some seats left for others."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max, QuerySet

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, Seat, Shift
from scheduling.queries.hours import availabilities
from scheduling.rules.civil import DAY_MINUTES
from scheduling.rules.hours import Span
from scheduling.rules.rota import Origin, SeatKind, ShiftState, free_spans

# If no end of the opening is in sight.
_USUAL: Final = timedelta(hours=5)
Seats = Sequence[tuple[SeatKind, int | None]]


@transaction.atomic
def staff_now(seats: Seats, now: datetime) -> None:
    """Publish a shift of these seats, in ring order, from the full hour before `now` until both channels close.

    Beside each kind stands who holds it from now on, if anybody: also a seat of a shift that was published before,
    unless they hold another one then. A second call adds nothing, a later one what is missing.
    """
    start = now.replace(minute=0, second=0, microsecond=0)
    closes = [one.closes_at for one in availabilities(now).values() if one.closes_at is not None]
    window = Span(start, min(max(closes, default=start + _USUAL), start + timedelta(days=1)))
    _drop_drafts(window, now)
    for part in free_spans(window, [shift.span for shift in _shifts(window, ShiftState.PUBLISHED)]):
        _add_shift(part, seats, now)
    ahead = Span(now.replace(second=0, microsecond=0), window.end)
    for shift in _shifts(ahead, ShiftState.PUBLISHED):
        for kind, person_id in seats:
            if person_id is not None:
                _seat(person_id, kind, shift, ahead)


def _shifts(window: Span, state: ShiftState) -> list[Shift]:
    shifts = Shift.objects.filter(state=state.value, starts_at__lt=window.end, ends_at__gt=window.start)
    return list(shifts)


def _drop_drafts(window: Span, now: datetime) -> None:
    """Cancel drafts that nobody published in time: who holds a seat of one could hold no other."""
    drafts = _shifts(window, ShiftState.DRAFT)
    held = Assignment.objects.filter(seat__shift__in=drafts, state=Assignment.HELD)
    held.update(state=Assignment.RELEASED, released_at=now, changed_at=now)
    Shift.objects.filter(pk__in=[draft.pk for draft in drafts]).update(state=ShiftState.CANCELLED.value)


def _add_shift(span: Span, seats: Seats, now: datetime) -> None:
    first, last = (at.astimezone(AMSTERDAM) for at in (span.start, span.end))
    days = (last.date() - first.date()).days
    shift = Shift.objects.create(
        date=first.date(), start_minute=first.hour * 60 + first.minute,
        end_minute=days * DAY_MINUTES + last.hour * 60 + last.minute, starts_at=span.start, ends_at=span.end,
        state=ShiftState.PUBLISHED.value, published_at=now,
    )  # fmt: skip
    for position, (kind, _person_id) in enumerate(seats, start=1):
        _add_seat(shift, kind, position)


def _add_seat(shift: Shift, kind: SeatKind, position: int) -> Seat:
    is_required = kind is not SeatKind.BACKUP
    return Seat.objects.create(shift=shift, kind=kind.value, position=position, required=is_required)


def _seat(person_id: int, kind: SeatKind, shift: Shift, ahead: Span) -> None:
    """Let somebody who is free hold the first free seat of a kind, or one more if there is none."""
    part = Span(max(shift.span.start, ahead.start), min(shift.span.end, ahead.end))
    if _meeting(part).filter(person=person_id).exists():
        return
    free = shift.seats.filter(kind=kind.value).exclude(pk__in=_meeting(part).values("seat"))
    last = shift.seats.aggregate(last=Max("position", default=0))["last"]
    seat = free.first() or _add_seat(shift, kind, last + 1)
    seat.assignments.create(
        person_id=person_id, starts_at=part.start, ends_at=part.end, origin=Origin.PLANNER.value,
        made_at=ahead.start, changed_at=ahead.start,
    )  # fmt: skip


def _meeting(span: Span) -> QuerySet[Assignment]:
    return Assignment.objects.filter(state=Assignment.HELD, starts_at__lt=span.end, ends_at__gt=span.start)
