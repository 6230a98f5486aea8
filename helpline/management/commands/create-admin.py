"""`helpline create-admin`: the first administrator's invitation."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from helpline.common.clock import utc_now
from helpline.staff.rules import AlreadyHere, AlreadyInvited
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
        try:
            validate_email(options["email"])
            path = create_first_administrator(options["email"], options["name"], utc_now())
        except ValidationError:
            raise CommandError("That is no e-mail address.") from None
        except AlreadyHere:
            raise CommandError("Somebody with that e-mail address has an account.") from None
        except AlreadyInvited:
            raise CommandError(
                "An invitation to that e-mail address is on its way: withdraw it, or wait until it ends."
            ) from None
        self.stdout.write(f"{settings.PUBLIC_URL}{path}")
