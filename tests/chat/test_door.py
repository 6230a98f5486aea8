"""Whether the door is open: one answer for the pages, a start and a knock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chat.door import chat_now, door_now
from chat.models import Conversation
from chat.rules.door import Door, Headline, door, line_state, until_ready
from chat.services import arrival
from helpline.charity.models import TextVersion
from helpline.staff.models import Person
from scheduling.models import OpeningBlock
from scheduling.rules.hours import Availability, State
from scheduling.rules.public_queue import QueueState
from scheduling.services import check_out
from tests.chat.conftest import NOW, open_frame

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", list(State))
def test_until_the_charity_is_ready_every_channel_is_closed_without_an_opening(state: State) -> None:
    found = Availability(state, next_opening=AT)
    assert until_ready(found, is_ready=True) == found
    assert until_ready(found, is_ready=False) == Availability(State.CLOSED)


@pytest.mark.parametrize(
    ("ours", "is_run_elsewhere", "state"),
    [
        (State.UNSTAFFED, True, State.OPEN),
        (State.UNSTAFFED, False, State.UNSTAFFED),
        (State.CLOSED, True, State.CLOSED),
        (State.OPEN, False, State.OPEN),
    ],
)
def test_a_line_that_is_run_elsewhere_has_our_hours_and_its_own_people(
    ours: State, is_run_elsewhere: bool, state: State
) -> None:
    shown = line_state(Availability(ours, closes_at=AT), is_run_elsewhere=is_run_elsewhere)
    assert (shown.state, shown.closes_at) == (state, AT)


def without_words(_: Person) -> None:
    TextVersion.objects.filter(language="en").delete()


def without_hours(_: Person) -> None:
    OpeningBlock.objects.all().delete()


def without_people(person: Person) -> None:
    check_out(person.pk, NOW)


def as_it_is(_: Person) -> None: ...


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [as_it_is, without_words, without_hours, without_people])
def test_a_start_meets_the_door_that_the_page_shows(
    on_duty: Person, change: Callable[[Person], None]
) -> None:
    change(on_duty)
    shown = door_now(NOW)
    started = arrival.start(open_frame(), process="here", socket="socket", now=NOW)
    assert isinstance(started, Conversation) is shown.chat.is_open is (change is as_it_is)
    assert chat_now(NOW).next_opening == shown.chat.opens


OPEN, CLOSED, UNSTAFFED = map(Availability, (State.OPEN, State.CLOSED, State.UNSTAFFED))


def seen(
    chat: Availability,
    phone: Availability | None,
    queue: QueueState = QueueState.OPEN,
    *,
    is_run_elsewhere: bool = False,
) -> Door:
    soon = timedelta(minutes=30)
    return door(chat, phone, queue, now=AT, closing_soon=soon, phone_is_run_elsewhere=is_run_elsewhere)


@pytest.mark.parametrize(
    ("chat", "phone", "queue", "headline"),
    [
        (OPEN, OPEN, QueueState.OPEN, Headline.OPEN),
        (OPEN, None, QueueState.OPEN, Headline.OPEN),
        (OPEN, CLOSED, QueueState.OPEN, Headline.CHAT_ONLY),
        (OPEN, OPEN, QueueState.FULL, Headline.FULL),
        (CLOSED, OPEN, QueueState.OPEN, Headline.PHONE_ONLY),
        (CLOSED, OPEN, QueueState.FULL, Headline.PHONE_ONLY),
        (UNSTAFFED, CLOSED, QueueState.OPEN, Headline.UNSTAFFED),
        (CLOSED, UNSTAFFED, QueueState.OPEN, Headline.UNSTAFFED),
        (CLOSED, CLOSED, QueueState.OPEN, Headline.CLOSED),
        (CLOSED, None, QueueState.OPEN, Headline.CLOSED),
    ],
)
def test_the_headline_says_what_is_open(
    chat: Availability, phone: Availability | None, queue: QueueState, headline: Headline
) -> None:
    found = seen(chat, phone, queue)
    assert found.headline is headline
    assert found.is_open is (State.OPEN in {chat.state, phone and phone.state})


@pytest.mark.parametrize(
    ("chat", "phone", "is_run_elsewhere", "is_lit"),
    [
        (OPEN, None, True, True),
        (OPEN, UNSTAFFED, True, True),
        (CLOSED, OPEN, False, True),
        (CLOSED, OPEN, True, True),
        (CLOSED, UNSTAFFED, True, False),
        (UNSTAFFED, UNSTAFFED, True, False),
        (CLOSED, UNSTAFFED, False, False),
        (CLOSED, CLOSED, True, False),
    ],
)
def test_the_lamp_is_lit_where_somebody_is_known_to_be(
    chat: Availability, phone: Availability | None, is_run_elsewhere: bool, is_lit: bool
) -> None:
    assert seen(chat, phone, is_run_elsewhere=is_run_elsewhere).someone_is_there is is_lit


def test_the_lamp_stays_lit_over_a_full_queue() -> None:
    assert seen(OPEN, None, QueueState.FULL).someone_is_there
