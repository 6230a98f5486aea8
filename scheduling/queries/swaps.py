"""Which seats of colleagues somebody could ask for in return for their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scheduling.queries.facts import load_facts
from scheduling.queries.turns import held
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, SeatKind

AHEAD: Final = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Swap:
    """A colleague's hold that could be exchanged."""

    hold_id: int
    name: str
    kind: SeatKind
    span: Span


def swaps_for(mine: Held, now: datetime) -> list[Swap]:
    """Return the published holds of the coming eight weeks that fit both ways, by start: no block on either side.

    A warning keeps none out, since a planner may agree to it. Five queries.
    """
    window = Span(now, now + AHEAD)
    facts = load_facts(window)
    me = facts.get(mine.person_id)
    if me is None:
        return []
    found = []
    rows = held().filter(starts_at__gt=now, starts_at__lt=window.end).exclude(person=mine.person_id)
    for theirs in (row.to_rule() for row in rows):
        other = facts.get(theirs.person_id)
        if (
            other is not None
            and not me.blocks(theirs.span, theirs.kind, but=[mine.assignment_id])
            and not other.blocks(mine.span, mine.kind, but=[theirs.assignment_id])
        ):
            found.append(Swap(theirs.assignment_id, other.person.name, theirs.kind, theirs.span))
    return found
