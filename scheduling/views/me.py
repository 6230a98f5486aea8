"""One's own week, absences, calendar and hours."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpline.common.clock import utc_now
from helpline.common.neutral import neutral_url
from helpline.staff.access import requires_any
from scheduling.forms.colleagues import AbsenceForm, FeedForm, WeekForm
from scheduling.own_wording import away_text, given_back_sentence
from scheduling.queries.colleagues import away_of, wishes_of
from scheduling.queries.facts import load_facts
from scheduling.queries.feed import feed_of
from scheduling.queries.my_hours import my_hours
from scheduling.rota_wording import span_text
from scheduling.rules.hours import NotThere, Span
from scheduling.services.rota import colleagues as services
from scheduling.views.absences import note_absence
from scheduling.views.common import person_id

# Whoever may hold a seat.
HOLDS: Final = ("scheduling.be_on_duty", "scheduling.lead_shift")


@require_safe
@requires_any(*HOLDS)
def me(request: HttpRequest) -> HttpResponse:
    """Show when one can come, when one is away, one's calendar and one's hours."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_any(*HOLDS)
def availability(request: HttpRequest) -> HttpResponse:
    """Change the week in which one can come. Buttons that add or remove rows save nothing."""
    mine = person_id(request)
    if request.method != "POST":
        form = WeekForm.showing(wishes_of([mine])[mine])
    elif "save" not in request.POST:
        form = WeekForm.changed(request.POST)
    else:
        form = WeekForm.typed(request.POST)
        if form.is_valid():
            services.set_availability(mine, form.wishes)
            messages.success(request, _("Saved. You are asked for these hours first."))
            return redirect("rota_me")
    return render(request, "scheduling/availability.html", {"form": form})


@require_POST
@requires_any(*HOLDS)
def add_absence(request: HttpRequest) -> HttpResponse:
    """Note that one is away; first say which seats that gives back."""
    form, mine = AbsenceForm(request.POST), person_id(request)
    if not form.is_valid():
        return _page(request, absence=form)
    is_sure = "anyway" in request.POST
    is_noted, lost = note_absence(form, mine, by=mine, now=utc_now(), is_sure=is_sure)
    if not is_noted:
        return _page(request, absence=form, lost=[span_text(span) for span in lost])
    messages.success(request, _("Saved: you are away %(when)s.") % {"when": away_text(form.span)})
    if lost:
        messages.warning(request, given_back_sentence(len(lost)))
    return redirect(reverse("rota_me") + "#away")


@require_POST
@requires_any(*HOLDS)
def take_back_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Be there after all; the seats that were given back stay open."""
    mine = person_id(request)
    try:
        services.take_back_absence(absence_id, person_id=mine, by=mine, now=utc_now())
    except NotThere:
        raise Http404 from None
    messages.success(
        request, _("Taken back. Seats that you gave back stay open: take them again if you can.")
    )
    return redirect(reverse("rota_me") + "#away")


@require_POST
@requires_any(*HOLDS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Make, rename or end the address of one's calendar; a new address is in this one answer and nowhere else."""
    form, mine = FeedForm(request.POST), person_id(request)
    if "end" in request.POST:
        services.revoke_feed(mine)
        messages.success(request, _("The address leads nowhere now."))
        return redirect(reverse("rota_me") + "#calendar")
    if not form.is_valid():
        return _page(request, feed=form)
    if "make" in request.POST:
        token = services.rotate_feed(mine, form.cleaned_data["summary"], now=utc_now())
        return _page(request, address=neutral_url(reverse("agenda", args=[token])))
    services.rename_feed(mine, form.cleaned_data["summary"])
    messages.success(request, _("Saved. Calendars show it when they next look."))
    return redirect(reverse("rota_me") + "#calendar")


def _page(
    request: HttpRequest,
    absence: AbsenceForm | None = None,
    lost: list[str] | None = None,
    feed: FeedForm | None = None,
    address: str = "",
) -> HttpResponse:
    mine, now = person_id(request), utc_now()
    kept = feed_of(mine)
    context = {
        "wishes": wishes_of([mine])[mine],
        "absence": absence or AbsenceForm(),
        "lost": lost or [],
        "away": away_of([mine], now)[mine],
        "feed": kept,
        "feed_form": feed or FeedForm(initial={"summary": kept.summary if kept else ""}),
        "address": address,
        "hours": my_hours(load_facts(Span(now, now), [mine])[mine], now),
    }
    return render(request, "scheduling/me.html", context)
