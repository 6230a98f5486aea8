"""Register charity with Django."""

from django.apps import AppConfig


class CharityConfig(AppConfig):
    """The app's name and label."""

    name = "helpline.charity"
    label = "charity"
    default_auto_field = "django.db.models.BigAutoField"
