"""What the tests of accounts share."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from helpline.staff import gateway
from helpline.staff.models import Person
from tests.staff.sessions import sign_in

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[EmailMessage]]:
    """Wait for the mail thread, then return what was sent."""
    thread = ThreadPoolExecutor(max_workers=1)
    monkeypatch.setattr(gateway, "_POSTMAN", thread)

    def wait() -> list[EmailMessage]:
        thread.submit(int).result(timeout=10)
        return list(mail.outbox)

    return wait


@pytest.fixture
def signed_in_as(client: Client) -> Callable[[Person], Client]:
    """Return the client, signed in with a second factor."""

    def enter(person: Person) -> Client:
        sign_in(client, person)
        return client

    return enter
