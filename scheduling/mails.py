"""The rota's mails in words: an appointment and its time, never what it is. Sending them is the gateway's.

All that can come in is typed here as times, so no name, place or channel can.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpline.common.clock import AMSTERDAM
from helpline.common.neutral import neutral_url
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Span
from scheduling.wording import clock_time, day_name, long_date


class MailKind(StrEnum):
    """What a mail is about; its value is the name of its text in templates/scheduling/mail."""

    SEAT_GIVEN = "seat_given"
    SEAT_CHANGED = "seat_changed"
    SEAT_GONE = "seat_gone"
    REMINDER = "reminder"
    CONFIRM_MOVED = "confirm_moved"
    COVER_ASKED = "cover_asked"
    COVER_TAKEN = "cover_taken"
    GAP_FOR_PLANNERS = "gap_for_planners"
    GAP_NOW = "gap_now"
    GAP_FOR_YOU = "gap_for_you"
    DIGEST = "digest"


_SUBJECTS: Final[Mapping[MailKind, Promise]] = {
    MailKind.SEAT_GIVEN: _("Your appointment on %(when)s"),
    MailKind.SEAT_CHANGED: _("Your appointment on %(when)s has changed"),
    MailKind.SEAT_GONE: _("Your appointment on %(when)s is cancelled"),
    MailKind.REMINDER: _("Your appointment on %(when)s"),
    MailKind.CONFIRM_MOVED: _("Your appointment has moved to %(when)s. Can you be there?"),
    MailKind.COVER_ASKED: _("Could you be there on %(when)s?"),
    MailKind.COVER_TAKEN: _("You are free on %(when)s"),
    MailKind.GAP_FOR_PLANNERS: _("Nobody yet on %(when)s"),
    MailKind.GAP_NOW: _("Nobody is there now"),
    MailKind.GAP_FOR_YOU: _("Could you be there on %(when)s?"),
    MailKind.DIGEST: _("Your appointments"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The times a mail speaks of, in order; its subject names the first of `spans`.

    `was`: when it was before it moved or was swapped. `in_return`: what a swap offers. `gaps`: what the digest says
    somebody is still needed for. Only a digest may have no spans.
    """

    spans: tuple[Span, ...]
    was: Span | None = None
    in_return: Span | None = None
    gaps: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's two texts, without whom it is for."""

    subject: str
    body: str


def write_mail(kind: MailKind, language: str, facts: Facts, now: datetime) -> Mail:
    """Return the mail in somebody's language. Its only link leads to the first page after signing in.

    That page holds what there is to answer; an address of its own could tell what for.
    """
    with translation.override(language):
        return Mail(_subject(kind, facts, now), _body(kind, facts))


def _subject(kind: MailKind, facts: Facts, now: datetime) -> str:
    when = _soon(facts.spans[0].start, now) if facts.spans else ""
    return str(_SUBJECTS[kind]) % {"when": when}


def _body(kind: MailKind, facts: Facts) -> str:
    text = render_to_string(
        f"scheduling/mail/{kind}.txt",
        {
            "when": _lines(facts.spans),
            "was": _lines([facts.was] if facts.was else []),
            "in_return": _lines([facts.in_return] if facts.in_return else []),
            "gaps": _lines(facts.gaps),
            "link": neutral_url(reverse("home")),
        },
    )
    # What a text leaves out leaves its empty lines behind.
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _soon(start: datetime, now: datetime) -> str:
    """Return weekday and time, as in "Thursday 18:00"; the date too where a week or more lies between."""
    day = local_day(start, AMSTERDAM)
    is_within_a_week = 0 <= (day - local_day(now, AMSTERDAM)).days < 7
    return f"{day_name(day) if is_within_a_week else long_date(day)} {clock_time(start)}"


def _lines(spans: Iterable[Span]) -> str:
    """Return a line for each, as in "Thursday 26 November, 18:00–22:00"."""
    return "\n".join(
        f"{long_date(local_day(span.start, AMSTERDAM))}, {clock_time(span.start)}–{clock_time(span.end)}"
        for span in spans
    )
