"""The planner's pages of patterns: what comes back each week, and who comes each time."""

from collections.abc import Sequence
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
        days = form.cleaned_data["weekdays"]
        try:
            made = services.add_patterns(form.plan, days, by=person_id(request), now=now)
        except services.SamePattern:
            form.add_error(
                "name", _("A pattern of this name begins on that day already. Choose another name.")
            )
        else:
            messages.success(request, _("Saved. Its shifts of the coming eight weeks are drafts now."))
            return redirect("pattern_change", made[0]) if len(made) == 1 else redirect("patterns")
    return render(request, "scheduling/pattern_form.html", {"form": form, "pattern": None})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def change_pattern(request: HttpRequest, pattern_id: int) -> HttpResponse:
    """Change a pattern and the drafts it made; published shifts stay as they are."""
    pattern = _there(pattern_id)
    if request.method != "POST":
        return _pattern_page(request, pattern, PatternForm.showing(pattern.row, pattern.plans))
    form = PatternForm(request.POST)
    if form.is_valid():
        change = partial(services.change_pattern, pattern_id, form.plan, form.cleaned_data["revision"])
        try:
            or_404(partial(change, by=person_id(request), now=utc_now()))
        except ChangedInBetween:
            form.add_error(None, CHANGED)
        else:
            messages.success(request, _("Saved. Drafts follow; shifts that are published stay as they are."))
            return redirect("patterns")
    return _pattern_page(request, pattern, form)


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
    forms = _standing_forms(pattern, request, seat_id)
    form = next((form for place, form in forms if place.id == seat_id), None)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _pattern_page(request, pattern, PatternForm.showing(pattern.row, pattern.plans), forms)
    typed = form.cleaned_data
    change = partial(services.set_standing, seat_id, typed["person"], typed["valid_from"])
    or_404(partial(change, by=person_id(request), now=utc_now()))
    messages.success(request, _("Saved. Drafts follow; shifts that are published stay as they are."))
    return redirect("pattern_change", pattern_id)


def _there(pattern_id: int) -> PatternRow:
    found = planning.pattern_row(pattern_id, local_day(utc_now(), AMSTERDAM))
    if found is None:
        raise Http404
    return found


StandingForms = Sequence[tuple[PatternPlace, StandingForm]]


def _pattern_page(
    request: HttpRequest, pattern: PatternRow, form: PatternForm, places: StandingForms | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "pattern": pattern,
        "places": places or _standing_forms(pattern),
        "today": local_day(utc_now(), AMSTERDAM),
    }
    return render(request, "scheduling/pattern_form.html", context)


def _standing_forms(
    pattern: PatternRow, request: HttpRequest | None = None, seat_id: int | None = None
) -> StandingForms:
    """Return the form of each seat, filled with who comes now; that of `seat_id` with what was typed."""
    people = planning.people_by_kind()
    today = local_day(utc_now(), AMSTERDAM)
    found = []
    for place in pattern.places:
        # Whoever comes now stays in the list, also if they may not be chosen anew.
        chosen = {one.person_id: one.name for one in place.coming} | dict(people[place.kind])
        typed = request.POST if request is not None and place.id == seat_id else None
        now = place.coming[0].person_id if place.coming else None
        form = StandingForm(
            typed,
            initial={"person": now, "valid_from": today},
            people=chosen.items(),
            prefix=f"seat-{place.id}",
        )
        found.append((place, form))
    return found
