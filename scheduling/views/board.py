"""The board: who is there now, and what a supervisor can do about it at once."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from helpline.common.clock import utc_now
from helpline.staff.access import has_access, requires, requires_any
from scheduling import queries, services
from scheduling.forms.duty import REFUSALS
from scheduling.queries.now_board import now_board, still_to_do
from scheduling.rules.duty import NotOnDuty
from scheduling.views.common import next_page, person_id
from scheduling.views.overviews import READS

LEADS: Final = "scheduling.lead_shift"
_OFF_DUTY: Final[dict[type[Exception], Any]] = {
    NotOnDuty: gettext_lazy("Nothing was changed: this person is not on duty any more.")
}


@require_safe
@requires_any(LEADS, READS)
def board(request: HttpRequest) -> HttpResponse:
    """Show how it stands now; supervisors may act on it, planners and managers see what is still to do."""
    now = utc_now()
    leads, reads = (has_access(request.user, permission) for permission in (LEADS, READS))
    context = {
        "board": now_board(now),
        "to_do": still_to_do(now) if reads else None,
        "leads": leads,
        "free": {seat.seat_id for seat in queries.steppable(person_id(request), now)} if leads else set(),
    }
    return render(request, "scheduling/board.html", context)


@require_POST
@requires(LEADS)
def step_in(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Take a seat that runs and has nobody there."""
    me = person_id(request)
    act = partial(services.step_in, seat_id, me, by=me, now=utc_now())
    return _done(request, act, _("You have the seat now."), REFUSALS)


@require_POST
@requires(LEADS)
def pause(request: HttpRequest, colleague_id: int) -> HttpResponse:
    """Let somebody get nothing new for a while."""
    act = partial(services.pause_for, colleague_id, by=person_id(request), now=utc_now())
    return _done(request, act, _("Paused: nothing new comes. What runs goes on."), _OFF_DUTY)


@require_POST
@requires(LEADS)
def resume(request: HttpRequest, colleague_id: int) -> HttpResponse:
    """End somebody's pause."""
    act = partial(services.resume_for, colleague_id, by=person_id(request), now=utc_now())
    return _done(request, act, _("The pause is over."), _OFF_DUTY)


def _done(
    request: HttpRequest, act: Callable[[], object], said: str, refusals: Mapping[type[Exception], Any]
) -> HttpResponse:
    try:
        act()
    except tuple(refusals) as refused:
        messages.error(request, str(refusals[type(refused)]))
    else:
        messages.success(request, said)
    return redirect(next_page(request, "rota_board"))
