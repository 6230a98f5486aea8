"""Asking and answering, for the tests of requests."""

from datetime import timedelta
from typing import Any

from helpline.staff.models import Person
from scheduling.models import Assignment, CoverRequest, Terms
from scheduling.rules.hours import Span
from scheduling.rules.requests import RequestEvent, RequestState
from scheduling.services.rota.requests import ask_cover, ask_swap, take_step
from tests.scheduling.holds import DAY, forget
from tests.scheduling.seats import NOW, at

# Monday 8 February from 19:00 to 22:00 in Amsterdam, and the same on Tuesday.
START, END = at(18, day=8), at(21, day=8)
WHOLE = Span(START, END)
TUESDAY = Span(START + DAY, END + DAY)
MINUTE = timedelta(minutes=1)


def cover(row: Assignment, to: Person | None = None) -> int:
    """Let the holder ask; forget what that left behind."""
    pk = ask_cover(row.pk, to.pk if to else None, by=row.person_id, now=NOW)
    forget()
    return pk


def swap(row: Assignment, other: Assignment) -> int:
    pk = ask_swap(row.pk, other.pk, by=row.person_id, now=NOW)
    forget()
    return pk


def yes(pk: int, by: Person, **more: Any) -> RequestState:
    return take_step(pk, RequestEvent.ANSWER_YES, by=by.pk, now=NOW, **more)


def state_of(pk: int) -> str:
    return CoverRequest.objects.get(pk=pk).state


def warn(person: Person) -> None:
    """Let each seat of three hours be too many hours for somebody."""
    Terms.objects.create(person=person, agreed_hours_week=1)
