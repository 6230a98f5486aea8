"""When colleagues can come, when they are away, and what was agreed with them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from helpline.staff.queries import counsellors
from helpline.staff.rules import Colleague
from scheduling.models import Absence, Availability, Terms
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.wishes import WeeklyWish, Wish


@dataclass(frozen=True, slots=True)
class AwayRow:
    """An absence with the id of its row."""

    id: int
    span: Span


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """A colleague with what was agreed (as first agreed with everybody, if nothing else was), in order of time."""

    colleague: Colleague
    terms: Terms
    wishes: tuple[WeeklyWish, ...]
    away: tuple[AwayRow, ...]


def wishes_of(person_ids: Collection[int]) -> dict[int, list[WeeklyWish]]:
    """Return when each of these people can come, Monday first; nothing for who said nothing. One query."""
    found: dict[int, list[WeeklyWish]] = defaultdict(list)
    for row in Availability.objects.filter(person__in=person_ids):
        hours = Stretch(row.start_minute, row.end_minute)
        found[row.person_id].append(WeeklyWish(row.weekday, hours, Wish(row.wish)))
    return found


def away_of(person_ids: Collection[int], now: datetime) -> dict[int, list[AwayRow]]:
    """Return the absences of each of these people that are not over, in order; nothing for the others. One query."""
    found: dict[int, list[AwayRow]] = defaultdict(list)
    for row in Absence.objects.filter(person__in=person_ids, ends_at__gt=now):
        found[row.person_id].append(AwayRow(row.pk, row.span))
    return found


def colleagues(now: datetime) -> list[ColleagueRow]:
    """Return everybody with an open account who may hold seats, by name. Four queries."""
    return _rows([one for one in counsellors() if one.is_open], now)


def colleague(person_id: int, now: datetime) -> ColleagueRow | None:
    """Return one of them, or None. Four queries."""
    return next(
        iter(_rows([one for one in counsellors() if one.is_open and one.person_id == person_id], now)), None
    )


def _rows(people: Collection[Colleague], now: datetime) -> list[ColleagueRow]:
    ids = [one.person_id for one in people]
    terms = {row.person_id: row for row in Terms.objects.filter(person__in=ids)}
    wishes, away = wishes_of(ids), away_of(ids, now)
    return [
        ColleagueRow(
            one,
            terms.get(one.person_id) or Terms(person_id=one.person_id),
            tuple(wishes[one.person_id]),
            tuple(away[one.person_id]),
        )
        for one in people
    ]
