"""Register sweeps with Django."""

from django.apps import AppConfig


class SweepsConfig(AppConfig):
    """The app's name and label."""

    name = "helpline.sweeps"
    label = "sweeps"
    default_auto_field = "django.db.models.BigAutoField"
