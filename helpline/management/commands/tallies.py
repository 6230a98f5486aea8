"""`helpline tallies --json`: all outcome counts so far."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from helpline.common.channel import Channel
from helpline.metrics.queries import tallies


class Command(BaseCommand):
    """An operator's view on the server itself; pages show suppressed figures only."""

    help = "Print how many contacts ended in each outcome."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form and the channel."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--channel", choices=[channel.value for channel in Channel], help="count one channel only"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Print the counts."""
        counts = tallies(Channel(options["channel"]) if options["channel"] else None)
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for outcome, n in counts.items():
            self.stdout.write(f"{outcome}: {n}")
