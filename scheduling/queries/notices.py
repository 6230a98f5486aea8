"""Which mails wait to be sent."""

from datetime import datetime, timedelta

from scheduling.models import Assignment, Notice
from scheduling.queries.cover import cover
from scheduling.rules.hours import Span
from scheduling.rules.rota import ShiftState


def waiting(now: datetime) -> list[Notice]:
    """Return the mails that are due, in that order; marks are none. One query."""
    return list(Notice.objects.filter(settled_at__isnull=True, person__isnull=False, due_at__lte=now))


def ahead_of(person_id: int, now: datetime) -> tuple[Span, ...]:
    """Return somebody's published appointments of the coming two weeks, in order. One query."""
    rows = Assignment.objects.filter(
        person=person_id, state=Assignment.HELD, seat__shift__state=ShiftState.PUBLISHED.value,
        ends_at__gt=now, starts_at__lt=now + timedelta(days=14),
    )  # fmt: skip
    return tuple(row.span for row in rows)


def gaps_ahead(now: datetime) -> tuple[Span, ...]:
    """Return the times of the gaps of the coming two weeks, in order, each once. Five queries."""
    found = cover(Span(now, now + timedelta(days=14))).gaps
    return tuple(dict.fromkeys(gap.span for gap in found))
