"""What the tests of several pages share: their clock, their language and their words."""

import re
from typing import Any

import pytest
from django.test import Client

from helpline.staff.models import Person
from tests.scheduling.seats import NOW
from tests.staff.sessions import sign_in

_VIEWS = ("home", "requests", "me", "colleagues")


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be opened on the Monday evening of these tests."""
    for name in _VIEWS:
        monkeypatch.setattr(f"scheduling.views.{name}.utc_now", lambda: NOW)


def entered(person: Person) -> Client:
    """Return a browser in which somebody is signed in and reads English."""
    Person.objects.filter(pk=person.pk).update(language="en")
    client = Client()
    sign_in(client, person)
    return client


def text(response: Any) -> str:
    """Return the words of a page, as they are read."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(words.replace("&#x27;", "'").split()).replace(" .", ".").replace(" ,", ",")
