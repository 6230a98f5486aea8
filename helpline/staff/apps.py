"""Register staff with Django."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The app's name and label."""

    name = "helpline.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
