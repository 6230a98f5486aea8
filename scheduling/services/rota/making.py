"""Making the shifts that patterns want, and seating those who come each time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, TypeVar

from django.db.models import Q, QuerySet

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, Pattern, PatternSeat, Seat, Shift, Standing
from scheduling.queries.facts import load_facts
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Span
from scheduling.rules.places import same_places
from scheduling.rules.recurrence import Diff, Existing, Retime, diff, shifts_due
from scheduling.rules.rota import DraftShift, Origin, SeatKind, SeatPlan, ShiftState
from scheduling.services.rota.history import Act
from scheduling.services.rota.holds import Elsewhere, SeatTaken, give, lock_people, move_holds, touch

HORIZON: Final = timedelta(weeks=8)
# Further than any list of places is long: where places wait while their numbers change.
_ASIDE: Final = 1000
_Place = TypeVar("_Place", PatternSeat, Seat)


def lock_patterns() -> list[Pattern]:
    """Return all patterns, locked, by id: the removed ones too."""
    return list(Pattern.objects.select_for_update(no_key=True).order_by("pk"))


def lock_what_they_made(patterns: Collection[Pattern], act: Act, *, also: Collection[int] = ()) -> set[int]:
    """Lock the people and shifts that making can change; return the ids of the people, `also` these."""
    ahead = Q(pattern__in=patterns, starts_at__gt=act.now)
    holders = Assignment.objects.filter(seat__shift__in=Shift.objects.filter(ahead), state=Assignment.HELD)
    standing = Standing.objects.filter(pattern_seat__pattern__in=patterns)
    people = lock_people(
        {*also, *holders.values_list("person_id", flat=True), *standing.values_list("person_id", flat=True)}
    )
    list(Shift.objects.select_for_update(no_key=True).filter(ahead).order_by("pk"))
    return people


def make(patterns: Sequence[Pattern], act: Act, *, with_places: bool = False) -> None:
    """Bring the coming eight weeks of these patterns in line with them; lock_what_they_made() comes first.

    `with_places`: their places changed, so drafts get them too. Otherwise a draft keeps what a planner gave it.
    """
    todo = _todo(patterns, act)
    Shift.objects.filter(pk__in=todo.orphaned).delete()
    for move in todo.retime:
        _retime(move, act)
    places = {row.pk: list(row.seats.all()) for row in patterns}
    for draft in todo.add:
        _make(draft, places[draft.pattern_id])
    if with_places:
        for shift in _drafts(patterns, act).prefetch_related("seats"):
            _follow(shift, places[shift.pattern_id or 0])
    _seat_those_who_come_each_time(patterns, act)


def write_places(pattern: Pattern, plan: Sequence[SeatPlan]) -> bool:
    """Give a pattern these places, in this order; return whether any changed. Who comes each time keeps theirs."""
    there = list(pattern.seats.all())
    if [(seat.kind, seat.required) for seat in there] == [(one.kind.value, one.required) for one in plan]:
        return False
    kept = _arrange(there, [one.kind for one in plan])
    for position, (seat, wanted) in enumerate(zip(kept, plan, strict=True), start=1):
        place = seat or PatternSeat(pattern=pattern, kind=wanted.kind.value)
        place.position, place.required = position, wanted.required
        place.save()
    return True


def _todo(patterns: Sequence[Pattern], act: Act) -> Diff:
    today = local_day(act.now, AMSTERDAM)
    wanted = shifts_due(
        [row.to_rule() for row in patterns if row.removed_at is None], today, today + HORIZON, AMSTERDAM
    )
    existing = list(Shift.objects.filter(pattern__in=patterns, date__gte=today))
    # What has begun, or would have, is neither made nor moved nor taken away any more.
    begun = {(row.pattern_id, row.date) for row in existing if row.starts_at <= act.now}
    begun |= {(one.pattern_id, one.day) for one in wanted if one.span.start <= act.now}
    return diff(
        _existing([row for row in existing if (row.pattern_id, row.date) not in begun]),
        [one for one in wanted if (one.pattern_id, one.day) not in begun],
    )


def _existing(rows: Sequence[Shift]) -> list[Existing]:
    holds = Assignment.objects.filter(seat__shift__in=rows, state=Assignment.HELD)
    held = set(holds.values_list("seat__shift_id", flat=True))
    return [
        Existing(
            row.pk, row.pattern_id or 0, row.date, row.hours, row.span, ShiftState(row.state), row.pk in held
        )
        for row in rows
    ]


def _make(draft: DraftShift, places: Iterable[PatternSeat]) -> None:
    shift = Shift.objects.create(
        pattern_id=draft.pattern_id, date=draft.day, start_minute=draft.hours.start_minute,
        end_minute=draft.hours.end_minute, starts_at=draft.span.start, ends_at=draft.span.end,
    )  # fmt: skip
    Seat.objects.bulk_create(
        Seat(shift=shift, kind=one.kind, position=one.position, required=one.required) for one in places
    )


def _retime(move: Retime, act: Act) -> None:
    row = Shift.objects.get(pk=move.shift_id)
    old = row.span
    row.start_minute, row.end_minute = move.hours.start_minute, move.hours.end_minute
    row.starts_at, row.ends_at = move.span.start, move.span.end
    row.revision += 1
    row.save()
    # Who comes each time is seated anew, so that the rules are asked about the new time.
    Assignment.objects.filter(seat__shift=row, state=Assignment.HELD, origin=Origin.STANDING.value).delete()
    move_holds(row, old, act)


def _drafts(patterns: Sequence[Pattern], act: Act) -> QuerySet[Shift]:
    return Shift.objects.filter(pattern__in=patterns, starts_at__gt=act.now, state=ShiftState.DRAFT.value)


def _follow(shift: Shift, places: Sequence[PatternSeat]) -> None:
    """Give a draft the places of its pattern; who holds one that stays keeps it."""
    kept = _arrange(list(shift.seats.all()), [SeatKind(one.kind) for one in places])
    for seat, place in zip(kept, places, strict=True):
        mine = seat or Seat(shift=shift, kind=place.kind)
        mine.position, mine.required = place.position, place.required
        mine.save()
    touch(shift)


def _arrange(there: Sequence[_Place], wanted: Sequence[SeatKind]) -> list[_Place | None]:
    """Return for each wanted place the row that stays, its number set aside; the other rows are deleted."""
    stays = same_places([SeatKind(one.kind) for one in there], wanted)
    for index, row in enumerate(there):
        if index in stays:
            row.position += _ASIDE
            row.save(update_fields=["position"])
        else:
            row.delete()
    return [None if index is None else there[index] for index in stays]


def _seat_those_who_come_each_time(patterns: Sequence[Pattern], act: Act) -> None:
    """Let them hold their seats of drafts, once: a seat that somebody gave back or lost is not given again."""
    coming: dict[tuple[int, int, str], list[Standing]] = defaultdict(list)
    standings = Standing.objects.filter(pattern_seat__pattern__in=patterns)
    for one in standings.select_related("pattern_seat"):
        coming[one.pattern_seat.pattern_id, one.pattern_seat.position, one.pattern_seat.kind].append(one)
    drafts = _drafts(patterns, act)
    had = set(Assignment.objects.filter(seat__shift__in=drafts).values_list("seat_id", "person_id"))
    seats = Seat.objects.filter(shift__in=drafts).select_related("shift")
    chances = [
        (seat, one.person_id)
        for seat in seats.order_by("shift__starts_at", "shift", "position")
        for one in coming[seat.shift.pattern_id or 0, seat.position, seat.kind]
        if _holds_on(one, seat.shift.date) and (seat.pk, one.person_id) not in had
    ]
    if chances:
        _give_each(chances, act)


def _holds_on(one: Standing, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or day < one.valid_to)


def _give_each(chances: Sequence[tuple[Seat, int]], act: Act) -> None:
    """Give each seat to its person unless a rule stands in the way; what is given counts for what comes after."""
    window = Span(chances[0][0].shift.span.start, chances[-1][0].shift.span.end)
    facts = load_facts(window, {person_id for _seat, person_id in chances})
    for seat, person_id in chances:
        one, span = facts.get(person_id), seat.shift.span
        if one is None or (verdict := one.verdict(span, SeatKind(seat.kind))).blocks:
            continue
        with suppress(SeatTaken, Elsewhere):
            row = give(seat, person_id, span, act, origin=Origin.STANDING, warnings=verdict.warnings)
            facts[person_id] = one.with_hold(row.to_rule())
