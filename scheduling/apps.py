"""Register scheduling with Django."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """The app's name and label."""

    name = "scheduling"
    label = "scheduling"
    default_auto_field = "django.db.models.BigAutoField"
