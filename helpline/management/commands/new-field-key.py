"""`helpline new-field-key`: a fresh key for HELPLINE_FIELD_KEYS."""

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints one key; put it first in HELPLINE_FIELD_KEYS and keep the older ones behind it."""

    help = "Print a fresh key for HELPLINE_FIELD_KEYS."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        """Print the key."""
        self.stdout.write(Fernet.generate_key().decode())
