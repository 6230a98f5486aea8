"""What spans share and what they leave free. Pure: no Django, no clock, no database.

`others` are in order and neither overlap nor touch, as `hours.merged` makes them; so is what comes back.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from scheduling.rules.hours import Span


def common(span: Span, others: Sequence[Span]) -> list[Span]:
    """Return the parts of the span that lie in one of the others."""
    return [Span(max(span.start, o.start), min(span.end, o.end)) for o in _meeting(span, others)]


def minus(span: Span, others: Sequence[Span]) -> list[Span]:
    """Return the parts of the span that lie in none of the others."""
    free: list[Span] = []
    start = span.start
    for other in _meeting(span, others):
        if start < other.start:
            free.append(Span(start, other.start))
        start = other.end
    if start < span.end:
        free.append(Span(start, span.end))
    return free


def _meeting(span: Span, others: Sequence[Span]) -> Iterator[Span]:
    first = bisect_right(others, span.start, key=lambda other: other.end)
    return takewhile(lambda other: other.start < span.end, islice(others, first, None))
