"""What the tests of texts and limits share."""

from collections.abc import Callable

import pytest
from django.test import Client

from helpline.staff.models import Person
from tests.staff.sessions import sign_in


@pytest.fixture
def signed_in_as(client: Client) -> Callable[[Person], Client]:
    """Return the client, signed in with a second factor."""

    def enter(person: Person) -> Client:
        sign_in(client, person)
        return client

    return enter


@pytest.fixture
def office(signed_in_as: Callable[[Person], Client], admin: Person) -> Client:
    """The administrator at work, in English."""
    admin.language = "en"
    admin.save()
    return signed_in_as(admin)
