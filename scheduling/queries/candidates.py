"""Who might take a seat, as the rules that propose people want to know it, and what they say of a gap."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Max

from helpline.common.clock import AMSTERDAM
from scheduling.models import Notice
from scheduling.queries.colleagues import wishes_of
from scheduling.queries.facts import LIMITS, Facts, load_facts
from scheduling.queries.holidays import holiday_dates
from scheduling.rules.civil import local_day
from scheduling.rules.fairness import House
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, NoticeKind, Seat
from scheduling.rules.suggest import Candidate, for_gap
from scheduling.rules.wishes import Available, WeeklyWish, available

# Fairness looks at the twelve weeks up to the seat's own.
_BACK: Final = timedelta(weeks=13)
_WEEK: Final = timedelta(weeks=1)
_ASKS: Final = (NoticeKind.COVER_ASKED.value, NoticeKind.FITTING_GAP.value)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everybody with an open account who may hold seats, by name, what all of them hold, and what holds for all.

    Whoever never said when they can come (`silent`) counts as free at any hour.
    """

    people: tuple[Candidate, ...]
    held: tuple[Held, ...]
    house: House
    facts: Mapping[int, Facts]
    silent: frozenset[int]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody proposed for a seat, with what speaks for them."""

    person_id: int
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who is not proposed, with all that speaks against them; with neither they fit all the same.

    Nobody overrules `blocks`; a planner may go against `warnings`, and `unavailable` is no rule at all.
    """

    person_id: int
    name: str
    blocks: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    is_unavailable: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Who could have a seat: the best first, then everybody else, those who may have it before the others."""

    proposed: tuple[Proposed, ...]
    others: tuple[Other, ...]


def candidates(around: Span, at: datetime) -> Candidates:
    """Return who might take a seat in that span, as it is known at `at`. Six queries."""
    facts = {pk: one for pk, one in load_facts(around).items() if one.person.is_open}
    wishes = wishes_of(facts)
    asked = _asked(facts, at)
    window = Span(around.start - _WEEK, around.end + _WEEK)
    return Candidates(
        tuple(
            Candidate(one.person, hours_in(wishes[pk], window), one.absences, asked.get(pk))
            for pk, one in facts.items()
        ),
        tuple(hold for one in facts.values() for hold in one.held),
        house_around(around),
        facts,
        frozenset(pk for pk in facts if not wishes[pk]),
    )


def choice(gap: Seat, at: datetime, n: int = 5) -> Choice:
    """Return who could take that span of a seat. Six queries."""
    found = candidates(gap.span, at)
    best = for_gap(gap, found.people, found.held, found.house, n)
    proposed = tuple(
        Proposed(
            one.person_id,
            found.facts[one.person_id].person.name,
            worth_saying(one.reasons, one.person_id in found.silent),
        )
        for one in best
    )
    first = {one.person_id for one in best}
    others = (
        _other(gap, one, found.facts[one.person_id]) for one in found.people if one.person_id not in first
    )
    return Choice(proposed, tuple(sorted(others, key=lambda one: (bool(one.blocks), bool(one.warnings)))))


def house_around(around: Span) -> House:
    """Return what holds for everybody in the weeks before and in that span. No query."""
    first, last = (local_day(at, AMSTERDAM) for at in (around.start - _BACK, around.end))
    return House(LIMITS, holiday_dates(first, last), AMSTERDAM)


def _other(gap: Seat, candidate: Candidate, facts: Facts) -> Other:
    verdict = facts.verdict(gap.span, gap.kind)
    is_unavailable = not candidate.available.fits(gap.span)
    return Other(candidate.person_id, candidate.person.name, verdict.blocks, verdict.warnings, is_unavailable)


def worth_saying(reasons: tuple[Reason, ...], is_silent: bool) -> tuple[Reason, ...]:
    """Return the reasons; to be able to come at any hour is none where nobody said so."""
    return tuple(one for one in reasons if not (is_silent and one.code is Code.FITS_AVAILABILITY))


def hours_in(wishes: list[WeeklyWish], window: Span) -> Available:
    """Return when somebody can come in the window; who said nothing can come at any hour."""
    return available(wishes, window, AMSTERDAM) if wishes else Available((window,))


def _asked(person_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Return when each of these people was last asked to take a seat."""
    rows = Notice.objects.filter(person__in=person_ids, kind__in=_ASKS, due_at__lte=at)
    last = rows.order_by().values_list("person").annotate(last=Max("due_at"))
    return {person_id: at.astimezone(UTC) for person_id, at in last}
