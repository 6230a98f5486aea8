"""The board: what each sees, and what a supervisor does on it; refused, twice."""

from collections.abc import Callable

import pytest
from django.test import Client

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Assignment, CoverRequest, RotaEvent
from scheduling.queries import duty_of
from scheduling.rules.duty import DutyState
from scheduling.services import check_in, check_out
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.reading import reads, text
from tests.scheduling.seats import NOW, at, open_evening

pytestmark = pytest.mark.django_db
PAGE = "/rota/board/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.views.board.utc_now", lambda: NOW)


@pytest.fixture
def supervisor(client: Client, omar: Person) -> Client:
    return reads(client, omar)


def post(client: Client, address: str) -> str:
    return text(client.post(PAGE + address, follow=True))


def test_it_says_who_is_there_and_when_the_next_handover_is(supervisor: Client, asha: Person) -> None:
    open_evening()
    hold(seat_on(), asha)
    seat_on(start=21 * 60, end=23 * 60)
    check_in(asha.pk, at(18, 2))
    read = text(supervisor.get(PAGE))
    assert "As it was at 20:00. Look again" in read
    assert "Chat : somebody is there, open until 22:00" in read
    assert "The next handover is at 22:00, in 2 hours." in read
    assert "Asha , on duty since 19:02 until 22:00" in read
    assert "Open seat , nobody yet from 21:00, in 60 minutes" in read


def test_a_quiet_evening_says_so(supervisor: Client) -> None:
    read = text(supervisor.get(PAGE))
    for said in ("No shift runs now.", "No shift begins then.", "up to 14 days ahead: 0"):
        assert said in read


def test_gaps_stand_by_how_near_they_are(supervisor: Client) -> None:
    open_evening()
    shift_on(MONDAY, 1140, 1320, "chat", "supervisor")
    read = text(supervisor.get(PAGE))
    assert "Now: 2" in read
    assert "up to 14 days ahead: 4" in read
    assert "Monday 15 February, 19:00–22:00 no seat for chat, in 13 days" in read


def test_what_is_still_to_do_is_for_planners_and_managers(
    client: Client, noor: Person, omar: Person, asha: Person, hire: Callable[..., Person]
) -> None:
    shift_on(MONDAY, 22 * 60, 23 * 60, state="draft")
    held = hold(seat_on(MONDAY.replace(day=5)), asha)
    CoverRequest.objects.create(
        assignment=held, kind="cover", state="open", asked_at=at(19, day=1).replace(month=1), expires_at=held.starts_at
    )  # fmt: skip
    read = text(reads(client, noor).get(PAGE))
    assert "Week 5, from 1 February 2027 not all of it is published Publish" in read
    assert "Friday 5 February, 19:00–22:00 Asha asks since 1 January 20:00 Look" in read
    manager = text(reads(client, hire("Leila", Role.MANAGER)).get(PAGE))
    assert "not all of it is published Friday" in manager
    assert "Still to do" not in text(reads(client, omar).get(PAGE))


def test_nothing_to_do_is_said(client: Client, noor: Person) -> None:
    assert "no request waits for more than a day" in text(reads(client, noor).get(PAGE))


def test_a_supervisor_steps_into_a_gap_and_for_somebody_late(
    supervisor: Client, omar: Person, asha: Person
) -> None:
    gap, late = shift_on(MONDAY, 1140, 1320, "chat", "phone").seats.all()
    hold(late, asha)
    page = supervisor.get(PAGE).content.decode()
    assert page.count(">Step in<") == 2
    assert "You have the seat now." in post(supervisor, f"seats/{gap.pk}/step-in/")
    assert Assignment.objects.get(person=omar).origin == "step_in"
    assert duty_of(omar.pk, NOW).state is DutyState.ON


def test_a_seat_that_somebody_else_took_is_refused_with_a_sentence(supervisor: Client, ben: Person) -> None:
    seat = seat_on()
    hold(seat, ben)
    check_in(ben.pk, NOW)
    assert "This seat is not free any more." in post(supervisor, f"seats/{seat.pk}/step-in/")
    assert "This seat is not free any more." in post(supervisor, "seats/999/step-in/")


def test_a_supervisor_pauses_somebody_and_lets_them_go_on(
    supervisor: Client, asha: Person, omar: Person
) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, at(18))
    assert "Paused: nothing new comes." in post(supervisor, f"people/{asha.pk}/pause/")
    read = text(supervisor.get(PAGE))
    assert "Asha , pauses since 20:00" in read
    assert "End the pause" in read
    assert "The pause is over." in post(supervisor, f"people/{asha.pk}/resume/")
    assert list(RotaEvent.objects.order_by("pk").values_list("action", "actor", "person")) == [
        ("paused_for", omar.pk, asha.pk), ("resumed_for", omar.pk, asha.pk),
    ]  # fmt: skip


def test_pausing_twice_notes_it_once(supervisor: Client, asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, at(18))
    for _ in range(2):
        post(supervisor, f"people/{asha.pk}/pause/")
    assert RotaEvent.objects.count() == 1


def test_nobody_is_paused_who_left_meanwhile(supervisor: Client, asha: Person) -> None:
    hold(seat_on(), asha)
    check_in(asha.pk, at(18))
    check_out(asha.pk, at(18, 30))
    for act in ("pause", "resume"):
        assert "this person is not on duty any more" in post(supervisor, f"people/{asha.pk}/{act}/")


def test_who_only_reads_sees_no_buttons(client: Client, noor: Person, asha: Person) -> None:
    hold(seat_on(), asha)
    seat_on()
    check_in(asha.pk, NOW)
    page = reads(client, noor).get(PAGE).content.decode()
    assert "/pause/" not in page
    assert "/step-in/" not in page
