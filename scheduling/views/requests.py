"""The requests to take a seat over or to swap: one's own, those that wait for an answer, for planners all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from helpline.common.clock import utc_now
from helpline.staff.access import has_access, requires_any
from scheduling.forms.requests import StepForm
from scheduling.queries.asked import Asked, MyRequests, Question, my_requests, one_request, running_requests
from scheduling.queries.facts import load_facts
from scheduling.queries.planning import people_by_kind
from scheduling.request_wording import REFUSED, done_text, refusal_text
from scheduling.rules.eligibility import Verdict
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.request_steps import possible
from scheduling.rules.requests import RequestEvent
from scheduling.rules.rota import SeatKind
from scheduling.services.rota.requests import take_step
from scheduling.views.common import next_page, person_id
from scheduling.views.patterns import MAKES

# Whoever may hold a seat, and the planners.
ASKS = ("scheduling.be_on_duty", "scheduling.lead_shift", MAKES)


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with the buttons that its reader gets; `people`: for whom a planner may say yes."""

    asked: Asked
    steps: frozenset[RequestEvent]
    verdict: Verdict | None = None
    people: tuple[tuple[int, str], ...] = ()
    is_old: bool = False


@require_safe
@requires_any(*ASKS)
def requests(request: HttpRequest) -> HttpResponse:
    """Show what one asked and is asked, and to planners what waits for whom."""
    now, me = utc_now(), person_id(request)
    facts = load_facts(Span(now, now), [me]).get(me)
    mine = my_requests(facts, now) if facts else MyRequests((), (), (), ())
    is_planner = has_access(request.user, MAKES)
    context = {
        "me": me,
        "now": now,
        "of_me": [question_row(one, me, now) for one in (*mine.of_me, *mine.of_all)],
        "taken": [Shown(one, possible(one.rule, me, now)) for one in mine.taken],
        "by_me": [Shown(one, possible(one.rule, me, now)) for one in mine.by_me],
        "is_planner": is_planner,
        "all": _planner_rows(me, now) if is_planner else [],
    }
    return render(request, "scheduling/requests.html", context)


@require_POST
@requires_any(*ASKS)
def step(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answer, withdraw, decide or undo; a planner also for somebody else."""
    form, me = StepForm(request.POST), person_id(request)
    if not form.is_valid():
        return HttpResponse(status=400)
    event, taker = form.cleaned_data["event"], form.cleaned_data["taker"]
    is_planner = has_access(request.user, MAKES)
    try:
        take_step(request_id, event, by=me, now=utc_now(), is_planner=is_planner, taker=taker)
    except NotThere:
        raise Http404 from None
    except REFUSED as refused:
        is_taker = event is RequestEvent.ANSWER_YES and taker in (None, me)
        messages.error(request, refusal_text(refused, is_taker=is_taker))
    else:
        asked = one_request(request_id)
        assert asked is not None
        messages.success(request, done_text(asked, event, me))
    return redirect(next_page(request, "rota_requests"))


def question_row(question: Question, me: int, now: datetime) -> Shown:
    """Return a request that waits for somebody's answer, without a yes where it would be refused."""
    steps = possible(question.asked.rule, me, now)
    if question.verdict.blocks:
        steps -= {RequestEvent.ANSWER_YES}
    return Shown(question.asked, steps, question.verdict)


def _planner_rows(me: int, now: datetime) -> list[Shown]:
    rows = [
        Shown(one, possible(one.rule, me, now, is_planner=True), is_old=one.waits_long(now))
        for one in running_requests(now)
    ]
    to_all = [row for row in rows if row.asked.to is None and RequestEvent.ANSWER_YES in row.steps]
    people = people_by_kind() if to_all else {}
    return [replace(row, people=_others(row.asked, people)) if row in to_all else row for row in rows]


def _others(
    asked: Asked, people: Mapping[SeatKind, Sequence[tuple[int, str]]]
) -> tuple[tuple[int, str], ...]:
    return tuple(one for one in people[asked.seat.kind] if one[0] != asked.giver.person_id)
