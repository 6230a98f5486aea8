"""How seats and requests are said, to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from scheduling.queries.asked import Asked, AskedSeat, Who
from scheduling.queries.my_seats import Offer
from scheduling.request_wording import (
    REFUSED,
    asked_text,
    done_text,
    offer_text,
    reasons_to_you,
    refusal_text,
    standing_text,
    warnings_text,
)
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Basis, Code, Reason
from scheduling.rules.requests import Request, RequestEvent, RequestKind, RequestState, UndoOver
from scheduling.rules.rota import SeatKind
from scheduling.services.rota.holds import NotEligible

START = datetime(2027, 2, 5, 18, tzinfo=UTC)
EVENING = Span(START, START + timedelta(hours=3))
ASHA, BEN, NOOR = Who(1, "Asha"), Who(2, "Ben"), Who(3, "Noor")


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def asked(
    kind: RequestKind = RequestKind.COVER,
    state: RequestState = RequestState.OPEN,
    to: Who | None = BEN,
    taker: Who | None = None,
) -> Asked:
    rule = Request(kind, 1, to.person_id if to else None, START, state, taker.person_id if taker else None)
    other = AskedSeat(9, SeatKind.PHONE, EVENING) if kind is RequestKind.SWAP else None
    return Asked(7, rule, START, ASHA, to, taker, AskedSeat(8, SeatKind.CHAT, EVENING), other, ())


@pytest.mark.parametrize(
    ("one", "reader", "said"),
    [
        (asked(), 1, "You asked Ben to take your seat (chat) over."),
        (asked(), 2, "Asha asks you to take this seat (chat) over."),
        (asked(), 3, "Asha asks Ben to take this seat (chat) over."),
        (asked(to=None), 1, "You asked everybody who can to take your seat (chat) over."),
        (asked(to=None), 2, "Asha asks everybody who can to take this seat (chat) over."),
        (
            asked(RequestKind.SWAP),
            2,
            "Asha wants to swap this seat (chat) for yours on Friday 5 February, 19:00–22:00.",
        ),
    ],
)
def test_a_request_says_who_asks_whom(one: Asked, reader: int, said: str) -> None:
    assert asked_text(one, reader) == said


@pytest.mark.parametrize("state", RequestState)
def test_where_a_request_stands_names_who_has_the_seat(state: RequestState) -> None:
    for reader in (1, 2):
        said = standing_text(asked(state=state, taker=BEN), reader)
        assert said
        assert "%(" not in said
        assert ("Asha" not in said) or reader == 2
    assert (
        standing_text(asked(RequestKind.SWAP, RequestState.DONE, taker=BEN), 1)
        == "Asha and Ben have swapped."
    )


@pytest.mark.parametrize(
    ("event", "state", "reader", "said"),
    [
        (RequestEvent.ANSWER_YES, RequestState.DONE, 2, "The seat is yours now. Asha hears of it."),
        (RequestEvent.ANSWER_YES, RequestState.DONE, 3, "Ben has the seat now. Both hear of it."),
        (
            RequestEvent.ANSWER_YES,
            RequestState.NEEDS_PLANNER,
            2,
            "Noted. A planner must agree first; until then Asha has the seat.",
        ),
        (
            RequestEvent.ANSWER_NO,
            RequestState.DECLINED,
            2,
            "That is a no. Asha hears of it and has the seat.",
        ),
        (RequestEvent.WITHDRAW, RequestState.WITHDRAWN, 1, "The request is taken back."),
        (
            RequestEvent.UNDO,
            RequestState.OPEN,
            2,
            "Undone: Asha has the seat, and the request is open again.",
        ),
    ],
)
def test_a_step_says_what_it_did(event: RequestEvent, state: RequestState, reader: int, said: str) -> None:
    assert done_text(asked(state=state, taker=BEN), event, reader) == said


@pytest.mark.parametrize(
    ("kind", "state", "name", "said"),
    [
        (RequestKind.COVER, RequestState.OPEN, "", "You asked everybody who can."),
        (RequestKind.COVER, RequestState.OPEN, "Ben", "You asked Ben."),
        (RequestKind.SWAP, RequestState.OPEN, "Ben", "You asked Ben to swap."),
        (RequestKind.COVER, RequestState.NEEDS_PLANNER, "Ben", "Somebody said yes."),
    ],
)
def test_a_seat_that_was_offered_says_that_it_is_still_yours(
    kind: RequestKind, state: RequestState, name: str, said: str
) -> None:
    text = offer_text(Offer(7, kind, state, START, name))
    assert text.startswith(said)
    assert text.endswith("the seat is still yours.")


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    said = [refusal_text(refused([]) if refused is NotEligible else refused()) for refused in REFUSED]
    assert len(set(said)) == len(REFUSED)
    assert refusal_text(UndoOver()).startswith("Taking over can be undone for 10 minutes")


@pytest.mark.parametrize(
    ("reasons", "is_taker", "said"),
    [
        (
            [Reason(Code.OVERLAP)],
            True,
            "This is in the way: you have another seat at that time. Choose another seat.",
        ),
        (
            [Reason(Code.SHORT_REST, (7, 11), Basis.LAW)],
            True,
            "This is in the way: 7 hours of rest beside another seat, where 11 are needed (law). "
            "A planner can give it to you all the same: ask.",
        ),
        ([Reason(Code.ABSENT)], False, "This is in the way: is away then. Choose somebody else."),
    ],
)
def test_reasons_in_the_way_are_all_said_with_the_way_out(
    reasons: list[Reason], is_taker: bool, said: str
) -> None:
    assert refusal_text(NotEligible(reasons), is_taker=is_taker) == said


def test_reasons_in_favour_are_said_to_the_person() -> None:
    reasons = [Reason(Code.PREFERS_THE_HOURS), Reason(Code.LAST_SEAT, (9,))]
    assert reasons_to_you(reasons) == "you come gladly then and your seat before is 9 days earlier"


def test_what_a_planner_agrees_to_is_said_once() -> None:
    assert warnings_text(["short_rest", "shortened_rest", "long_shift"]) == "short rest and a long seat"
