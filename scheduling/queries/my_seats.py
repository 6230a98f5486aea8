"""Somebody's coming seats, and who is there with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, QuerySet

from scheduling.models import Assignment, CoverRequest
from scheduling.queries.turns import held
from scheduling.rules.hours import Span
from scheduling.rules.requests import RequestKind, RequestState
from scheduling.rules.rota import Held, SeatKind

_RUNNING = (RequestState.OPEN.value, RequestState.NEEDS_PLANNER.value)


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody who is there for some of the same time."""

    kind: SeatKind
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody asked of others about a seat; `name` is empty where all were asked."""

    request_id: int
    kind: RequestKind
    state: RequestState
    asked_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class MySeat:
    """One published seat that somebody holds, and who is beside them, by kind of seat and name.

    `confirm_by`: it moved, and until then they say whether they keep it.
    """

    held: Held
    beside: tuple[Beside, ...]
    confirm_by: datetime | None
    offer: Offer | None


def my_seats(person_id: int, now: datetime) -> tuple[MySeat, ...]:
    """Return the seats of which something lies ahead, in order. Three queries."""
    rows = list(held().filter(person=person_id, ends_at__gt=now))
    beside = _beside(person_id, now)
    offers = {row.assignment_id: _offer(row) for row in _running(rows)}
    return tuple(
        MySeat(
            row.to_rule(),
            _with(row.span, beside),
            row.confirm_by.astimezone(UTC) if row.confirm_by else None,
            offers.get(row.pk),
        )
        for row in rows
    )


def held_during(person_id: int, span: Span) -> list[Span]:
    """Return when somebody holds a published seat of which some lies in the span, in order. One query."""
    rows = held().filter(person=person_id, starts_at__lt=span.end, ends_at__gt=span.start)
    return [row.span for row in rows]


def _beside(person_id: int, now: datetime) -> list[tuple[Span, Beside]]:
    """Return the others who are there while this person is, with their time."""
    mine = held().filter(person=person_id, ends_at__gt=now)
    mine = mine.filter(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
    rows = held().filter(Exists(mine)).exclude(person=person_id).select_related("person")
    return [(row.span, Beside(SeatKind(row.seat.kind), row.person.shown_name)) for row in rows]


def _with(span: Span, others: Iterable[tuple[Span, Beside]]) -> tuple[Beside, ...]:
    there = {one for other, one in others if other.start < span.end and span.start < other.end}
    order = list(SeatKind)
    return tuple(sorted(there, key=lambda one: (order.index(one.kind), one.name)))


def _running(rows: Iterable[Assignment]) -> QuerySet[CoverRequest]:
    running = CoverRequest.objects.filter(assignment__in=list(rows), state__in=_RUNNING)
    return running.select_related("to_person")


def _offer(row: CoverRequest) -> Offer:
    return Offer(
        row.pk,
        RequestKind(row.kind),
        RequestState(row.state),
        row.asked_at.astimezone(UTC),
        row.to_person.shown_name if row.to_person else "",
    )
