"""A month of the rota by person and day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Final

from helpline.common.clock import AMSTERDAM
from helpline.staff.queries import counsellors
from scheduling.models import Absence, Assignment
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind, ShiftState, cut
from scheduling.rules.week import day_span

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthTurn:
    """A seat, or a part of one, that somebody holds."""

    kind: SeatKind
    span: Span
    is_draft: bool


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One person's day; what starts on it belongs to it, also past midnight."""

    day: date
    turns: tuple[MonthTurn, ...]
    is_away: bool


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One person's month; being on call is no work and adds up apart."""

    person_id: int
    name: str
    days: tuple[MonthDay, ...]
    work: timedelta
    on_call: timedelta


@dataclass(frozen=True, slots=True)
class MonthPage:
    """The days of a month and everybody's, by name."""

    days: tuple[date, ...]
    rows: tuple[MonthRow, ...]

    @property
    def has_drafts(self) -> bool:
        """Return whether any of it is not published yet."""
        return any(turn.is_draft for row in self.rows for one in row.days for turn in one.turns)


def next_month(first: date) -> date:
    """Return the first day of the month after."""
    return (first + 31 * _DAY).replace(day=1)


def month(first: date, *, with_absences: bool) -> MonthPage:
    """Return the month that begins on that day, drafts too. Three queries at most.

    Closed accounts are left out unless they hold something then.
    """
    end = next_month(first)
    days = tuple(first + n * _DAY for n in range((end - first).days))
    turns = _turns(first, end)
    away = _away(days) if with_absences else {}
    rows = (
        _row(one.person_id, one.name, days, turns[one.person_id], away.get(one.person_id, set()))
        for one in counsellors()
        if one.is_open or one.person_id in turns
    )
    return MonthPage(days, tuple(rows))


def _turns(first: date, end: date) -> dict[int, dict[date, list[MonthTurn]]]:
    rows = Assignment.objects.filter(
        seat__shift__date__gte=first, seat__shift__date__lt=end, state=Assignment.HELD
    ).exclude(seat__shift__state=ShiftState.CANCELLED.value)
    found: dict[int, dict[date, list[MonthTurn]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("seat__shift"):
        shift = row.seat.shift
        turn = MonthTurn(SeatKind(row.seat.kind), row.span, shift.state == ShiftState.DRAFT.value)
        found[row.person_id][shift.date].append(turn)
    return found


def _away(days: tuple[date, ...]) -> dict[int, set[date]]:
    """Return on which of the days each person is away, for all or a part of them."""
    spans = {day: day_span(day, AMSTERDAM) for day in days}
    rows = Absence.objects.filter(starts_at__lt=spans[days[-1]].end, ends_at__gt=spans[days[0]].start)
    found: dict[int, set[date]] = defaultdict(set)
    for person_id, start, end in rows.values_list("person_id", "starts_at", "ends_at"):
        absence = Span(start.astimezone(UTC), end.astimezone(UTC))
        found[person_id] |= {day for day, span in spans.items() if cut(span, absence)}
    return found


def _row(
    person_id: int, name: str, days: Iterable[date], turns: dict[date, list[MonthTurn]], away: set[date]
) -> MonthRow:
    every = [turn for several in turns.values() for turn in several]
    work, on_call = (
        sum(
            (t.span.end - t.span.start for t in every if (t.kind is SeatKind.BACKUP) == is_backup),
            timedelta(),
        )
        for is_backup in (False, True)
    )
    return MonthRow(
        person_id,
        name,
        tuple(MonthDay(day, tuple(turns.get(day, ())), day in away) for day in days),
        work,
        on_call,
    )
