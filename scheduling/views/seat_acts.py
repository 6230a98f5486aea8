"""What people do on the page of a seat: take it, give it, give it back, split it, ask others."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpline.common.clock import utc_now
from helpline.staff.access import has_access, requires, requires_any
from scheduling.forms.requests import TakeForm
from scheduling.forms.seats import AssignForm, SwapForm
from scheduling.queries.planning import people_by_kind
from scheduling.queries.rota_seat import HoldRow, hold_row
from scheduling.queries.swaps import Swap, swaps_for
from scheduling.request_wording import REFUSED, refusal_text
from scheduling.rules.hours import NotThere
from scheduling.rules.reasons import BLOCKS
from scheduling.seat_wording import (
    asked_whom_text,
    back_text,
    given_text,
    hold_text,
    released_text,
    seat_text,
)
from scheduling.services.rota import requests as request_services
from scheduling.services.rota import seats as services
from scheduling.services.rota import shifts as shift_services
from scheduling.services.rota.holds import NotEligible
from scheduling.services.rota.seats import NotInside
from scheduling.views.common import next_page, person_id
from scheduling.views.patterns import MAKES
from scheduling.views.rota_seat import HOLDS, ask_form, page, seat_there, split_form

ACTS: Final = (*HOLDS, MAKES)
PAGES: Final = ["GET", "HEAD", "POST"]


@require_POST
@requires_any(*HOLDS)
def sign_up(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Take a seat, or the part of it that was shown as free."""
    shown, form = seat_there(request, seat_id), TakeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    act = partial(services.sign_up, seat_id, person_id(request), now=utc_now(), span=form.span)
    said = _("The seat is yours: %(seat)s.") % {"seat": seat_text(form.span, shown.seat.kind)}
    return _done(request, seat_id, act, said)


@require_http_methods(PAGES)
@requires(MAKES)
def assign(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Give somebody a free part; what only warns stops the first press and not the second."""
    if request.method != "POST":
        return redirect("rota_seat", seat_id)
    shown, form = seat_there(request, seat_id), AssignForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        given = _give(request, seat_id, form)
    except NotThere:
        raise Http404 from None
    except REFUSED as refused:
        if isinstance(refused, NotEligible) and not any(one.code in BLOCKS for one in refused.reasons):
            return page(request, shown, refused=(form, refused.reasons))
        messages.error(request, refusal_text(refused, is_taker=False))
    else:
        messages.success(request, given_text(given, is_despite=bool(given.warnings)))
    return redirect(_back(request, seat_id))


@require_POST
@requires_any(*ACTS)
def give_back(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Give one's seat back; a planner takes it from anybody."""
    hold, is_planner = _there(request, hold_id)
    act = partial(services.release, hold_id, by=person_id(request), now=utc_now(), is_planner=is_planner)
    return _done(request, hold.seat_id, act, released_text(hold, is_own=_is_own(request, hold)))


@require_POST
@requires_any(*ACTS)
def put_back(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Undo a release."""
    hold, is_planner = _there(request, hold_id)
    act = partial(services.put_back, hold_id, by=person_id(request), now=utc_now(), is_planner=is_planner)
    is_own = _is_own(request, hold)
    return _done(request, hold.seat_id, act, back_text(hold, is_own=is_own), is_own=is_own)


@require_http_methods(PAGES)
@requires_any(*ACTS)
def split(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Make two holds of one, at the typed time."""
    hold, is_planner = _there(request, hold_id)
    if request.method != "POST":
        return redirect("rota_seat", hold.seat_id)
    form = split_form(hold, request.POST)
    if form.is_valid():
        at = form.cleaned_data["at"]
        act = partial(
            services.split, hold_id, at, by=person_id(request), now=utc_now(), is_planner=is_planner
        )
        try:
            return _done(
                request, hold.seat_id, act, _("The seat is in two parts now. Each can be covered alone.")
            )
        except NotInside:
            form.add_error(
                "at", _("The seat was changed in between. Look at its times and type another one.")
            )
    return page(request, seat_there(request, hold.seat_id), typed={hold_id: form})


@require_http_methods(PAGES)
@requires_any(*ACTS)
def ask(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Ask one colleague, or all who can, to take a seat over."""
    hold, is_planner = _there(request, hold_id)
    if request.method != "POST":
        return redirect("rota_seat", hold.seat_id)
    people = people_by_kind()[hold.kind]
    form = ask_form(hold, people, request.POST)
    if not form.is_valid():
        return page(request, seat_there(request, hold.seat_id), typed={hold_id: form})
    whom = form.cleaned_data["to_person"]
    act = partial(
        request_services.ask_cover, hold_id, whom, by=person_id(request), now=utc_now(), is_planner=is_planner
    )  # fmt: skip
    said = asked_whom_text(hold, dict(people).get(whom, ""), is_own=_is_own(request, hold))
    return _done(request, hold.seat_id, act, said)


@require_http_methods(PAGES)
@requires_any(*ACTS)
def swap(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Show which of the colleagues' seats could be had in return, and ask for one."""
    hold, is_planner = _there(request, hold_id)
    swaps = {one.hold_id: one for one in swaps_for(hold.to_rule(), utc_now())}
    choices = [(one.hold_id, _swap_text(one)) for one in swaps.values()]
    form = SwapForm(request.POST, swaps=choices) if request.method == "POST" else SwapForm(swaps=choices)
    if not form.is_valid():
        return render(request, "scheduling/swap.html", {"form": form, "hold": hold, "swaps": swaps})
    wanted = swaps[form.cleaned_data["wanted"]]
    act = partial(
        request_services.ask_swap, hold_id, wanted.hold_id, by=person_id(request), now=utc_now(), is_planner=is_planner
    )  # fmt: skip
    said = asked_whom_text(hold, wanted.name, is_own=_is_own(request, hold))
    return _done(request, hold.seat_id, act, said)


@require_POST
@requires(MAKES)
def confirm(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Note for somebody that they keep a seat that moved."""
    hold, _is_planner = _there(request, hold_id)
    act = partial(shift_services.confirm, hold_id, by=person_id(request), now=utc_now(), is_planner=True)
    said = _("Noted: %(name)s keeps the seat: %(seat)s.") % {"name": hold.name, "seat": hold_text(hold)}
    return _done(request, hold.seat_id, act, said)


def _give(request: HttpRequest, seat_id: int, form: AssignForm) -> HoldRow:
    typed = form.cleaned_data
    made = services.assign(
        seat_id,
        typed["person"],
        by=person_id(request),
        now=utc_now(),
        revision=typed["revision"],
        despite=typed["anyway"],
        span=form.span,
    )
    given = hold_row(made.pk)
    assert given is not None
    return given


def _there(request: HttpRequest, hold_id: int) -> tuple[HoldRow, bool]:
    """Return a hold that is the reader's own, or anybody's for a planner, and whether they are one."""
    hold, is_planner = hold_row(hold_id), has_access(request.user, MAKES)
    if hold is None or not (is_planner or (_is_own(request, hold) and not hold.is_draft)):
        raise Http404
    return hold, is_planner


def _is_own(request: HttpRequest, hold: HoldRow) -> bool:
    return hold.person_id == person_id(request)


def _swap_text(one: Swap) -> str:
    return _("%(name)s: %(seat)s") % {"name": one.name, "seat": seat_text(one.span, one.kind)}


def _done(
    request: HttpRequest, seat_id: int, act: Callable[[], object], said: str, *, is_own: bool = True
) -> HttpResponse:
    """Do it, say what happened, and go back to the seat or to where the form came from."""
    try:
        act()
    except NotThere:
        raise Http404 from None
    except REFUSED as refused:
        messages.error(request, refusal_text(refused, is_taker=is_own))
    else:
        messages.success(request, said)
    return redirect(_back(request, seat_id))


def _back(request: HttpRequest, seat_id: int) -> str:
    return next_page(request, reverse("rota_seat", args=[seat_id]))
