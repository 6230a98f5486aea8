"""How far ahead gaps are, as the board groups them. Pure: no Django, no clock, no database."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum

from scheduling.rules.coverage import Gap


class Ahead(Enum):
    """Until when after now a gap of the group begins; NOW has begun."""

    NOW = timedelta()
    DAY = timedelta(hours=24)
    THREE_DAYS = timedelta(days=3)
    TWO_WEEKS = timedelta(days=14)


def by_stage(gaps: Iterable[Gap], now: datetime) -> dict[Ahead, tuple[Gap, ...]]:
    """Return every group, the nearest first, with the gaps that begin in it and in none before.

    The gaps begin within the 14 days of the last group.
    """
    found: dict[Ahead, list[Gap]] = {stage: [] for stage in Ahead}
    for gap in sorted(gaps):
        found[next(stage for stage in Ahead if gap.span.start <= now + stage.value)].append(gap)
    return {stage: tuple(several) for stage, several in found.items()}
