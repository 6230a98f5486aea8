"""Somebody's own hours of twelve weeks, beside what they agreed to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from helpline.common.clock import AMSTERDAM
from scheduling.queries.facts import LIMITS, Facts
from scheduling.queries.free_seats import house_around
from scheduling.queries.my_seats import published
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
    window = twelve_weeks(now, AMSTERDAM)
    rows = published().filter(
        person=facts.person.person_id, starts_at__gte=window.start, starts_at__lt=window.end
    )
    taken = [Taken(row.to_rule(), row.made_at.astimezone(UTC)) for row in rows.select_related("seat")]
    agreed = facts.person.agreed_hours_week
    return MyHours(
        window,
        agreed,
        load([one.held for one in taken], agreed, facts.absences, window, house_around(now)),
        short_notice(taken, window, LIMITS),
    )
