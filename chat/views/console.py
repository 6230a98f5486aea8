"""The counsellor's console: one page, everything else happens over its socket."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.console_words import console_words
from helpline.staff.access import requires
from helpline.staff.models import Person


@require_safe
@never_cache
@requires("chat.use_console")
def console(request: HttpRequest) -> HttpResponse:
    """Show the console, or first ask for the name that help-seekers will see."""
    if not cast(Person, request.user).working_name:
        return render(request, "chat/console_name.html")
    return render(request, "chat/console.html", {"team_key": settings.TEAM_KEY, "words": console_words()})
