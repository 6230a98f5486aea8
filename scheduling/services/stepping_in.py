"""Taking a seat that runs and has nobody there, at once and on duty."""

from datetime import datetime

from django.db import transaction

from scheduling.models import Assignment, Seat
from scheduling.queries.facts import load_facts
from scheduling.queries.running import holders_of
from scheduling.rules.board import Holder, opening
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import NoticeKind, Origin, RotaAction, SeatKind, ShiftState
from scheduling.services.duty import check_in
from scheduling.services.rota.history import Act, note_hold, tell
from scheduling.services.rota.holds import (
    Elsewhere,
    NotEligible,
    SeatTaken,
    end_hold,
    give,
    lock_hold,
    lock_person,
    lock_seat,
)


@transaction.atomic
def step_in(seat_id: int, person_id: int, *, by: int, now: datetime) -> Assignment:
    """Give somebody a published seat from now until its next hold or its end, and check them in.

    The seat runs or begins within 15 minutes, and nobody holds it or its holder is late: what is left of their hold
    is then released, and they are told. Warnings are kept with the hold and stop nobody: there is no time to ask.

    Raises NotRunning, SeatTaken, Elsewhere, NotEligible with the other blocks (not trained among them) or NotThere.
    """
    lock_person(person_id)
    seat = lock_seat(seat_id)
    if seat.shift.state != ShiftState.PUBLISHED.value:
        raise NotThere
    free = opening(seat.shift.span, holders_of([seat.pk], now).get(seat.pk, []), now)
    if free is None:
        raise SeatTaken
    warnings = _warnings(seat, person_id, free.span)
    act = Act(by, now)
    if free.late is not None:
        _release_late(free.late, act)
    row = give(seat, person_id, free.span, act, origin=Origin.STEP_IN, warnings=warnings)
    note_hold(act, RotaAction.STEPPED_IN, row)
    tell(act, NoticeKind.SEAT_GIVEN, row)
    if seat.kind != SeatKind.BACKUP.value:
        check_in(person_id, now)
    return row


def _warnings(seat: Seat, person_id: int, span: Span) -> tuple[Reason, ...]:
    facts = load_facts(span, [person_id]).get(person_id)
    if facts is None:
        raise NotEligible([Reason(Code.UNTRAINED)])
    verdict = facts.verdict(span, SeatKind(seat.kind))
    blocks = [reason for reason in verdict.blocks if reason.code is not Code.OVERLAP]
    if blocks:
        raise NotEligible(blocks)
    if verdict.blocks:
        raise Elsewhere
    return verdict.warnings


def _release_late(late: Holder, act: Act) -> None:
    hold = lock_hold(late.assignment_id)
    note_hold(act, RotaAction.RELEASED, hold)
    tell(act, NoticeKind.SEAT_GONE, hold)
    end_hold(hold, act)
