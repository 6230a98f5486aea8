"""When somebody can come or cannot, on what terms, and the address of their calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from helpline.common.clock import AMSTERDAM
from helpline.common.tokens import new_token, token_hash
from helpline.staff.queries import counsellors
from scheduling.models import Absence, Assignment, Availability, Feed, Terms
from scheduling.rules.civil import local_day
from scheduling.rules.hours import NotThere, Span, Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.rota import (
    AlreadyBegun,
    ChangedInBetween,
    NoticeKind,
    RotaAction,
    SeatKind,
    cut,
    free_spans,
    trained_for,
)
from scheduling.services.rota.history import Act, note_hold, note_person, tell
from scheduling.services.rota.holds import call_off, end_hold, keep_parts, lock_holds, lock_person
from scheduling.services.rota.requests import answer_for_closed


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with a colleague, hours a week; no most: only the general limits hold."""

    contract: Contract
    agreed_hours_week: Decimal
    max_hours_week: Decimal | None
    is_adult: bool


@dataclass(frozen=True, slots=True)
class Wished:
    """A stretch of a weekday (0 is Monday) in which somebody can come, gladly or not."""

    weekday: int
    hours: Stretch
    gladly: bool


@transaction.atomic
def report_absence(person_id: int, span: Span, *, by: int | None, now: datetime) -> list[Span]:
    """Note that somebody cannot come, and give back what they hold then; return those spans, in order.

    What lies outside the absence, or before now, stays theirs. Reporting the same again adds nothing. Raises
    AlreadyBegun when all of it is past, or NotThere.
    """
    if span.end <= now:
        raise AlreadyBegun
    lock_person(person_id)
    ahead = Span(max(span.start, now), span.end)
    met = Assignment.objects.filter(
        person=person_id, state=Assignment.HELD, starts_at__lt=ahead.end, ends_at__gt=ahead.start
    )
    locked, act = lock_holds(list(met.values_list("pk", flat=True))), Act(by, now)
    # One that was ended since it was found meets the absence no more.
    holds = [hold for hold in locked if cut(hold.span, ahead)]
    same = {"person_id": person_id, "starts_at": span.start, "ends_at": span.end}
    if not Absence.objects.filter(**same).exists():
        Absence.objects.create(**same)
        note_person(act, RotaAction.ABSENT, person_id)
    call_off(holds, act)
    return [_give_back(hold, ahead, act) for hold in holds]


@transaction.atomic
def take_back_absence(absence_id: int, *, person_id: int, by: int | None, now: datetime) -> None:
    """Let somebody be there after all; the seats they gave back stay free. Raises NotThere."""
    deleted, _rows = Absence.objects.filter(pk=absence_id, person=person_id).delete()
    if not deleted:
        raise NotThere
    note_person(Act(by, now), RotaAction.PRESENT_AGAIN, person_id)


@transaction.atomic
def set_availability(person_id: int, wishes: Sequence[Wished]) -> None:
    """Replace the week in which somebody can come; none: they said nothing, and the machine proposes them anyway.

    Raises NotThere.
    """
    lock_person(person_id)
    Availability.objects.filter(person=person_id).delete()
    Availability.objects.bulk_create(
        Availability(
            person_id=person_id, weekday=one.weekday, start_minute=one.hours.start_minute,
            end_minute=one.hours.end_minute, wish="prefer" if one.gladly else "can",
        )
        for one in wishes
    )  # fmt: skip


@transaction.atomic
def set_terms(person_id: int, agreed: Agreed, revision: int, *, by: int | None, now: datetime) -> None:
    """Note what was agreed with somebody. Raises ChangedInBetween when `revision` is no longer theirs, or NotThere."""
    lock_person(person_id)
    row = Terms.objects.filter(person=person_id).first() or Terms(person_id=person_id)
    if row.revision != revision:
        raise ChangedInBetween
    row.contract, row.is_adult = agreed.contract.value, agreed.is_adult
    row.agreed_hours_week, row.max_hours_week = agreed.agreed_hours_week, agreed.max_hours_week
    row.revision += 1
    row.save()
    note_person(Act(by, now), RotaAction.TERMS_SET, person_id)


@transaction.atomic
def rotate_feed(person_id: int, summary: str, *, now: datetime) -> str:
    """Give somebody's calendar a new address and let the old one lead nowhere; return its token, shown once.

    Raises NotThere.
    """
    lock_person(person_id)
    token = new_token()
    Feed.objects.filter(person=person_id).delete()
    Feed.objects.create(person_id=person_id, token_hash=token_hash(token), summary=summary, created_at=now)
    return token


def rename_feed(person_id: int, summary: str) -> None:
    """Change what the calendar calls each entry; no effect without a feed."""
    Feed.objects.filter(person=person_id).update(summary=summary)


def revoke_feed(person_id: int) -> None:
    """Let the calendar's address lead nowhere. Doing it twice is no error."""
    Feed.objects.filter(person=person_id).delete()


def fetched(feed_id: int, now: datetime) -> None:
    """Keep the day on which a calendar came by, not the time."""
    today: date = local_day(now, AMSTERDAM)
    Feed.objects.filter(pk=feed_id).exclude(fetched_on=today).update(fetched_on=today)


def release_unfit(now: datetime) -> None:
    """Give back what people hold who may not hold it any more, and answer for closed accounts what waits for them.

    Whoever's account was closed, who lost the role or whose training was taken away is not rung and not waited for.
    One transaction for each seat or request.
    """
    may = _may_hold()
    rows = Assignment.objects.filter(state=Assignment.HELD, ends_at__gt=now)
    for pk, person_id, kind in list(rows.values_list("pk", "person_id", "seat__kind")):
        if SeatKind(kind) not in may.get(person_id, ()):
            _release_if_unfit(pk, now)
    answer_for_closed(now)


@transaction.atomic
def _release_if_unfit(assignment_id: int, now: datetime) -> None:
    act = Act(None, now)
    for row in lock_holds([assignment_id]):
        if row.ends_at > now and SeatKind(row.seat.kind) not in _may_hold().get(row.person_id, ()):
            note_hold(act, RotaAction.RELEASED, row)
            tell(act, NoticeKind.SEAT_GONE, row)
            end_hold(row, act)


def _may_hold() -> dict[int, frozenset[SeatKind]]:
    return {
        one.person_id: trained_for(
            takes_phone=one.takes_phone, takes_chat=one.takes_chat, may_lead=one.may_lead
        )
        for one in counsellors()
        if one.is_open
    }


def _give_back(hold: Assignment, absence: Span, act: Act) -> Span:
    """Take an absence ahead out of a hold that it meets; return what was given back."""
    whole = hold.span
    gone = Span(max(whole.start, absence.start), min(whole.end, absence.end))
    note_hold(act, RotaAction.RELEASED, hold, part=gone)
    kept = free_spans(whole, [gone])
    if not any(part.end > act.now for part in kept):
        tell(act, NoticeKind.SEAT_GONE, hold)
        end_hold(hold, act)
        return gone
    for part in keep_parts(hold, kept, act):
        tell(act, NoticeKind.SEAT_CHANGED, part, was=whole)
    return gone
