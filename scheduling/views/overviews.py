"""The overviews of the rota: what it covers, a month, everybody's hours, and what was done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import has_access, requires
from scheduling.forms.hours import ONE_DAY
from scheduling.forms.overviews import CoverageForm, HistoryForm, asked_month
from scheduling.queries.coverage import coverage as coverage_page
from scheduling.queries.history import history as lines
from scheduling.queries.history import named_people
from scheduling.queries.month import month as month_page
from scheduling.queries.month import next_month
from scheduling.queries.my_hours import everybodys_hours
from scheduling.rules.civil import local_day
from scheduling.rules.rota import SeatKind
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
@requires(READS)
def month(request: HttpRequest) -> HttpResponse:
    """Show who holds what on which day of a month; who is away is for planners."""
    today = local_day(utc_now(), AMSTERDAM)
    first = asked_month(request.GET.get("month", ""), today)
    context = {
        "first": first,
        "before": (first - ONE_DAY).replace(day=1),
        "after": next_month(first),
        "today": today,
        "kinds": list(SeatKind),
        "page": month_page(first, with_absences=has_access(request.user, MAKES)),
    }
    return render(request, "scheduling/month.html", context)


@require_safe
@requires(READS)
def hours(request: HttpRequest) -> HttpResponse:
    """Show everybody's hours of twelve weeks, each beside what was agreed with them."""
    return render(request, "scheduling/everybodys_hours.html", {"people": everybodys_hours(utc_now())})


@require_safe
@requires(MAKES)
def history(request: HttpRequest) -> HttpResponse:
    """Show who did what in the rota, the latest first, of one week or person if asked."""
    form = HistoryForm(request.GET, people=named_people())
    return render(request, "scheduling/history.html", {"form": form, "history": lines(**form.wanted)})
