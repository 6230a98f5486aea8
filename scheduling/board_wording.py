"""How the board is said: how it stands with a seat and with a channel."""

from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpline.common.clock import AMSTERDAM
from scheduling.rota_wording import day_words, in_words
from scheduling.rules.board import BoardRow, BoardState
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Availability, State
from scheduling.rules.stages import Ahead
from scheduling.wording import clock_time

# By state: as it is said while the seat runs, and before.
_STATES: Final[dict[BoardState, tuple[str | Promise, str | Promise]]] = {
    BoardState.ROSTERED: (_("not there yet"), _("on the rota")),
    BoardState.CHECKED_IN: (_("on duty since %(since)s"), _("ready")),
    BoardState.PAUSED: (_("pauses since %(since)s"), _("pauses since %(since)s")),
    BoardState.NOT_ANSWERING: (
        _("gives no sign; on duty since %(since)s"),
        _("gives no sign; on duty since %(since)s"),
    ),
    BoardState.LATE: (_("missing since %(since)s"), _("missing since %(since)s")),
    BoardState.ON_CALL: (_("on call"), _("on call then")),
    BoardState.EMPTY: (_("nobody since %(since)s"), _("nobody yet")),
}
_AHEAD: Final[dict[Ahead, str | Promise]] = {
    Ahead.NOW: _("Now"),
    Ahead.DAY: _("In the next 24 hours"),
    Ahead.THREE_DAYS: _("After that, up to 3 days ahead"),
    Ahead.TWO_WEEKS: _("After that, up to 14 days ahead"),
}


def state_text(row: BoardRow, at: datetime) -> str:
    """Return how it stands with a seat, and since when."""
    said = _STATES[row.state][0 if row.runs(at) else 1]
    return str(said) % {"since": clock_time(row.since) if row.since else ""}


def turn_text(row: BoardRow, at: datetime) -> str:
    """Return until when it runs or from when, and how long that is."""
    runs = row.runs(at)
    edge = row.span.end if runs else row.span.start
    said = gettext("until %(time)s, %(how_long)s") if runs else gettext("from %(time)s, %(how_long)s")
    return said % {"time": clock_time(edge), "how_long": in_words(edge, at)}


def stage_name(stage: Ahead) -> str:
    """Return how far ahead a group of gaps is, as a heading."""
    return str(_AHEAD[stage])


def channel_text(there: Availability, at: datetime) -> str:
    """Return whether a channel is open and somebody is there."""
    closes = clock_time(there.closes_at) if there.closes_at else ""
    match there.state:
        case State.OPEN if closes:
            return gettext("somebody is there, open until %(time)s") % {"time": closes}
        case State.OPEN:
            return gettext("somebody is there")
        case State.UNSTAFFED:
            return gettext("open, but nobody is on duty")
        case _ if there.next_opening is None:
            return gettext("closed, and no opening is known")
        case _:
            day = day_words(local_day(there.next_opening, AMSTERDAM), local_day(at, AMSTERDAM))
            return gettext("closed, opens %(day)s at %(time)s") % {
                "day": day,
                "time": clock_time(there.next_opening),
            }
