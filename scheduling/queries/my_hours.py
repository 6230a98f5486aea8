"""The hours of twelve weeks beside what was agreed: one's own, and everybody's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment
from scheduling.queries.candidates import house_around
from scheduling.queries.facts import LIMITS, Facts, load_facts
from scheduling.queries.turns import held
from scheduling.rules.fairness import Load, Taken, load, short_notice, twelve_weeks
from scheduling.rules.hours import Span


@dataclass(frozen=True, slots=True)
class MyHours:
    """The twelve weeks that end with this one. `load.target` is less for the time that somebody was away.

    `at_short_notice` is the length of the seats that they took so late that they could not give them back.
    """

    window: Span
    agreed_hours_week: float
    load: Load
    at_short_notice: timedelta


def my_hours(facts: Facts, now: datetime) -> MyHours:
    """Return what the published seats of somebody's last twelve weeks add up to. One query."""
    return _added_up(facts, _rows(now).filter(person=facts.person.person_id), now)


def everybodys_hours(now: datetime) -> list[tuple[str, MyHours]]:
    """Return the same of all with their names, by name; who left, only with hours in those weeks. Five queries."""
    by_person: dict[int, list[Assignment]] = defaultdict(list)
    for row in _rows(now):
        by_person[row.person_id].append(row)
    return [
        (facts.person.name, _added_up(facts, by_person[person_id], now))
        for person_id, facts in load_facts(Span(now, now)).items()
        if facts.person.is_open or person_id in by_person
    ]


def _rows(now: datetime) -> QuerySet[Assignment]:
    window = twelve_weeks(now, AMSTERDAM)
    return held().filter(starts_at__gte=window.start, starts_at__lt=window.end)


def _added_up(facts: Facts, rows: Iterable[Assignment], now: datetime) -> MyHours:
    window = twelve_weeks(now, AMSTERDAM)
    taken = [Taken(row.to_rule(), row.made_at.astimezone(UTC)) for row in rows]
    agreed = facts.person.agreed_hours_week
    return MyHours(
        window,
        agreed,
        load([one.held for one in taken], agreed, facts.absences, window, house_around(window)),
        short_notice(taken, window, LIMITS),
    )
