"""The demo's made-up staff and how one signs in as them."""

from contextlib import suppress
from datetime import datetime

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from helpline.charity.services import seed_demo_texts
from helpline.common.clock import AMSTERDAM
from helpline.roles import ROLE_PERMISSIONS
from helpline.staff.models import Person
from helpline.staff.rules import Role
from helpline.staff.services import sync_roles
from scheduling.rules.hours import DayTaken, ExceptionName
from scheduling.rules.rota import SeatKind
from scheduling.services import add_exception, open_now, seed_demo_hours, seed_demo_weeks, staff_now

CAST = (
    ("Asha", (Role.COUNSELLOR,)),
    ("Ben", (Role.COUNSELLOR,)),
    ("Leila", (Role.COUNSELLOR,)),
    ("Omar", (Role.COUNSELLOR, Role.SUPERVISOR)),
    ("Noor", (Role.PLANNER, Role.MANAGER, Role.ADMINISTRATOR)),
)
# In ring order. A chat and the backup are left empty, so that Leila can step in.
SEATS = (
    (SeatKind.CHAT, "Asha"),
    (SeatKind.CHAT, None),
    (SeatKind.PHONE, "Ben"),
    (SeatKind.SUPERVISOR, "Omar"),
    (SeatKind.BACKUP, None),
)
# Who comes each week to the evening of which weekday (0 is Monday); the other seats are for trying out.
EVENINGS = {
    (0, SeatKind.CHAT): "Asha",
    (0, SeatKind.PHONE): "Ben",
    (0, SeatKind.SUPERVISOR): "Omar",
    (1, SeatKind.CHAT): "Leila",
    (2, SeatKind.CHAT): "Asha",
    (2, SeatKind.SUPERVISOR): "Omar",
    (3, SeatKind.PHONE): "Ben",
    (4, SeatKind.PHONE): "Leila",
}


def seed(now: datetime, *, is_open: bool) -> None:
    """Make the staff, the sample texts and the hours; with `is_open` a block and a shift around now. Twice is once."""
    sync_roles(ROLE_PERMISSIONS)
    for name, roles in CAST:
        email = _email(name)
        if Person.objects.filter(email=email).exists():
            continue
        person = Person.objects.create_user(email, None, name=name)
        person.working_name = name
        person.takes_phone = person.takes_chat = Role.COUNSELLOR in roles
        person.save(update_fields=["working_name", "takes_phone", "takes_chat"])
        person.groups.set(person.groups.model.objects.filter(name__in=[role.value for role in roles]))
        # A second factor as everyone has one; its secret is thrown away, since the demo's page signs in.
        TOTP.activate(person, generate_totp_secret())
    seed_demo_texts(now)
    ids = dict(Person.objects.filter(is_active=True).values_list("email", "pk"))
    seed_demo_weeks(
        {place: ids[_email(name)] for place, name in EVENINGS.items() if _email(name) in ids}, now
    )
    if is_open:
        open_now(now)
        staff_now([(kind, ids.get(_email(name)) if name else None) for kind, name in SEATS], now)
    else:
        seed_demo_hours(now)
        with suppress(DayTaken):
            add_exception(now.astimezone(AMSTERDAM).date(), None, ExceptionName.OTHER, (), by=None, now=now)


def sign_in_as(request: HttpRequest, person: Person, *, language: str) -> None:
    """Sign in as one of the cast as if password and code had been given; staff pages then speak this language."""
    person.language = language
    person.save(update_fields=["language"])
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, person, method="password", email=person.email)
    record_authentication(request, person, method="mfa", type="totp", reauthenticated=True)


def _email(name: str) -> str:
    return f"{name.lower()}@example.org"
