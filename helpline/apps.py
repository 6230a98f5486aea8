"""The project package as an app: its commands come before Django's own."""

from importlib import import_module

from django.apps import AppConfig


class HelplineConfig(AppConfig):
    """Registers the system checks."""

    name = "helpline"
    label = "helpline"

    def ready(self) -> None:
        """Load the checks once the settings are there."""
        import_module("helpline.checks")
