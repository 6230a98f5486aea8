"""The project package as an app: its commands come before Django's own."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.core.mail.utils import DNS_NAME


class HelplineConfig(AppConfig):
    """Registers the system checks."""

    name = "helpline"
    label = "helpline"

    def ready(self) -> None:
        """Load the checks once the settings are there; let no mail name this machine."""
        import_module("helpline.checks")
        # Message-ID and the greeting of the mail server carry this name; by default it is the machine's own.
        DNS_NAME._fqdn = settings.NEUTRAL_HOST
