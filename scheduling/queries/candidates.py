"""Everybody who might take a seat, as the suggestions weigh them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from helpline.common.clock import AMSTERDAM
from scheduling.models import Availability, Notice
from scheduling.queries.facts import Facts, load_facts
from scheduling.queries.free_seats import house_around
from scheduling.rules.fairness import House
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.rota import Held, NoticeKind, Seat
from scheduling.rules.suggest import Candidate, Suggestion, for_gap
from scheduling.rules.wishes import Available, WeeklyWish, Wish, available

# Enough of the week before and after for seats that reach over the edges.
_EDGE: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Team:
    """The candidates around some seats, with all that they hold and what holds for everybody."""

    facts: dict[int, Facts]
    candidates: tuple[Candidate, ...]
    held: tuple[Held, ...]
    house: House

    def best_for(self, seat: Seat, most: int) -> list[Suggestion]:
        """Return the best for a seat, or for a part of it as its span, best first."""
        return for_gap(seat, self.candidates, self.held, self.house, most)


def team(around: Span) -> Team:
    """Return everybody who may hold seats, for suggestions in that window. Six queries.

    Whoever said nothing about their week can come at any hour: only what people say keeps the machine from them.
    """
    facts = load_facts(around)
    window = Span(around.start - _EDGE, around.end + _EDGE)
    wishes, asked = _wishes(facts), _last_asked(facts)
    candidates = tuple(
        Candidate(one.person, _hours(wishes[pk], window), one.absences, asked.get(pk))
        for pk, one in facts.items()
    )
    held = tuple(hold for one in facts.values() for hold in one.held)
    return Team(facts, candidates, held, house_around(around.start))


def _wishes(people: Collection[int]) -> dict[int, list[WeeklyWish]]:
    found: dict[int, list[WeeklyWish]] = defaultdict(list)
    for row in Availability.objects.filter(person__in=people):
        found[row.person_id].append(
            WeeklyWish(row.weekday, Stretch(row.start_minute, row.end_minute), Wish(row.wish))
        )
    return found


def _hours(wishes: Iterable[WeeklyWish], window: Span) -> Available:
    wishes = list(wishes)
    return available(wishes, window, AMSTERDAM) if wishes else Available((window,))


def _last_asked(people: Collection[int]) -> dict[int, datetime]:
    asked = Notice.objects.filter(
        person__in=people, kind__in=[NoticeKind.FITTING_GAP.value, NoticeKind.COVER_ASKED.value]
    )
    return dict(asked.values_list("person").annotate(last=Max("due_at")).order_by())
