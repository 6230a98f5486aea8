"""Somebody's calendar: the feed behind an address, and what it may hold."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import F, Q

from helpline.common.tokens import token_hash
from scheduling.models import Assignment, Feed
from scheduling.rules.feed import AHEAD, PAST, Appointment


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed with whose it is; `summary` is empty where they chose no word of their own."""

    feed_id: int
    person_id: int
    language: str
    summary: str


@dataclass(frozen=True, slots=True)
class MyFeed:
    """What somebody is shown of their own feed; its address is shown once and kept by nobody."""

    summary: str
    created_at: datetime
    fetched_on: date | None


def feed_at(token: str) -> FoundFeed | None:
    """Return the feed of an address, or None: unknown, taken back, or of a closed account. One query."""
    row = Feed.objects.filter(token_hash=token_hash(token), person__is_active=True).select_related("person")
    found = row.first()
    return FoundFeed(found.pk, found.person_id, found.person.language, found.summary) if found else None


def feed_of(person_id: int) -> MyFeed | None:
    """Return somebody's feed, or None. One query."""
    row = Feed.objects.filter(person=person_id).first()
    return MyFeed(row.summary, row.created_at, row.fetched_on) if row else None


def appointments(person_id: int, now: datetime) -> list[Appointment]:
    """Return the seats that a calendar may show: held, or given back after they were published. One query.

    A draft is nobody's appointment yet, also one that was taken away before it was published.
    """
    was_seen = Q(state=Assignment.HELD) | Q(released_at__gte=F("seat__shift__published_at"))
    rows = Assignment.objects.filter(
        was_seen,
        person=person_id,
        seat__shift__published_at__isnull=False,
        ends_at__gte=now - PAST,
        starts_at__lte=now + AHEAD,
    )
    return [
        Appointment(
            str(row.uid),
            row.span,
            row.revision,
            row.changed_at.astimezone(UTC),
            row.released_at.astimezone(UTC) if row.released_at else None,
        )
        for row in rows
    ]
