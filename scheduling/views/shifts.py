"""The planner's pages of single shifts, and publishing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from scheduling.forms.shifts import DatedForm, NewSeatForm, NewShiftForm
from scheduling.queries import planning
from scheduling.rules.civil import local_day
from scheduling.rules.hours import NotThere
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween, Vanishes
from scheduling.services.rota import shifts as services
from scheduling.services.rota.shifts import SeatHeld
from scheduling.views.common import CHANGED, or_404, person_id
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
        "day": request.GET.get("day") or local_day(now, AMSTERDAM),
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
    row = page.row
    now_typed = {
        "day": row.date, "start": row.start_minute, "end": row.end_minute, "revision": row.revision,
    }  # fmt: skip
    form = DatedForm(request.POST) if request.method == "POST" else DatedForm(initial=now_typed)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            lost = services.move_shift(
                shift_id,
                typed["day"],
                form.hours,
                typed["revision"] or 0,
                by=person_id(request),
                now=utc_now(),
            )
        except NotThere:
            raise Http404 from None
        except (ChangedInBetween, AlreadyBegun, Vanishes) as refused:
            form.add_error(None, REFUSALS[type(refused)])
        else:
            messages.success(request, _moved_sentence(len(lost)))
            return redirect("shift", shift_id)
    seat_form = NewSeatForm(initial={"kind": "chat", "revision": row.revision}, auto_id="seat_%s")
    return render(request, "scheduling/shift.html", {"page": page, "form": form, "seat_form": seat_form})


@require_POST
@requires(MAKES)
def cancel_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Take a shift out of the rota; its holders are told."""
    cancel = partial(
        services.cancel_shift, shift_id, _revision(request), by=person_id(request), now=utc_now()
    )
    if _done(request, cancel, _("The shift is cancelled. Its holders hear of it by mail.")):
        return redirect("rota_week")
    return redirect("shift", shift_id)


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
    remove = partial(services.remove_seat, seat_id, _revision(request), by=person_id(request), now=utc_now())
    _done(request, remove, _("The seat is removed."))
    return redirect("shift", shift_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def publish(request: HttpRequest) -> HttpResponse:
    """Show each week's drafts and who would be told; publish exactly what was looked at."""
    if request.method == "POST":
        try:
            number = services.publish(_seen(request), by=person_id(request), now=utc_now())
        except ChangedInBetween:
            messages.error(request, CHANGED)
        else:
            said = ngettext("%(number)d shift is published.", "%(number)d shifts are published.", number)
            messages.success(request, said % {"number": number})
        return redirect("rota_publish")
    return render(request, "scheduling/publish.html", {"weeks": planning.to_publish(utc_now())})


def _seen(request: HttpRequest) -> dict[int, int]:
    """Return which drafts in which revision were on the page; what is no number was never there."""
    pairs = [pair.partition(":") for pair in request.POST.get("seen", "").split(",")]
    return {
        int(shift_id): int(revision)
        for shift_id, _colon, revision in pairs
        if shift_id.isdecimal() and revision.isdecimal()
    }


def _there(shift_id: int) -> planning.ShiftPage:
    found = planning.shift_page(shift_id)
    if found is None:
        raise Http404
    return found


def _revision(request: HttpRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() else -1


def _done(request: HttpRequest, change: Callable[[], object], said: str) -> bool:
    try:
        or_404(change)
    except tuple(REFUSALS) as refused:
        messages.error(request, REFUSALS[type(refused)])
        return False
    messages.success(request, said)
    return True


def _moved_sentence(lost: int) -> str:
    if not lost:
        return _("Saved. Whoever holds a seat hears of it, and confirms within 48 hours.")
    return ngettext(
        "Saved. %(number)d holder is elsewhere at that time and was released; the others confirm within 48 hours.",
        "Saved. %(number)d holders are elsewhere at that time and were released; the others confirm within 48 hours.",
        lost,
    ) % {"number": lost}
