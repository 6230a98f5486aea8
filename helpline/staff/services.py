"""What happens to accounts: roles, invitations, closing; and the audit line that each act leaves."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from helpline.common.clock import utc_now
from helpline.staff.models import AuditLine, Person
from helpline.staff.rules import Action


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


def _permission(name: str) -> Permission:
    app, _dot, codename = name.partition(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
    if found is None:
        raise LookupError(f"No model declares the permission {name}.")
    return found
