"""What decides whether somebody may take a seat, read for several people at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Final

from helpline.common.clock import AMSTERDAM
from helpline.staff.queries import counsellors
from helpline.staff.rules import Colleague
from scheduling.models import Absence, Assignment, Terms
from scheduling.rules.eligibility import Verdict, blocks, judge
from scheduling.rules.hours import Span
from scheduling.rules.limits import Contract, Limits, PersonFacts
from scheduling.rules.reasons import Reason
from scheduling.rules.rota import Held, SeatKind, ShiftState, trained_for

# Free Sundays are counted over a year; all other rules look sixteen weeks to both sides at most.
_BACK: Final = timedelta(weeks=53)
_AHEAD: Final = timedelta(weeks=17)
LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Facts:
    """One colleague, what they hold around an instant (drafts too), and when they are away."""

    colleague: Colleague
    person: PersonFacts
    held: tuple[Held, ...]
    absences: tuple[Span, ...]

    def verdict(self, span: Span, kind: SeatKind, *, but: Collection[int] = ()) -> Verdict:
        """Return what speaks against that span of a seat; `but`: holds that they would give up for it."""
        held = self._held_but(but)
        return judge(self.person, span, kind, held, self.absences, limits=LIMITS, zone=AMSTERDAM)

    def blocks(self, span: Span, kind: SeatKind, *, but: Collection[int] = ()) -> tuple[Reason, ...]:
        """Return the blocks of the verdict alone, for many spans at once."""
        return blocks(self.person, span, kind, self._held_but(but), self.absences)

    def with_hold(self, hold: Held) -> "Facts":
        """Return the same with one more hold."""
        return replace(self, held=(*self.held, hold))

    def _held_but(self, but: Collection[int]) -> list[Held]:
        return [one for one in self.held if one.assignment_id not in but]


def load_facts(around: Span, person_ids: Collection[int] | None = None) -> dict[int, Facts]:
    """Return the facts of these people, or of all who may hold seats, by name. Four queries."""
    people = [one for one in counsellors() if person_ids is None or one.person_id in person_ids]
    ids = [one.person_id for one in people]
    window = Span(around.start - _BACK, around.end + _AHEAD)
    terms = {row.person_id: row for row in Terms.objects.filter(person__in=ids)}
    held = held_by(ids, window)
    absences = _absences(ids, window)
    return {
        one.person_id: Facts(
            one,
            _person(one, terms.get(one.person_id)),
            tuple(held[one.person_id]),
            tuple(absences[one.person_id]),
        )
        for one in people
    }


def held_by(person_ids: Collection[int], window: Span) -> dict[int, list[Held]]:
    """Return what each of these people holds in the window, drafts too, in order. One query."""
    rows = Assignment.objects.filter(
        person__in=person_ids, state=Assignment.HELD, starts_at__lt=window.end, ends_at__gt=window.start
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows.exclude(seat__shift__state=ShiftState.CANCELLED.value).select_related("seat"):
        found[row.person_id].append(row.to_rule())
    return found


def _absences(person_ids: Collection[int], window: Span) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Absence.objects.filter(person__in=person_ids, starts_at__lt=window.end, ends_at__gt=window.start)
    for person_id, start, end in rows.values_list("person_id", "starts_at", "ends_at"):
        found[person_id].append(Span(start.astimezone(UTC), end.astimezone(UTC)))
    return found


def _person(one: Colleague, terms: Terms | None) -> PersonFacts:
    terms = terms or Terms()
    return PersonFacts(
        person_id=one.person_id,
        name=one.name,
        is_open=one.is_open,
        is_adult=terms.is_adult,
        trained=trained_for(takes_phone=one.takes_phone, takes_chat=one.takes_chat, may_lead=one.may_lead),
        contract=Contract(terms.contract),
        agreed_hours_week=float(terms.agreed_hours_week),
        max_hours_week=None if terms.max_hours_week is None else float(terms.max_hours_week),
    )
