"""When somebody can come and when they come gladly. Pure: no Django, no clock, no database.

The machine proposes nothing outside these hours, and nothing to who gave none. Everybody may still sign up, and
a planner assign, at any hour: what is known of somebody's week is an offer, not a limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Span, Stretch, merged


class Wish(StrEnum):
    """How welcome the hours are."""

    PREFER = "prefer"
    CAN = "can"


@dataclass(frozen=True, slots=True)
class WeeklyWish:
    """Wall-clock hours of every such weekday (0 is Monday); they may reach over midnight."""

    weekday: int
    hours: Stretch
    wish: Wish


@dataclass(frozen=True, slots=True)
class Available:
    """The dated spans of somebody's wishes, in order, neither touching nor overlapping.

    `gladly` is the part of `can` that they prefer.
    """

    can: tuple[Span, ...] = ()
    gladly: tuple[Span, ...] = ()

    def fits(self, span: Span) -> bool:
        """Return whether all of the span is among the hours."""
        return _covers(self.can, span)

    def prefers(self, span: Span) -> bool:
        """Return whether all of the span is among the preferred hours."""
        return _covers(self.gladly, span)


def available(wishes: Iterable[WeeklyWish], window: Span, zone: ZoneInfo) -> Available:
    """Return the hours of the wishes that start on the days of the window, the day before it included."""
    dated = [(one.wish, span) for one in wishes for span in _dated(one, window, zone)]
    return Available(
        tuple(merged(span for _, span in dated)),
        tuple(merged(span for wish, span in dated if wish is Wish.PREFER)),
    )


def _dated(one: WeeklyWish, window: Span, zone: ZoneInfo) -> list[Span]:
    first, last = local_day(window.start, zone) - timedelta(days=1), local_day(window.end, zone)
    day = first + timedelta(days=(one.weekday - first.weekday()) % 7)
    spans: list[Span] = []
    while day <= last:
        start, end = (instant(day, m, zone) for m in (one.hours.start_minute, one.hours.end_minute))
        if start < end:
            spans.append(Span(start, end))
        day += timedelta(days=7)
    return spans


def _covers(spans: Iterable[Span], span: Span) -> bool:
    return any(one.start <= span.start and span.end <= one.end for one in spans)
