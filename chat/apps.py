"""Register chat with Django."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """The app's name and label."""

    name = "chat"
    label = "chat"
    default_auto_field = "django.db.models.BigAutoField"
