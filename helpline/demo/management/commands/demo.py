"""`helpline demo`: the whole helpline in one process on this machine."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpline.alone import alone, lock_path
from helpline.asgi import application
from helpline.common.clock import utc_now
from helpline.demo.cast import CAST, seed
from helpline.demo.settings import PORT
from helpline.serving import PortTaken, serve

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    """Migrate, seed and serve; everything is made up and stays on this machine."""

    help = "Run the helpline with made-up staff on this machine, to try it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the closed state and where to listen."""
        parser.add_argument(
            "--closed", action="store_true", help="show the helpline outside its opening hours"
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="a loopback address; the demo refuses any other"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the addresses and serve until told to stop."""
        if options["host"] not in LOOPBACK:
            raise CommandError(
                "The demo signs anybody in, so it listens on this machine only: use 127.0.0.1."
            )
        lock = alone(lock_path())
        if lock is None:
            raise CommandError("The demo runs already: stop the other one first.")
        call_command("migrate", verbosity=0, interactive=False)
        seed(utc_now(), is_open=not options["closed"])
        try:
            greet = partial(self._greet, is_open=not options["closed"])
            serve(application, host=options["host"], port=PORT, with_sweeps=True, when_ready=greet)
        except PortTaken:
            raise CommandError(
                f"Port {PORT} is taken: choose another with HELPLINE_DEMO_PORT=8001."
            ) from None

    def _greet(self, *, is_open: bool) -> None:
        what_now = (
            "Sign in as Asha, start your duty, then start a chat in a second window."
            if is_open
            else "It is closed today: help-seekers read when somebody is there again."
        )
        self.stdout.write(
            f"\nThe demo runs. Everyone in it is made up.\n"
            f"  help-seekers:  {settings.PUBLIC_URL}/nl/   or   {settings.PUBLIC_URL}/en/\n"
            f"  staff:         {settings.PUBLIC_URL}/demo/   sign in as {', '.join(name for name, _ in CAST)}\n"
            f"{what_now} Ctrl+C stops it.\n"
        )
        self.stdout.flush()
