"""The overviews of the rota: what it covers, a month, everybody's hours, and what was done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from scheduling.forms.overviews import CoverageForm, HistoryForm
from scheduling.queries.coverage import coverage as coverage_page
from scheduling.queries.history import history as lines
from scheduling.queries.history import named_people
from scheduling.rules.civil import local_day
from scheduling.views.patterns import MAKES

READS = "scheduling.read_coverage"


@require_safe
@requires(READS)
def coverage(request: HttpRequest) -> HttpResponse:
    """Show how much of the opening hours of some weeks has somebody, by weekday and hour."""
    form = CoverageForm(request.GET.dict(), today=local_day(utc_now(), AMSTERDAM))
    page = coverage_page(form.monday, form.number)
    return render(request, "scheduling/coverage.html", {"form": form, "page": page})


@require_safe
@requires(MAKES)
def history(request: HttpRequest) -> HttpResponse:
    """Show who did what in the rota, the latest first, of one week or person if asked."""
    form = HistoryForm(request.GET, people=named_people())
    return render(request, "scheduling/history.html", {"form": form, "history": lines(**form.wanted)})
