"""`helpline migrate`: bring the database up to date, then what it holds besides, then the roles."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from helpline.roles import ROLE_PERMISSIONS
from helpline.staff.services import sync_roles
from scheduling.exclusion import ensure


class Command(DjangoMigrate):
    """Django's command, followed by what no migration can keep, and by the groups and their rights.

    All three belong to one version of the software.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; put back what a migration took away; sync the roles unless only a part was migrated."""
        super().handle(*args, **options)
        if not (options["check_unapplied"] or options["plan"]):
            ensure(connections[options["database"]])
        if not (options["app_label"] or options["check_unapplied"] or options["plan"]):
            sync_roles(ROLE_PERMISSIONS)
