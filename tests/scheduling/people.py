"""People, seats and holds that tests of the rota's rules start from; hours are those of the clock in Amsterdam."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import instant
from scheduling.rules.eligibility import Code, Contract, Limits, PersonFacts, Verdict, judge
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, Seat, SeatKind
from scheduling.rules.suggest import Candidate
from scheduling.rules.wishes import Available

Found = list[tuple[Code, tuple[float, ...]]]

ASHA, BEN, LEILA, OMAR, NOOR = range(1, 6)
NAMES = {ASHA: "Asha", BEN: "Ben", LEILA: "Leila", OMAR: "Omar", NOOR: "Noor"}
# A Monday; the clocks go forward in the night before the 28th.
MONDAY = date(2027, 3, 1)


def hours(day: int, start: float, end: float) -> Span:
    """Return a span on a day of March 2027, counted from the 1st also beyond the month; 26 is 2:00 of the next day."""
    first = MONDAY + timedelta(days=day - 1)
    return Span(instant(first, round(start * 60), AMSTERDAM), instant(first, round(end * 60), AMSTERDAM))


def person(
    person_id: int = ASHA,
    *,
    agreed: float = 0,
    most: float | None = None,
    contract: Contract = Contract.EMPLOYEE,
    trained: frozenset[SeatKind] = frozenset(SeatKind),
    is_open: bool = True,
    is_adult: bool = True,
) -> PersonFacts:
    """Return somebody of the cast."""
    name = NAMES.get(person_id, f"person {person_id:03}")
    return PersonFacts(person_id, name, is_open, is_adult, trained, contract, agreed, most)


def candidate(
    person_id: int = ASHA,
    *,
    agreed: float = 8,
    can: tuple[Span, ...] = (hours(-100, 0, 300 * 24),),
    gladly: tuple[Span, ...] = (),
    absences: tuple[Span, ...] = (),
    asked_at: datetime | None = None,
    trained: frozenset[SeatKind] = frozenset(SeatKind),
) -> Candidate:
    """Return somebody who can come at any time."""
    facts = person(person_id, agreed=agreed, trained=trained)
    return Candidate(facts, Available(can, gladly), absences, asked_at)


def seat(seat_id: int, span: Span, kind: SeatKind = SeatKind.CHAT, *, required: bool = True) -> Seat:
    """Return a seat on a shift of its own."""
    day = span.start.astimezone(AMSTERDAM).date()
    return Seat(seat_id, seat_id, kind, 0, required, span, day)


def hold(span: Span, kind: SeatKind = SeatKind.CHAT, *, by: int = ASHA, seat_id: int = 0) -> Held:
    """Return somebody's hold on a seat."""
    return Held(0, seat_id, by, kind, span)


def holds(*spans: Span, by: int = ASHA) -> list[Held]:
    """Return somebody's holds on chat seats, each on a seat of its own that no test speaks of."""
    numbers = count(1000 * by)
    return [hold(span, by=by, seat_id=next(numbers)) for span in spans]


def verdict(
    span: Span,
    held: Sequence[Held] = (),
    *,
    who: PersonFacts | None = None,
    kind: SeatKind = SeatKind.CHAT,
    absences: Sequence[Span] = (),
    limits: Limits | None = None,
) -> Verdict:
    """Return what speaks against somebody; Asha, an employee without agreed hours, unless said otherwise."""
    return judge(who or person(), span, kind, held, absences, limits=limits or Limits(), zone=AMSTERDAM)


def warned(span: Span, held: Sequence[Held] = (), **more: Any) -> Found:
    """Return the codes and numbers of the warnings."""
    return [(reason.code, reason.numbers) for reason in verdict(span, held, **more).warnings]
