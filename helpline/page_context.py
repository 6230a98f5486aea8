"""What every page may name: the helpline, its telephone number, where the exit leads, and where it belongs."""

from django.conf import settings
from django.http import HttpRequest

from helpline.middleware import is_public


def house(request: HttpRequest) -> dict[str, str | bool]:
    """Return the template variables of the house (a context processor)."""
    return {
        "helpline_name": settings.HELPLINE_NAME,
        "phone_display": settings.PHONE_DISPLAY,
        "phone_href": settings.PHONE_HREF,
        "exit_url": settings.EXIT_URL,
        "is_demo": settings.DEMO,
        "is_own_page": not is_public(request.path_info),
        "in_rota": request.path_info.startswith("/rota/"),
    }
