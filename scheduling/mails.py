"""The rota's mails in words: an appointment and its time, never what it is. Sending them is the gateway's.

All that can come in is typed here as times, so no name, place or channel can.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
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
from scheduling.rules.rota import NoticeKind
from scheduling.wording import clock_time, day_name, long_date

_SUBJECTS: Final[Mapping[NoticeKind, Promise]] = {
    NoticeKind.SEAT_GIVEN: _("Your appointment on %(when)s"),
    NoticeKind.SEAT_CHANGED: _("Your appointment on %(when)s has changed"),
    NoticeKind.SEAT_GONE: _("Your appointment on %(when)s is cancelled"),
    NoticeKind.REMINDER: _("Your appointment on %(when)s"),
    NoticeKind.CONFIRM_MOVED: _("Your appointment has moved to %(when)s. Can you be there?"),
    NoticeKind.COVER_ASKED: _("Could you be there on %(when)s?"),
    NoticeKind.COVER_TAKEN: _("You are free on %(when)s"),
    NoticeKind.GAP: _("Nobody yet on %(when)s"),
    NoticeKind.GAP_NOW: _("Nobody is there now"),
    NoticeKind.FITTING_GAP: _("Could you be there on %(when)s?"),
    NoticeKind.REQUEST_CHANGED: _("Your question about %(when)s has an answer"),
    NoticeKind.PLANNER_ASKED: _("Your answer is needed for %(when)s"),
    NoticeKind.DIGEST: _("Your appointments"),
    NoticeKind.UNPUBLISHED: _("The plan from %(when)s is not ready"),
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


def write_mail(kind: NoticeKind, language: str, facts: Facts, now: datetime) -> Mail:
    """Return the mail in somebody's language. Its only link leads to the first page after signing in.

    That page holds what there is to answer; an address of its own could tell what for.
    """
    with translation.override(language):
        return Mail(_subject(kind, facts, now), _body(kind, facts))


def _subject(kind: NoticeKind, facts: Facts, now: datetime) -> str:
    when = _soon(facts.spans[0].start, now) if facts.spans else ""
    return str(_SUBJECTS[kind]) % {"when": when}


def _body(kind: NoticeKind, facts: Facts) -> str:
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
