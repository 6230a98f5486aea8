"""What may be seen over the shoulder of somebody who helps: mails, their links, the calendar feed.

Not even the people they live with need know what they do here; so these say "appointment", and nothing more.
"""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

# Parts of words, in both languages: no neutral text holds one of them.
TELLING: Final = (
    # what kind of place this is
    "helpline", "hulplijn", "hotline", "stop it now", "stopitnow", "stop-it-now", "crisis", "abuse", "misbruik",
    "anonym", "anoniem", "in confidence", "vertrouwelijk",
    # who is there
    "counsel", "hulpverlen", "help-seeker", "hulpzoek", "caller", "beller", "supervisor", "planner", "volunteer",
    "vrijwillig", "colleague", "collega",
    # how people are helped
    "chat", "phone", "telefo", "conversation", "gesprek",
    # that there is a rota at all
    "shift", "dienst", "rota", "rooster", "seat", "dekking", "on duty", "on call", "backup", "achterwacht",
)  # fmt: skip


def telling(text: str) -> list[str]:
    """Return the words in a text that would tell what it is about, in any case; the helpline's name is one."""
    said = text.casefold()
    return [word for word in (*TELLING, settings.HELPLINE_NAME.casefold()) if word in said]


def neutral_url(path: str) -> str:
    """Return the address of one of our pages at the neutral host, for mails and calendars.

    Where that host is another than the public one, the proxy leads it here.
    """
    if urlsplit(settings.PUBLIC_URL).hostname == settings.NEUTRAL_HOST:
        return settings.PUBLIC_URL + path
    return f"https://{settings.NEUTRAL_HOST}{path}"
