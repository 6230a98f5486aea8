"""`helpline held CONVERSATION`: everything that database and Redis hold about a conversation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.queries import held
from chat.rules.refusals import BadFrame
from chat.rules.wire import CONV, take_bytes

# Another process's memory cannot be asked; its own page can.
ALONE = "Nothing is held in the database. The page /held/ counts what the server that runs has in its memory."


class Command(BaseCommand):
    """After a conversation's end it says that nothing is held."""

    help = "Print what is held of one conversation; after its end: nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the conversation's random id."""
        parser.add_argument("conversation", help="the conversation's id, 22 characters of base64url")

    def run_from_argv(self, argv: list[str]) -> None:
        """Take an id that begins with a dash for what it is: one in 64 does."""
        is_id = len(argv) == 3 and not argv[2].startswith("--")
        super().run_from_argv([*argv[:2], "--", argv[2]] if is_id else argv)

    def handle(self, *_: Any, **options: Any) -> None:
        """Count what is held."""
        try:
            conv = take_bytes(options["conversation"], CONV)
        except BadFrame:
            raise CommandError("That is no conversation's id: it has 22 characters of base64url.") from None
        found = {what: n for what, n in held(conv).items() if n}
        if not found:
            self.stdout.write("Nothing is held." if settings.REDIS_URL else ALONE)
        for what, n in found.items():
            self.stdout.write(f"{what}: {n}")
