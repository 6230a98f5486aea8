"""The gate of every staff page and socket: signed in, past the second factor, allowed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from helpline.common.clock import utc_now
from helpline.staff.models import Person
from helpline.staff.queries import SECOND_FACTORS

View = Callable[..., HttpResponseBase]


def has_access(person: Any, permission: str) -> bool:
    """Tell whether this is an open account whose roles carry `app.codename`."""
    return isinstance(person, Person) and person.is_active and person.has_perm(permission)


def has_second_factor(person: Person) -> bool:
    """Tell whether a code app or a passkey is set up; recovery codes alone are none. One query."""
    return Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists()


def passed_second_factor(session: SessionBase, person: Person) -> bool:
    """Tell whether this very sign-in proved a second factor (or set one up) and is not too old."""
    records = _records(session, person)
    return any(record.get("method") == "mfa" for record in records) and not _is_too_old(records)


def signed_in(view: View) -> View:
    """Let somebody signed in pass, also without a second factor yet: for the pages that set one up.

    A sign-in that skipped an existing second factor (it was set up elsewhere since) is ended.
    """

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person):
            return _to_sign_in(request)
        if has_second_factor(person) and not passed_second_factor(request.session, person):
            logout(request)
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return gate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in, and from there back; what only takes a form's answer cannot be come back to."""
    is_page = request.method in {"GET", "HEAD"}
    return redirect_to_login(request.get_full_path() if is_page else reverse("home"))


def second_factor_required(view: View) -> View:
    """Let those pass who are signed in with a second factor; show the others the page that leads to one."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        person = request.user
        if isinstance(person, Person) and not has_second_factor(person):
            return _second_factor_needed(request)
        return view(request, *args, **kwargs)

    return signed_in(gate)


def requires(permission: str) -> Callable[[View], View]:
    """Return the decorator of a view that needs this permission (and a second factor)."""
    return requires_any(permission)


def requires_any(*permissions: str) -> Callable[[View], View]:
    """Return the decorator of a view that needs one of these permissions (and a second factor)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(has_access(request.user, permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return second_factor_required(gate)

    return decorate


def _records(session: SessionBase, person: Person) -> list[dict[str, Any]]:
    bare = HttpRequest()
    bare.session = session
    records: list[dict[str, Any]] = get_authentication_records(bare, person)
    return records


def _is_too_old(records: list[dict[str, Any]]) -> bool:
    # The store counts the hours from the last change of the session; a sign-in ends so long after it began.
    began_at = float(records[0]["at"])
    return utc_now().timestamp() - began_at >= settings.SESSION_COOKIE_AGE


def _second_factor_needed(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/second_factor_needed.html", status=403)
