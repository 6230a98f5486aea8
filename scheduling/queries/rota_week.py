"""A week of the rota: its shifts and who holds which part of each seat, beside the opening hours of each day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, CoverRequest, Shift
from scheduling.queries.hours import load_hours
from scheduling.rules import hours as rules
from scheduling.rules.cover import ChannelDay, CoverLine, channel_day, cover_line, hours_spans, scale
from scheduling.rules.coverage import Gap, every_gap, serves
from scheduling.rules.hours import Block, DayException, Span, Stretch, merged
from scheduling.rules.requests import RequestKind, RequestState
from scheduling.rules.rota import Held, ShiftState, free_spans
from scheduling.rules.rota import Seat as RuleSeat
from scheduling.rules.spans import minus

_DAY: Final = timedelta(days=1)
_CHANNELS: Final = (Channel.PHONE, Channel.CHAT)
_RUNNING: Final = (RequestState.OPEN.value, RequestState.NEEDS_PLANNER.value)
Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a seat's time: who holds it and what they ask of the others, or (None) that it is free."""

    span: Span
    person_id: int | None = None
    name: str = ""
    asks: RequestKind | None = None


@dataclass(frozen=True, slots=True)
class WeekSeat:
    """A seat with its parts in order; a gap is a free part that the opening hours need."""

    seat: RuleSeat
    parts: tuple[Part, ...]
    is_gap: bool


@dataclass(frozen=True, slots=True)
class WeekShift:
    """A shift with its seats by position."""

    shift_id: int
    day: date
    hours: Stretch
    is_draft: bool
    seats: tuple[WeekSeat, ...]


@dataclass(frozen=True, slots=True)
class WeekGap:
    """Open time that lacks somebody: on a seat, or (None) for want of any seat for these channels.

    Where the channels hold None, it lacks who leads. `is_alone`: for some of the time nobody else serves the first.
    """

    span: Span
    seat: RuleSeat | None
    channels: tuple[Channel | None, ...]
    is_alone: bool


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day with the hours that start on it, phone first, what they are drawn as, and what changed them."""

    day: date
    channels: tuple[ChannelDay, ...]
    lines: tuple[CoverLine, ...]
    exceptions: tuple[DayException, ...]
    shifts: tuple[WeekShift, ...]


@dataclass(frozen=True, slots=True)
class WeekPage:
    """Seven days from a Monday, and their gaps by start, past ones too."""

    monday: date
    days: tuple[WeekDay, ...]
    gaps: tuple[WeekGap, ...]

    @property
    def shifts(self) -> list[WeekShift]:
        """Return the shifts of all days."""
        return [shift for day in self.days for shift in day.shifts]

    @property
    def has_drafts(self) -> bool:
        """Return whether any shift is not published yet."""
        return any(shift.is_draft for shift in self.shifts)


def week(monday: date, *, with_drafts: bool) -> WeekPage:
    """Return the published shifts of the seven days from a Monday, or drafts too. Seven queries at most.

    Drafts count as if they were published. Without them a time for which there is no seat at all is no gap: it may
    be planned and not published.
    """
    days = [monday + n * _DAY for n in range(7)]
    rows = _rows(days, with_drafts=with_drafts)
    seats = [seat.to_rule() for row in rows for seat in row.seats.all()]
    held, names = _holds(days, {seat.seat_id for seat in seats})
    blocks, exceptions = load_hours(monday)
    hours = {(c, day): _hours(c, day, blocks, exceptions) for c in _CHANNELS for day in days}
    gaps = _gaps(hours, seats, held, with_drafts=with_drafts)
    channels = {day: _channel_days(day, hours, seats, held) for day in days}
    over = scale(one for several in channels.values() for one in several)
    lacking = {one.seat.seat_id for one in gaps if one.seat is not None}
    parts = _parts(seats, held, names, _asked(days))
    shifts = [_shift(row, parts, lacking) for row in rows]
    return WeekPage(
        monday,
        tuple(
            WeekDay(
                day,
                channels[day],
                tuple(cover_line(one, over) for one in channels[day] if one.hours),
                tuple(one for one in exceptions if one.day == day),
                tuple(shift for shift in shifts if shift.day == day),
            )
            for day in days
        ),
        tuple(gaps),
    )


def parts_of(
    span: Span, held: Iterable[Held], names: Names, asked: Mapping[int, RequestKind]
) -> tuple[Part, ...]:
    """Return the parts of a seat's span in order, from its own holds."""
    mine = sorted(held, key=lambda one: one.span)
    free = [Part(part) for part in free_spans(span, [one.span for one in mine])]
    taken = [
        Part(one.span, one.person_id, names[one.person_id], asked.get(one.assignment_id)) for one in mine
    ]
    return tuple(sorted([*free, *taken], key=lambda part: part.span))


def _rows(days: Sequence[date], *, with_drafts: bool) -> list[Shift]:
    states = [ShiftState.PUBLISHED.value] + [ShiftState.DRAFT.value] * with_drafts
    rows = Shift.objects.filter(date__gte=days[0], date__lte=days[-1], state__in=states)
    return list(rows.prefetch_related("seats"))


def _holds(days: Sequence[date], shown: set[int]) -> tuple[list[Held], dict[int, str]]:
    rows = Assignment.objects.filter(
        seat__shift__date__gte=days[0], seat__shift__date__lte=days[-1], state=Assignment.HELD
    ).select_related("seat", "person")
    mine = [row for row in rows if row.seat_id in shown]
    return [row.to_rule() for row in mine], {row.person_id: row.person.shown_name for row in mine}


def _asked(days: Sequence[date]) -> dict[int, RequestKind]:
    rows = CoverRequest.objects.filter(
        assignment__seat__shift__date__gte=days[0],
        assignment__seat__shift__date__lte=days[-1],
        state__in=_RUNNING,
    )
    return {pk: RequestKind(kind) for pk, kind in rows.values_list("assignment_id", "kind")}


def _hours(
    channel: Channel, day: date, blocks: Iterable[Block], exceptions: Iterable[DayException]
) -> tuple[Stretch, ...]:
    return rules.day_hours(*rules.of_channel(blocks, exceptions, channel), day)


def _gaps(
    hours: Mapping[tuple[Channel, date], Sequence[Stretch]],
    seats: Sequence[RuleSeat],
    held: Sequence[Held],
    *,
    with_drafts: bool,
) -> list[WeekGap]:
    open_: dict[Channel, list[Span]] = {channel: [] for channel in _CHANNELS}
    for (channel, day), stretches in hours.items():
        open_[channel] += hours_spans(day, stretches, AMSTERDAM)
    found = every_gap(open_, seats, held)
    serving = {channel: _serving(channel, seats, held) for channel in (*_CHANNELS, None)}
    rows = [
        WeekGap(gap.span, gap.seat, (gap.channel,), bool(minus(gap.span, serving[gap.channel])))
        for gap in found
        if gap.seat is not None
    ]
    if with_drafts:
        rows += _unplanned(gap for gap in found if gap.seat is None)
    return sorted(rows, key=lambda row: (row.span, row.seat.position if row.seat else -1))


def _unplanned(gaps: Iterable[Gap]) -> list[WeekGap]:
    """Return the times for which there is no seat, those of several channels as one, phone first."""
    lacking: dict[Span, set[Channel | None]] = defaultdict(set)
    for gap in gaps:
        lacking[gap.span].add(gap.channel)
    order = (*_CHANNELS, None)
    return [
        WeekGap(span, None, tuple(one for one in order if one in channels), is_alone=True)
        for span, channels in lacking.items()
    ]


def _channel_days(
    day: date,
    hours: Mapping[tuple[Channel, date], Sequence[Stretch]],
    seats: Sequence[RuleSeat],
    held: Sequence[Held],
) -> tuple[ChannelDay, ...]:
    return tuple(channel_day(c, day, hours[c, day], _serving(c, seats, held), AMSTERDAM) for c in _CHANNELS)


def _serving(channel: Channel | None, seats: Iterable[RuleSeat], held: Iterable[Held]) -> list[Span]:
    """Return when anybody holds a seat that is offered the channel's contacts, or (None) that leads."""
    serving = {seat.seat_id for seat in seats if serves(seat, channel)}
    return merged(one.span for one in held if one.seat_id in serving)


def _parts(
    seats: Iterable[RuleSeat], held: Iterable[Held], names: Names, asked: Mapping[int, RequestKind]
) -> dict[int, tuple[Part, ...]]:
    by_seat: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        by_seat[one.seat_id].append(one)
    return {seat.seat_id: parts_of(seat.span, by_seat[seat.seat_id], names, asked) for seat in seats}


def _shift(row: Shift, parts: Mapping[int, tuple[Part, ...]], gaps: Set[int]) -> WeekShift:
    seats = (seat.to_rule() for seat in row.seats.all())
    return WeekShift(
        row.pk,
        row.date,
        row.hours,
        row.state == ShiftState.DRAFT.value,
        tuple(WeekSeat(seat, parts[seat.seat_id], seat.seat_id in gaps) for seat in seats),
    )
