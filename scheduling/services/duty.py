"""Checking in and out, pausing, and the duty that ends by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from scheduling.broadcast import tell_duty
from scheduling.models import CheckIn, Pause
from scheduling.queries.turns import held, turns_of
from scheduling.rules.duty import (
    CHECK_IN_EARLY,
    LATE_AFTER,
    DutyEvent,
    DutyState,
    NoSeat,
    next_state,
    stands_until,
    state_of,
    turn_at,
)
from scheduling.rules.rota import RotaAction
from scheduling.services.rota.history import Act, note_person

KEPT = timedelta(days=35)
_MINUTE = timedelta(minutes=1)


@transaction.atomic
def check_in(person_id: int, now: datetime) -> None:
    """Put somebody on duty on the seat they hold; who is on duty already leaves a pause.

    Raises NoSeat unless a published seat of theirs, other than a backup's, runs now or begins within 15 minutes.
    """
    if stands_until(now, turns_of([person_id], now, now).get(person_id, [])) is None:
        raise NoSeat
    _standing(person_id, now)
    # A second press in another tab meets the unique constraint inside get_or_create, and then finds the row.
    row, is_new = CheckIn.objects.select_for_update().get_or_create(
        person_id=person_id, until=None, defaults={"at": now}
    )
    if is_new or _move(row, DutyEvent.CHECK_IN, now):
        tell_duty(person_id)


def pause(person_id: int, now: datetime) -> None:
    """Offer nothing until resumed; what runs goes on. Raises NotOnDuty."""
    _act(person_id, DutyEvent.PAUSE, now)


def resume(person_id: int, now: datetime) -> None:
    """End the pause. Raises NotOnDuty."""
    _act(person_id, DutyEvent.RESUME, now)


@transaction.atomic
def pause_for(person_id: int, *, by: int, now: datetime) -> None:
    """Pause somebody else, with a line that says who did; no line if they pause already. Raises NotOnDuty."""
    if _act(person_id, DutyEvent.PAUSE, now):
        note_person(Act(by, now), RotaAction.PAUSED_FOR, person_id)


@transaction.atomic
def resume_for(person_id: int, *, by: int, now: datetime) -> None:
    """End somebody else's pause, with a line that says who did; no line if there is none. Raises NotOnDuty."""
    if _act(person_id, DutyEvent.RESUME, now):
        note_person(Act(by, now), RotaAction.RESUMED_FOR, person_id)


def check_out(person_id: int, now: datetime) -> None:
    """End duty; running contacts go on, no new one is offered. Doing it twice is no error."""
    _act(person_id, DutyEvent.CHECK_OUT, now)


def set_not_answering(person_id: int, now: datetime) -> None:
    """Offer nothing to somebody who gives no sign; no effect on who pauses or is off."""
    _act(person_id, DutyEvent.FELL_SILENT, now)


def set_answering(person_id: int, now: datetime) -> None:
    """Offer again to somebody who gave a sign; no effect on who pauses or is off."""
    _act(person_id, DutyEvent.ANSWERED, now)


def end_duty_of(person_id: int, now: datetime) -> None:
    """End somebody's duty because their account closes or they sign out; off duty they stay."""
    _act(person_id, DutyEvent.END, now)


def end_finished_duty(now: datetime) -> None:
    """End each check-in whose seats are over, whose seat was taken away, or whose account is closed."""
    rows = list(CheckIn.objects.filter(until__isnull=True).select_related("person").order_by("at"))
    if not rows:
        return
    turns = turns_of([row.person_id for row in rows], rows[0].at, now)
    for row in rows:
        if not row.person.is_active:
            end_duty_of(row.person_id, now)
        elif turn_at(row.at, turns.get(row.person_id, []), now) is None:
            with transaction.atomic():
                # Looked at again under the lock: they may have checked in anew since.
                _standing(row.person_id, now)


def tell_turns(now: datetime) -> None:
    """Hint to the holders of seats whose duty the clock changed in the last two minutes, and to whoever shows it.

    Each of these instants changes a page: the seat can be started, begins, counts as late, ends. Told twice is once.
    """
    lately = (now - 2 * _MINUTE, now)
    instants = Q(ends_at__range=lately)
    for shift in (-CHECK_IN_EARLY, timedelta(0), LATE_AFTER):
        instants |= Q(starts_at__range=[at - shift for at in lately])
    for person_id in sorted(set(held().filter(instants).values_list("person", flat=True))):
        tell_duty(person_id)


def erase_duty(now: datetime) -> None:
    """Erase check-ins, with their pauses, that began more than 35 days ago."""
    CheckIn.objects.filter(at__lt=now - KEPT).delete()


@transaction.atomic
def _act(person_id: int, event: DutyEvent, now: datetime) -> bool:
    """Lock the check-in that stands on a seat, ask the rule, save; return whether anything changed."""
    row = _standing(person_id, now)
    if row is None:
        next_state(DutyState.OFF, event)
        return False
    has_changed = _move(row, event, now)
    if has_changed:
        tell_duty(person_id)
    return has_changed


def _standing(person_id: int, now: datetime) -> CheckIn | None:
    """Lock and return the open check-in; first end one that stands on nothing any more, when its last seat ended.

    A seat that was taken away ends it now. So no forgotten check-in ever counts for a later seat.
    """
    row = CheckIn.objects.select_for_update().filter(person_id=person_id, until__isnull=True).first()
    if row is None:
        return None
    turns = turns_of([person_id], row.at, now).get(person_id, [])
    if turn_at(row.at, turns, now) is not None:
        return row
    _move(row, DutyEvent.END, stands_until(row.at, turns) or now)
    tell_duty(person_id)
    return None


def _move(row: CheckIn, event: DutyEvent, now: datetime) -> bool:
    """Bring a locked check-in into the state the rule says; return whether anything changed."""
    running = Pause.objects.filter(check_in=row, until__isnull=True).first()
    before = state_of(is_paused=running is not None, is_not_answering=row.not_answering)
    after = next_state(before, event)
    if after is before:
        return False
    # A clock set back must not end anything before it began.
    at = max(now, row.at)
    if running is not None:
        running.until = max(at, running.at)
        running.save(update_fields=["until"])
    if after is DutyState.PAUSED:
        Pause.objects.create(check_in=row, at=at)
    row.not_answering = after is DutyState.NOT_ANSWERING
    row.until = at if after is DutyState.OFF else None
    row.save(update_fields=["not_answering", "until"])
    return True
