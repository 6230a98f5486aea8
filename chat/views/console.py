"""The counsellor's console: one page, everything else happens over its socket."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.console_words import console_words
from chat.line_words import line_words
from chat.pinned import build_time
from helpline.common.clock import utc_now
from helpline.staff.access import requires
from helpline.staff.models import Person
from scheduling.queries import my_duty


@require_safe
@never_cache
@requires("chat.use_console")
def console(request: HttpRequest) -> HttpResponse:
    """Show the console, or first ask for the name that help-seekers will see."""
    person = cast(Person, request.user)
    if not person.working_name:
        return render(request, "chat/console_name.html")
    mine = my_duty(person.pk, utc_now())
    words = {**line_words(), **console_words()}
    return render(
        request,
        "chat/console.html",
        {"mine": mine, "team_key": settings.TEAM_KEY, "build_time": build_time(), "words": words},
    )
