"""The planner's pages of colleagues: what was agreed with them, when they can come, when they are away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpline.common.clock import utc_now
from helpline.staff.access import requires
from scheduling.forms.colleagues import AbsenceForm, TermsForm
from scheduling.own_wording import away_text, given_back_sentence
from scheduling.queries import colleagues as queries
from scheduling.queries.colleagues import ColleagueRow
from scheduling.rota_wording import span_text
from scheduling.rules.hours import NotThere
from scheduling.rules.rota import ChangedInBetween
from scheduling.services.rota import colleagues as services
from scheduling.views.absences import note_absence
from scheduling.views.common import CHANGED, person_id
from scheduling.views.patterns import MAKES


@require_safe
@requires(MAKES)
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody who may hold seats."""
    return render(request, "scheduling/colleagues.html", {"rows": queries.colleagues(utc_now())})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def person(request: HttpRequest, colleague_id: int) -> HttpResponse:
    """Show one colleague; change what was agreed with them."""
    row = _there(colleague_id)
    form = TermsForm(request.POST) if request.method == "POST" else TermsForm.showing(row.terms)
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            services.set_terms(colleague_id, form.agreed, revision, by=person_id(request), now=utc_now())
        except ChangedInBetween:
            form.add_error(None, CHANGED)
        else:
            messages.success(
                request, _("Saved: what was agreed with %(name)s.") % {"name": row.colleague.name}
            )
            return redirect("rota_people")
    return _page(request, row, terms=form)


@require_POST
@requires(MAKES)
def add_absence(request: HttpRequest, colleague_id: int) -> HttpResponse:
    """Note that a colleague is away; first say which seats that gives back."""
    row, form = _there(colleague_id), AbsenceForm(request.POST)
    if not form.is_valid():
        return _page(request, row, absence=form)
    is_sure = "anyway" in request.POST
    is_noted, lost = note_absence(form, colleague_id, by=person_id(request), now=utc_now(), is_sure=is_sure)
    if not is_noted:
        return _page(request, row, absence=form, lost=[span_text(span) for span in lost])
    words = {"name": row.colleague.name, "when": away_text(form.span)}
    messages.success(request, _("Saved: %(name)s is away %(when)s.") % words)
    if lost:
        messages.warning(request, given_back_sentence(len(lost)))
    return redirect("rota_person", colleague_id)


@require_POST
@requires(MAKES)
def take_back_absence(request: HttpRequest, colleague_id: int, absence_id: int) -> HttpResponse:
    """Let a colleague be there after all; the seats that were given back stay open."""
    try:
        services.take_back_absence(absence_id, person_id=colleague_id, by=person_id(request), now=utc_now())
    except NotThere:
        raise Http404 from None
    messages.success(request, _("Taken back. The seats that were given back stay open."))
    return redirect("rota_person", colleague_id)


def _there(colleague_id: int) -> ColleagueRow:
    row = queries.colleague(colleague_id, utc_now())
    if row is None:
        raise Http404
    return row


def _page(
    request: HttpRequest,
    row: ColleagueRow,
    terms: TermsForm | None = None,
    absence: AbsenceForm | None = None,
    lost: list[str] | None = None,
) -> HttpResponse:
    context = {
        "row": row,
        "terms": terms or TermsForm.showing(row.terms),
        "absence": absence or AbsenceForm(),
        "lost": lost or [],
    }
    return render(request, "scheduling/colleague.html", context)
