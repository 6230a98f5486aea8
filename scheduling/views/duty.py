"""The duty buttons of counsellors and of who leads a shift: check in, pause, resume, check out, step in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from helpline.common.clock import utc_now
from helpline.staff.access import requires_any
from scheduling import services
from scheduling.forms.duty import REFUSALS, DutyForm
from scheduling.rules.duty import DutyEvent
from scheduling.views.common import next_page, person_id


@require_POST
@requires_any("scheduling.be_on_duty", "scheduling.lead_shift")
def duty(request: HttpRequest) -> HttpResponse:
    """Do what one button says; answers a page's own fetch with 204 or the refusal, a form with a redirect."""
    form = DutyForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    refusal = ""
    try:
        _act(person_id(request), form.cleaned_data["action"], form.cleaned_data["seat"])
    except tuple(REFUSALS) as refused:
        refusal = str(REFUSALS[type(refused)])
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(refusal, status=409) if refusal else HttpResponse(status=204)
    if refusal:
        messages.error(request, refusal)
    return redirect(next_page(request, "home"))


def _act(who: int, action: str, seat_id: int) -> None:
    now = utc_now()
    match action:
        case DutyEvent.CHECK_IN:
            services.check_in(who, now)
        case DutyEvent.PAUSE:
            services.pause(who, now)
        case DutyEvent.RESUME:
            services.resume(who, now)
        case DutyForm.STEP_IN:
            services.step_in(seat_id, who, by=who, now=now)
        case _:
            services.check_out(who, now)
