"""How somebody's own duty is said, and the seats they could take now."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scheduling.queries.my_duty import MyDuty
from scheduling.queries.running import OpenSeat
from scheduling.rules.duty import Duty, DutyState, Turn
from scheduling.rules.rota import SeatKind
from scheduling.wording import channel_names, clock_time

# As they stand within a sentence.
_SEATS: Final[dict[SeatKind, str | Promise]] = {
    SeatKind.PHONE: _("the phone"),
    SeatKind.CHAT: _("the chat"),
    SeatKind.BOTH: _("phone and chat"),
    SeatKind.SUPERVISOR: _("the lead"),
    SeatKind.BACKUP: _("the backup by phone"),
}


def duty_sentence(mine: MyDuty) -> str:
    """Return how it stands with somebody's own duty."""
    if mine.duty.state is DutyState.PAUSED:
        return gettext("You have a pause. You get no new contacts; your open ones go on.")
    if mine.duty.state is DutyState.NOT_ANSWERING:
        return gettext("We missed a sign from you, so you get no new contacts.")
    if mine.seat is None:
        return gettext("You have no seat today.")
    return _seat_sentence(mine.duty, mine.seat, has_begun=mine.has_begun)


def open_seat_text(seat: OpenSeat) -> str:
    """Return what the button says that steps into a seat."""
    words = {
        "seat": str(_SEATS[seat.kind]),
        "start": clock_time(seat.begins) if seat.begins else "",
        "end": clock_time(seat.until),
        "name": seat.late,
    }
    if seat.late:
        return gettext("%(name)s is not there: take %(seat)s until %(end)s") % words
    if seat.begins:
        return gettext("Take %(seat)s from %(start)s to %(end)s") % words
    return gettext("Take %(seat)s until %(end)s") % words


def _seat_sentence(duty: Duty, seat: Turn, *, has_begun: bool) -> str:
    words = {
        "seat": str(_SEATS[seat.kind]),
        "channels": channel_names(seat.channels),
        "since": clock_time(duty.since) if duty.since else "",
        "start": clock_time(seat.span.start),
        "end": clock_time(seat.span.end),
    }
    match (duty.state is DutyState.ON, has_begun):
        case (True, True) if seat.kind is SeatKind.SUPERVISOR:
            return gettext("You lead this shift until %(end)s.") % words
        case (True, True):
            return gettext("On duty for %(channels)s since %(since)s, until %(end)s.") % words
        case (True, False):
            return gettext("You are ready. Your seat begins at %(start)s.") % words
        case (False, True):
            return gettext("You have %(seat)s until %(end)s.") % words
        case _:
            return gettext("You have %(seat)s from %(start)s to %(end)s.") % words
