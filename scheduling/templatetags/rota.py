"""The wording of the rota as template filters, and a seat as a link."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpline.common.clock import AMSTERDAM
from scheduling import rota_wording, seat_wording
from scheduling.queries.rota_week import WeekSeat, WeekShift
from scheduling.rules.civil import local_day
from scheduling.rules.reasons import BLOCKS, Reason
from scheduling.rules.rota import SeatKind
from scheduling.wording import hours_text, long_date

register = template.Library()
# Said beside the name where the icon alone would not be understood.
_ROLES = {SeatKind.SUPERVISOR: _("leads"), SeatKind.BACKUP: _("backup")}

for filter_ in (
    rota_wording.kind_name,
    rota_wording.kind_within,
    rota_wording.place_name,
    rota_wording.reason_text,
    rota_wording.code_text,
    rota_wording.span_hours,
    rota_wording.span_text,
    rota_wording.in_words,
    rota_wording.week_name,
    rota_wording.week_key,
    rota_wording.week_days,
    rota_wording.holiday_name,
    rota_wording.day_hours_text,
    rota_wording.cover_sentence,
    rota_wording.asks_text,
    rota_wording.gap_text,
    rota_wording.alone_text,
    seat_wording.seat_name,
    seat_wording.hold_text,
    seat_wording.origin_text,
    seat_wording.against_texts,
    seat_wording.reasons_for,
):
    register.filter(filter_.__name__, filter_)


@register.filter
def pairs(seen: Iterable[tuple[int, int]]) -> str:
    """Return pairs of numbers as a form sends them back, as in "12:0,13:4"."""
    return ",".join(f"{first}:{second}" for first, second in seen)


@register.inclusion_tag("scheduling/rota_seat_link.html", takes_context=True)
def seat_link(context: Context, seat: WeekSeat, when: str) -> dict[str, Any]:
    """Show a seat as a link whose own text says day, time, seat and state; needs `now` and `reader` of the page."""
    asks = next((part.asks for part in seat.parts if part.asks is not None), None)
    is_over = seat.seat.span.end <= context["now"]
    is_gap = seat.is_gap and not is_over
    return {
        "seat": seat.seat,
        "when": when,
        "who": rota_wording.parts_texts(seat.parts, is_gap=is_gap, is_over=is_over),
        "state": "gap" if is_gap else "swap" if asks else "",
        "role": _ROLES.get(seat.seat.kind, ""),
        "asks": asks,
        "is_own": any(part.person_id == context["reader"] for part in seat.parts),
    }


@register.filter
def when(shift: WeekShift) -> str:
    """Return the day and times of a shift and whether it is a draft, as the text of its seats begins."""
    said = f"{long_date(shift.day)} {hours_text(shift.hours)}"
    return gettext("%(when)s, draft") % {"when": said} if shift.is_draft else said


@register.filter
def local_date(at: datetime) -> str:
    """Return the day of an instant as addresses name it: 2026-11-30."""
    return local_day(at, AMSTERDAM).isoformat()


@register.filter
def cover_x(place: float) -> str:
    """Return a fraction of a day's line as an x of its 120 units, with a full stop in every language."""
    return f"{2 + 116 * place:.1f}"


@register.filter
def has_block(reasons: Iterable[Reason]) -> bool:
    """Return whether nobody could overrule one of the reasons."""
    return any(reason.code in BLOCKS for reason in reasons)
