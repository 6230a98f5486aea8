"""All that the board shows: who is there now and next, the channels, and what is still open ahead."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import Pause, Shift
from scheduling.queries.asked import Asked, running_requests
from scheduling.queries.cover import cover
from scheduling.queries.hours import availabilities
from scheduling.queries.running import board
from scheduling.rules.board import BoardRow, BoardState
from scheduling.rules.civil import local_day
from scheduling.rules.coverage import Gap
from scheduling.rules.hours import Availability, Span
from scheduling.rules.requests import RequestState
from scheduling.rules.rota import ShiftState
from scheduling.rules.stages import Ahead, by_stage

_AHEAD: Final = timedelta(days=14)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NowBoard:
    """How it stands at one instant; `coming` begins within two hours."""

    at: datetime
    channels: dict[Channel, Availability]
    running: tuple[BoardRow, ...]
    coming: tuple[BoardRow, ...]
    gaps: dict[Ahead, tuple[Gap, ...]]

    @property
    def handover(self) -> datetime | None:
        """Return when the first of what runs ends, or None."""
        return min((row.span.end for row in self.running), default=None)

    @property
    def gap_seats(self) -> frozenset[int]:
        """Return the seats that lack somebody; an empty seat that is not among them may stay so."""
        return frozenset(gap.seat.seat_id for several in self.gaps.values() for gap in several if gap.seat)


@dataclass(frozen=True, slots=True)
class StillToDo:
    """What waits for a planner: Mondays of weeks within 14 days with drafts, requests that wait for over a day."""

    unpublished: tuple[date, ...]
    requests: tuple[Asked, ...]


def now_board(at: datetime) -> NowBoard:
    """Return the board at an instant. Nineteen queries at most."""
    rows = _since_pauses(board(at))
    return NowBoard(
        at,
        availabilities(at),
        tuple(row for row in rows if row.runs(at)),
        tuple(row for row in rows if not row.runs(at)),
        by_stage(_gaps(at), at),
    )


def still_to_do(at: datetime) -> StillToDo:
    """Return what waits for a planner. Two queries."""
    drafts = Shift.objects.filter(
        state=ShiftState.DRAFT.value, starts_at__gt=at, starts_at__lt=at + _AHEAD + 7 * _DAY
    )
    weeks = {day - day.weekday() * _DAY for day in drafts.values_list("date", flat=True)}
    return StillToDo(
        tuple(sorted(week for week in weeks if week <= local_day(at, AMSTERDAM) + _AHEAD)),
        tuple(
            one
            for one in running_requests(at)
            if one.rule.state is not RequestState.DONE and one.waits_long(at)
        ),
    )


def _gaps(at: datetime) -> list[Gap]:
    """Return the gaps that begin within 14 days, each to its end."""
    found = cover(Span(at, at + _AHEAD + _DAY)).gaps
    return [gap for gap in found if gap.span.start <= at + _AHEAD]


def _since_pauses(rows: Iterable[BoardRow]) -> list[BoardRow]:
    """Return the rows; who pauses does so since the pause began, not since they are on duty."""
    rows = list(rows)
    paused = [row.person_id for row in rows if row.state is BoardState.PAUSED]
    if not paused:
        return rows
    running = Pause.objects.filter(
        until__isnull=True, check_in__until__isnull=True, check_in__person__in=paused
    )
    since = dict(running.values_list("check_in__person", "at"))
    return [
        replace(row, since=since[row.person_id].astimezone(UTC)) if row.person_id in since else row
        for row in rows
    ]
