"""Signing in as a planner, and reading what a page says."""

import re
from typing import Any

from django.test import Client
from django.utils import translation

from helpline.staff.models import Person
from tests.staff.sessions import sign_in


def as_reader_of_english(client: Client, person: Person) -> Client:
    """Sign in as somebody whose pages speak English."""
    person.language = "en"
    person.save(update_fields=["language"])
    sign_in(client, person)
    return client


def text(response: Any) -> str:
    """Return what a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def errors(response: Any, form: str = "form") -> dict[str, list[str]]:
    """Return the errors of a page's form in English."""
    with translation.override("en"):
        return {field: [str(e) for e in said] for field, said in response.context[form].errors.items()}
