"""How somebody's own pages speak."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from helpline.common.channel import Channel
from scheduling.own_wording import away_text, house_sentences, seat_sentence, week_lines, wish_text
from scheduling.queries.my_seats import Beside, MySeat
from scheduling.rules.hours import Availability, Span, State, Stretch
from scheduling.rules.rota import Held, SeatKind
from scheduling.rules.wishes import WeeklyWish, Wish
from tests.scheduling.seats import NOW, at

START = datetime(2027, 2, 5, 18, tzinfo=UTC)
EVENING = Span(START, START + timedelta(hours=3))
CLOSED = Availability(State.CLOSED, next_opening=at(12, day=2))
OPEN = Availability(State.OPEN, closes_at=at(21))
ALWAYS = Availability(State.OPEN)
EMPTY = Availability(State.UNSTAFFED, closes_at=at(21))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def seat(kind: SeatKind, *beside: Beside) -> MySeat:
    return MySeat(Held(1, 1, 1, kind, EVENING), beside, None, None)


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (seat(SeatKind.CHAT), "Chat. Nobody is beside you yet. Nobody leads yet."),
        (
            seat(SeatKind.PHONE, Beside(SeatKind.CHAT, "Ben"), Beside(SeatKind.SUPERVISOR, "Omar")),
            "Phone, with Ben on the chat. Omar leads.",
        ),
        (
            seat(
                SeatKind.SUPERVISOR,
                Beside(SeatKind.PHONE, "Asha"),
                Beside(SeatKind.PHONE, "Ben"),
                Beside(SeatKind.BACKUP, "Leila"),
            ),
            "Supervisor, with Asha and Ben on the phone and Leila on call. You lead.",
        ),
        (
            seat(SeatKind.CHAT, Beside(SeatKind.SUPERVISOR, "Noor"), Beside(SeatKind.SUPERVISOR, "Omar")),
            "Chat. Nobody is beside you yet. Noor and Omar lead.",
        ),
    ],
)
def test_a_seat_says_with_whom_and_who_leads(mine: MySeat, said: str) -> None:
    assert seat_sentence(mine) == said


@pytest.mark.parametrize(
    ("phone", "chat", "said"),
    [
        (OPEN, OPEN, ["The helpline is open until 22:00."]),
        (ALWAYS, ALWAYS, ["The helpline is open."]),
        (CLOSED, CLOSED, ["The helpline is closed. Someone will be here tomorrow at 13:00."]),
        (EMPTY, EMPTY, ["The helpline should be open, but nobody is on duty."]),
        (
            CLOSED,
            OPEN,
            ["The chat is open until 22:00.", "The phone is closed. Someone will be here tomorrow at 13:00."],
        ),
        (
            EMPTY,
            OPEN,
            ["The chat is open until 22:00.", "The phone should be open, but nobody is on duty."],
        ),
    ],
)
def test_whether_we_are_open_is_one_sentence_where_both_channels_are_alike(
    phone: Availability, chat: Availability, said: list[str]
) -> None:
    assert house_sentences({Channel.PHONE: phone, Channel.CHAT: chat}, NOW) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Span(at(23, day=3), at(23, day=4)), "all of Thursday 4 February"),
        (
            Span(at(23, day=3), at(23, day=6)),
            "from Thursday 4 February up to and including Saturday 6 February",
        ),
        (
            Span(at(12, day=4), at(23, day=4)),
            "from Thursday 4 February 13:00 until Friday 5 February 00:00",
        ),
    ],
)
def test_an_absence_is_said_in_days_where_it_is_of_days(span: Span, said: str) -> None:
    assert away_text(span) == said


def test_a_stretch_of_the_week_says_whether_one_comes_gladly() -> None:
    evening = Stretch(18 * 60, 25 * 60)
    assert wish_text(WeeklyWish(0, evening, Wish.CAN)) == "Monday 18:00–01:00 (the next day)"
    assert wish_text(WeeklyWish(0, evening, Wish.PREFER)) == "Monday 18:00–01:00 (the next day), gladly"


def test_neighbouring_days_with_equal_hours_are_one_line() -> None:
    evening, day = Stretch(18 * 60, 24 * 60), Stretch(9 * 60, 12 * 60)
    wishes = [WeeklyWish(n, evening, Wish.CAN) for n in (0, 1, 2, 4)] + [WeeklyWish(4, day, Wish.PREFER)]
    assert week_lines(wishes) == ["Monday to Wednesday 18:00–24:00", "Friday 09:00–12:00 and 18:00–24:00"]
