"""Reading the rota's pages as somebody signed in, in English."""

import re
from typing import Any

from django.test import Client

from helpline.staff.models import Person
from tests.staff.sessions import sign_in


def reads(client: Client, person: Person) -> Client:
    """Sign somebody in who reads English."""
    person.language = "en"
    person.save(update_fields=["language"])
    sign_in(client, person)
    return client


def text(response: Any) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
