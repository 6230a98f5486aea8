"""What the frame of a public page needs, also where Django renders an error page without any context."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def public_frame(context: Context) -> str:
    """Set the helpline's name, telephone number, exit address and the links of the active language; print nothing."""
    language = "en" if (get_language() or "").startswith("en") else "nl"
    facts: dict[str, Any] = {
        "language": language,
        "helpline_name": settings.HELPLINE_NAME,
        "phone_display": settings.PHONE_DISPLAY,
        "phone_href": settings.PHONE_HREF,
        "phone_is_free": settings.PHONE_IS_FREE,
        "exit_url": settings.EXIT_URL,
        "links": {name: reverse(f"{name}_{language}") for name in ("entry", "chat", "safe", "data")},
    }
    for name, value in facts.items():
        context[name] = value
    return ""
