"""`helpline create-admin`: the first administrator's invitation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from helpline.common.clock import utc_now
from helpline.staff.services import create_first_administrator


class Command(BaseCommand):
    """Print a one-use link; whoever opens it sets a password and a second factor."""

    help = "Invite an administrator and print the one-use link."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who it is for."""
        parser.add_argument("email", help="the work address")
        parser.add_argument("name", help="the name")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make the invitation."""
        path = create_first_administrator(options["email"], options["name"], utc_now())
        self.stdout.write(f"{settings.PUBLIC_URL}{path}")
