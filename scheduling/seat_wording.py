"""How the page of a seat speaks: seats, how somebody came to hold one, and what an act did."""

from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scheduling.queries.candidates import Other
from scheduling.queries.rota_seat import HoldRow
from scheduling.rota_wording import code_text, kind_within, reason_text, reasons_text, span_text
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Origin, Seat, SeatKind
from scheduling.wording import joined

_ORIGINS: Final[dict[Origin, str | Promise]] = {
    Origin.PLANNER: _("given by a planner"),
    Origin.SELF: _("signed up"),
    Origin.STANDING: _("comes each time"),
    Origin.COVER: _("took it over"),
    Origin.SWAP: _("swapped"),
    Origin.STEP_IN: _("stepped in"),
}


def seat_text(span: Span, kind: SeatKind) -> str:
    """Return a span of a seat in words, as in "Thursday 26 November, 19:00–22:00, chat"."""
    return gettext("%(when)s, %(seat)s") % {"when": span_text(span), "seat": kind_within(kind)}


def seat_name(seat: Seat) -> str:
    """Return a whole seat in words."""
    return seat_text(seat.span, seat.kind)


def hold_text(hold: HoldRow) -> str:
    """Return which seat somebody holds."""
    return seat_text(hold.span, hold.kind)


def origin_text(hold: HoldRow) -> str:
    """Return how somebody came to hold a seat, and in spite of what."""
    said = str(_ORIGINS[hold.origin])
    if not hold.warnings:
        return said
    codes = list(dict.fromkeys(code_text(code) for code in hold.warnings))
    return gettext("%(origin)s, in spite of: %(reasons)s") % {"origin": said, "reasons": joined(codes)}


def against_texts(other: Other) -> list[str]:
    """Return all that speaks against somebody, or that nothing does."""
    unavailable = [Reason(Code.UNAVAILABLE)] * other.is_unavailable
    reasons = [*other.blocks, *other.warnings, *unavailable]
    return reasons_text(reasons) or [gettext("nothing is against it")]


def reasons_for(reasons: Iterable[Reason]) -> str:
    """Return what speaks for somebody as one list of words."""
    return joined([reason_text(reason) for reason in reasons])


def given_text(hold: HoldRow, *, is_despite: bool) -> str:
    """Return what a planner's giving did."""
    words = {"name": hold.name, "seat": hold_text(hold)}
    said = [gettext("%(name)s has the seat: %(seat)s.") % words]
    if is_despite:
        said.append(gettext("The rota keeps in spite of what."))
    if not hold.is_draft:
        said.append(gettext("%(name)s hears of it by mail.") % words)
    return " ".join(said)


def released_text(hold: HoldRow, *, is_own: bool) -> str:
    """Return what giving back or removing did."""
    words = {"name": hold.name, "seat": hold_text(hold)}
    if is_own:
        return gettext("You gave the seat back: %(seat)s. It is open now.") % words
    return gettext("%(name)s no longer has the seat: %(seat)s. It is open now.") % words


def back_text(hold: HoldRow, *, is_own: bool) -> str:
    """Return what putting back did."""
    words = {"name": hold.name, "seat": hold_text(hold)}
    if is_own:
        return gettext("The seat is yours again: %(seat)s.") % words
    return gettext("%(name)s has the seat again: %(seat)s.") % words


def asked_whom_text(hold: HoldRow, name: str, *, is_own: bool) -> str:
    """Return what asking did; without a name everybody was asked."""
    words = {"asked": name or gettext("Everybody who can"), "name": hold.name, "seat": hold_text(hold)}
    if is_own:
        return gettext("%(asked)s is asked. Until somebody says yes, the seat is yours: %(seat)s.") % words
    return gettext("%(asked)s is asked. Until somebody says yes, %(name)s has the seat: %(seat)s.") % words
