"""The app that carries the shared CSS, browser modules and form templates."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No models; only what is shown."""

    name = "helpline.common"
    label = "common"
