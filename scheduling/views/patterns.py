"""The planner's pages of patterns: what comes back each week, and who comes each time."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from scheduling.forms.shifts import NewPatternForm, PatternForm, StandingForm
from scheduling.queries import planning
from scheduling.queries.planning import PatternPlace, PatternRow
from scheduling.rules.civil import local_day
from scheduling.rules.hours import NotThere
from scheduling.rules.rota import ChangedInBetween
from scheduling.services.rota import patterns as services
from scheduling.views.common import CHANGED, or_404, person_id

MAKES = "scheduling.make_rota"


@require_safe
@requires(MAKES)
def patterns(request: HttpRequest) -> HttpResponse:
    """Show the patterns, Monday's first."""
    today = local_day(utc_now(), AMSTERDAM)
    return render(
        request, "scheduling/patterns.html", {"page": planning.patterns_page(today), "today": today}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def add_pattern(request: HttpRequest) -> HttpResponse:
    """Add the same pattern for the ticked weekdays, and make its shifts."""
    now = utc_now()
    first = {
        "valid_from": local_day(now, AMSTERDAM),
        "every_n_weeks": 1,
        "chat": 1,
        "phone": 1,
        "supervisor": 1,
    }
    form = NewPatternForm(request.POST) if request.method == "POST" else NewPatternForm(initial=first)
    if form.is_valid():
        made = services.add_patterns(form.plan, form.cleaned_data["weekdays"], by=person_id(request), now=now)
        messages.success(request, _("Saved. The shifts of the coming eight weeks are drafts now."))
        return redirect("pattern_change", made[0]) if len(made) == 1 else redirect("patterns")
    return render(request, "scheduling/pattern_form.html", {"form": form, "pattern": None})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def change_pattern(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """Change a pattern and the drafts it made; published shifts stay as they are."""
    pattern = _there(pattern_id)
    form = (
        PatternForm(request.POST)
        if request.method == "POST"
        else PatternForm.showing(pattern.row, pattern.plans)
    )
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            services.change_pattern(pattern_id, form.plan, revision, by=person_id(request), now=utc_now())
        except NotThere:
            raise Http404 from None
        except ChangedInBetween:
            form.add_error(None, CHANGED)
        else:
            messages.success(request, _("Saved. Drafts follow; shifts that are published stay as they are."))
            return redirect("patterns")
    places = [(place, _standing_form(place)) for place in pattern.places]
    return render(
        request, "scheduling/pattern_form.html", {"form": form, "pattern": pattern.row, "places": places}
    )


@require_POST
@requires(MAKES)
def remove_pattern(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """Let a pattern make no more shifts; the page then offers to put it back."""
    or_404(partial(services.remove_pattern, pattern_id, by=person_id(request), now=utc_now()))
    return redirect("patterns")


@require_POST
@requires(MAKES)
def put_back_pattern(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """Undo the last removal."""
    or_404(partial(services.put_back_pattern, pattern_id, by=person_id(request), now=utc_now()))
    messages.success(request, _("Put back, with its shifts."))
    return redirect("patterns")


@require_POST
@requires(MAKES)
def set_standing(request: HttpRequest, pattern_id: int, seat_id: int) -> HttpResponse:
    """Say who comes each time; drafts follow at once."""
    pattern = _there(pattern_id)
    place = next((one for one in pattern.places if one.id == seat_id), None)
    if place is None:
        raise Http404
    form = _standing_form(place, request)
    if not form.is_valid():
        messages.error(request, _("Choose somebody from the list, or nobody, and a first day."))
        return redirect("pattern_change", pattern_id)
    typed = form.cleaned_data
    services.set_standing(seat_id, typed["person"], typed["valid_from"], by=person_id(request), now=utc_now())
    messages.success(request, _("Saved. Drafts follow; shifts that are published stay as they are."))
    return redirect("pattern_change", pattern_id)


def _there(pattern_id: int) -> PatternRow:
    found = planning.pattern_row(pattern_id, local_day(utc_now(), AMSTERDAM))
    if found is None:
        raise Http404
    return found


def _standing_form(place: PatternPlace, request: HttpRequest | None = None) -> StandingForm:
    people = planning.people_for(place.kind)
    if request is not None:
        return StandingForm(request.POST, people=people, prefix=str(place.id))
    now = place.coming[0].person_id if place.coming else None
    today = local_day(utc_now(), AMSTERDAM)
    return StandingForm(initial={"person": now, "valid_from": today}, people=people, prefix=str(place.id))
