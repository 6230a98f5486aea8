"""The week page of the rota."""

import re
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import has_access, requires
from scheduling.queries.rota_week import week
from scheduling.rota_wording import week_key
from scheduling.rules.civil import local_day

SEES_ROTA = "scheduling.see_rota"
SEES_DRAFTS = "scheduling.read_coverage"
MAKES_ROTA = "scheduling.make_rota"
_WEEK = timedelta(weeks=1)
_NAMED = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)
# A week in which all is still open has a gap for each seat: the days below mark them all.
_GAPS_SHOWN = 10


@require_safe
@requires(SEES_ROTA)
def rota(request: HttpRequest) -> HttpResponse:
    """Show a week; without one named, lead to this week, and on a phone to today."""
    now = utc_now()
    today = local_day(now, AMSTERDAM)
    if not request.GET.get("week"):
        return redirect(f"{reverse('rota_week')}?week={week_key(today)}#today")
    monday = _monday(request.GET["week"])
    may_fill = has_access(request.user, MAKES_ROTA)
    page = week(monday, with_drafts=has_access(request.user, SEES_DRAFTS))
    gaps = [one for one in page.gaps if one.span.end > now]
    context = {
        "page": page,
        "gaps": gaps[:_GAPS_SHOWN],
        "gap_count": len(gaps),
        "more_gaps": len(gaps[_GAPS_SHOWN:]),
        "before": monday - _WEEK,
        "after": monday + _WEEK,
        "today": today,
        "is_this_week": monday <= today < monday + _WEEK,
        "now": now,
        "reader": request.user.pk,
        "may_fill": may_fill,
    }
    return render(request, "scheduling/rota_week.html", context)


def _monday(name: str) -> date:
    """Return the Monday of a week such as 2026-W49; raise Http404 if there is none."""
    match = _NAMED.fullmatch(name)
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else _no_week()
    except ValueError:
        return _no_week()


def _no_week() -> date:
    raise Http404
