"""Register metrics with Django."""

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    """The app's name and label."""

    name = "helpline.metrics"
    label = "metrics"
    default_auto_field = "django.db.models.BigAutoField"
