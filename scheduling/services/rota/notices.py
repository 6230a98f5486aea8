"""Which mails are due: gaps by stage, weeks that nobody published, reminders. Each once."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.staff.queries import planners
from scheduling.models import Assignment, Notice, Shift
from scheduling.queries.candidates import candidates
from scheduling.queries.cover import Cover, cover
from scheduling.queries.duty import on_duty
from scheduling.queries.turns import on_call
from scheduling.rules import alarms as rules
from scheduling.rules.alarms import STAGES, Alarm, Audience, Stage
from scheduling.rules.civil import instant, local_day
from scheduling.rules.hours import Span, span_at
from scheduling.rules.rota import NoticeKind, SeatKind, ShiftState
from scheduling.rules.suggest import for_gap
from scheduling.services.rota.history import Act, tell_person

_DAY: Final = timedelta(days=1)
_AHEAD: Final = timedelta(days=15)
# Longer ago than any alarm that could come again.
_SENT_SINCE: Final = timedelta(days=40)
_BEST: Final = 5
_KINDS: Final = {Stage.NOW: NoticeKind.GAP_NOW, Stage.TWO_WEEKS: NoticeKind.DIGEST}


@transaction.atomic
def watch_gaps(now: datetime) -> None:
    """Let the mails about gaps and about weeks that are not published be due, each once."""
    act = Act(None, now)
    # From yesterday's midnight: a gap that were cut at now would be a new one each minute.
    start = instant(local_day(now, AMSTERDAM) - _DAY, 0, AMSTERDAM)
    seen = cover(Span(start, now + _AHEAD))
    sent = _sent(now)
    found = rules.due(seen.gaps, sent, now, STAGES, AMSTERDAM, unstaffed=_unstaffed(seen, act))
    for alarm in found:
        _tell_of(alarm, seen, act)
    for key in rules.keys_of(found, now, STAGES, AMSTERDAM):
        _mark(key, act)
    for week in rules.weeks_due(_unpublished_weeks(now), sent, now, AMSTERDAM):
        monday = instant(week.week_start, 0, AMSTERDAM)
        for person in planners():
            tell_person(
                act, NoticeKind.UNPUBLISHED, person, week.key, starts_at=monday, ends_at=monday + 7 * _DAY
            )
        _mark(week.key, act)


@transaction.atomic
def remind(now: datetime) -> None:
    """Let the reminders of somebody's own seat be due, two days and two hours before, each once."""
    act = Act(None, now)
    rows = Assignment.objects.filter(
        state=Assignment.HELD, seat__shift__state=ShiftState.PUBLISHED.value,
        starts_at__gt=now, starts_at__lte=now + 3 * _DAY,
    ).select_related("seat")  # fmt: skip
    holds = {row.pk: row for row in rows}
    for due in rules.reminders([row.to_rule() for row in holds.values()], _sent(now), now, AMSTERDAM):
        row = holds[due.assignment_id]
        tell_person(
            act, NoticeKind.REMINDER, row.person_id, due.key, starts_at=row.starts_at, ends_at=row.ends_at
        )
        _mark(due.key, act)


@transaction.atomic
def settle(notice_ids: Collection[int], now: datetime) -> None:
    """Note that these were sent, or are no longer worth sending."""
    Notice.objects.filter(pk__in=notice_ids, settled_at__isnull=True).update(settled_at=now)


def _sent(now: datetime) -> frozenset[str]:
    marks = Notice.objects.filter(person__isnull=True, due_at__gt=now - _SENT_SINCE)
    return frozenset(marks.values_list("key", flat=True))


def _mark(key: str, act: Act) -> None:
    Notice.objects.get_or_create(key=key, defaults={"kind": "mark", "due_at": act.now, "settled_at": act.now})


def _unstaffed(seen: Cover, act: Act) -> dict[Channel, Span]:
    """Return the channels that are open while nobody is there, each with since when, as noted at each look."""
    found = {}
    for channel, spans in seen.open.items():
        key = f"unstaffed:{channel}"
        hours = span_at(spans, act.now)
        is_there = on_duty(channel, act.now) or (channel is Channel.PHONE and on_call(act.now))
        if hours is None or is_there:
            Notice.objects.filter(key=key).delete()
            continue
        mark, _is_new = Notice.objects.get_or_create(
            key=key, defaults={"kind": "mark", "due_at": act.now, "settled_at": act.now}
        )
        found[channel] = Span(mark.due_at, hours.end)
    return found


def _unpublished_weeks(now: datetime) -> set[date]:
    drafts = Shift.objects.filter(
        state=ShiftState.DRAFT.value, starts_at__gt=now, starts_at__lt=now + 3 * _AHEAD
    )
    return {day - day.weekday() * _DAY for day in drafts.values_list("date", flat=True)}


def _tell_of(alarm: Alarm, seen: Cover, act: Act) -> None:
    """Let each who hears of an alarm have a mail due: a planner of the gap, whom it fits with a question."""
    heard = rules.heard_by(alarm, STAGES)
    kind = _KINDS.get(alarm.stage, NoticeKind.GAP)
    span = alarm.gap.span
    for person in _leaders(heard, seen, span, act):
        key = rules.digest_key(act.now, AMSTERDAM) if kind is NoticeKind.DIGEST else alarm.key
        tell_person(act, kind, person, key, starts_at=span.start, ends_at=span.end)
    seat = alarm.gap.seat
    if seat is None or not heard & {Audience.FITTING_FEW, Audience.FITTING_ALL}:
        return
    found = candidates(span, act.now)
    most = len(found.people) if Audience.FITTING_ALL in heard else _BEST
    for one in for_gap(replace(seat, span=span), found.people, found.held, found.house, most):
        tell_person(
            act, NoticeKind.FITTING_GAP, one.person_id, alarm.key, starts_at=span.start, ends_at=span.end
        )


def _leaders(heard: Iterable[Audience], seen: Cover, span: Span, act: Act) -> set[int]:
    """Return the planners, and who leads or is on call then, as far as they hear of it."""
    people = planners() if Audience.PLANNERS in heard else set()
    kinds = {
        kind
        for audience, kind in ((Audience.SUPERVISOR, SeatKind.SUPERVISOR), (Audience.BACKUP, SeatKind.BACKUP))
        if audience in heard
    }
    at = max(span.start, act.now)
    return people | {
        one.person_id for one in seen.held if one.kind in kinds and one.span.start <= at < one.span.end
    }
