"""How somebody's own page speaks: their seats, the requests about seats, and why a step was refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.queries.asked import Asked
from scheduling.queries.my_seats import Beside, MySeat, Offer
from scheduling.rota_wording import (
    code_text,
    kind_name,
    kind_within,
    reason_text,
    reasons_text,
    span_text,
)
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Availability, Span, State
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.requests import (
    AlreadyAnswered,
    NobodyNamed,
    NotYours,
    OwnSeat,
    RequestEvent,
    RequestKind,
    RequestState,
    SeatMoved,
    TooEarly,
    TooLate,
    UndoOver,
)
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween, SeatKind
from scheduling.rules.week import DayLine, day_span
from scheduling.rules.wishes import WeeklyWish, Wish
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken
from scheduling.services.rota.requests import AlreadyAsked
from scheduling.services.rota.seats import TooLateAlone
from scheduling.wording import clock_time, day_name, hours_text, joined, long_date, opening_sentence

# Who is there with somebody, and where.
_THERE: Final[dict[SeatKind, str | Promise]] = {
    SeatKind.PHONE: _("%(names)s on the phone"),
    SeatKind.CHAT: _("%(names)s on the chat"),
    SeatKind.BOTH: _("%(names)s on phone and chat"),
    SeatKind.BACKUP: _("%(names)s on call"),
}
# To the person themself; the other reasons speak of no person.
_TO_YOU: Final[dict[Code, str | Promise]] = {
    Code.OVERLAP: _("you have another seat at that time"),
    Code.UNTRAINED: _("you are not trained for this seat"),
    Code.ABSENT: _("you are away then"),
    Code.UNDER_AGE: _("you are not 18 yet"),
    Code.UNAVAILABLE: _("you did not say that you can come then"),
    Code.FITS_AVAILABILITY: _("you can come then"),
    Code.PREFERS_THE_HOURS: _("you come gladly then"),
}
# Who asks whom for what: to the giver, to the one who is asked, to everybody else; of all, nobody is the one.
_SWAP: Final[tuple[str | Promise, ...]] = (
    _("You asked %(to)s to swap your seat (%(seat)s) for the one on %(other)s."),
    _("%(giver)s wants to swap this seat (%(seat)s) for yours on %(other)s."),
    _("%(giver)s asks %(to)s to swap this seat (%(seat)s) for the one on %(other)s."),
)
_COVER: Final[tuple[str | Promise, ...]] = (
    _("You asked %(to)s to take your seat (%(seat)s) over."),
    _("%(giver)s asks you to take this seat (%(seat)s) over."),
    _("%(giver)s asks %(to)s to take this seat (%(seat)s) over."),
)
_COVER_BY_ALL: Final[tuple[str | Promise, ...]] = (
    _("You asked everybody who can to take your seat (%(seat)s) over."),
    "",
    _("%(giver)s asks everybody who can to take this seat (%(seat)s) over."),
)
_STANDING: Final[dict[RequestState, str | Promise]] = {
    RequestState.OPEN: _("There is no yes yet, so %(giver)s still has the seat."),
    RequestState.NEEDS_PLANNER: _(
        "%(taker)s said yes. A planner must agree first; until then %(giver)s has the seat."
    ),
    RequestState.DONE: _("%(taker)s has the seat now."),
    RequestState.DECLINED: _("%(to)s said no, so %(giver)s still has the seat."),
    RequestState.REFUSED: _("A planner said no, so %(giver)s still has the seat."),
    RequestState.WITHDRAWN: _("It was taken back, so %(giver)s still has the seat."),
    RequestState.EXPIRED: _("The seat has begun, so %(giver)s has kept it."),
}
_STANDING_TO_GIVER: Final[dict[RequestState, str | Promise]] = {
    RequestState.OPEN: _("There is no yes yet, so the seat is still yours."),
    RequestState.NEEDS_PLANNER: _(
        "%(taker)s said yes. A planner must agree first; until then the seat is yours."
    ),
    RequestState.DECLINED: _("%(to)s said no, so the seat is still yours."),
    RequestState.REFUSED: _("A planner said no, so the seat is still yours."),
    RequestState.WITHDRAWN: _("You took the request back."),
    RequestState.EXPIRED: _("The seat has begun, so you kept it."),
}
_BLOCKS: Final = {Code.OVERLAP, Code.UNTRAINED, Code.ABSENT, Code.ACCOUNT_CLOSED, Code.UNDER_AGE}
# Each refusal of a step: what is in the way, and the way out.
_REFUSALS: Final[dict[type[Exception], str | Promise]] = {
    NotYours: _("This is not yours to answer. Ask a planner to do it for whom it is."),
    OwnSeat: _("Nobody takes over a seat of their own. Choose somebody else."),
    NobodyNamed: _("A swap is asked of one person. Choose whose seat you want in return."),
    AlreadyAnswered: _("Somebody answered or closed this request in between. Look again at where it stands."),
    TooLate: _(
        "The seat has begun, so whoever holds it keeps it. Call your supervisor if you cannot be there."
    ),
    TooEarly: _("The seat has not begun yet, so the request still stands."),
    UndoOver: _(
        "Taking over can be undone for 10 minutes, and until 24 hours before the seat begins. "
        "Ask somebody to take it over instead."
    ),
    SeatMoved: _(
        "One of the seats was released or given to somebody else in between. "
        "Take this request back and ask anew."
    ),
    SeatTaken: _("Somebody else has this seat at that time already. Choose another one."),
    Elsewhere: _("They have another seat at that time already. Give that one away first."),
    AlreadyBegun: _("This seat has begun or is over. Ask your supervisor."),
    AlreadyAsked: _("You asked about this seat already. Take that request back first."),
    TooLateAlone: _(
        "It begins within 72 hours, so it is not given back alone. Offer it to your colleagues: "
        "it is yours until somebody takes it."
    ),
    ChangedInBetween: _("Somebody changed this in between. Look again."),
}
REFUSED: Final[tuple[type[Exception], ...]] = (*_REFUSALS, NotEligible)


def refusal_text(refused: Exception, *, is_taker: bool = True) -> str:
    """Return why a step was refused and what to do; `is_taker`: the reader is who would have the seat."""
    if isinstance(refused, NotEligible):
        return _not_eligible(refused, is_taker=is_taker)
    return str(_REFUSALS[type(refused)])


def reason_to_you(reason: Reason) -> str:
    """Return a reason in words, to the person whom it is about."""
    return str(_TO_YOU[reason.code]) if reason.code in _TO_YOU else reason_text(reason)


def reasons_to_you(reasons: Iterable[Reason]) -> str:
    """Return several reasons as one list of words, to the person whom they are about."""
    return joined([reason_to_you(reason) for reason in reasons])


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
    return f"{said} {gettext('It is now %(time)s.') % words}" if line.now is not None else said


def span_day(span: Span) -> str:
    """Return the day on which a span begins, as in "Friday 5 February"."""
    return long_date(local_day(span.start, AMSTERDAM))


def house_sentences(open_: Mapping[Channel, Availability], now: datetime) -> list[str]:
    """Return whether we are open and until when, in one sentence if both channels have the same; open ones first."""
    shown = {channel: (a.state, a.closes_at, a.next_opening) for channel, a in open_.items()}
    if len(set(shown.values())) == 1:
        return [_house_sentence(gettext("The helpline"), next(iter(open_.values())), now)]
    names = {Channel.PHONE: gettext("The phone"), Channel.CHAT: gettext("The chat")}
    order = sorted(open_, key=lambda channel: (open_[channel].state is State.CLOSED, channel))
    return [_house_sentence(names[channel], open_[channel], now) for channel in order]


def offer_text(offer: Offer) -> str:
    """Return where a seat's own request stands, to its holder."""
    if offer.state is RequestState.NEEDS_PLANNER:
        return gettext("Somebody said yes. A planner must agree first, so the seat is still yours.")
    words = {"name": offer.name}
    if offer.kind is RequestKind.SWAP:
        return (
            gettext("You asked %(name)s to swap. There is no answer yet, so the seat is still yours.") % words
        )
    if offer.name:
        return gettext("You asked %(name)s. There is no answer yet, so the seat is still yours.") % words
    return gettext("You asked everybody who can. Nobody took it yet, so the seat is still yours.")


def asked_text(asked: Asked, reader: int) -> str:
    """Return who asks whom for what, beside the seat's own day and times."""
    table = _SWAP if asked.rule.kind is RequestKind.SWAP else _COVER if asked.to else _COVER_BY_ALL
    place = 0 if asked.giver.person_id == reader else 1 if asked.rule.to_person == reader else 2
    return str(table[place]) % _words(asked)


def standing_text(asked: Asked, reader: int) -> str:
    """Return where a request stands, and who has the seat meanwhile."""
    state = asked.rule.state
    if state is RequestState.DONE and asked.in_return:
        return gettext("%(giver)s and %(taker)s have swapped.") % _words(asked)
    own = _STANDING_TO_GIVER if asked.giver.person_id == reader else {}
    return str(own.get(state) or _STANDING[state]) % _words(asked)


def warnings_text(codes: Sequence[str]) -> str:
    """Return what a planner must agree to, of which only the codes were kept; each word once."""
    return joined(list(dict.fromkeys(code_text(code) for code in codes)))


def done_text(asked: Asked, event: RequestEvent, reader: int) -> str:
    """Return what a step did, from the request as it is after it."""
    is_taker = asked.taker is not None and asked.taker.person_id == reader
    match event, asked.rule.state:
        case RequestEvent.ANSWER_YES, RequestState.NEEDS_PLANNER:
            said = gettext("Noted. A planner must agree first; until then %(giver)s has the seat.")
        case ((RequestEvent.ANSWER_YES | RequestEvent.PLANNER_YES), _state) if is_taker:
            said = gettext("The seat is yours now. %(giver)s hears of it.")
        case ((RequestEvent.ANSWER_YES | RequestEvent.PLANNER_YES), _state):
            said = gettext("%(taker)s has the seat now. Both hear of it.")
        case RequestEvent.WITHDRAW, _state:
            said = gettext("The request is taken back.")
        case RequestEvent.UNDO, _state:
            said = gettext("Undone: %(giver)s has the seat, and the request is open again.")
        case _:
            said = gettext("That is a no. %(giver)s hears of it and has the seat.")
    return said % _words(asked)


def _words(asked: Asked) -> dict[str, str]:
    return {
        "giver": asked.giver.name,
        "to": asked.to.name if asked.to else "",
        "taker": asked.taker.name if asked.taker else "",
        "seat": kind_within(asked.seat.kind),
        "other": span_text(asked.in_return.span) if asked.in_return else "",
    }


def _not_eligible(refused: NotEligible, *, is_taker: bool) -> str:
    said = reasons_to_you(refused.reasons) if is_taker else joined(reasons_text(refused.reasons))
    in_the_way = gettext("This is in the way: %(reasons)s.") % {"reasons": said}
    if not is_taker:
        return f"{in_the_way} {gettext('Choose somebody else.')}"
    if any(reason.code in _BLOCKS for reason in refused.reasons):
        return f"{in_the_way} {gettext('Choose another seat.')}"
    return f"{in_the_way} {gettext('A planner can give it to you all the same: ask.')}"


def wish_text(wish: WeeklyWish) -> str:
    """Return a stretch of somebody's week, as in "Monday 18:00–24:00, gladly"."""
    words = {"weekday": capfirst(day_name(wish.weekday)), "hours": hours_text(wish.hours)}
    said = gettext("%(weekday)s %(hours)s, gladly") if wish.wish is Wish.PREFER else "%(weekday)s %(hours)s"
    return said % words


def away_text(span: Span) -> str:
    """Return from when until when somebody is away: days, and times where it does not begin or end at midnight."""
    first, last = (at.astimezone(AMSTERDAM) for at in (span.start, span.end - timedelta.resolution))
    if span == Span(day_span(first.date(), AMSTERDAM).start, day_span(last.date(), AMSTERDAM).end):
        if first.date() == last.date():
            return gettext("all of %(date)s") % {"date": long_date(first.date())}
        words = {"start": long_date(first.date()), "end": long_date(last.date())}
    else:
        words = {
            "start": f"{long_date(first.date())} {clock_time(span.start)}",
            "end": f"{long_date(local_day(span.end, AMSTERDAM))} {clock_time(span.end)}",
        }
    return gettext("from %(start)s to %(end)s") % words


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
        return f"{gettext('%(name)s is closed.') % words} {opening_sentence(open_.next_opening, now)}"
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
