"""Who may take a seat. Pure: no Django, no clock, no database.

A verdict lists every reason, not the first. Blocks hold for everybody; warnings hold for those who sign up
themselves and for the machine, and a planner may go against them. Warnings are explained in `working_time`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

from scheduling.rules.hours import Span
from scheduling.rules.limits import Contract, Limits, PersonFacts
from scheduling.rules.reasons import Basis, Code, Reason
from scheduling.rules.rota import Held, SeatKind
from scheduling.rules.working_time import warnings

__all__ = [
    "Basis",
    "Code",
    "Contract",
    "Limits",
    "PersonFacts",
    "Reason",
    "Verdict",
    "blocks",
    "is_clear",
    "judge",
    "refusals",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that speaks against somebody taking a seat, each in a fixed order."""

    blocks: tuple[Reason, ...]
    warnings: tuple[Reason, ...]


def judge(
    person: PersonFacts,
    seat_span: Span,
    kind: SeatKind,
    held: Sequence[Held],
    absences: Sequence[Span],
    *,
    limits: Limits,
    zone: ZoneInfo,
) -> Verdict:
    """Return all that speaks against the person taking that span of a seat.

    `held` are their other seats, published and draft, on call too; sixteen weeks to both sides serve every rule
    but the one about Sundays, which looks a year back. `absences` are theirs.
    """
    return Verdict(
        blocks(person, seat_span, kind, held, absences),
        tuple(warnings(person, seat_span, kind, held, limits=limits, zone=zone)),
    )


def blocks(
    person: PersonFacts, seat_span: Span, kind: SeatKind, held: Sequence[Held], absences: Sequence[Span]
) -> tuple[Reason, ...]:
    """Return the blocks that judge() finds; they cost a hundredth of the warnings."""
    return tuple(_blocks(person, seat_span, kind, held, absences))


def is_clear(
    person: PersonFacts,
    seat_span: Span,
    kind: SeatKind,
    held: Sequence[Held],
    absences: Sequence[Span],
    *,
    limits: Limits,
    zone: ZoneInfo,
) -> bool:
    """Return whether judge() would find nothing at all; stops at the first reason."""
    found = chain(
        _blocks(person, seat_span, kind, held, absences),
        warnings(person, seat_span, kind, held, limits=limits, zone=zone),
    )
    return next(found, None) is None


def refusals(verdict: Verdict, *, by_self: bool) -> tuple[Reason, ...]:
    """Return why it cannot be done: for one who signs up themselves a warning is a refusal too."""
    return verdict.blocks + verdict.warnings if by_self else verdict.blocks


def _blocks(
    person: PersonFacts, span: Span, kind: SeatKind, held: Sequence[Held], absences: Sequence[Span]
) -> Iterator[Reason]:
    if not person.is_open:
        yield Reason(Code.ACCOUNT_CLOSED)
    if not person.is_adult:
        yield Reason(Code.UNDER_AGE)
    if kind not in person.trained:
        yield Reason(Code.UNTRAINED)
    if any(_meet(span, absence) for absence in absences):
        yield Reason(Code.ABSENT)
    if any(_meet(span, one.span) for one in held):
        yield Reason(Code.OVERLAP)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
