"""The demo as an app: it brings the `demo` command."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Installed by helpline.demo.settings only."""

    name = "helpline.demo"
    label = "demo"
