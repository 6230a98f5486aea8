"""The overviews of the rota: what it covers, a month, everybody's hours, and what was done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpline.staff.access import requires
from scheduling.forms.overviews import HistoryForm
from scheduling.queries.history import history as lines
from scheduling.queries.history import named_people
from scheduling.views.patterns import MAKES


@require_safe
@requires(MAKES)
def history(request: HttpRequest) -> HttpResponse:
    """Show who did what in the rota, the latest first, of one week or person if asked."""
    form = HistoryForm(request.GET, people=named_people())
    return render(request, "scheduling/history.html", {"form": form, "history": lines(**form.wanted)})
