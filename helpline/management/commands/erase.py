"""`helpline erase`: run every due erasure now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpline.alone import alone, lock_path
from helpline.common.clock import utc_now
from helpline.sweep_list import ERASING


class Command(BaseCommand):
    """For an operator who will not wait for the sweeps."""

    help = "Run every due erasure now."

    def handle(self, *_: Any, **__: Any) -> None:
        """Run each erasing sweep once."""
        lock = None if settings.REDIS_URL else alone(lock_path())
        if lock is None and not settings.REDIS_URL:
            raise CommandError("`serve` runs and erases by itself; this process could not empty its memory.")
        for sweep in ERASING:
            sweep.run(utc_now())
            self.stdout.write(f"{sweep.name}: done")
        if lock is not None:
            lock.close()
