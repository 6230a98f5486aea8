"""What the planner's pages show: patterns with who comes each time, one shift, and what there is to publish."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from helpline.common.clock import AMSTERDAM
from helpline.staff.queries import counsellors
from scheduling.models import Assignment, Pattern, PatternSeat, Shift, Standing
from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind, SeatPlan, ShiftState, free_spans, trained_for

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Coming:
    """Who holds a pattern's seat each time, from a day on; nobody: person_id None."""

    person_id: int | None
    name: str
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class PatternPlace:
    """One seat of a pattern; `coming` is in the order of their days, those that are over left out."""

    id: int
    kind: SeatKind
    required: bool
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern with its seats."""

    row: Pattern
    places: tuple[PatternPlace, ...]

    @property
    def plans(self) -> list[SeatPlan]:
        """Return the seats as a form shows them."""
        return [SeatPlan(place.kind, place.required) for place in self.places]


@dataclass(frozen=True, slots=True)
class PatternsPage:
    """The patterns in force, Monday's first, and the one that was removed last."""

    patterns: tuple[PatternRow, ...]
    removed: Pattern | None


@dataclass(frozen=True, slots=True)
class ShiftPlace:
    """One seat of a shift with its holders' names, in order of time."""

    id: int
    kind: SeatKind
    required: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShiftPage:
    """One shift with its seats."""

    row: Shift
    places: tuple[ShiftPlace, ...]


@dataclass(frozen=True, slots=True)
class ToPublish:
    """One week's drafts: how many seats, how many of those needed are not fully held, and who would be told.

    `seen` names each draft with its revision, for publishing exactly what was looked at.
    """

    monday: date
    shifts: int
    seats: int
    gaps: int
    people: tuple[str, ...]
    seen: tuple[tuple[int, int], ...]


def patterns_page(today: date) -> PatternsPage:
    """Return the patterns that hold now or later, with who comes each time. Four queries."""
    rows = [row for row in Pattern.objects.all() if row.valid_to is None or row.valid_to > today]
    shown = [row for row in rows if row.removed_at is None]
    places = _places(shown, today)
    return PatternsPage(
        tuple(PatternRow(row, tuple(places[row.pk])) for row in shown),
        next((row for row in rows if row.removed_at is not None), None),
    )


def pattern_row(pattern_id: int, today: date) -> PatternRow | None:
    """Return one pattern that is not removed, or None. Four queries."""
    row = Pattern.objects.filter(pk=pattern_id, removed_at__isnull=True).first()
    return PatternRow(row, tuple(_places([row], today)[row.pk])) if row else None


def people_for(kind: SeatKind) -> list[tuple[int, str]]:
    """Return the ids and names of those who are trained for a kind of seat, by name. One query."""
    return [
        (one.person_id, one.name)
        for one in counsellors()
        if one.is_open
        and kind in trained_for(takes_phone=one.takes_phone, takes_chat=one.takes_chat, may_lead=one.may_lead)
    ]


def shift_page(shift_id: int) -> ShiftPage | None:
    """Return one shift that is not cancelled, or None. Three queries."""
    row = Shift.objects.filter(pk=shift_id).exclude(state=ShiftState.CANCELLED.value).first()
    if row is None:
        return None
    holds = _holds(Q(seat__shift=row))
    return ShiftPage(
        row,
        tuple(
            ShiftPlace(
                seat.pk,
                SeatKind(seat.kind),
                seat.required,
                tuple(hold.person.shown_name for hold in holds[seat.pk]),
            )
            for seat in row.seats.all()
        ),
    )


def to_publish(now: datetime, weeks: int = 8) -> list[ToPublish]:
    """Return the weeks from this one on that have drafts, in order. Three queries."""
    today = local_day(now, AMSTERDAM)
    monday = today - timedelta(days=today.weekday())
    end = instant(monday + weeks * WEEK, 0, AMSTERDAM)
    drafts = list(
        Shift.objects.filter(
            state=ShiftState.DRAFT.value, starts_at__gt=now, starts_at__lt=end
        ).prefetch_related("seats")
    )
    holds = _holds(Q(seat__shift__in=drafts))
    by_week: dict[date, list[Shift]] = defaultdict(list)
    for shift in drafts:
        by_week[shift.date - timedelta(days=shift.date.weekday())].append(shift)
    return [_week(start, rows, holds) for start, rows in sorted(by_week.items())]


def _week(monday: date, shifts: Sequence[Shift], holds: dict[int, list[Assignment]]) -> ToPublish:
    seats = [(shift, seat) for shift in shifts for seat in shift.seats.all()]
    people = {hold.person for _shift, seat in seats for hold in holds[seat.pk]}
    return ToPublish(
        monday,
        len(shifts),
        len(seats),
        sum(seat.required and not _is_full(shift.span, holds[seat.pk]) for shift, seat in seats),
        tuple(sorted(person.shown_name for person in people)),
        tuple((shift.pk, shift.revision) for shift in shifts),
    )


def _is_full(span: Span, holds: Iterable[Assignment]) -> bool:
    return not free_spans(span, [hold.span for hold in holds])


def _holds(which: Q) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for hold in Assignment.objects.filter(which, state=Assignment.HELD).select_related("person"):
        found[hold.seat_id].append(hold)
    return found


def _places(rows: Sequence[Pattern], today: date) -> dict[int, list[PatternPlace]]:
    standings: dict[int, list[Standing]] = defaultdict(list)
    held = Standing.objects.filter(pattern_seat__pattern__in=rows).select_related("person")
    for standing in held.exclude(valid_to__lte=today):
        standings[standing.pattern_seat_id].append(standing)
    places: dict[int, list[PatternPlace]] = defaultdict(list)
    for seat in PatternSeat.objects.filter(pattern__in=rows):
        places[seat.pattern_id].append(
            PatternPlace(
                seat.pk,
                SeatKind(seat.kind),
                seat.required,
                tuple(
                    Coming(one.person_id, one.person.shown_name, one.valid_from) for one in standings[seat.pk]
                ),
            )
        )
    return places
