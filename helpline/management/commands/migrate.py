"""`helpline migrate`: bring the database up to date, then the roles."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from helpline.roles import ROLE_PERMISSIONS
from helpline.staff.services import sync_roles


class Command(DjangoMigrate):
    """Django's command, followed by the groups and their rights: both belong to one version of the software."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; sync the roles unless only a part was migrated."""
        super().handle(*args, **options)
        if not (options["app_label"] or options["check_unapplied"] or options["plan"]):
            sync_roles(ROLE_PERMISSIONS)
