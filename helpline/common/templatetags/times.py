"""Times for people who help, as each language writes them: 20.14 in Dutch, 20:14 in English."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

register = template.Library()


@register.filter
def moment(value: datetime, day_format: str = "j F Y") -> str:
    """Return day and time of an instant, in the house's zone."""
    time = "H.i" if (get_language() or "").startswith("nl") else "H:i"
    return date_format(localtime(value), f"{day_format} {time}")
