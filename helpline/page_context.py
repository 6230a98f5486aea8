"""What every page may name: the helpline, its telephone number and where the exit button leads."""

from django.conf import settings
from django.http import HttpRequest


def house(_: HttpRequest) -> dict[str, str | bool]:
    """Return the template variables of the house (a context processor)."""
    return {
        "helpline_name": settings.HELPLINE_NAME,
        "phone_display": settings.PHONE_DISPLAY,
        "phone_href": settings.PHONE_HREF,
        "exit_url": settings.EXIT_URL,
        "is_demo": settings.DEMO,
    }
