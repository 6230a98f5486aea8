"""Checking in and out, pausing, and the duty that ends by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.broadcast import tell_duty
from scheduling.models import CheckIn, Pause
from scheduling.queries.hours import load_hours, spans_of
from scheduling.rules.civil import local_day
from scheduling.rules.duty import (
    LONGEST_DUTY,
    DutyEvent,
    DutyState,
    NoChannel,
    ends_at,
    next_state,
    state_of,
)
from scheduling.rules.hours import Span

KEPT = timedelta(days=35)


@transaction.atomic
def check_in(person_id: int, channels: Iterable[Channel], now: datetime) -> None:
    """Put somebody on duty for these channels; who is on duty already changes the seat and leaves a pause.

    Raises NoChannel if there is none.
    """
    seat = frozenset(channels)
    if not seat:
        raise NoChannel
    flags = {"chat": Channel.CHAT in seat, "phone": Channel.PHONE in seat}
    # A second press in another tab meets the unique constraint inside get_or_create, and then finds the row.
    row, is_new = CheckIn.objects.select_for_update().get_or_create(
        person_id=person_id, until=None, defaults={"at": now, **flags}
    )
    if not is_new:
        _move(row, DutyEvent.CHECK_IN, now)
        CheckIn.objects.filter(pk=row.pk).update(**flags)
    tell_duty(person_id)


def pause(person_id: int, now: datetime) -> None:
    """Offer nothing until resumed; what runs goes on. Raises NotOnDuty."""
    _act(person_id, DutyEvent.PAUSE, now)


def resume(person_id: int, now: datetime) -> None:
    """End the pause. Raises NotOnDuty."""
    _act(person_id, DutyEvent.RESUME, now)


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
    """End each check-in whose opening is over, that lasts 12 h, or whose account is closed."""
    hours = load_hours(local_day(now - LONGEST_DUTY, AMSTERDAM))
    for row in CheckIn.objects.filter(until__isnull=True).select_related("person"):
        window = Span(row.at, row.at + LONGEST_DUTY)
        ends = ends_at(row.at, {channel: spans_of(channel, *hours, window) for channel in row.channels})
        if ends <= now or not row.person.is_active:
            _act(row.person_id, DutyEvent.END, min(ends, now), only=row.pk)


def erase_duty(now: datetime) -> None:
    """Erase check-ins, with their pauses, that began more than 35 days ago."""
    CheckIn.objects.filter(at__lt=now - KEPT).delete()


@transaction.atomic
def _act(person_id: int, event: DutyEvent, now: datetime, *, only: int | None = None) -> None:
    """Lock the open check-in, ask the rule, save. `only`: leave another check-in than this one alone."""
    row = CheckIn.objects.select_for_update().filter(person_id=person_id, until__isnull=True).first()
    if row is None:
        next_state(DutyState.OFF, event)
    elif only in (None, row.pk) and _move(row, event, now):
        tell_duty(person_id)


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
