"""Signing in without the pages: a session that has passed the second factor, for the tests of every part."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from helpline.staff.models import Person

# A code app's secret as base32, known to the tests.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def set_up_code_app(person: Person) -> None:
    """Give a person a code app with the known secret, unless there is one."""
    if not Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(person, SECRET)


def sign_in_without_second_factor(client: Client, person: Person) -> None:
    """Sign in by password alone, as somebody is who has just been invited."""
    client.force_login(person, backend=BACKEND)
    _record(client, person, "password")


def sign_in(client: Client, person: Person) -> None:
    """Sign in with a second factor, in the same way as the sign-in library leaves the session."""
    set_up_code_app(person)
    client.force_login(person, backend=BACKEND)
    _record(client, person, "password", reauthenticated=True)
    _record(client, person, "mfa", type="totp", reauthenticated=True)


def socket_headers(person: Person, client: Client | None = None) -> list[tuple[bytes, bytes]]:
    """Return the cookie header of a session that has passed the second factor, for WebsocketCommunicator."""
    if client is None:
        client = Client()
        sign_in(client, person)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return [(b"cookie", cookie.encode())]


def _record(client: Client, person: Person, method: str, **said: object) -> None:
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, method, **said)
    request.session.save()
