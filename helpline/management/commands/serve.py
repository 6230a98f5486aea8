"""`helpline serve`: the web server, for pages and sockets."""

from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from helpline.asgi import application
from helpline.serving import serve


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
        serve(
            application,
            host=options["host"],
            port=options["port"],
            with_sweeps=not settings.REDIS_URL,
            when_ready=lambda: structlog.get_logger().info("serving", **started),
        )
