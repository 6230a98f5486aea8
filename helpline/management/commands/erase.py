"""`helpline erase`: run every due erasure now."""

from typing import Any

from django.core.management.base import BaseCommand

from helpline.common.clock import utc_now
from helpline.sweep_list import ERASING


class Command(BaseCommand):
    """For an operator who will not wait for the sweeps."""

    help = "Run every due erasure now."

    def handle(self, *_: Any, **__: Any) -> None:
        """Run each erasing sweep once."""
        for sweep in ERASING:
            sweep.run(utc_now())
            self.stdout.write(f"{sweep.name}: done")
