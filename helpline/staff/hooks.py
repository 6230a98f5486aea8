"""What follows when somebody signs out or sets up a second factor: the frameworks say so by signals only."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from helpline.staff.broadcast import close_sockets
from helpline.staff.models import Person
from helpline.staff.queries import SECOND_FACTORS


def signed_out(user: Person | None = None, **_: Any) -> None:
    """Close the person's sockets, on every device."""
    if user is not None:
        close_sockets(user.pk)


def second_factor_added(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Count setting up as proof: the person has just shown a code of the app or touched the key."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
