"""Visiting the page of a seat, pressing its buttons, and who holds the seat then."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Assignment, CoverRequest, Seat
from tests.scheduling.seats import NOW
from tests.staff.sessions import sign_in

# Eight days ahead, and one.
FAR, NEAR = date(2027, 2, 9), date(2027, 2, 2)
# What a page sends back of the evening of the far day.
EVENING = {"start": "2027-02-09T18:00:00+00:00", "end": "2027-02-09T21:00:00+00:00"}


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be Monday evening for every page of the rota."""
    for module in ("rota_seat", "seat_acts", "requests", "home", "board"):
        monkeypatch.setattr(f"scheduling.views.{module}.utc_now", lambda: NOW)


def visit(client: Client, person: Person) -> Client:
    """Sign somebody in, with English pages."""
    person.language = "en"
    person.save(update_fields=["language"])
    sign_in(client, person)
    return client


def text(response: Any) -> str:
    """Return what a page says."""
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def look(client: Client, seat: Seat, query: str = "") -> str:
    """Return what the page of a seat says."""
    return text(client.get(reverse("rota_seat", args=[seat.pk]) + query))


def press(client: Client, name: str, pk: int, typed: dict[str, Any] | None = None) -> str:
    """Press a button and return what the page says that it leads to."""
    return text(client.post(reverse(name, args=[pk]), typed or {}, follow=True))


def gives(seat: Seat, person: Person, **more: Any) -> dict[str, Any]:
    """Return what a planner's press sends to give the evening to somebody."""
    return {**EVENING, "person": person.pk, "revision": seat.shift.revision, **more}


def holders(seat: Seat) -> list[str]:
    """Return who holds a seat, in order of time."""
    return [row.person.name for row in seat.assignments.filter(state="held").order_by("starts_at")]


def asked(row: Assignment, **more: Any) -> CoverRequest:
    """Let the holder ask others to take a hold over."""
    return CoverRequest.objects.create(
        **{
            "assignment": row,
            "kind": "cover",
            "state": "open",
            "asked_at": NOW,
            "expires_at": row.starts_at,
            **more,
        }
    )
