"""Who holds which seat: given by a planner, taken, given back, split."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from scheduling.models import Assignment
from scheduling.queries.facts import load_facts
from scheduling.rules.eligibility import refusals
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.rota import (
    AlreadyBegun,
    ChangedInBetween,
    NoticeKind,
    Origin,
    RotaAction,
    SeatKind,
    ShiftState,
    cut,
)
from scheduling.services.rota.history import Act, note_hold, tell
from scheduling.services.rota.holds import (
    NotEligible,
    end_hold,
    give,
    lock_hold,
    lock_person,
    lock_seat,
    save_held,
    touch,
)

# Until then somebody gives a seat back alone; later it is a request to the others.
RELEASE_UNTIL: Final = timedelta(hours=72)
PUT_BACK_WITHIN: Final = timedelta(minutes=10)


class TooLateAlone(Exception):
    """Less than 72 hours before the start a seat is not given back alone: somebody must take it over."""


class NotInside(Exception):
    """The instant does not lie inside the hold."""


@transaction.atomic
def assign(
    seat_id: int,
    person_id: int,
    *,
    by: int | None,
    now: datetime,
    revision: int | None = None,
    despite: bool = False,
    span: Span | None = None,
    origin: Origin = Origin.PLANNER,
) -> Assignment:
    """Give somebody a seat, or (span) a part of it; of a shift that runs, what is left.

    Raises NotEligible with every reason: with blocks whatever `despite` says, with warnings unless `despite` (their
    codes are then kept). Raises ChangedInBetween if `revision` is no longer the shift's, AlreadyBegun when it is over,
    SeatTaken, Elsewhere or NotThere.
    """
    lock_person(person_id)
    seat = lock_seat(seat_id)
    if revision is not None and seat.shift.revision != revision:
        raise ChangedInBetween
    part = _ahead(cut(span or seat.shift.span, seat.shift.span), now)
    verdict = load_facts(part, [person_id])[person_id].verdict(part, SeatKind(seat.kind))
    if verdict.blocks or (verdict.warnings and not despite):
        raise NotEligible(verdict.blocks + verdict.warnings)
    act = Act(by, now)
    row = give(seat, person_id, part, act, origin=origin, warnings=verdict.warnings)
    note_hold(act, RotaAction.ASSIGNED, row)
    if seat.shift.state == ShiftState.PUBLISHED.value:
        tell(act, NoticeKind.SEAT_GIVEN, row)
    return row


@transaction.atomic
def sign_up(seat_id: int, person_id: int, *, now: datetime, span: Span | None = None) -> Assignment:
    """Take a free seat of a published shift, or (span) a free part of it, until it starts.

    Raises NotEligible with every reason, AlreadyBegun, SeatTaken, Elsewhere or NotThere.
    """
    lock_person(person_id)
    seat = lock_seat(seat_id)
    if seat.shift.state != ShiftState.PUBLISHED.value:
        raise NotThere
    part = cut(span or seat.shift.span, seat.shift.span)
    if part is None or part.start <= now:
        raise AlreadyBegun
    facts = load_facts(part, [person_id]).get(person_id)
    if facts is None:
        raise NotThere
    if refused := refusals(facts.verdict(part, SeatKind(seat.kind)), by_self=True):
        raise NotEligible(refused)
    act = Act(person_id, now)
    row = give(seat, person_id, part, act, origin=Origin.SELF)
    note_hold(act, RotaAction.SIGNED_UP, row)
    return row


@transaction.atomic
def release(assignment_id: int, *, by: int | None, now: datetime, is_planner: bool = False) -> None:
    """Give a seat back: its holder until 72 hours before the start, a planner until the end.

    Raises TooLateAlone, AlreadyBegun when it is over, or NotThere (also for somebody else's seat).
    """
    row = lock_hold(assignment_id)
    if not is_planner:
        if row.person_id != by:
            raise NotThere
        if now > row.starts_at - RELEASE_UNTIL and row.seat.shift.state == ShiftState.PUBLISHED.value:
            raise TooLateAlone
    if row.ends_at <= now:
        raise AlreadyBegun
    act = Act(by, now)
    if row.seat.shift.state == ShiftState.PUBLISHED.value:
        tell(act, NoticeKind.SEAT_GONE, row)
    note_hold(act, RotaAction.RELEASED, row)
    end_hold(row, act)


@transaction.atomic
def put_back(assignment_id: int, *, by: int | None, now: datetime, is_planner: bool = False) -> None:
    """Undo a release of the last ten minutes, unless somebody took the seat since.

    Raises NotThere, SeatTaken, Elsewhere, or NotEligible where a block stands in the way now.
    """
    row = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("seat__shift")
        .filter(pk=assignment_id, state=Assignment.RELEASED, released_at__gt=now - PUT_BACK_WITHIN)
        .exclude(seat__shift__state=ShiftState.CANCELLED.value)
        .first()
    )
    if row is None or row.ends_at <= now or not (is_planner or row.person_id == by):
        raise NotThere
    lock_person(row.person_id)
    blocks = (
        load_facts(row.span, [row.person_id])[row.person_id].verdict(row.span, SeatKind(row.seat.kind)).blocks
    )
    if blocks:
        raise NotEligible(blocks)
    row.state, row.released_at = Assignment.HELD, None
    row.revision, row.changed_at = row.revision + 1, now
    save_held(row)
    touch(row.seat.shift)
    act = Act(by, now)
    note_hold(act, RotaAction.PUT_BACK, row)
    if row.seat.shift.state == ShiftState.PUBLISHED.value:
        tell(act, NoticeKind.SEAT_GIVEN, row)


@transaction.atomic
def split(
    assignment_id: int, at: datetime, *, by: int | None, now: datetime, is_planner: bool = False
) -> Assignment:
    """Make two holds of one, before and from `at`, both still the holder's: each can be covered alone.

    Returns the later one. Raises NotInside, AlreadyBegun when `at` is past, or NotThere.
    """
    row = lock_hold(assignment_id)
    if not (is_planner or row.person_id == by):
        raise NotThere
    if not row.starts_at < at < row.ends_at:
        raise NotInside
    if at <= now:
        raise AlreadyBegun
    act, end = Act(by, now), row.ends_at
    row.ends_at, row.changed_at, row.revision = at, now, row.revision + 1
    row.save()
    later = give(row.seat, row.person_id, Span(at, end), act, origin=Origin(row.origin))
    later.warnings, later.made_by_id, later.made_at = row.warnings, row.made_by_id, row.made_at
    later.save(update_fields=["warnings", "made_by", "made_at"])
    note_hold(act, RotaAction.SPLIT, later)
    return later


def _ahead(span: Span | None, now: datetime) -> Span:
    """Return what of a span lies ahead; raise AlreadyBegun if nothing does."""
    left = cut(span, Span(now, span.end)) if span is not None and span.end > now else None
    if left is None:
        raise AlreadyBegun
    return left
