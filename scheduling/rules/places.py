"""Which places stay the same when a list of places changes. Pure: no Django, no clock, no database.

Places are listed kind by kind, so that one more telephone gives all that follow another number. Who holds the second
chat place still does then: a place is known by its kind and how many of that kind stand before it.
"""

from collections import defaultdict
from collections.abc import Sequence

from scheduling.rules.rota import SeatKind


def same_places(there: Sequence[SeatKind], wanted: Sequence[SeatKind]) -> list[int | None]:
    """Return for each wanted place the index of the one that it was, or None for a new one."""
    indexes: dict[SeatKind, list[int]] = defaultdict(list)
    for index, kind in enumerate(there):
        indexes[kind].append(index)
    return [indexes[kind].pop(0) if indexes[kind] else None for kind in wanted]
