"""How somebody's own pages speak: whether we are open, their seats, their week, when they are away."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.queries.my_seats import Beside, MySeat
from scheduling.rota_wording import kind_name
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Availability, Span, State
from scheduling.rules.rota import SeatKind
from scheduling.rules.week import DayLine, day_span, grouped
from scheduling.rules.wishes import WeeklyWish, Wish
from scheduling.wording import (
    clock_time,
    day_name,
    group_name,
    hours_list,
    hours_text,
    joined,
    long_date,
    opening_sentence,
)

# Who is there with somebody, and where.
_THERE: Final[dict[SeatKind, str | Promise]] = {
    SeatKind.PHONE: _("%(names)s on the phone"),
    SeatKind.CHAT: _("%(names)s on the chat"),
    SeatKind.BOTH: _("%(names)s on phone and chat"),
    SeatKind.BACKUP: _("%(names)s on call"),
}


def house_sentences(open_: Mapping[Channel, Availability], now: datetime) -> list[str]:
    """Return whether we are open and until when, in one sentence if both channels have the same; open ones first."""
    shown = {channel: (a.state, a.closes_at, a.next_opening) for channel, a in open_.items()}
    if len(set(shown.values())) == 1:
        return [_house_sentence(gettext("The helpline"), next(iter(open_.values())), now)]
    names = {Channel.PHONE: gettext("The phone"), Channel.CHAT: gettext("The chat")}
    order = sorted(open_, key=lambda channel: (open_[channel].state is State.CLOSED, channel))
    return [_house_sentence(names[channel], open_[channel], now) for channel in order]


def seat_sentence(seat: MySeat) -> str:
    """Return what somebody does on a seat, with whom, and who leads: "Phone, with Ben on the chat. Omar leads."."""
    there = [one for one in seat.beside if one.kind is not SeatKind.SUPERVISOR]
    words = {"seat": kind_name(seat.held.kind), "names": _names_by_kind(there)}
    said = gettext("%(seat)s, with %(names)s.") if there else gettext("%(seat)s. Nobody is beside you yet.")
    return f"{said % words} {_lead_sentence(seat)}"


def seat_line_sentence(seat: MySeat, line: DayLine) -> str:
    """Return what the line of a seat's day shows, for those who do not see it."""
    words = {
        "start": clock_time(seat.held.span.start),
        "end": clock_time(seat.held.span.end),
        "time": clock_time(line.at),
    }
    said = gettext("Your seat is from %(start)s to %(end)s.") % words
    now = gettext("It is now %(time)s.") % words if line.now is not None else ""
    return f"{said} {now}".strip()


def span_day(span: Span) -> str:
    """Return the day on which a span begins, as in "Friday 5 February"."""
    return long_date(local_day(span.start, AMSTERDAM))


def wish_text(wish: WeeklyWish) -> str:
    """Return a stretch of somebody's week, as in "Monday 18:00–24:00, gladly"."""
    words = {"weekday": capfirst(day_name(wish.weekday)), "hours": hours_text(wish.hours)}
    said = gettext("%(weekday)s %(hours)s, gladly") if wish.wish is Wish.PREFER else "%(weekday)s %(hours)s"
    return said % words


def week_lines(wishes: Iterable[WeeklyWish]) -> list[str]:
    """Return somebody's week in short, neighbouring days with equal hours as one: "Monday to Friday 18:00–24:00"."""
    hours = [tuple(sorted(one.hours for one in wishes if one.weekday == day)) for day in range(7)]
    return [f"{group_name(group)} {hours_list(group.hours)}" for group in grouped(hours, -1) if group.hours]


def away_text(span: Span) -> str:
    """Return from when until when somebody is away: days, and times where it does not begin or end at midnight."""
    first, last = (local_day(at, AMSTERDAM) for at in (span.start, span.end - timedelta.resolution))
    if span != Span(day_span(first, AMSTERDAM).start, day_span(last, AMSTERDAM).end):
        words = {
            "first": f"{long_date(first)} {clock_time(span.start)}",
            "last": f"{long_date(local_day(span.end, AMSTERDAM))} {clock_time(span.end)}",
        }
        return gettext("from %(first)s until %(last)s") % words
    if first == last:
        return gettext("all of %(date)s") % {"date": long_date(first)}
    words = {"first": long_date(first), "last": long_date(last)}
    return gettext("from %(first)s up to and including %(last)s") % words


def given_back_sentence(given_back: int) -> str:
    """Return what became of the seats that somebody held while they are away."""
    return ngettext(
        "%(number)d seat is given back and is a gap now.",
        "%(number)d seats are given back and are gaps now.",
        given_back,
    ) % {"number": given_back}


def _house_sentence(name: str, open_: Availability, now: datetime) -> str:
    words = {"name": name, "time": clock_time(open_.closes_at) if open_.closes_at else ""}
    if open_.state is State.CLOSED:
        closed = gettext("%(name)s is closed.") % words
        return f"{closed} {opening_sentence(open_.next_opening, now)}"
    if open_.state is State.UNSTAFFED:
        return gettext("%(name)s should be open, but nobody is on duty.") % words
    if open_.closes_at is None:
        return gettext("%(name)s is open.") % words
    return gettext("%(name)s is open until %(time)s.") % words


def _lead_sentence(seat: MySeat) -> str:
    if seat.held.kind is SeatKind.SUPERVISOR:
        return gettext("You lead.")
    names = [one.name for one in seat.beside if one.kind is SeatKind.SUPERVISOR]
    if not names:
        return gettext("Nobody leads yet.")
    said = ngettext("%(names)s leads.", "%(names)s lead.", len(names))
    return said % {"names": joined(names)}


def _names_by_kind(there: Iterable[Beside]) -> str:
    groups = groupby(there, key=lambda one: one.kind)
    return joined(
        [str(_THERE[kind]) % {"names": joined([one.name for one in group])} for kind, group in groups]
    )
