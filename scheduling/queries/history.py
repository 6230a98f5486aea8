"""What was done in the rota, the latest first."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Q, QuerySet

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from scheduling.models import RotaEvent
from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Span
from scheduling.rules.rota import RotaAction

LINES: Final = 50
# What one press does to many seats or shifts at the same instant.
IN_BULK: Final = frozenset({RotaAction.DRAFTED, RotaAction.PUBLISHED, RotaAction.RELEASED})
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One act. An empty name: nobody, or somebody whose account is erased; `span` is that of the seat or shift."""

    id: int
    at: datetime
    action: RotaAction
    actor: str
    person: str
    is_own: bool
    kind: str
    span: Span | None
    about: str

    @property
    def day(self) -> date:
        """Return the local day on which it was done."""
        return local_day(self.at, AMSTERDAM)


@dataclass(frozen=True, slots=True)
class Deed:
    """The lines that one act left, mostly one; drafting or publishing leaves one for each seat or shift."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        """Return the line that stands for all."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class History:
    """One page of lines, and the numbers of the pages beside it."""

    lines: tuple[Line, ...]
    newer: int | None
    older: int | None

    @property
    def deeds(self) -> list[Deed]:
        """Return the lines by what was done, in order; the page may end within a deed."""
        return [Deed(tuple(lines)) for _key, lines in groupby(self.lines, key=_deed)]


def history(page: int = 1, *, week_of: date | None = None, person_id: int | None = None) -> History:
    """Return a page of LINES, the first one is 1; all of it, or what is about that week, or somebody did or met.

    What is about a seat belongs to the week of the seat, all else to the week in which it was done. One query.
    """
    start = (page - 1) * LINES
    found = list(_rows(week_of, person_id)[start : start + LINES + 1])
    return History(
        tuple(_line(row) for row in found[:LINES]),
        page - 1 if page > 1 else None,
        page + 1 if len(found) > LINES else None,
    )


def named_people() -> list[tuple[int, str]]:
    """Return the ids and names of those of whom the history speaks, by name. One query."""
    events = RotaEvent.objects.order_by()
    people = Person.objects.filter(
        Q(pk__in=events.filter(actor__isnull=False).values("actor"))
        | Q(pk__in=events.filter(person__isnull=False).values("person"))
    )
    named = [(person.pk, person.shown_name) for person in people]
    return sorted(named, key=lambda one: (one[1].casefold(), one[0]))


def _deed(line: Line) -> tuple[object, ...]:
    many = (line.actor,) if line.action in IN_BULK and line.actor and not line.is_own else (line.id,)
    return (line.at, line.action, *many)


def _rows(week_of: date | None, person_id: int | None) -> QuerySet[RotaEvent]:
    rows = RotaEvent.objects.select_related("actor", "person")
    if week_of is not None:
        monday = week_of - timedelta(days=week_of.weekday())
        start, end = instant(monday, 0, AMSTERDAM), instant(monday + _WEEK, 0, AMSTERDAM)
        rows = rows.filter(
            Q(starts_at__gte=start, starts_at__lt=end) | Q(starts_at__isnull=True, at__gte=start, at__lt=end)
        )
    if person_id is not None:
        rows = rows.filter(Q(actor=person_id) | Q(person=person_id))
    return rows


def _line(row: RotaEvent) -> Line:
    return Line(
        id=row.pk,
        at=row.at,
        action=RotaAction(row.action),
        actor=row.actor.shown_name if row.actor else "",
        person=row.person.shown_name if row.person else "",
        is_own=row.actor_id is not None and row.actor_id == row.person_id,
        kind=row.kind,
        span=_span(row),
        about=row.about,
    )


def _span(row: RotaEvent) -> Span | None:
    if row.starts_at is None or row.ends_at is None:
        return None
    return Span(row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC))
