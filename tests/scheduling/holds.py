"""Shifts, seats and holds for the tests of the rota, and what an act left behind."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import Person
from scheduling.models import Assignment, Notice, Pattern, PatternSeat, RotaEvent, Seat, Shift
from scheduling.rules.civil import instant
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.reasons import Code
from scheduling.rules.rota import SeatKind, SeatPlan
from scheduling.services.rota.holds import NotEligible
from scheduling.services.rota.patterns import PatternPlan, add_patterns, change_pattern
from scheduling.services.rota.shifts import publish
from tests.scheduling.seats import NOW

MONDAY = date(2027, 2, 1)
# A week after NOW, with nothing yet that forbids anything.
NEXT_MONDAY = date(2027, 2, 8)
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
EVENING, LATE = Stretch(19 * 60, 22 * 60), Stretch(20 * 60, 23 * 60)


def shift_on(
    day: date = MONDAY, start: int = 19 * 60, end: int = 22 * 60, *kinds: str, state: str = "published"
) -> Shift:
    """Make a shift of these wall-clock minutes with one seat of each kind, chat alone unless told."""
    shift = Shift.objects.create(
        date=day,
        start_minute=start,
        end_minute=end,
        starts_at=instant(day, start, AMSTERDAM),
        ends_at=instant(day, end, AMSTERDAM),
        state=state,
        published_at=NOW if state == "published" else None,
    )
    for position, kind in enumerate(kinds or ("chat",), start=1):
        Seat.objects.create(shift=shift, kind=kind, position=position)
    return shift


def seat_on(
    day: date = MONDAY,
    start: int = 19 * 60,
    end: int = 22 * 60,
    kind: str = "chat",
    *,
    state: str = "published",
) -> Seat:
    """Return the one seat of a new shift, published unless told."""
    return shift_on(day, start, end, kind, state=state).seats.get()


def hold(
    seat: Seat,
    person: Person,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    origin: str = "planner",
) -> Assignment:
    """Let somebody hold a seat, for all of its shift unless told."""
    return Assignment.objects.create(
        seat=seat,
        person=person,
        starts_at=start or seat.shift.starts_at,
        ends_at=end or seat.shift.ends_at,
        origin=origin,
        made_at=NOW - timedelta(days=30),
        changed_at=NOW - timedelta(days=30),
    )


def plan(*kinds: str, hours: Stretch = EVENING, weeks: int = 1, until: date | None = None) -> PatternPlan:
    """Return the plan of an evening's pattern from Monday 1 February on; with one chat unless told."""
    seats = tuple(SeatPlan(SeatKind(kind)) for kind in kinds or ("chat",))
    return PatternPlan("Evening", hours, weeks, MONDAY, until, seats)


def pattern_on(weekday: int = 0, *kinds: str, now: datetime = NOW, hours: Stretch = EVENING) -> Pattern:
    """Return a new pattern of that weekday, its shifts made."""
    (pk,) = add_patterns(plan(*kinds, hours=hours), [weekday], by=None, now=now)
    return Pattern.objects.get(pk=pk)


def shift_of(pattern: Pattern, day: date = NEXT_MONDAY) -> Shift:
    return Shift.objects.get(pattern=pattern, date=day)


def place_of(pattern: Pattern, position: int = 1) -> int:
    return PatternSeat.objects.get(pattern=pattern, position=position).pk


def published(shift: Shift) -> Shift:
    publish({shift.pk: revision_of(shift)}, by=None, now=NOW)
    return shift


def changed(pattern: Pattern, *kinds: str, **more: Any) -> None:
    """Change a pattern as a form does that was opened just now."""
    now = more.pop("now", NOW)
    pattern.refresh_from_db()
    change_pattern(pattern.pk, plan(*kinds, **more), pattern.revision, by=None, now=now)


def held(seat: Seat | None = None) -> list[tuple[int, Span]]:
    """Return who holds a seat (or any) and when, in order."""
    rows = Assignment.objects.filter(state="held")
    return [(row.person_id, row.span) for row in (rows if seat is None else rows.filter(seat=seat))]


def noted() -> list[tuple[str, int | None, int | None]]:
    """Return each line of the history, the oldest first: what, by whom, about whom."""
    rows = RotaEvent.objects.order_by("pk")
    return [(row.action, row.actor_id, row.person_id) for row in rows]


def told() -> list[tuple[str, int]]:
    """Return each mail that is due, the oldest first: what, to whom."""
    return [(row.kind, row.person_id) for row in Notice.objects.order_by("pk")]


def forget() -> None:
    """Let the history and the mails begin here."""
    RotaEvent.objects.all().delete()
    Notice.objects.all().delete()


def codes_of(refused: NotEligible) -> list[Code]:
    """Return the codes of all that stood in the way."""
    return [reason.code for reason in refused.reasons]


def revision_of(shift: Shift) -> int:
    """Return the revision that a page would show now."""
    return Shift.objects.values_list("revision", flat=True).get(pk=shift.pk)


def spans(rows: Iterable[Shift]) -> list[tuple[date, Stretch]]:
    """Return each shift's day and minutes."""
    return [(row.date, row.hours) for row in rows]


def everything() -> list[Any]:
    """Return the rota row by row, as it stands."""
    return [
        list(rows.order_by("pk").values())
        for rows in (Shift.objects.all(), Seat.objects.all(), Assignment.objects.all())
    ]
