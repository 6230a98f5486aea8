"""The page of one seat of the rota: who holds it, and what its reader may do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpline.common.clock import utc_now
from helpline.staff.access import has_access, requires
from scheduling.forms.seats import AskForm, AssignForm, SplitForm
from scheduling.queries import steppable
from scheduling.queries.asked import Asked, Question
from scheduling.queries.candidates import Choice, choice
from scheduling.queries.facts import Facts, load_facts
from scheduling.queries.planning import people_by_kind
from scheduling.queries.rota_seat import HoldRow, SeatPage, seat_page
from scheduling.rules.eligibility import refusals
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Reason
from scheduling.rules.request_steps import possible
from scheduling.rules.requests import RequestEvent, RequestState
from scheduling.rules.seat_acts import HoldAct, HoldFacts, can_put_back, hold_acts
from scheduling.services.rota.seats import PUT_BACK_WITHIN, RELEASE_UNTIL
from scheduling.views.board import LEADS
from scheduling.views.common import person_id
from scheduling.views.patterns import MAKES
from scheduling.views.requests import Shown, question_row
from scheduling.views.rota_week import SEES_DRAFTS, SEES_ROTA

# Whoever may hold a seat.
HOLDS: Final = ("scheduling.be_on_duty", LEADS)
People = list[tuple[int, str]]
Typed = Mapping[int, AskForm | SplitForm]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, when, and as what; `facts` of somebody who may hold seats, `people` who could hold this one."""

    me: int
    now: datetime
    is_planner: bool
    facts: Facts | None
    people: People


@dataclass(frozen=True, slots=True)
class HoldShown:
    """A hold with what its reader may do, and the forms for it."""

    hold: HoldRow
    is_own: bool
    acts: frozenset[HoldAct]
    split_form: SplitForm
    ask_form: AskForm


@dataclass(frozen=True, slots=True)
class FreeShown:
    """A free part; `refused`: what keeps the reader from it, None if they hold no seats or it has begun."""

    number: int
    span: Span
    refused: tuple[Reason, ...] | None


@dataclass(frozen=True, slots=True)
class Warned:
    """Of whom a planner has just been warned, and why."""

    person_id: int
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Giving:
    """The part that a planner gives away, to whom they could, and of whom they have just been warned."""

    span: Span
    choice: Choice
    warned: Warned | None


@require_safe
@requires(SEES_ROTA)
def seat(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Show one seat."""
    return page(request, seat_there(request, seat_id))


def page(
    request: HttpRequest,
    shown: SeatPage,
    *,
    typed: Typed | None = None,
    refused: tuple[AssignForm, tuple[Reason, ...]] | None = None,
) -> HttpResponse:
    """Answer with a seat's page; `typed` are refused forms by hold, `refused` is a giving that warnings stopped."""
    reader = _reader(request, shown)
    free = _free(shown, reader)
    context = {
        "page": shown,
        "now": reader.now,
        "me": reader.me,
        "is_planner": reader.is_planner,
        "holds": [_hold(one, shown, reader, typed or {}) for one in shown.held],
        "free": free,
        "back": [one for one in shown.released if _comes_back(one, shown, reader)],
        "asked": [_asked(one, reader) for one in shown.asked if _concerns(one, reader)],
        "may_step_in": _may_step_in(request, shown, reader),
        "giving": _giving(request, shown, free, reader, refused) if reader.is_planner and free else None,
    }
    return render(request, "scheduling/rota_seat.html", context)


def seat_there(request: HttpRequest, seat_id: int) -> SeatPage:
    """Return a seat that the reader may see: a draft's is not there for everybody. Raises Http404."""
    found = seat_page(seat_id, utc_now())
    if found is None or (found.is_draft and not has_access(request.user, SEES_DRAFTS)):
        raise Http404
    return found


def ask_form(hold: HoldRow, people: People, *typed: object) -> AskForm:
    """Return the form that asks others to take a hold over, filled with what was typed."""
    others = [one for one in people if one[0] != hold.person_id]
    return AskForm(*typed, people=others, prefix=f"ask-{hold.hold_id}")


def split_form(hold: HoldRow, *typed: object) -> SplitForm:
    """Return the form that splits a hold, filled with what was typed."""
    return SplitForm(*typed, span=hold.span, prefix=f"split-{hold.hold_id}")


def _reader(request: HttpRequest, shown: SeatPage) -> Reader:
    me, is_planner = person_id(request), has_access(request.user, MAKES)
    may_hold = any(has_access(request.user, permission) for permission in HOLDS)
    asks = is_planner or any(one.person_id == me for one in shown.held)
    return Reader(
        me=me,
        now=utc_now(),
        is_planner=is_planner,
        facts=load_facts(shown.seat.span, [me]).get(me) if may_hold else None,
        people=people_by_kind()[shown.seat.kind] if asks else [],
    )


def _hold(hold: HoldRow, shown: SeatPage, reader: Reader, typed: Typed) -> HoldShown:
    is_asked = any(hold.hold_id == one.seat.assignment_id and _runs(one) for one in shown.asked)
    facts = HoldFacts(hold.span, not shown.is_draft, is_asked, hold.confirm_by is not None)
    is_own = hold.person_id == reader.me
    acts = hold_acts(
        facts, reader.now, is_own=is_own, is_planner=reader.is_planner, release_until=RELEASE_UNTIL
    )
    form = typed.get(hold.hold_id)
    return HoldShown(
        hold,
        is_own,
        acts,
        form if isinstance(form, SplitForm) else split_form(hold),
        form if isinstance(form, AskForm) else ask_form(hold, reader.people),
    )


def _runs(asked: Asked) -> bool:
    return asked.rule.state in {RequestState.OPEN, RequestState.NEEDS_PLANNER}


def _free(shown: SeatPage, reader: Reader) -> list[FreeShown]:
    return [
        FreeShown(number, span, _refused(shown, span, reader))
        for number, span in enumerate(shown.free(reader.now))
    ]


def _refused(shown: SeatPage, span: Span, reader: Reader) -> tuple[Reason, ...] | None:
    """Return what keeps the reader from signing up; None where they could not at all."""
    if reader.facts is None or shown.is_draft or span.start <= reader.now:
        return None
    return refusals(reader.facts.verdict(span, shown.seat.kind), by_self=True)


def _comes_back(hold: HoldRow, shown: SeatPage, reader: Reader) -> bool:
    is_theirs = hold.person_id == reader.me and hold.was_given_back
    if hold.released_at is None or not (reader.is_planner or is_theirs):
        return False
    held = [one.span for one in shown.held]
    return can_put_back(
        hold.span, hold.released_at, shown.seat.span, held, reader.now, within=PUT_BACK_WITHIN
    )


def _concerns(one: Asked, reader: Reader) -> bool:
    """Return whether the reader is one of the two, could be, or decides: who asks whom is nobody else's."""
    parties = {person.person_id for person in (one.giver, one.to, one.taker) if person is not None}
    is_for_all = one.to is None and one.taker is None
    return reader.is_planner or is_for_all or reader.me in parties


def _asked(one: Asked, reader: Reader) -> Shown:
    """Return a request with the steps that the reader may take; a planner's are for everybody."""
    if reader.is_planner:
        steps = possible(one.rule, reader.me, reader.now, is_planner=True)
        to_all = one.to is None and RequestEvent.ANSWER_YES in steps
        others = tuple(person for person in reader.people if person[0] != one.giver.person_id)
        return Shown(one, steps, people=others if to_all else (), is_old=one.waits_long(reader.now))
    steps = possible(one.rule, reader.me, reader.now)
    if RequestEvent.ANSWER_YES not in steps or reader.facts is None:
        return Shown(one, steps - {RequestEvent.ANSWER_YES})
    given_up = [one.in_return.assignment_id] if one.in_return else []
    verdict = reader.facts.verdict(one.seat.span, one.seat.kind, but=given_up)
    return question_row(Question(one, verdict), reader.me, reader.now)


def _may_step_in(request: HttpRequest, shown: SeatPage, reader: Reader) -> bool:
    """Return whether the reader leads and the seat runs with nobody there, so that they can take it at once."""
    if shown.is_draft or not has_access(request.user, LEADS):
        return False
    return any(one.seat_id == shown.seat.seat_id for one in steppable(reader.me, reader.now))


def _giving(
    request: HttpRequest,
    shown: SeatPage,
    free: list[FreeShown],
    reader: Reader,
    refused: tuple[AssignForm, tuple[Reason, ...]] | None,
) -> Giving:
    """Return whom a planner could give a part to: the one just tried, else the one that the address names."""
    span, warned = _part(request, free), None
    if refused is not None:
        form, reasons = refused
        person = form.cleaned_data["person"]
        span, warned = form.span, Warned(person, dict(reader.people).get(person, ""), reasons)
    return Giving(span, choice(replace(shown.seat, span=span), reader.now), warned)


def _part(request: HttpRequest, free: list[FreeShown]) -> Span:
    number = request.GET.get("part", "")
    chosen = int(number) if number.isdecimal() and len(number) < 3 else 0
    return free[chosen if chosen < len(free) else 0].span
