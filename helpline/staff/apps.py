"""Register staff with Django."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class StaffConfig(AppConfig):
    """The app's name and label, and the two hooks that the frameworks offer only as signals."""

    name = "helpline.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for signing out and for a second factor that was set up."""
        # Both modules need the models, which exist only now.
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415

        from helpline.staff import hooks  # noqa: PLC0415

        user_logged_out.connect(hooks.signed_out, dispatch_uid="staff.signed_out")
        authenticator_added.connect(hooks.second_factor_added, dispatch_uid="staff.second_factor_added")
