"""Who is on duty, how much each can take, when duty ends by itself."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from scheduling.rules.duty import (
    TRANSITIONS,
    Duty,
    DutyEvent,
    DutyState,
    Load,
    NoCapacity,
    NotOnDuty,
    OnDuty,
    Presence,
    Turn,
    check_room,
    load,
    next_state,
    on_duty,
    state_of,
)
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind

CHAT, PHONE = Channel.CHAT, Channel.PHONE
ASHA, BEN, LEILA, OMAR = 1, 2, 3, 4
SEVEN = datetime(2027, 2, 1, 18, tzinfo=UTC)
EVENING = Span(SEVEN, SEVEN + timedelta(hours=3))

seats = st.sampled_from([frozenset({CHAT}), frozenset({PHONE}), frozenset({CHAT, PHONE})])


def present(
    person_id: int,
    *channels: Channel,
    state: DutyState = DutyState.ON,
    since: datetime = SEVEN,
    position: int = 1,
    chats: int = 0,
    calls: int = 0,
) -> Presence:
    turn = Turn(SeatKind.BOTH, position, EVENING)
    duty = Duty(state, frozenset(channels), since, turn, EVENING.end)
    return Presence(person_id, f"name {person_id}", duty, 2, chats, calls)


@pytest.mark.parametrize(
    ("state", "event", "expected"),
    [
        (DutyState.OFF, DutyEvent.CHECK_IN, DutyState.ON),
        (DutyState.ON, DutyEvent.PAUSE, DutyState.PAUSED),
        (DutyState.PAUSED, DutyEvent.RESUME, DutyState.ON),
        (DutyState.ON, DutyEvent.FELL_SILENT, DutyState.NOT_ANSWERING),
        (DutyState.NOT_ANSWERING, DutyEvent.ANSWERED, DutyState.ON),
        (DutyState.PAUSED, DutyEvent.ANSWERED, DutyState.PAUSED),
        (DutyState.PAUSED, DutyEvent.FELL_SILENT, DutyState.PAUSED),
        (DutyState.ON, DutyEvent.CHECK_OUT, DutyState.OFF),
        (DutyState.PAUSED, DutyEvent.END, DutyState.OFF),
    ],
)
def test_an_event_moves_duty_on(state: DutyState, event: DutyEvent, expected: DutyState) -> None:
    assert next_state(state, event) is expected


@pytest.mark.parametrize("event", [DutyEvent.PAUSE, DutyEvent.RESUME])
def test_nobody_pauses_or_resumes_without_having_checked_in(event: DutyEvent) -> None:
    with pytest.raises(NotOnDuty):
        next_state(DutyState.OFF, event)


def test_every_other_event_is_decided_in_every_state() -> None:
    undecided = set(product(DutyState, DutyEvent)) - set(TRANSITIONS)
    assert undecided == {(DutyState.OFF, DutyEvent.PAUSE), (DutyState.OFF, DutyEvent.RESUME)}


@given(st.sampled_from(sorted(TRANSITIONS)))
def test_an_event_twice_is_as_good_as_once(pair: tuple[DutyState, DutyEvent]) -> None:
    state, event = pair
    after = next_state(state, event)
    assert TRANSITIONS[after, event] is after


@pytest.mark.parametrize(
    ("paused", "silent", "expected"),
    [
        (False, False, DutyState.ON),
        (True, False, DutyState.PAUSED),
        (True, True, DutyState.PAUSED),
        (False, True, DutyState.NOT_ANSWERING),
    ],
)
def test_a_pause_is_stronger_than_not_answering(paused: bool, silent: bool, expected: DutyState) -> None:
    assert state_of(is_paused=paused, is_not_answering=silent) is expected


@pytest.mark.parametrize(
    ("channels", "chats", "calls", "expected"),
    [
        ({CHAT}, 0, 0, Load(2, 0)),
        ({CHAT}, 1, 0, Load(2, 1)),
        ({CHAT}, 2, 0, Load(2, 2)),
        ({CHAT}, 0, 1, Load(2, 2)),
        ({PHONE}, 0, 0, Load(1, 0)),
        ({PHONE}, 0, 1, Load(1, 1)),
        ({PHONE}, 1, 0, Load(1, 1)),
        ({CHAT, PHONE}, 0, 0, Load(1, 0)),
        ({CHAT, PHONE}, 1, 0, Load(1, 1)),
        ({CHAT, PHONE}, 0, 1, Load(1, 1)),
    ],
)
def test_a_seat_holds_what_it_is_made_for(
    channels: set[Channel], chats: int, calls: int, expected: Load
) -> None:
    assert load(frozenset(channels), max_chats=2, chats=chats, calls=calls) == expected


@given(seats, st.integers(1, 4), st.lists(st.sampled_from([CHAT, PHONE]), max_size=8))
def test_no_row_of_offers_gives_anybody_a_call_beside_another_contact(
    seat: frozenset[Channel], max_chats: int, offers: list[Channel]
) -> None:
    taken = {CHAT: 0, PHONE: 0}
    for channel in offers:
        try:
            check_room(
                Duty(DutyState.ON, seat, SEVEN),
                channel,
                max_chats=max_chats,
                chats=taken[CHAT],
                calls=taken[PHONE],
            )
        except (NoCapacity, NotOnDuty):
            continue
        taken[channel] += 1
    assert taken[PHONE] <= 1
    assert taken[CHAT] <= (max_chats if seat == {CHAT} else 1)
    assert not (taken[PHONE] and taken[CHAT])


@pytest.mark.parametrize("state", [DutyState.OFF, DutyState.PAUSED, DutyState.NOT_ANSWERING])
def test_only_somebody_who_is_on_can_take_a_contact(state: DutyState) -> None:
    with pytest.raises(NotOnDuty):
        check_room(Duty(state, frozenset({CHAT}), SEVEN), CHAT, max_chats=2, chats=0, calls=0)


def test_those_on_duty_come_by_seat_then_by_check_in_then_by_id() -> None:
    earlier = SEVEN - timedelta(minutes=5)
    people = [
        present(LEILA, CHAT, PHONE, chats=1),
        present(BEN, CHAT),
        present(ASHA, CHAT, since=earlier, chats=2),
        present(OMAR, CHAT, since=earlier, position=2),
    ]
    assert on_duty(people, CHAT) == (
        OnDuty(ASHA, "name 1", 2, 2),
        OnDuty(BEN, "name 2", 2, 0),
        OnDuty(LEILA, "name 3", 1, 1),
        OnDuty(OMAR, "name 4", 2, 0),
    )
    assert [p.person_id for p in on_duty(people, PHONE)] == [LEILA]


@given(st.permutations([present(ASHA, CHAT), present(BEN, CHAT), present(LEILA, CHAT, PHONE)]))
def test_the_order_does_not_depend_on_how_they_are_read(people: list[Presence]) -> None:
    assert [p.person_id for p in on_duty(people, CHAT)] == [ASHA, BEN, LEILA]


@pytest.mark.parametrize("state", [DutyState.PAUSED, DutyState.NOT_ANSWERING])
def test_who_pauses_or_does_not_answer_is_not_on_duty(state: DutyState) -> None:
    assert on_duty([present(ASHA, CHAT, state=state)], CHAT) == ()
