"""What the rota's pages share."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from helpline.staff.models import Person
from scheduling.rules.hours import NotThere

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


def or_404(change: Callable[[], object]) -> None:
    """Do it; what is no longer there is not found."""
    try:
        change()
    except NotThere:
        raise Http404 from None


def next_page(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that the form says to go on to, or the named one."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(otherwise)
