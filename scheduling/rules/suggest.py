"""Whom to propose for a gap, with reasons. Pure: no Django, no clock, no database.

Proposed is who may take the seat without any warning and has the hours free; `why_not` says the rest. The order:
least unsocial work (if the seat is unsocial) → least work → longest since the last seat → longest not asked →
name. Work is measured over twelve weeks against the person's own agreed hours; for a backup seat, being on call.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from scheduling.rules.civil import local_day
from scheduling.rules.eligibility import is_clear, judge, refusals
from scheduling.rules.fairness import HOUR, House, Load, load, twelve_weeks, weight
from scheduling.rules.hours import Span
from scheduling.rules.limits import PersonFacts
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, Seat, SeatKind, length_hours
from scheduling.rules.wishes import Available

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
# More rest than this is nothing to mention.
_MENTIONED_HOURS: Final = 48


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might take a seat; `asked_at` is when they were last asked to."""

    person: PersonFacts
    available: Available
    absences: tuple[Span, ...] = ()
    asked_at: datetime | None = None

    @property
    def person_id(self) -> int:
        """Return the person's id."""
        return self.person.person_id


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody for a seat, with what speaks for them in a fixed order."""

    person_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate at the moment of choosing: their other seats and what these make in the twelve weeks."""

    candidate: Candidate
    held: Sequence[Held]
    load: Load


def for_gap(
    gap: Seat, candidates: Iterable[Candidate], held: Iterable[Held], house: House, n: int = 3
) -> list[Suggestion]:
    """Return the n best for the seat, best first; none if nobody fits.

    A gap in a part of a seat is that seat with a shorter span. `held` are the holds of all, see `judge`.
    """
    everything = list(held)
    window = twelve_weeks(gap.span.start, house.zone)
    fitting = [
        standing_of(one, everything, window, house)
        for one in candidates
        if fits(gap, one, held_by(one, everything), house)
    ]
    fitting.sort(key=lambda one: preference(gap, one, house))
    late = median([one.load.late_seats for one in fitting])
    return [Suggestion(one.candidate.person_id, reasons_for(gap, one, late, house)) for one in fitting[:n]]


def why_not(seat: Seat, candidate: Candidate, held: Iterable[Held], house: House) -> list[Reason]:
    """Return all that keeps the machine from proposing the candidate; nothing means that they fit."""
    mine = held_by(candidate, held)
    verdict = judge(
        candidate.person, seat.span, seat.kind, mine, candidate.absences, limits=house.limits, zone=house.zone
    )
    found = list(refusals(verdict, by_self=True))
    if not candidate.available.fits(seat.span):
        found.append(Reason(Code.UNAVAILABLE))
    return found


def fits(seat: Seat, candidate: Candidate, held: Sequence[Held], house: House) -> bool:
    """Return whether why_not() would find nothing, given the candidate's own holds."""
    return candidate.available.fits(seat.span) and is_clear(
        candidate.person, seat.span, seat.kind, held, candidate.absences, limits=house.limits, zone=house.zone
    )


def held_by(candidate: Candidate, held: Iterable[Held]) -> list[Held]:
    """Return the candidate's own among the holds of all."""
    return [one for one in held if one.person_id == candidate.person_id]


def standing_of(candidate: Candidate, held: Iterable[Held], window: Span, house: House) -> Standing:
    """Return the candidate with their holds and what these make in the window."""
    mine = held_by(candidate, held)
    agreed = candidate.person.agreed_hours_week
    return Standing(candidate, mine, load(mine, agreed, candidate.absences, window, house))


def preference(
    seat: Seat, standing: Standing, house: House
) -> tuple[float, float, datetime, datetime, str, int]:
    """Return the key by which candidates are put in order, the best first; equal for nobody."""
    candidate, load_ = standing.candidate, standing.load
    if seat.kind is SeatKind.BACKUP:
        unsocial, work = 0.0, load_.on_call_share
    else:
        unsocial = load_.unsocial_share if weight(seat.span, seat.kind, house).unsocial else 0.0
        work = load_.share
    return (
        unsocial,
        work,
        _last_end(seat, standing) or _NEVER,
        candidate.asked_at or _NEVER,
        candidate.person.name,
        candidate.person_id,
    )


def reasons_for(seat: Seat, standing: Standing, late: float, house: House) -> tuple[Reason, ...]:
    """Return what speaks for somebody who fits; `late` is the median of late seats among those who do."""
    load_ = standing.load
    glad = standing.candidate.available.prefers(seat.span)
    found = [Reason(Code.PREFERS_THE_HOURS if glad else Code.FITS_AVAILABILITY)]
    if weight(seat.span, seat.kind, house).unsocial and load_.late_seats < late:
        found.append(Reason(Code.FEWEST_LATE, (load_.late_seats, late)))
    if seat.kind is not SeatKind.BACKUP and load_.work < load_.target:
        found.append(Reason(Code.UNDER_AGREED, ((load_.target - load_.work) / HOUR,)))
    found += _rests(seat, standing)
    last = _last_end(seat, standing)
    if last is not None:
        days = local_day(seat.span.start, house.zone) - local_day(last - timedelta.resolution, house.zone)
        found.append(Reason(Code.LAST_SEAT, (days.days,)))
    return tuple(found)


def median(numbers: Sequence[int]) -> float:
    """Return the middle of the numbers, or the mean of the two middle ones; 0 of none."""
    ordered, middle = sorted(numbers), len(numbers) // 2
    if not ordered:
        return 0
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _last_end(seat: Seat, standing: Standing) -> datetime | None:
    return max((one.span.end for one in standing.held if one.span.end <= seat.span.start), default=None)


def _rests(seat: Seat, standing: Standing) -> list[Reason]:
    """Return the rest to the seats before and after, where one is near; being on call ends no rest."""
    if seat.kind is SeatKind.BACKUP:
        return []
    work = [one.span for one in standing.held if one.kind is not SeatKind.BACKUP]
    before = max((s.end for s in work if s.end <= seat.span.start), default=None)
    after = min((s.start for s in work if s.start >= seat.span.end), default=None)
    rests = (
        (Code.REST_BEFORE, length_hours(Span(before, seat.span.start)) if before else 0),
        (Code.REST_AFTER, length_hours(Span(seat.span.end, after)) if after else 0),
    )
    return [Reason(code, (hours,)) for code, hours in rests if 0 < hours <= _MENTIONED_HOURS]
