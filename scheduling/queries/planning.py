"""What the planner's pages show: patterns with who comes each time, one shift, and what there is to publish."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.staff.queries import counsellors
from scheduling.models import Assignment, Pattern, PatternSeat, Seat, Shift, Standing
from scheduling.queries.hours import load_hours
from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Block, DayException, Span, Stretch, outside_hours
from scheduling.rules.recurrence import vanishing
from scheduling.rules.rota import CHANNELS, SeatKind, SeatPlan, ShiftState, free_spans, trained_for

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
# Each clock-change night is told of before it comes.
_A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Coming:
    """Who holds a pattern's seat each time, on the days [valid_from, valid_to)."""

    person_id: int
    name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PatternPlace:
    """One seat of a pattern; `coming` is in the order of their days, those that are over left out.

    `nth`: which of several of its kind, counted from 1; 0 if it is the only one.
    """

    id: int
    kind: SeatKind
    nth: int
    required: bool
    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern with its seats, and what a planner should know: what of it lies outside the weekly hours.

    `lost` are the days of the coming year on which the clock skips all of its minutes.
    """

    row: Pattern
    places: tuple[PatternPlace, ...]
    outside: tuple[Stretch, ...]
    lost: tuple[date, ...]

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
    """One seat of a shift with its holders' names, in order of time; `nth` as in a pattern's place."""

    id: int
    kind: SeatKind
    nth: int
    required: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShiftPage:
    """One shift with its seats, and what of it lies outside that day's hours."""

    row: Shift
    places: tuple[ShiftPlace, ...]
    outside: tuple[Stretch, ...]

    @property
    def is_held(self) -> bool:
        """Return whether somebody holds a seat."""
        return any(place.names for place in self.places)


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
    """Return the patterns that hold now or later, with who comes each time. Six queries at most."""
    rows = [row for row in Pattern.objects.all() if row.valid_to is None or row.valid_to > today]
    shown = [row for row in rows if row.removed_at is None]
    return PatternsPage(
        tuple(_pattern_rows(shown, today)), next((row for row in rows if row.removed_at is not None), None)
    )


def pattern_row(pattern_id: int, today: date) -> PatternRow | None:
    """Return one pattern that is not removed, or None. Six queries at most."""
    rows = list(Pattern.objects.filter(pk=pattern_id, removed_at__isnull=True))
    return next(iter(_pattern_rows(rows, today)), None)


def people_by_kind() -> dict[SeatKind, list[tuple[int, str]]]:
    """Return for each kind of seat the ids and names of those who are trained for it, by name. One query."""
    people: dict[SeatKind, list[tuple[int, str]]] = {kind: [] for kind in SeatKind}
    for one in counsellors():
        if one.is_open:
            trained = trained_for(
                takes_phone=one.takes_phone, takes_chat=one.takes_chat, may_lead=one.may_lead
            )
            for kind in trained:
                people[kind].append((one.person_id, one.name))
    return people


def shift_page(shift_id: int) -> ShiftPage | None:
    """Return one shift that is not cancelled, or None. Six queries at most."""
    row = Shift.objects.filter(pk=shift_id).exclude(state=ShiftState.CANCELLED.value).first()
    if row is None:
        return None
    holds = _holds(Q(seat__shift=row))
    seats = list(row.seats.all())
    nths = _nths(seats)
    places = [
        ShiftPlace(
            seat.pk,
            SeatKind(seat.kind),
            nths[seat.pk],
            seat.required,
            tuple(hold.person.shown_name for hold in holds[seat.pk]),
        )
        for seat in seats
    ]
    kinds = [place.kind for place in places]
    return ShiftPage(row, tuple(places), outside_of(row.hours, row.date, kinds, *load_hours(row.date)))


def to_publish(now: datetime, *, by: int | None, weeks: int = 8) -> list[ToPublish]:
    """Return the weeks from this one on that have drafts, in order; `by` need not be told. Three queries.

    A draft that runs already counts until it is over: somebody may be needed at once.
    """
    today = local_day(now, AMSTERDAM)
    end = instant(today - today.weekday() * _DAY + weeks * _WEEK, 0, AMSTERDAM)
    drafts = list(
        Shift.objects.filter(
            state=ShiftState.DRAFT.value, ends_at__gt=now, starts_at__lt=end
        ).prefetch_related("seats")
    )
    holds = _holds(Q(seat__shift__in=drafts))
    by_week: dict[date, list[Shift]] = defaultdict(list)
    for shift in drafts:
        by_week[shift.date - shift.date.weekday() * _DAY].append(shift)
    return [_week(monday, rows, holds, by) for monday, rows in sorted(by_week.items())]


def outside_of(
    hours: Stretch,
    day: date,
    kinds: Iterable[SeatKind],
    blocks: Sequence[Block],
    exceptions: Sequence[DayException],
) -> tuple[Stretch, ...]:
    """Return what of a stretch lies outside the hours of the channels that these seats serve; of all if of none."""
    served = frozenset[Channel]().union(*(CHANNELS[kind] for kind in kinds)) or Channel
    return tuple(outside_hours(hours, day, served, blocks, exceptions))


def _week(
    monday: date, shifts: Sequence[Shift], holds: dict[int, list[Assignment]], by: int | None
) -> ToPublish:
    seats = [(shift, seat) for shift in shifts for seat in shift.seats.all()]
    people = {hold.person for _shift, seat in seats for hold in holds[seat.pk] if hold.person_id != by}
    return ToPublish(
        monday,
        len(shifts),
        len(seats),
        sum(seat.required and not _is_full(shift.span, holds[seat.pk]) for shift, seat in seats),
        tuple(sorted((person.shown_name for person in people), key=str.casefold)),
        tuple((shift.pk, shift.revision) for shift in shifts),
    )


def _is_full(span: Span, holds: Iterable[Assignment]) -> bool:
    return not free_spans(span, [hold.span for hold in holds])


def _holds(which: Q) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for hold in Assignment.objects.filter(which, state=Assignment.HELD).select_related("person"):
        found[hold.seat_id].append(hold)
    return found


def _pattern_rows(rows: Sequence[Pattern], today: date) -> list[PatternRow]:
    if not rows:
        return []
    places = _places(rows, today)
    weekly = [block for block in load_hours(today)[0] if block.repeats]
    found = []
    for row in rows:
        first = max(row.valid_from, today)
        first += (row.weekday - first.weekday()) % 7 * _DAY
        kinds = [place.kind for place in places[row.pk]]
        lost = vanishing([row.to_rule()], today, today + _A_YEAR, AMSTERDAM)
        found.append(
            PatternRow(
                row,
                tuple(places[row.pk]),
                outside_of(row.hours, first, kinds, weekly, []),
                tuple(shift.day for shift in lost),
            )
        )
    return found


def _places(rows: Sequence[Pattern], today: date) -> dict[int, list[PatternPlace]]:
    standings: dict[int, list[Coming]] = defaultdict(list)
    held = Standing.objects.filter(pattern_seat__pattern__in=rows).select_related("person")
    for one in held.exclude(valid_to__lte=today):
        standings[one.pattern_seat_id].append(
            Coming(one.person_id, one.person.shown_name, one.valid_from, one.valid_to)
        )
    places: dict[int, list[PatternPlace]] = defaultdict(list)
    seats: dict[int, list[PatternSeat]] = defaultdict(list)
    for seat in PatternSeat.objects.filter(pattern__in=rows):
        seats[seat.pattern_id].append(seat)
    for pattern_id, mine in seats.items():
        nths = _nths(mine)
        places[pattern_id] = [
            PatternPlace(
                seat.pk, SeatKind(seat.kind), nths[seat.pk], seat.required, tuple(standings[seat.pk])
            )
            for seat in mine
        ]
    return places


def _nths(seats: Sequence[PatternSeat] | Sequence[Seat]) -> dict[int, int]:
    """Return by id which of several of its kind a seat is, counted from 1; 0 for the only one."""
    several = {kind for kind, number in Counter(seat.kind for seat in seats).items() if number > 1}
    counted: Counter[str] = Counter()
    found = {}
    for seat in seats:
        counted[seat.kind] += 1
        found[seat.pk] = counted[seat.kind] if seat.kind in several else 0
    return found
