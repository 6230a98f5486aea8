"""What the rota's pages share."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helpline.staff.models import Person
from scheduling.rules.hours import NotThere

Result = TypeVar("Result")
CHANGED = _(
    "Somebody changed this in between, so nothing was saved. Open the page again and make your change once more."
)


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def person_id(request: HttpRequest) -> int:
    """Return the id of who is signed in."""
    return person_of(request).pk


def reader_language() -> str:
    """Return the language of the page: "nl" or "en"."""
    return "nl" if (get_language() or "").startswith("nl") else "en"


def asked_day(request: HttpRequest, name: str) -> date | None:
    """Return the day that the address asks for, or None unless it is one."""
    with suppress(ValueError):
        return date.fromisoformat(request.GET.get(name, ""))
    return None


def or_404(change: Callable[[], Result]) -> Result:
    """Do it and return what it returns; what is no longer there is not found."""
    try:
        return change()
    except NotThere:
        raise Http404 from None


def next_page(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that the form says to go on to, or the named one."""
    wanted = request.POST.get("next", "")
    # A word without a slash would be taken for the name of a page.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(otherwise)
