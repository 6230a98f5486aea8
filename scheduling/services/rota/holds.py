"""Giving a seat to somebody and taking it back: what all ways of doing so share.

There is one order of locks, so that nobody waits for somebody who waits for them: patterns, then people, then shifts
(their seats and holds with them), then requests; several of a kind by their ids. Who gives, moves or puts back a hold
has locked its person and its shift; who ends or shortens one, its shift. All of that is locked before anything is
written, so that no write waits, inside an exclusion constraint, for a transaction that waits for this one.

Whatever changes a hold counts a revision of its shift (`touch`) and calls off the requests that run about it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from helpline.staff.models import Person
from scheduling.exclusion import ONE_HOLDER, ONE_PLACE
from scheduling.models import Assignment, CoverRequest, Seat, Shift
from scheduling.queries.facts import load_facts
from scheduling.rules.eligibility import Verdict
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.reasons import Reason
from scheduling.rules.requests import RequestState
from scheduling.rules.rota import NoticeKind, Origin, RotaAction, SeatKind, ShiftState, cut
from scheduling.services.rota.history import Act, note_hold, tell, tell_person

CONFIRM_WITHIN: Final = timedelta(hours=48)
RUNNING: Final = (RequestState.OPEN.value, RequestState.NEEDS_PLANNER.value)


class SeatTaken(Exception):
    """Somebody holds that seat at that time already."""


class Elsewhere(Exception):
    """That person holds another seat at that time already."""


class NotEligible(Exception):
    """Rules stand in the way; `reasons` are all of them. A planner may go against warnings only."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        """Keep the reasons for the sentences that say them."""
        super().__init__()
        self.reasons = tuple(reasons)


def lock_people(person_ids: Iterable[int]) -> set[int]:
    """Let changes of what these people hold come one by one; return the ids of those who are there.

    Rest and weekly hours are not the database's to hold.
    """
    # NO KEY: a hold also points at who gave it, and two who give each other seats must not wait for each other.
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=set(person_ids)).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def lock_person(person_id: int) -> None:
    """Lock one person. Raises NotThere."""
    if not lock_people([person_id]):
        raise NotThere


def lock_shifts(shift_ids: Iterable[int]) -> list[Shift]:
    """Return these shifts, locked, by id."""
    return list(Shift.objects.select_for_update(no_key=True).filter(pk__in=set(shift_ids)).order_by("pk"))


def lock_seat(seat_id: int) -> Seat:
    """Return a seat with its shift, locked. Raises NotThere also for a cancelled shift."""
    lock_shifts(Seat.objects.filter(pk=seat_id).values_list("shift_id", flat=True))
    row = (
        Seat.objects.select_related("shift")
        .filter(pk=seat_id)
        .exclude(shift__state=ShiftState.CANCELLED.value)
        .first()
    )
    if row is None:
        raise NotThere
    return row


def lock_holds(assignment_ids: Collection[int]) -> list[Assignment]:
    """Return those of these holds that stand, in order, with seat, shift and person; their shifts are locked."""
    lock_shifts(Seat.objects.filter(assignments__in=assignment_ids).values_list("shift_id", flat=True))
    rows = Assignment.objects.select_related("seat__shift", "person")
    return list(rows.filter(pk__in=assignment_ids, state=Assignment.HELD))


def lock_hold(assignment_id: int) -> Assignment:
    """Return a hold that stands, its shift locked. Raises NotThere."""
    for row in lock_holds([assignment_id]):
        return row
    raise NotThere


def verdict_on(person_id: int, span: Span, kind: SeatKind, *, but: Collection[int] = ()) -> Verdict:
    """Return what speaks against somebody taking that span, whom the caller has locked; `but`: holds they give up.

    Raises NotThere for somebody who holds no seats at all, such as a planner.
    """
    facts = load_facts(span, [person_id]).get(person_id)
    if facts is None:
        raise NotThere
    return facts.verdict(span, kind, but=but)


def give(
    seat: Seat, person_id: int, span: Span, act: Act, *, origin: Origin, warnings: Iterable[Reason] = ()
) -> Assignment:
    """Let somebody hold that span of a seat; raise SeatTaken or Elsewhere if the database refuses."""
    row = Assignment(
        seat=seat, person_id=person_id, starts_at=span.start, ends_at=span.end, origin=origin.value,
        warnings=codes(warnings), made_by_id=act.by, made_at=act.now, changed_at=act.now,
    )  # fmt: skip
    save_held(row)
    touch(seat.shift)
    return row


def save_held(row: Assignment) -> None:
    """Save a hold in a savepoint; raise SeatTaken or Elsewhere if the database refuses."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        if ONE_HOLDER in str(refused):
            raise SeatTaken from None
        if ONE_PLACE in str(refused):
            raise Elsewhere from None
        raise


def end_hold(row: Assignment, act: Act, *, at: datetime | None = None) -> None:
    """Release a hold, or end one that runs at that instant (now unless told): what was held before it stays."""
    at = at or act.now
    if row.ends_at <= at:
        return
    call_off([row], act)
    _change(row, act)
    if row.starts_at < at:
        row.ends_at = at
    else:
        row.state, row.released_at = Assignment.RELEASED, act.now
    row.confirm_by = None
    row.save()
    touch(row.seat.shift)


def keep_parts(row: Assignment, parts: Sequence[Span], act: Act) -> list[Assignment]:
    """Leave the holder these parts of their hold, in order and at least one; return the hold of each."""
    call_off([row], act)
    _change(row, act)
    row.starts_at, row.ends_at = parts[0].start, parts[0].end
    row.save()
    more = []
    for part in parts[1:]:
        other = Assignment(
            seat=row.seat, person_id=row.person_id, starts_at=part.start, ends_at=part.end, origin=row.origin,
            warnings=row.warnings, made_by_id=row.made_by_id, made_at=row.made_at, changed_at=act.now,
            confirm_by=row.confirm_by,
        )  # fmt: skip
        save_held(other)
        more.append(other)
    touch(row.seat.shift)
    return [row, *more]


def hold_again(row: Assignment, act: Act) -> None:
    """Let a hold that was released stand again; raise SeatTaken or Elsewhere if the database refuses."""
    _change(row, act)
    row.state, row.released_at = Assignment.HELD, None
    save_held(row)
    touch(row.seat.shift)


def move_holds(shift: Shift, old: Span, act: Act) -> list[int]:
    """Let the holds of a shift follow it from its old span; return the ids of the people who could not.

    A shift that keeps its length takes every part along. Of one that gets another length, who held all of it holds
    all of it, and who held a part keeps what of that lies inside.
    """
    new, lost = shift.span, []
    moves = [(hold, _part_of(new, old, hold.span)) for hold in holds_of([shift])]
    moves = [(hold, part) for hold, part in moves if part != hold.span]
    call_off([hold for hold, _part in moves], act)
    # Who is in front goes first, so that neighbours on a seat never meet on the way.
    for hold, part in reversed(moves) if new.start > old.start else moves:
        was = hold.span
        if part is not None and _moved(hold, part, act):
            tell(act, NoticeKind.CONFIRM_MOVED, hold, was=was)
            continue
        lost.append(hold.person_id)
        note_hold(act, RotaAction.RELEASED, hold)
        tell(act, NoticeKind.SEAT_GONE, hold)
        end_hold(hold, act)
    return lost


def holds_of(shifts: Iterable[Shift]) -> list[Assignment]:
    """Return the holds of these shifts that stand, in order, with seat and shift; lock the shifts first."""
    rows = Assignment.objects.select_related("seat__shift")
    return list(rows.filter(seat__shift__in=list(shifts), state=Assignment.HELD))


def call_off(holds: Collection[Assignment], act: Act) -> None:
    """Withdraw the running requests that ask or offer these holds: people said yes to what they were, no more.

    Whoever asked, was asked or said yes is told, but for the holder, who is told of the hold itself.
    """
    rows = CoverRequest.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "assignment__seat"
    )
    concerned = Q(assignment__in=holds) | Q(offered__in=holds)
    told = {hold.person_id for hold in holds} | {act.by}
    for row in rows.filter(concerned, state__in=RUNNING).order_by("pk"):
        row.state = RequestState.WITHDRAWN.value
        row.save(update_fields=["state"])
        asked = row.assignment
        note_hold(act, RotaAction.WITHDRAWN, asked)
        for person in (asked.person_id, row.to_person_id, row.taken_by_id):
            if person is not None and person not in told:
                tell_person(
                    act, NoticeKind.REQUEST_CHANGED, person, f"request:{row.pk}:{row.state}",
                    starts_at=asked.starts_at, ends_at=asked.ends_at,
                )  # fmt: skip


def touch(shift: Shift) -> None:
    """Count a change of a shift, so that whoever edits an older one is told."""
    Shift.objects.filter(pk=shift.pk).update(revision=F("revision") + 1)
    shift.revision += 1


def codes(reasons: Iterable[Reason]) -> str:
    """Return the codes of reasons as a hold keeps them, each once."""
    return " ".join(dict.fromkeys(reason.code.value for reason in reasons))


def _change(row: Assignment, act: Act) -> None:
    row.revision += 1
    row.changed_at = act.now


def _part_of(new: Span, old: Span, span: Span) -> Span | None:
    """Return what a hold of that span of a shift becomes when the shift becomes new."""
    if span == old:
        return new
    if new.end - new.start == old.end - old.start:
        by = new.start - old.start
        return Span(span.start + by, span.end + by)
    return cut(span, new)


def _moved(hold: Assignment, part: Span, act: Act) -> bool:
    """Move a hold; return whether the person is free at its new time."""
    was = hold.span
    hold.starts_at, hold.ends_at = part.start, part.end
    _change(hold, act)
    must_confirm = hold.seat.shift.state == ShiftState.PUBLISHED.value and hold.person_id != act.by
    hold.confirm_by = min(act.now + CONFIRM_WITHIN, part.start) if must_confirm else None
    try:
        save_held(hold)
    except (SeatTaken, Elsewhere):
        hold.starts_at, hold.ends_at = was.start, was.end
        return False
    return True
