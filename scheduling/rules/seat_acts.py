"""What a page offers for somebody's hold on a seat. Pure: the services decide, this is what they will not refuse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduling.rules.civil import DAY_MINUTES, Occurs, instant, local_day, occurs
from scheduling.rules.hours import Span
from scheduling.rules.rota import cut


class HoldAct(StrEnum):
    """An act on a hold. Giving back is the holder's own, removing a planner's."""

    CONFIRM = "confirm"
    ASK_COVER = "ask_cover"
    ASK_SWAP = "ask_swap"
    GIVE_BACK = "give_back"
    REMOVE = "remove"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What decides: the hold's span, and how it stands."""

    span: Span
    is_published: bool
    is_asked: bool
    must_confirm: bool


def hold_acts(
    hold: HoldFacts, now: datetime, *, is_own: bool, is_planner: bool, release_until: timedelta
) -> frozenset[HoldAct]:
    """Return what the reader may do with a hold; `release_until`: how long before its start a holder is free to go.

    A planner who holds the seat removes it like any other.
    """
    if now >= hold.span.end or not (is_own or is_planner):
        return frozenset()
    is_early = now <= hold.span.start - release_until
    offered = {
        HoldAct.CONFIRM: hold.must_confirm,
        HoldAct.ASK_COVER: hold.is_published and not hold.is_asked and now < hold.span.start,
        HoldAct.ASK_SWAP: hold.is_published and not hold.is_asked and now < hold.span.start,
        HoldAct.GIVE_BACK: not is_planner and (is_early or not hold.is_published),
        HoldAct.REMOVE: is_planner,
        HoldAct.SPLIT: True,
    }
    return frozenset(act for act, is_offered in offered.items() if is_offered)


def can_put_back(
    span: Span, released_at: datetime, shift: Span, held: Iterable[Span], now: datetime, *, within: timedelta
) -> bool:
    """Return whether a hold that was released can come back.

    Not for long, not into the past, not over another's, and not once the shift has moved away from it.
    """
    is_free = all(other.end <= span.start or span.end <= other.start for other in held)
    return is_free and cut(span, shift) == span and now < min(released_at + within, span.end)


def split_at(span: Span, minute: int, zone: ZoneInfo) -> tuple[datetime, Occurs] | None:
    """Return the instant inside a span at which the clock shows that minute, and how often it does that day.

    A minute earlier than the start's is that of the next day. None: it lies not inside.
    """
    day = local_day(span.start, zone)
    for later in (0, DAY_MINUTES):
        at = instant(day, minute + later, zone)
        if span.start < at < span.end:
            return at, occurs(day, minute + later, zone)
    return None
