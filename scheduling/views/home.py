"""What to do now: the first page of whoever can be on duty, and its buttons."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires_any
from scheduling.forms.requests import ConfirmForm
from scheduling.own_wording import house_sentences
from scheduling.queries import home as queries
from scheduling.rota_wording import day_words
from scheduling.rules.civil import local_day
from scheduling.rules.hours import NotThere
from scheduling.services.rota.shifts import confirm, decline_move
from scheduling.views.common import next_page, person_id
from scheduling.views.requests import ASKS, question_row


@require_safe
@requires_any("scheduling.be_on_duty", "scheduling.lead_shift")
def home(request: HttpRequest) -> HttpResponse:
    """Show whether we are open, one's duty, one's next seat, what waits for one's answer, and what would suit."""
    now, me = utc_now(), person_id(request)
    page = queries.home(me, now)
    context = {
        "page": page,
        "now": now,
        "me": me,
        "house": house_sentences(page.open_, now),
        "next_day": _day(page, now),
        "questions": [question_row(one, me, now) for one in (*page.requests.of_me, *page.requests.of_all)],
    }
    return render(request, "scheduling/home.html", context)


@require_POST
@requires_any(*ASKS)
def answer_move(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say whether one keeps a seat that moved."""
    form, me, now = ConfirmForm(request.POST), person_id(request), utc_now()
    if not form.is_valid():
        return HttpResponse(status=400)
    keeps = form.cleaned_data["answer"] == ConfirmForm.YES
    try:
        (confirm if keeps else decline_move)(assignment_id, by=me, now=now)
    except NotThere:
        messages.error(request, _("This seat is no longer yours, or you answered already. Look again."))
    else:
        said = _("Noted: you keep the seat.") if keeps else _("Noted: the seat is open for others now.")
        messages.success(request, said)
    return redirect(next_page(request, "home"))


def _day(page: queries.Home, now: datetime) -> str:
    if page.next_seat is None:
        return ""
    start = max(page.next_seat.held.span.start, now)
    return day_words(local_day(start, AMSTERDAM), local_day(now, AMSTERDAM))
