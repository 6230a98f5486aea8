"""Who may do what to an account, how long an invitation stands, and which acts leave an audit line. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from helpline.common.channel import Channel


class Role(StrEnum):
    """What somebody does here; its value is the name of the Django group. One person may have several."""

    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """The closed list of what an audit line may say that somebody did."""

    HOURS_CHANGED = "hours_changed"
    EXCEPTION_CHANGED = "exception_changed"
    TEXT_WRITTEN = "text_written"
    TEXT_REVERTED = "text_reverted"
    LIMITS_CHANGED = "limits_changed"
    PERSON_INVITED = "person_invited"
    INVITATION_SENT_AGAIN = "invitation_sent_again"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_ACCEPTED = "invitation_accepted"
    ROLES_CHANGED = "roles_changed"
    PERSON_CLOSED = "person_closed"
    PERSON_REOPENED = "person_reopened"
    CAPACITY_CHANGED = "capacity_changed"
    SKILLS_CHANGED = "skills_changed"
    SECOND_FACTOR_RESET = "second_factor_reset"


class NotAllowed(Exception):
    """The act is refused; each subclass is one reason."""


class OwnAccount(NotAllowed):
    """Nobody closes their own account or takes their own administrator role away."""


class LastAdministrator(NotAllowed):
    """Without this person nobody could manage the accounts any more."""


class AlreadyHere(NotAllowed):
    """An account with this e-mail address exists."""


class AlreadyInvited(NotAllowed):
    """An invitation to this e-mail address is on its way."""


class InvitationGone(NotAllowed):
    """The invitation was used, was withdrawn or is too old."""


class NameTaken(NotAllowed):
    """Somebody else has this working name: help-seekers and colleagues could not tell the two apart."""


class NoSuchCapacity(NotAllowed):
    """A person holds MIN_CHATS to MAX_CHATS conversations at once."""


class NotOpen(NotAllowed):
    """The account is closed; first reopen it."""


# Who of the staff may hold seats: the others neither talk with anybody nor lead a shift.
SEATED = frozenset({Role.COUNSELLOR, Role.SUPERVISOR})
MIN_CHATS, MAX_CHATS, USUAL_CHATS = 1, 4, 2
INVITATION_STANDS = timedelta(days=7)
KEEP_CLOSED_ACCOUNTS = timedelta(days=30)
# Two years, leap day or not: never shorter than the retention table says.
KEEP_AUDIT_LINES = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may hold seats, as the rota sees them; `name` is the one that help-seekers see."""

    person_id: int
    name: str
    email: str = field(repr=False)
    takes_phone: bool
    takes_chat: bool
    may_lead: bool
    is_open: bool
    language: str


def holds_seats(roles: Collection[Role]) -> bool:
    """Tell whether somebody with these roles may hold seats at all."""
    return not SEATED.isdisjoint(roles)


def skills(*, takes_phone: bool, takes_chat: bool) -> list[Channel]:
    """Return the channels somebody is trained for, always in the same order."""
    return [channel for channel, takes in ((Channel.PHONE, takes_phone), (Channel.CHAT, takes_chat)) if takes]


def plain_email(email: str) -> str:
    """Return the address as it is stored and compared: without spaces around it, in lower case."""
    return email.strip().lower()


def name_key(working_name: str) -> str:
    """Return what two working names are compared by: no spaces around, one between words, no difference of case.

    At most three times as long; the same on every database, whatever its collation.
    """
    return " ".join(working_name.split()).casefold()


def invitation_stands(expires_at: datetime, now: datetime) -> bool:
    """Tell whether an invitation can still be accepted; at its very end it cannot."""
    return now < expires_at


def check_closing(person_id: int, by_id: int | None, administrators: Collection[int]) -> None:
    """Raise OwnAccount or LastAdministrator unless `by_id` may close this account.

    `administrators`: the ids of all open accounts with that role. `by_id` None is the command line.
    """
    if person_id == by_id:
        raise OwnAccount
    if set(administrators) == {person_id}:
        raise LastAdministrator


def check_roles(person_id: int, by_id: int, roles: Collection[Role], administrators: Collection[int]) -> None:
    """Raise OwnAccount or LastAdministrator unless `by_id` may give this person exactly these roles."""
    if Role.ADMINISTRATOR in roles or person_id not in administrators:
        return
    if person_id == by_id:
        raise OwnAccount
    if set(administrators) == {person_id}:
        raise LastAdministrator


def check_capacity(chats: int) -> None:
    """Raise NoSuchCapacity unless somebody can hold that many conversations at once."""
    if not MIN_CHATS <= chats <= MAX_CHATS:
        raise NoSuchCapacity


SIGNED_OUT, NOT_ALLOWED = 4401, 4403


@dataclass(frozen=True)
class OpenSocket:
    """By what leave a staff socket is open: the person, the sign-in (key and proof), the permission."""

    person_id: int
    sign_in_key: str
    proof: str
    permission: str


def close_code(*, sign_in_stands: bool, permitted: bool) -> int:
    """Return the close code of a socket whose leave has ended, or 0 if it may stay open."""
    if not sign_in_stands:
        return SIGNED_OUT
    return 0 if permitted else NOT_ALLOWED
