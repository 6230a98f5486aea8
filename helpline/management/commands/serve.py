"""`helpline serve`: the web server, for pages and sockets."""

from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpline.alone import alone, lock_path
from helpline.asgi import application
from helpline.serving import PortTaken, serve


class Command(BaseCommand):
    """Serve behind a proxy that ends TLS and logs nothing."""

    help = "Serve pages and sockets. Without Redis it runs the sweeps too, and must be the only process."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on")

    def handle(self, *_: Any, **options: Any) -> None:
        """Serve until told to stop."""
        self.check(databases=["default"])
        started = {"port": options["port"]}
        # Held until this process ends, however it ends.
        lock = None if settings.REDIS_URL else alone(lock_path())
        if lock is None and not settings.REDIS_URL:
            raise CommandError(
                "Another `serve` runs already. Without HELPLINE_REDIS_URL two processes would not hear each other: "
                "stop the other one, or set HELPLINE_REDIS_URL for both."
            )
        try:
            serve(
                application,
                host=options["host"],
                port=options["port"],
                with_sweeps=not settings.REDIS_URL,
                when_ready=lambda: structlog.get_logger().info("serving", **started),
            )
        except PortTaken:
            raise CommandError(f"Port {options['port']} is taken: choose another with --port.") from None
