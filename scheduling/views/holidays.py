"""What planners say to the public holidays that the page of hours offers."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from scheduling import queries
from scheduling.queries.holidays import Holiday, holidays_between
from scheduling.rules.civil import local_day
from scheduling.rules.hours import DayTaken
from scheduling.rules.rota import ChangedInBetween
from scheduling.services.rota import holidays as services
from scheduling.views.common import person_of, reader_language
from scheduling.views.hours import MAY_CHANGE_HOURS
from scheduling.wording import long_date


@require_POST
@requires(MAY_CHANGE_HOURS)
def close_on_holiday(request: HttpRequest, day: str) -> HttpResponse:
    """Close both channels on a holiday; where somebody is there now, ask on the page of the exception first."""
    now = utc_now()
    holiday = _there(day, now)
    if queries.closings(holiday.day, None, [], now):
        said = _("Somebody is on the line or in the chat now. If it must be so, save it here.")
        messages.warning(request, said)
        return redirect(f"{reverse('exception_add')}?{urlencode({'holiday': day, 'kind': 'closed'})}")
    try:
        services.accept_holiday(holiday.day, [], by=person_of(request), now=now)
    except DayTaken:
        messages.error(request, _("This day has an exception already. Change that one."))
    else:
        messages.success(request, _("Saved: closed on %(date)s.") % {"date": long_date(holiday.day)})
    return redirect("hours")


@require_POST
@requires(MAY_CHANGE_HOURS)
def keep_hours_on_holiday(request: HttpRequest, day: str) -> HttpResponse:
    """Let the weekly hours hold on a holiday; it is not offered again."""
    now = utc_now()
    holiday = _there(day, now)
    try:
        services.decline_holiday(holiday.day, by=person_of(request), now=now)
    except ChangedInBetween:
        messages.error(request, _("Somebody gave this day an exception in between. Remove that one first."))
    else:
        said = _("Saved: the weekly hours stay on %(date)s.")
        messages.success(request, said % {"date": long_date(holiday.day)})
    return redirect("hours")


@require_POST
@requires(MAY_CHANGE_HOURS)
def offer_holiday_again(request: HttpRequest, day: str) -> HttpResponse:
    """Undo the answer."""
    services.offer_again(_there(day, utc_now()).day)
    return redirect("hours")


def _there(day: str, now: datetime) -> Holiday:
    """Return the holiday of the coming year on that day; anything else is not found."""
    today = local_day(now, AMSTERDAM)
    coming = holidays_between(today, today + timedelta(days=365), reader_language())
    for holiday in coming:
        if holiday.day.isoformat() == day:
            return holiday
    raise Http404
