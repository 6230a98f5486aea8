"""How what was done in the rota is said: a sentence for each act, and the seat it is about."""

from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scheduling.queries.history import Deed, Line
from scheduling.rota_wording import kind_within, span_text
from scheduling.rules.rota import RotaAction, SeatKind
from scheduling.wording import long_date

Sentences = dict[RotaAction, str | Promise]

_SAID: Final[Sentences] = {
    RotaAction.PATTERN_SAVED: _("%(who)s saved the pattern %(about)s"),
    RotaAction.PATTERN_REMOVED: _("%(who)s removed the pattern %(about)s"),
    RotaAction.STANDING_SET: _("%(who)s said who comes each time in the pattern %(about)s"),
    RotaAction.SHIFT_ADDED: _("%(who)s added a shift"),
    RotaAction.SHIFT_MOVED: _("%(who)s moved a shift"),
    RotaAction.SHIFT_CANCELLED: _("%(who)s cancelled a shift"),
    RotaAction.SEAT_ADDED: _("%(who)s added a seat to a shift"),
    RotaAction.SEAT_REMOVED: _("%(who)s took a seat out of a shift"),
    RotaAction.PUBLISHED: _("%(who)s published a shift"),
    RotaAction.DRAFTED: _("%(who)s had the rota drafted, with a seat for %(person)s"),
    RotaAction.ASSIGNED: _("%(who)s gave a seat to %(person)s"),
    RotaAction.SIGNED_UP: _("%(who)s took a seat"),
    RotaAction.RELEASED: _("%(who)s released %(person)s from a seat"),
    RotaAction.PUT_BACK: _("%(who)s gave a seat back to %(person)s after all"),
    RotaAction.SPLIT: _("%(who)s split a seat of %(person)s in two"),
    RotaAction.STEPPED_IN: _("%(who)s let %(person)s step in"),
    RotaAction.CONFIRMED: _("%(who)s confirmed a moved seat for %(person)s"),
    RotaAction.NOT_CONFIRMED: _("%(person)s did not confirm a moved seat in time; it is open again"),
    RotaAction.ASKED: _("%(who)s asked for %(person)s who takes a seat over"),
    RotaAction.TAKEN_OVER: _("%(who)s let %(person)s take a seat over"),
    RotaAction.SWAPPED: _("%(who)s swapped; %(person)s now holds this seat"),
    RotaAction.UNDONE: _("%(who)s took a yes back; %(person)s holds the seat again"),
    RotaAction.DECLINED: _("%(who)s said no to a request of %(person)s"),
    RotaAction.REFUSED: _("%(who)s refused a request of %(person)s"),
    RotaAction.WITHDRAWN: _("%(who)s withdrew a request of %(person)s"),
    RotaAction.EXPIRED: _("A request of %(person)s ended without an answer"),
    RotaAction.ABSENT: _("%(who)s noted that %(person)s is away"),
    RotaAction.PRESENT_AGAIN: _("%(who)s noted that %(person)s is not away after all"),
    RotaAction.TERMS_SET: _("%(who)s noted what was agreed with %(person)s"),
    RotaAction.HOLIDAY_ACCEPTED: _("%(who)s gave the holiday on %(day)s its own hours"),
    RotaAction.HOLIDAY_DECLINED: _("%(who)s kept the weekly hours for the holiday on %(day)s"),
    RotaAction.PAUSED_FOR: _("%(who)s paused %(person)s"),
    RotaAction.RESUMED_FOR: _("%(who)s ended the pause of %(person)s"),
    RotaAction.IMPORTED: _("%(who)s read a spreadsheet into the rota"),
    RotaAction.EXPORTED: _("%(who)s took a spreadsheet out of the rota"),
}
# Where who did it and whom it is about are one person.
_OF_ONESELF: Final[Sentences] = {
    RotaAction.RELEASED: _("%(who)s gave a seat back"),
    RotaAction.PUT_BACK: _("%(who)s kept a seat after all"),
    RotaAction.SPLIT: _("%(who)s split a seat in two"),
    RotaAction.STEPPED_IN: _("%(who)s stepped in"),
    RotaAction.CONFIRMED: _("%(who)s confirmed a moved seat"),
    RotaAction.ASKED: _("%(who)s asked who takes a seat over"),
    RotaAction.TAKEN_OVER: _("%(who)s took a seat over"),
    RotaAction.SWAPPED: _("%(who)s swapped and now holds this seat"),
    RotaAction.WITHDRAWN: _("%(who)s withdrew a request"),
    RotaAction.ABSENT: _("%(who)s reported to be away"),
    RotaAction.PRESENT_AGAIN: _("%(who)s is not away after all"),
}
# Where nobody is named: the rota did it by itself, or the account is erased.
_OF_NOBODY: Final[Sentences] = {RotaAction.RELEASED: _("%(person)s was released from a seat")}
# Where one act left several lines, which then follow.
_SEVERAL: Final[Sentences] = {
    RotaAction.DRAFTED: _("%(who)s had the rota drafted"),
    RotaAction.PUBLISHED: _("%(who)s published shifts"),
    RotaAction.RELEASED: _("%(who)s released people from seats"),
}


def deed_text(deed: Deed) -> str:
    """Return what several lines of one act have in common, as a sentence without a full stop."""
    return str(_SEVERAL[deed.first.action]) % {"who": deed.first.actor}


def line_text(line: Line) -> str:
    """Return who did what, as a sentence without the seat and without a full stop."""
    sentences = _SAID
    if line.is_own:
        sentences = _SAID | _OF_ONESELF
    elif not line.actor:
        sentences = _SAID | _OF_NOBODY
    return str(sentences[line.action]) % {
        "who": line.actor or gettext("Somebody"),
        "person": line.person or gettext("somebody"),
        "about": line.about,
        "day": _holiday(line),
    }


def line_seat(line: Line) -> str:
    """Return which seat or shift it is about, or nothing."""
    if line.span is None:
        return ""
    kind = line.kind or (line.about if line.about in set(SeatKind) else "")
    when = span_text(line.span)
    return gettext("%(kind)s, %(when)s") % {"kind": kind_within(kind), "when": when} if kind else when


def _holiday(line: Line) -> str:
    is_holiday = line.action in (RotaAction.HOLIDAY_ACCEPTED, RotaAction.HOLIDAY_DECLINED)
    return long_date(date.fromisoformat(line.about)) if is_holiday else ""
