"""The planner's pages of single shifts, and publishing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from scheduling.forms.shifts import DatedForm, NewSeatForm, NewShiftForm, RevisionForm, SeenForm
from scheduling.queries import planning
from scheduling.queries.planning import ShiftPage
from scheduling.rota_wording import week_key
from scheduling.rules.civil import local_day
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween, ShiftState, Vanishes
from scheduling.services.rota import shifts as services
from scheduling.services.rota.shifts import SeatHeld
from scheduling.views.common import CHANGED, asked_day, or_404, person_id
from scheduling.views.patterns import MAKES

REFUSALS: dict[type[Exception], Any] = {
    ChangedInBetween: CHANGED,
    AlreadyBegun: gettext_lazy("This lies in the past. Choose a time that is still to come."),
    Vanishes: gettext_lazy("The clock skips these minutes on that night. Choose other times."),
    SeatHeld: gettext_lazy("Somebody holds this seat. Release them first, on the page of the seat."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def add_shift(request: HttpRequest) -> HttpResponse:
    """Add a shift that no pattern makes, as a draft."""
    now = utc_now()
    first = {
        "day": asked_day(request, "day") or local_day(now, AMSTERDAM),
        "chat": 1,
        "phone": 1,
        "supervisor": 1,
    }
    form = NewShiftForm(request.POST) if request.method == "POST" else NewShiftForm(initial=first)
    if form.is_valid():
        try:
            made = services.add_shift(
                form.cleaned_data["day"], form.hours, form.seats, by=person_id(request), now=now
            )
        except (AlreadyBegun, Vanishes) as refused:
            form.add_error(None, REFUSALS[type(refused)])
        else:
            messages.success(request, _("Saved as a draft. It counts once it is published."))
            return redirect("shift", made)
    return render(request, "scheduling/shift_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show one shift; move it to another day or time."""
    page = _there(shift_id)
    form = DatedForm(request.POST) if request.method == "POST" else DatedForm.showing(page.row)
    if form.is_valid():
        move = partial(services.move_shift, shift_id, form.cleaned_data["day"], form.hours)
        try:
            lost = or_404(partial(move, form.cleaned_data["revision"], by=person_id(request), now=utc_now()))
        except (ChangedInBetween, AlreadyBegun, Vanishes) as refused:
            form.add_error(None, REFUSALS[type(refused)])
        else:
            messages.success(request, _moved_sentence(page, len(lost)))
            return redirect("shift", shift_id)
    seat_form = NewSeatForm(initial={"kind": "chat", "revision": page.row.revision}, auto_id="seat_%s")
    return render(request, "scheduling/shift.html", {"page": page, "form": form, "seat_form": seat_form})


@require_POST
@requires(MAKES)
def cancel_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Take a shift out of the rota; its holders are told if it was published."""
    page = _there(shift_id)
    cancel = partial(
        services.cancel_shift, shift_id, _revision(request), by=person_id(request), now=utc_now()
    )
    said = _("The shift is cancelled.")
    if page.is_held and page.row.state == ShiftState.PUBLISHED.value:
        said = _("The shift is cancelled. Its holders hear of it by mail.")
    if not _done(request, cancel, said):
        return redirect("shift", shift_id)
    return redirect(f"{reverse('rota_week')}?week={week_key(page.row.date)}")


@require_POST
@requires(MAKES)
def add_seat(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Add one seat to a shift."""
    form = NewSeatForm(request.POST)
    if form.is_valid():
        add = partial(
            services.add_seat, shift_id, form.plan, form.cleaned_data["revision"], by=person_id(request), now=utc_now()
        )  # fmt: skip
        _done(request, add, _("The seat is added."))
    else:
        messages.error(request, _("Choose a kind of seat."))
    return redirect("shift", shift_id)


@require_POST
@requires(MAKES)
def remove_seat(request: HttpRequest, shift_id: int, seat_id: int) -> HttpResponse:
    """Take away a seat that nobody holds."""
    if seat_id not in {place.id for place in _there(shift_id).places}:
        raise Http404
    remove = partial(services.remove_seat, seat_id, _revision(request), by=person_id(request), now=utc_now())
    _done(request, remove, _("The seat is removed."))
    return redirect("shift", shift_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def publish(request: HttpRequest) -> HttpResponse:
    """Show each week's drafts, or those of the week asked for, and who would be told; publish what was looked at."""
    by, now = person_id(request), utc_now()
    if request.method != "POST":
        weeks = planning.to_publish(now, by=by)
        asked = [week for week in weeks if week_key(week.monday) == request.GET.get("week")]
        context = {"weeks": asked or weeks, "is_one_week": bool(asked)}
        return render(request, "scheduling/publish.html", context)
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing is published. Choose a week on this page."))
        return redirect("rota_publish")
    try:
        number = services.publish(form.cleaned_data["seen"], by=by, now=now)
    except ChangedInBetween:
        messages.error(request, _("Somebody changed this week in between. Look again, then publish it."))
    else:
        said = ngettext("%(number)d shift is published.", "%(number)d shifts are published.", number)
        messages.success(request, said % {"number": number})
    return redirect("rota_publish")


def _there(shift_id: int) -> ShiftPage:
    found = planning.shift_page(shift_id)
    if found is None:
        raise Http404
    return found


def _revision(request: HttpRequest) -> int:
    form = RevisionForm(request.POST)
    form.full_clean()
    revision: int = form.cleaned_data["revision"]
    return revision


def _done(request: HttpRequest, change: Callable[[], object], said: str) -> bool:
    try:
        or_404(change)
    except tuple(REFUSALS) as refused:
        messages.error(request, REFUSALS[type(refused)])
        return False
    messages.success(request, said)
    return True


def _moved_sentence(page: ShiftPage, lost: int) -> str:
    """Return what a move means for those who hold its seats; nobody was told yet of a draft."""
    is_published = page.row.state == ShiftState.PUBLISHED.value
    if lost:
        return ngettext(
            "Saved. %(number)d holder has another seat at that time and was released.",
            "Saved. %(number)d holders have another seat at that time and were released.",
            lost,
        ) % {"number": lost}
    if page.is_held and is_published:
        return _("Saved. Whoever holds a seat hears of it, and confirms within 48 hours.")
    return _("Saved.")
