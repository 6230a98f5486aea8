"""Who holds which published seat, read from the rota."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from scheduling.models import Assignment
from scheduling.rules.duty import OnCall, Turn
from scheduling.rules.rota import SeatKind, ShiftState

# No chain of neighbouring seats is looked at further ahead than this.
_AHEAD: Final = timedelta(days=1)


def turns_of(person_ids: Collection[int], since: datetime, at: datetime) -> dict[int, list[Turn]]:
    """Return each person's turns that end after `since` and begin within a day after `at`; those without are left out.

    One query.
    """
    found: dict[int, list[Turn]] = {}
    for hold in held().filter(person__in=person_ids, ends_at__gt=since, starts_at__lt=at + _AHEAD):
        found.setdefault(hold.person_id, []).append(turn_of(hold))
    return found


def on_call(at: datetime) -> tuple[OnCall, ...]:
    """Return who holds a backup seat at an instant, by seat, then by id; none of them checks in. One query."""
    holds = held().filter(
        seat__kind=SeatKind.BACKUP.value, starts_at__lte=at, ends_at__gt=at, person__is_active=True
    )
    return tuple(
        OnCall(hold.person_id, hold.person.shown_name, hold.seat.position)
        for hold in holds.select_related("person").order_by("seat__position", "person_id")
    )


def held() -> QuerySet[Assignment]:
    """Return the holds on published seats, each with its seat."""
    published = Assignment.objects.filter(
        state=Assignment.HELD, seat__shift__state=ShiftState.PUBLISHED.value
    )
    return published.select_related("seat").order_by("starts_at", "pk")


def turn_of(hold: Assignment) -> Turn:
    """Return a hold as the rules of duty know it; reads its seat, so select it."""
    return Turn(SeatKind(hold.seat.kind), hold.seat.position, hold.span)
