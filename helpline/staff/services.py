"""What happens to accounts: roles, invitations, closing; and the audit line that each act leaves."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from helpline.common.clock import utc_now
from helpline.common.tokens import new_token, token_hash
from helpline.staff import gateway, queries
from helpline.staff.broadcast import close_sockets
from helpline.staff.models import AuditLine, Invitation, Person
from helpline.staff.rules import (
    INVITATION_STANDS,
    KEEP_AUDIT_LINES,
    KEEP_CLOSED_ACCOUNTS,
    Action,
    AlreadyHere,
    AlreadyInvited,
    InvitationGone,
    NameTaken,
    NotOpen,
    OwnAccount,
    Role,
    check_capacity,
    check_closing,
    check_roles,
    invitation_stands,
    plain_email,
)


def record(by: Person | None, action: Action, about: str = "", at: datetime | None = None) -> None:
    """Write who of the staff did what (None: the command line); `about` names a thing, never a person."""
    AuditLine.objects.create(at=at or utc_now(), by=by, action=action, about=about)


@transaction.atomic
def sync_roles(mapping: Mapping[str, Iterable[str]]) -> None:
    """Create the groups and give each exactly these permissions ("app.codename").

    Raises LookupError for a permission that no model declares. Groups that the mapping does not name stay.
    """
    for role, names in mapping.items():
        permissions = [_permission(name) for name in names]
        Group.objects.get_or_create(name=str(role))[0].permissions.set(permissions)


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    by: Person | None,
    now: datetime,
    takes_phone: bool = False,
    takes_chat: bool = False,
) -> str:
    """Mail somebody a one-use link that opens an account with these roles and skills; return the link's path.

    Raises AlreadyHere or AlreadyInvited. An invitation to the same address that is too old gives way.
    """
    email = plain_email(email)
    _lock_accounts()
    if Person.objects.filter(email=email).exists():
        raise AlreadyHere
    Invitation.objects.filter(email=email, expires_at__lte=now).delete()
    if Invitation.objects.filter(email=email).exists():
        raise AlreadyInvited
    token = new_token()
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        takes_phone=takes_phone,
        takes_chat=takes_chat,
        invited_by=by,
        token_hash=token_hash(token),
        expires_at=now + INVITATION_STANDS,
    )
    invitation.roles.set(_groups(roles))
    record(by, Action.PERSON_INVITED, _listed(roles), now)
    return _mail_link(email, token)


@transaction.atomic
def invite_again(invitation_id: int, *, by: Person, now: datetime) -> str:
    """Mail a new link that stands for seven days from now; the earlier link no longer opens anything.

    Raises InvitationGone. Returns the new link's path.
    """
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationGone
    token = new_token()
    invitation.token_hash = token_hash(token)
    invitation.expires_at = now + INVITATION_STANDS
    invitation.save(update_fields=["token_hash", "expires_at"])
    record(by, Action.INVITATION_SENT_AGAIN, at=now)
    return _mail_link(invitation.email, token)


@transaction.atomic
def withdraw_invitation(invitation_id: int, *, by: Person, now: datetime) -> None:
    """Make the link open nothing. Withdrawing twice is the same as once."""
    deleted, _rows = Invitation.objects.filter(pk=invitation_id).delete()
    if deleted:
        record(by, Action.INVITATION_WITHDRAWN, at=now)


@transaction.atomic
def accept_invitation(
    token: str, *, name: str, working_name: str, language: str, password: str, now: datetime
) -> Person:
    """Open the account that a link leads to and use the link up. Raises InvitationGone, AlreadyHere or NameTaken."""
    _lock_accounts()
    invitation = Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if invitation is None or not invitation_stands(invitation.expires_at, now):
        raise InvitationGone
    if Person.objects.filter(email=invitation.email).exists():
        raise AlreadyHere
    if queries.is_name_taken(working_name):
        raise NameTaken
    person = Person.objects.create_user(
        invitation.email,
        password,
        name=name,
        working_name=working_name,
        language=language,
        takes_phone=invitation.takes_phone,
        takes_chat=invitation.takes_chat,
    )
    person.groups.set(invitation.roles.all())
    invitation.delete()
    record(person, Action.INVITATION_ACCEPTED, at=now)
    return person


def create_first_administrator(email: str, name: str, now: datetime) -> str:
    """Invite an administrator from the command line; return the path of the link that accepts.

    Works later, too: whoever runs the machine can let a new administrator in when the others are locked out.
    Raises AlreadyHere or AlreadyInvited, and LookupError before sync_roles has made the groups.
    """
    return invite(email=email, name=name, roles=[Role.ADMINISTRATOR], by=None, now=now)


@transaction.atomic
def set_roles(person_id: int, roles: Collection[Role], *, by: Person, now: datetime) -> None:
    """Give a person exactly these roles. Raises OwnAccount, LastAdministrator or NotOpen.

    Sockets that a lost role had opened close at the next heartbeat.
    """
    _lock_accounts()
    person = _open_account(person_id)
    check_roles(person_id, by.pk, roles, queries.administrators())
    person.groups.set(_groups(roles))
    record(by, Action.ROLES_CHANGED, _listed(roles), now)


@transaction.atomic
def set_capacity(person_id: int, chats: int, *, by: Person, now: datetime) -> None:
    """Set how many conversations a person holds at once. Raises NoSuchCapacity or NotOpen."""
    check_capacity(chats)
    person = _open_account(person_id)
    person.max_chats = chats
    person.save(update_fields=["max_chats"])
    record(by, Action.CAPACITY_CHANGED, str(chats), now)


@transaction.atomic
def set_skills(person_id: int, *, takes_phone: bool, takes_chat: bool, by: Person, now: datetime) -> None:
    """Set what a person is trained for, and so which seats they may hold from now on. Raises NotOpen."""
    person = _open_account(person_id)
    person.takes_phone = takes_phone
    person.takes_chat = takes_chat
    person.save(update_fields=["takes_phone", "takes_chat"])
    record(by, Action.SKILLS_CHANGED, _listed(person.skills), now)


@transaction.atomic
def set_profile(person_id: int, *, working_name: str, language: str) -> None:
    """Change what somebody may say about themselves. Raises NotOpen or NameTaken."""
    _lock_accounts()
    person = _open_account(person_id)
    if queries.is_name_taken(working_name, but=person_id):
        raise NameTaken
    person.working_name = working_name
    person.language = language
    person.save(update_fields=["working_name", "language"])


@transaction.atomic
def deactivate(person_id: int, *, by: Person | None, now: datetime) -> None:
    """Close an account: every sign-in and socket of it ends at once. Raises OwnAccount or LastAdministrator.

    Closing a closed account changes nothing.
    """
    _lock_accounts()
    person = Person.objects.select_for_update().get(pk=person_id)
    check_closing(person_id, by.pk if by else None, queries.administrators())
    if not person.is_active:
        return
    person.is_active = False
    person.closed_at = now
    _end_sign_ins(person, "is_active", "closed_at")
    record(by, Action.PERSON_CLOSED, at=now)


@transaction.atomic
def reopen(person_id: int, *, by: Person, now: datetime) -> None:
    """Open a closed account again, with its roles, password and second factor as they were."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.is_active:
        return
    person.is_active = True
    person.closed_at = None
    person.save(update_fields=["is_active", "closed_at"])
    record(by, Action.PERSON_REOPENED, at=now)


@transaction.atomic
def reset_second_factor(person_id: int, *, by: Person, now: datetime) -> None:
    """Take away code app, passkeys and recovery codes and end every sign-in: the person sets up anew.

    Raises OwnAccount (one's own are changed on one's own page) or NotOpen.
    """
    if person_id == by.pk:
        raise OwnAccount
    person = _open_account(person_id)
    Authenticator.objects.filter(user=person).delete()
    _end_sign_ins(person)
    record(by, Action.SECOND_FACTOR_RESET, at=now)


def erase_old_audit_lines(now: datetime) -> None:
    """Delete what was written more than two years ago."""
    AuditLine.objects.filter(at__lt=now - KEEP_AUDIT_LINES).delete()


def erase_old_invitations(now: datetime) -> None:
    """Delete invitations that nobody accepted within seven days."""
    Invitation.objects.filter(expires_at__lte=now).delete()


def erase_old_sign_ins(now: datetime) -> None:
    """Delete the sessions that are over: they say who signed in, when and by which second factor."""
    Session.objects.filter(expire_date__lte=now).delete()


def erase_closed_accounts(now: datetime) -> None:
    """Delete accounts, with their second factors, 30 days after they were closed."""
    Person.objects.filter(is_active=False, closed_at__lte=now - KEEP_CLOSED_ACCOUNTS).delete()


def _lock_accounts() -> None:
    # One row that everything locks which decides by who else has an account, a name or the administrator's role.
    list(Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR))


def _open_account(person_id: int) -> Person:
    person = Person.objects.select_for_update().get(pk=person_id)
    if not person.is_active:
        raise NotOpen
    return person


def _end_sign_ins(person: Person, *fields: str) -> None:
    person.sign_in_round += 1
    person.save(update_fields=["sign_in_round", *fields])
    close_sockets(person.pk)


def _mail_link(email: str, token: str) -> str:
    path = reverse("invitation", args=[token])
    transaction.on_commit(partial(gateway.post_invitation, email, path))
    return path


def _groups(roles: Collection[Role]) -> list[Group]:
    found = list(Group.objects.filter(name__in=roles))
    if len(found) != len(set(roles)):
        raise LookupError("The roles are not in the database yet: run `helpline migrate`.")
    return found


def _listed(words: Collection[str]) -> str:
    return ", ".join(sorted(words))


def _permission(name: str) -> Permission:
    app, _dot, codename = name.partition(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found is None:
        raise LookupError(f"No model declares the permission {name}.")
    return found
