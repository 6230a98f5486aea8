"""Who the people are. Read-only."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from helpline.common.tokens import token_hash
from helpline.staff.models import Invitation, Person
from helpline.staff.rules import (
    SEATED,
    Colleague,
    OpenSocket,
    Role,
    close_code,
    invitation_stands,
    name_key,
    plain_email,
)

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_HAS_FACTOR = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS))


def administrators() -> set[int]:
    """Return the ids of all open accounts with the administrator's role. One query."""
    return _open_with(Role.ADMINISTRATOR)


def planners() -> set[int]:
    """Return the ids of all open accounts with the planner's role. One query."""
    return _open_with(Role.PLANNER)


def counsellors() -> list[Colleague]:
    """Return everybody with the counsellor's or supervisor's role, closed accounts too, by name. One query.

    Training counts only with the counsellor's role: a supervisor without it leads, and takes no contacts.
    """
    people = Person.objects.filter(_has_role(*SEATED)).annotate(
        may_lead=_has_role(Role.SUPERVISOR), is_counsellor=_has_role(Role.COUNSELLOR)
    )
    found = [
        Colleague(
            person_id=person.pk,
            name=person.shown_name,
            email=person.email,
            takes_phone=person.takes_phone and person.is_counsellor,
            takes_chat=person.takes_chat and person.is_counsellor,
            may_lead=person.may_lead,
            is_open=person.is_active,
            language=person.language,
        )
        for person in people
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))


def everybody() -> QuerySet[Person]:
    """Return all accounts, open ones first, each with its roles and `has_factor`. Two queries."""
    return (
        Person.objects.annotate(has_factor=_HAS_FACTOR)
        .prefetch_related("groups")
        .order_by("-is_active", "name", "pk")
    )


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations that were not accepted yet, also those too old, by address. Two queries."""
    return Invitation.objects.prefetch_related("roles").order_by("email")


def invitation_of(token: str, now: datetime) -> Invitation | None:
    """Return the invitation that a link's token opens, or None when it was used, withdrawn or is too old."""
    found = Invitation.objects.filter(token_hash=token_hash(token)).first()
    return found if found and invitation_stands(found.expires_at, now) else None


def is_name_taken(working_name: str, *, but: int = 0) -> bool:
    """Tell whether somebody (but this one) has that working name, however it is spelled. One query.

    A closed account keeps its name until it is erased: it can be reopened.
    """
    return Person.objects.filter(working_name_key=name_key(working_name)).exclude(pk=but).exists()


def mail_language(email: str) -> str:
    """Return the language of the account with this address, or the house's own."""
    found = Person.objects.filter(email=plain_email(email)).values_list("language", flat=True).first()
    return found or settings.LANGUAGE_CODE


def close_codes(sockets: Collection[OpenSocket], now: datetime) -> dict[OpenSocket, int]:
    """Return for each open staff socket the code it must close with, or 0. One query for all of them."""
    ids = {socket.person_id for socket in sockets}
    codenames = {socket.permission.partition(".")[2] for socket in sockets}
    people = Person.objects.filter(pk__in=ids, is_active=True)
    pk = Cast("pk", CharField())
    rows = (
        people.filter(_HAS_FACTOR)
        .annotate(
            kind=Value("person"),
            key=pk,
            value=Concat(Cast("sign_in_round", CharField()), Value(":"), "password"),
        )
        .values_list("kind", "key", "value")
        .union(
            people.filter(groups__permissions__codename__in=codenames)
            .annotate(
                kind=Value("permission"),
                key=pk,
                value=Concat(
                    "groups__permissions__content_type__app_label",
                    Value("."),
                    "groups__permissions__codename",
                ),
            )
            .values_list("kind", "key", "value"),
            Session.objects.filter(
                session_key__in={socket.sign_in_key for socket in sockets}, expire_date__gt=now
            )
            .annotate(kind=Value("sign-in"), key=F("session_key"), value=Value(""))
            .values_list("kind", "key", "value"),
        )
    )
    return _codes(sockets, set(rows))


def _open_with(role: Role) -> set[int]:
    return set(Person.objects.filter(_has_role(role), is_active=True).values_list("pk", flat=True))


def _has_role(*roles: Role) -> Exists:
    return Exists(Person.groups.through.objects.filter(person=OuterRef("pk"), group__name__in=roles))


def _codes(sockets: Collection[OpenSocket], rows: set[tuple[str, str, str]]) -> dict[OpenSocket, int]:
    proofs = {(key, Person.proof_of(value)) for kind, key, value in rows if kind == "person"}
    return {
        socket: close_code(
            sign_in_stands=(str(socket.person_id), socket.proof) in proofs
            and ("sign-in", socket.sign_in_key, "") in rows,
            permitted=("permission", str(socket.person_id), socket.permission) in rows,
        )
        for socket in sockets
    }


def mailboxes(person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the address and language of each of these whose account is open. One query."""
    people = Person.objects.filter(pk__in=person_ids, is_active=True)
    return {pk: (email, language) for pk, email, language in people.values_list("pk", "email", "language")}


def supervisors() -> set[int]:
    """Return the ids of all open accounts with the supervisor's role. One query."""
    return _open_with(Role.SUPERVISOR)
