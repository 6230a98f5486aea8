"""How the work is shared out: what somebody holds in twelve weeks beside what they agreed to. Pure.

Every number stands against the person's own agreed hours, never against the average of the others. A seat counts
as a whole in the week in which it starts. Being on call is no work and is weighed against being on call alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Span, merged
from scheduling.rules.limits import Limits
from scheduling.rules.rota import Held, SeatKind
from scheduling.rules.unsocial import unsocial_hours

HOUR: Final = timedelta(hours=1)
_WEEKS: Final = 12
_DAY: Final = timedelta(days=1)
_NONE: Final = timedelta()


@dataclass(frozen=True, slots=True)
class House:
    """What holds for everybody: the limits, the public holidays and the zone of the rota."""

    limits: Limits
    holidays: frozenset[date]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody holds in a window; `unsocial` is a part of `work`, `late_seats` has some of it, `on_call` none.

    `target` is what they agreed to work in that window.
    """

    target: timedelta
    work: timedelta = _NONE
    unsocial: timedelta = _NONE
    on_call: timedelta = _NONE
    late_seats: int = 0

    @property
    def share(self) -> float:
        """Return the work as a part of the target: 1.0 is what was agreed."""
        return self._part(self.work)

    @property
    def unsocial_share(self) -> float:
        """Return the unsocial work as a part of the target."""
        return self._part(self.unsocial)

    @property
    def on_call_share(self) -> float:
        """Return the hours on call as a part of the target."""
        return self._part(self.on_call)

    @property
    def squares(self) -> float:
        """Return what `draft` makes small in sum: of each of the three, hours² / target.

        For one sum of hours and fixed targets that is least when everybody has the same part of their target.
        """
        target = max(self.target, HOUR) / HOUR
        return float(sum((hours / HOUR) ** 2 for hours in (self.work, self.unsocial, self.on_call)) / target)

    def plus(self, other: "Load") -> "Load":
        """Return both together, for this target."""
        return self._with(other, 1)

    def minus(self, other: "Load") -> "Load":
        """Return this without the other, for this target."""
        return self._with(other, -1)

    def _with(self, other: "Load", times: int) -> "Load":
        return Load(
            self.target,
            self.work + times * other.work,
            self.unsocial + times * other.unsocial,
            self.on_call + times * other.on_call,
            self.late_seats + times * other.late_seats,
        )

    def _part(self, hours: timedelta) -> float:
        # With nothing agreed, or away all the time, every hour is one too many, and none is just right.
        return hours / self.target if self.target else 1 + hours / HOUR


@dataclass(frozen=True, slots=True)
class Taken:
    """A hold and when the person learnt of it."""

    held: Held
    made_at: datetime


def twelve_weeks(at: datetime, zone: ZoneInfo) -> Span:
    """Return the twelve ISO weeks that end with the one of that instant."""
    day = local_day(at, zone)
    monday = day - day.weekday() * _DAY
    return Span(instant(monday - (_WEEKS - 1) * 7 * _DAY, 0, zone), instant(monday + 7 * _DAY, 0, zone))


def target(agreed_hours_week: float, absences: Iterable[Span], window: Span, zone: ZoneInfo) -> timedelta:
    """Return what was agreed for the window, less the part of it that the person is absent."""
    absent = (_within(absence, window) for absence in merged(absences))
    present = _by_clock(window, zone) - sum((_by_clock(span, zone) for span in absent if span), _NONE)
    return agreed_hours_week * HOUR * (present / (7 * _DAY))


def load(
    held: Iterable[Held], agreed_hours_week: float, absences: Iterable[Span], window: Span, house: House
) -> Load:
    """Return what these holds of one person make in the window."""
    total = Load(target(agreed_hours_week, absences, window, house.zone))
    for one in held:
        if window.start <= one.span.start < window.end:
            total = total.plus(weight(one.span, one.kind, house))
    return total


def weight(span: Span, kind: SeatKind, house: House) -> Load:
    """Return what one span of a seat adds to a load."""
    length = span.end - span.start
    if kind is SeatKind.BACKUP:
        return Load(_NONE, on_call=length)
    unsocial = _unsocial(span, house.holidays, house.zone)
    return Load(_NONE, work=length, unsocial=unsocial, late_seats=int(unsocial > _NONE))


def short_notice(taken: Iterable[Taken], window: Span, limits: Limits) -> timedelta:
    """Return the length of the seats in the window that somebody took so late that they could not give them back."""
    return sum(
        (
            one.held.span.end - one.held.span.start
            for one in taken
            if window.start <= one.held.span.start < window.end
            and one.held.span.start - one.made_at < limits.short_notice_hours * HOUR
        ),
        _NONE,
    )


@lru_cache(4096)
def _unsocial(span: Span, holidays: frozenset[date], zone: ZoneInfo) -> timedelta:
    return unsocial_hours(span, holidays, zone) * HOUR


def _within(span: Span, window: Span) -> Span | None:
    start, end = max(span.start, window.start), min(span.end, window.end)
    return Span(start, end) if start < end else None


def _by_clock(span: Span, zone: ZoneInfo) -> timedelta:
    # What was agreed for a week is agreed for the week in March too, which lasts an hour less.
    start, end = (at.astimezone(zone).replace(tzinfo=None) for at in (span.start, span.end))
    return end - start
