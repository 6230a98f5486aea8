"""How requests about seats are said, to whom, and why a step was refused."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from scheduling.queries.asked import Asked
from scheduling.queries.my_seats import Offer
from scheduling.rota_wording import code_text, kind_within, reason_text, reasons_text, span_text
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.requests import (
    AlreadyAnswered,
    NobodyNamed,
    NotYours,
    OtherCannot,
    OwnSeat,
    RequestEvent,
    RequestKind,
    RequestState,
    SeatMoved,
    TooEarly,
    TooLate,
    UndoOver,
)
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken
from scheduling.services.rota.requests import AlreadyAsked
from scheduling.services.rota.seats import TooLateAlone
from scheduling.wording import joined

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
    OtherCannot: _("It is not possible any more: the other one of you cannot take their seat."),
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
    if reason.code is Code.LAST_SEAT:
        days = int(reason.numbers[0])
        said = ngettext(
            "your seat before is %(days)d day earlier", "your seat before is %(days)d days earlier", days
        )
        return said % {"days": days}
    return str(_TO_YOU[reason.code]) if reason.code in _TO_YOU else reason_text(reason)


def reasons_to_you(reasons: Iterable[Reason]) -> str:
    """Return several reasons as one list of words, to the person whom they are about."""
    return joined([reason_to_you(reason) for reason in reasons])


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
    if not is_taker:
        way_out = gettext("Choose somebody else.")
    elif any(reason.code in _BLOCKS for reason in refused.reasons):
        way_out = gettext("Choose another seat.")
    else:
        way_out = gettext("A planner can give it to you all the same: ask.")
    in_the_way = gettext("This is in the way: %(reasons)s.") % {"reasons": said}
    return f"{in_the_way} {way_out}"
