"""Stepping into a seat that nobody holds, or whose holder is late; and what lists those seats."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, CheckIn, Notice, RotaEvent
from scheduling.queries import OpenSeat, board, duty_of, my_duty, on_call, on_duty, steppable
from scheduling.rules.board import BoardState, NotRunning
from scheduling.rules.duty import DutyState
from scheduling.rules.hours import NotThere
from scheduling.rules.rota import SeatKind
from scheduling.services import check_in, check_out, step_in
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import CHAT, NOW, at

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]


def spans(person: Person) -> list[tuple[datetime, datetime, str, str]]:
    rows = Assignment.objects.filter(person=person).order_by("starts_at")
    return list(rows.values_list("starts_at", "ends_at", "state", "origin"))


def test_an_empty_seat_is_held_from_now_and_on_duty_at_once(leila: Person) -> None:
    step_in(seat_on().pk, leila.pk, by=leila.pk, now=NOW)
    assert spans(leila) == [(NOW, at(21), "held", "step_in")]
    assert [one.person_id for one in on_duty(CHAT, NOW)] == [leila.pk]
    assert list(RotaEvent.objects.values_list("action", "actor", "person", "kind", "starts_at", "ends_at")) == [
        ("stepped_in", leila.pk, leila.pk, "chat", NOW, at(21))
    ]  # fmt: skip
    assert not Notice.objects.exists()


def test_a_seat_that_begins_soon_is_held_from_its_start(leila: Person) -> None:
    step_in(seat_on().pk, leila.pk, by=leila.pk, now=at(17, 45))
    assert spans(leila)[0][0] == at(18)
    assert (duty_of(leila.pk, at(17, 59)).state, on_duty(CHAT, at(17, 59))) == (DutyState.ON, ())


def test_the_seat_of_somebody_late_goes_over_and_what_was_theirs_before_stays(
    asha: Person, leila: Person
) -> None:
    seat = seat_on()
    hold(seat, asha)
    step_in(seat.pk, leila.pk, by=leila.pk, now=at(18, 5))
    assert spans(asha) == [(at(18), at(18, 5), "held", "planner")]
    assert spans(leila) == [(at(18, 5), at(21), "held", "step_in")]
    assert list(Notice.objects.values_list("person", "kind")) == [(asha.pk, "seat_gone")]
    assert set(RotaEvent.objects.values_list("action", "person")) == {
        ("released", asha.pk), ("stepped_in", leila.pk),
    }  # fmt: skip


def test_a_supervisor_brings_in_somebody_else_who_is_told(leila: Person, omar: Person) -> None:
    step_in(seat_on().pk, leila.pk, by=omar.pk, now=NOW)
    assert RotaEvent.objects.get().actor_id == omar.pk
    assert list(Notice.objects.values_list("person", "kind")) == [(leila.pk, "seat_given")]


def test_a_backup_seat_needs_no_check_in(leila: Person) -> None:
    step_in(seat_on(kind="backup").pk, leila.pk, by=leila.pk, now=NOW)
    assert [one.person_id for one in on_call(NOW)] == [leila.pk]
    assert not CheckIn.objects.exists()


def test_too_little_rest_is_kept_with_the_hold_and_stops_nobody(leila: Person) -> None:
    hold(seat_on(start=8 * 60, end=12 * 60), leila)
    row = step_in(seat_on().pk, leila.pk, by=leila.pk, now=NOW)
    assert row.warnings == "shortened_rest"


@pytest.mark.parametrize("now", [at(17, 44), at(21)])
def test_nobody_steps_into_a_seat_that_does_not_run(leila: Person, now: datetime) -> None:
    with pytest.raises(NotRunning):
        step_in(seat_on().pk, leila.pk, by=leila.pk, now=now)


@pytest.mark.parametrize("now", [at(17, 50), at(18, 4), NOW])
def test_nobody_takes_a_seat_whose_holder_is_there_or_may_still_come(
    asha: Person, leila: Person, now: datetime
) -> None:
    seat = seat_on()
    hold(seat, asha)
    if now == NOW:
        check_in(asha.pk, at(18, 4))
    with pytest.raises(SeatTaken):
        step_in(seat.pk, leila.pk, by=leila.pk, now=now)
    assert not Assignment.objects.filter(person=leila).exists()


def test_nobody_steps_in_who_holds_another_seat_then(leila: Person) -> None:
    hold(seat_on(start=21 * 60, end=23 * 60), leila)
    with pytest.raises(Elsewhere):
        step_in(seat_on().pk, leila.pk, by=leila.pk, now=NOW)


def untrained(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(takes_chat=False)


def away(person: Person) -> None:
    Absence.objects.create(person=person, starts_at=NOW, ends_at=at(20))


def no_counsellor(person: Person) -> None:
    person.groups.clear()


@pytest.mark.parametrize(
    ("change", "code"), [(untrained, "untrained"), (away, "absent"), (no_counsellor, "untrained")]
)
def test_nobody_steps_in_against_a_block(leila: Person, change: Callable[[Person], None], code: str) -> None:
    change(leila)
    with pytest.raises(NotEligible) as refused:
        step_in(seat_on().pk, leila.pk, by=leila.pk, now=NOW)
    assert [reason.code.value for reason in refused.value.reasons] == [code]
    assert steppable(leila.pk, NOW) == []


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_a_seat_that_is_not_published_is_none(leila: Person, state: str) -> None:
    seat = shift_on(MONDAY, 1140, 1320, "chat", state=state).seats.get()
    with pytest.raises(NotThere):
        step_in(seat.pk, leila.pk, by=leila.pk, now=NOW)
    assert (steppable(leila.pk, NOW), board(NOW)) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_of_several_who_step_in_at_once_one_gets_the_seat(asha: Person, ben: Person, leila: Person) -> None:
    seat, start, ended = seat_on(), threading.Barrier(3), list[str]()

    def run(person: Person) -> None:
        try:
            start.wait()
            step_in(seat.pk, person.pk, by=person.pk, now=NOW)
            ended.append("done")
        except (SeatTaken, OperationalError):
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in (asha, ben, leila)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(ended) == ["done", "refused", "refused"]
    assert (Assignment.objects.count(), CheckIn.objects.count()) == (1, 1)


def test_those_who_may_step_in_are_shown_the_seats_of_nobody_before_those_of_somebody_late(
    asha: Person, leila: Person, django_assert_num_queries: Counted
) -> None:
    chat, phone, _lead, backup = shift_on(
        MONDAY, 1140, 1320, "chat", "phone", "supervisor", "backup"
    ).seats.all()
    hold(chat, asha)
    soon = seat_on(start=20 * 60 + 15, end=23 * 60)
    check_in(asha.pk, at(18))
    check_out(asha.pk, at(19))
    with django_assert_num_queries(8):
        found = steppable(leila.pk, at(19, 5))
    assert found == [
        OpenSeat(phone.pk, SeatKind.PHONE, None, at(21), ""),
        OpenSeat(backup.pk, SeatKind.BACKUP, None, at(21), ""),
        OpenSeat(soon.pk, SeatKind.CHAT, at(19, 15), at(22), ""),
        OpenSeat(chat.pk, SeatKind.CHAT, None, at(21), "Asha"),
    ]


def test_nothing_is_open_while_nothing_runs(leila: Person, django_assert_num_queries: Counted) -> None:
    seat_on(start=20 * 60 + 16, end=22 * 60)
    with django_assert_num_queries(1):
        assert steppable(leila.pk, NOW) == []


def test_the_board_shows_what_runs_and_what_is_next_in_a_fixed_number_of_queries(
    asha: Person, ben: Person, leila: Person, omar: Person, django_assert_num_queries: Counted
) -> None:
    chat, phone, lead, _ = shift_on(MONDAY, 1140, 1320, "chat", "phone", "supervisor", "backup").seats.all()
    for seat, person in ((chat, asha), (phone, ben), (lead, omar)):
        hold(seat, person)
    hold(seat_on(start=21 * 60, end=23 * 60), leila)
    seat_on(start=21 * 60 + 1, end=23 * 60)
    check_in(asha.pk, NOW)
    check_in(omar.pk, NOW)
    check_out(omar.pk, NOW + timedelta(minutes=1))
    with django_assert_num_queries(5):
        rows = board(at(19, 2))
    assert [(row.kind.value, row.name, row.state) for row in rows] == [
        ("chat", "Asha", BoardState.CHECKED_IN),
        ("phone", "Ben", BoardState.LATE),
        ("supervisor", "Omar", BoardState.ROSTERED),
        ("backup", "", BoardState.EMPTY),
        ("chat", "Leila", BoardState.ROSTERED),
        ("chat", "", BoardState.EMPTY),
    ]


def mine(person: Person, now: datetime) -> tuple[Any, ...]:
    shown = my_duty(person.pk, now)
    kind = shown.seat.kind.value if shown.seat else None
    return shown.duty.state.value, kind, shown.has_begun, shown.may_start, len(shown.open_seats)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(10), ("off", "chat", False, False, 0)),
        (at(17, 45), ("off", "chat", False, True, 0)),
        (at(19), ("off", "chat", True, True, 0)),
        (at(21), ("off", None, False, False, 1)),
        (at(10, day=2), ("off", None, False, False, 0)),
    ],
)
def test_ones_own_duty_says_when_and_whether_it_can_begin(
    asha: Person, now: datetime, expected: tuple[Any, ...]
) -> None:
    hold(seat_on(), asha)
    seat_on(start=19 * 60, end=23 * 60)
    assert mine(asha, now) == expected


def test_a_seat_just_after_midnight_can_be_started_before_it(asha: Person) -> None:
    hold(seat_on(start=0, end=60), asha)
    sunday = at(23) - timedelta(days=1)
    assert mine(asha, sunday - timedelta(minutes=16)) == ("off", None, False, False, 0)
    assert mine(asha, sunday - timedelta(minutes=15)) == ("off", "chat", False, True, 0)


def test_on_duty_nothing_else_is_offered(asha: Person, django_assert_num_queries: Counted) -> None:
    hold(seat_on(), asha)
    seat_on()
    check_in(asha.pk, at(17, 50))
    assert mine(asha, at(17, 55)) == ("on", "chat", False, False, 0)
    with django_assert_num_queries(3):
        assert mine(asha, NOW) == ("on", "chat", True, False, 0)


def test_being_on_call_stands_beside_it(asha: Person) -> None:
    hold(seat_on(kind="backup"), asha)
    assert [my_duty(asha.pk, now).on_call_until for now in (at(17, 59), at(18), at(21))] == [
        None,
        at(21),
        None,
    ]
    assert mine(asha, NOW) == ("off", None, False, False, 0)


def test_what_is_shown_stays_equal_until_something_changes(asha: Person, ben: Person) -> None:
    hold(seat_on(), ben)
    assert my_duty(asha.pk, at(18, 1)) == my_duty(asha.pk, at(18, 4)) != my_duty(asha.pk, at(18, 5))
    assert my_duty(asha.pk, at(18, 5)) == my_duty(asha.pk, at(20, 59))
