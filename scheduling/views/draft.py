"""The page on which the machine drafts a month, and a planner takes the draft back."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from scheduling.forms.hours import ONE_DAY
from scheduling.forms.overviews import TakeBackForm, asked_month
from scheduling.queries.drafting import draft_page, first_draft
from scheduling.queries.month import next_month
from scheduling.rules.civil import local_day
from scheduling.rules.hours import NotThere
from scheduling.services.rota.drafting import DraftResult, draft_month, take_back_draft
from scheduling.services.rota.holds import Elsewhere, SeatTaken
from scheduling.views.common import CHANGED, person_id
from scheduling.views.patterns import MAKES


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def draft(request: HttpRequest) -> HttpResponse:
    """Show a month's drafts, what the machine gave and what stays open; let it fill what is open."""
    now = utc_now()
    first = _month(request.POST if request.method == "POST" else request.GET, now)
    end = next_month(first)
    if request.method == "POST":
        try:
            messages.success(
                request, _drafted_sentence(draft_month(first, end, by=person_id(request), now=now))
            )
        except (SeatTaken, Elsewhere):
            messages.error(request, CHANGED)
        return _to(first)
    context = {
        "first": first,
        "before": (first - ONE_DAY).replace(day=1),
        "after": end,
        "page": draft_page(first, end, now),
    }
    return render(request, "scheduling/draft.html", context)


@require_POST
@requires(MAKES)
def take_back(request: HttpRequest) -> HttpResponse:
    """Take away what one draft gave, as far as it is not published."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        number = take_back_draft(form.cleaned_data["made"], by=person_id(request), now=utc_now())
    except NotThere:
        messages.error(
            request,
            _("Nothing of this draft is left to take back: it is published, or somebody did so before."),
        )
    else:
        said = ngettext(
            "The draft is taken back: %(number)d seat is open again.",
            "The draft is taken back: %(number)d seats are open again.",
            number,
        )
        messages.success(request, said % {"number": number})
    return _to(_month(request.POST, utc_now()))


def _month(asked: QueryDict, now: datetime) -> date:
    """Return the month that is asked for, or else that of the first draft ahead."""
    today = local_day(now, AMSTERDAM)
    wanted = asked.get("month", "")
    return asked_month(wanted, today) if wanted else (first_draft(now) or today).replace(day=1)


def _to(first: date) -> HttpResponse:
    return redirect(f"{resolve_url('rota_draft')}?month={first:%Y-%m}")


def _drafted_sentence(result: DraftResult) -> str:
    given = len(result.steps)
    if not given:
        return _("The machine found nobody else who fits. Nothing was changed.")
    said = ngettext("%(number)d seat is given.", "%(number)d seats are given.", given) % {"number": given}
    return f"{said} {_('Nobody is told before you publish.')}"
