"""Which steps of a request a page offers to somebody. Pure: asks `requests.step` itself and decides nothing."""

from datetime import datetime
from typing import Final

from scheduling.rules.requests import Refused, Request, RequestEvent, step

# Whoever a planner names later: an answer for somebody is offered before it is known for whom.
_SOMEBODY: Final = 0


def possible(
    request: Request, by: int, now: datetime, *, is_planner: bool = False
) -> frozenset[RequestEvent]:
    """Return the steps that would change the request if that person took them now."""
    found = (event for event in RequestEvent if event is not RequestEvent.EXPIRE)
    return frozenset(event for event in found if _changes(request, event, by, now, is_planner=is_planner))


def _changes(request: Request, event: RequestEvent, by: int, now: datetime, *, is_planner: bool) -> bool:
    taker = (request.to_person or _SOMEBODY) if is_planner else by
    try:
        change = step(request, event, by, now, is_planner=is_planner, taker=taker)
    except Refused:
        return False
    return change.request.state is not request.state
