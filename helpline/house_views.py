"""The house's own pages: probes, the first page after signing in, signing out, and what is held."""

import json

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from chat.queries import conversations_of, halves_in_memory
from chat.services.presence import signed_off
from chat.views.public import frame, in_its_language
from helpline.common.channel import Channel
from helpline.common.clock import utc_now
from helpline.common.layer import LAYER_FAULTS, send_now
from helpline.retention import RETENTION
from helpline.staff.access import has_access, requires
from helpline.staff.models import Person
from helpline.sweep_list import SWEEPS
from helpline.sweeps.queries import overdue
from scheduling.queries import on_duty
from scheduling.views.home import home as what_to_do_now

FIRST_PAGES = (
    ("scheduling.make_rota", "rota_week"),
    ("scheduling.change_openingblock", "hours"),
    ("scheduling.read_coverage", "rota_coverage"),
    ("staff.change_person", "people"),
)


@require_safe
def live(_: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@require_safe
def ready(_: HttpRequest) -> JsonResponse:
    """Say in one word each whether the database, the layer and the sweeps do what they must; 503 if one does not."""
    parts = {"database": _database(), "layer": _layer(), "sweeps": _sweeps()}
    return JsonResponse(parts, status=200 if all(word == "ok" for word in parts.values()) else 503)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Say what to do now to whoever can be on duty; lead the others to the first page that their roles open."""
    if any(has_access(request.user, leave) for leave in ("scheduling.be_on_duty", "scheduling.lead_shift")):
        return what_to_do_now(request)
    for permission, page in FIRST_PAGES:
        if has_access(request.user, permission):
            return redirect(page)
    return redirect("me")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out and go off duty; whoever holds conversations is asked first, since they go back to the queue."""
    person = request.user
    if isinstance(person, Person):
        count = len(conversations_of(person.pk))
        if count and "sure" not in request.POST:
            others = [one for one in on_duty(Channel.CHAT, utc_now()) if one.person_id != person.pk]
            return render(request, "house/sign_out.html", {"count": count, "is_alone": not others})
        signed_off(person.pk, utc_now())
    answer: HttpResponseBase = account.logout(request)
    return answer


@requires("staff.change_person")
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Show what this system holds, for how long, and how it fares, in words."""
    return render(
        request,
        "house/held.html",
        {
            "kept": RETENTION,
            "database_is_well": _database() == "ok",
            "layer_is_well": _layer() == "ok",
            "late": overdue(SWEEPS, utc_now()),
            "halves": _halves(),
        },
    )


@require_safe
@in_its_language
def data(request: HttpRequest, language: str) -> HttpResponse:
    """Say what happens with what one writes, and what is held for how long: of the whole house, in public."""
    return render(request, "house/data.html", {**frame("data", language), "kept": RETENTION})


@require_safe
def bundles(_: HttpRequest) -> HttpResponse:
    """Publish the fingerprint of each script, for others to compare."""
    listing = settings.BUNDLE_DIR / "manifest.json"
    return JsonResponse(json.loads(listing.read_text()))


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _layer() -> str:
    try:
        send_now("health", {"type": "health.ping"})
    except LAYER_FAULTS:
        return "unreachable"
    return "ok"


def _halves() -> int | None:
    try:
        return halves_in_memory()
    except RedisError:
        return None


def _sweeps() -> str:
    try:
        return "late" if overdue(SWEEPS, utc_now()) else "ok"
    except DatabaseError:
        return "unknown"
