"""The page of a seat: who gets in, and what it shows to whom."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Absence, Assignment
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.seat_pages import (
    EVENING,
    FAR,
    asked,
    look,
    stop_the_clock,
    visit,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


# Who gets in


def every_address(asha: Person) -> list[tuple[str, str]]:
    """Return each address with the method that does something there."""
    row = hold(seat_on(FAR), asha)
    acts = ("hold_give_back", "hold_put_back", "hold_split", "hold_ask", "hold_swap", "hold_confirm")
    return [
        ("get", reverse("rota_seat", args=[row.seat_id])),
        *(("post", reverse(name, args=[row.seat_id])) for name in ("seat_sign_up", "seat_assign")),
        *(("post", reverse(name, args=[row.pk])) for name in acts),
    ]


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client, asha: Person) -> None:
    for method, address in every_address(asha):
        response = getattr(client, method)(address)
        assert (response.status_code, "next=" in response.url) == (302, True)


def test_an_administrator_has_no_business_here(client: Client, admin: Person, asha: Person) -> None:
    visit(client, admin)
    for method, address in every_address(asha):
        assert getattr(client, method)(address).status_code == 403


def test_a_wrong_method_is_refused_and_a_page_after_a_mistake_can_be_loaded_again(
    client: Client, asha: Person, noor: Person
) -> None:
    client = visit(client, noor)
    for method, address in every_address(asha):
        wrong = client.post(address) if method == "get" else client.put(address)
        assert wrong.status_code == 405
    row = Assignment.objects.get()
    for name, pk in (("seat_assign", row.seat_id), ("hold_split", row.pk), ("hold_ask", row.pk)):
        assert client.get(reverse(name, args=[pk])).url == reverse("rota_seat", args=[row.seat_id])


def test_what_is_not_there_is_not_found(client: Client, hire: Callable[..., Person], asha: Person) -> None:
    everything = hire("Leila", Role.COUNSELLOR, Role.PLANNER)
    for method, address in every_address(asha):
        missing = re.sub(r"\d+", "999", address)
        assert getattr(visit(client, everything), method)(missing, EVENING).status_code == 404


def test_a_colleague_acts_on_nobodys_hold_but_their_own(client: Client, asha: Person, ben: Person) -> None:
    addresses = every_address(asha)
    client = visit(client, ben)
    for method, address in addresses[3:-1]:
        assert getattr(client, method)(address).status_code == 404
    assert client.post(addresses[-1][1]).status_code == client.post(addresses[2][1]).status_code == 403


def test_a_draft_is_there_for_planners_only(client: Client, asha: Person, noor: Person) -> None:
    row = hold(shift_on(FAR, state="draft").seats.get(), asha)
    client = visit(client, asha)
    assert client.get(reverse("rota_seat", args=[row.seat_id])).status_code == 404
    assert client.post(reverse("seat_sign_up", args=[row.seat_id]), EVENING).status_code == 404
    assert client.post(reverse("hold_give_back", args=[row.pk])).status_code == 404
    assert "Chat draft" in look(visit(client, noor), row.seat)


# What it shows


def test_it_shows_who_has_it_and_who_is_beside(client: Client, asha: Person, ben: Person) -> None:
    chat, phone = shift_on(FAR, 1140, 1320, "chat", "phone").seats.all()
    hold(chat, ben)
    hold(phone, asha)
    said = look(visit(client, asha), chat)
    assert "Tuesday 9 February, 19:00–22:00 Chat" in said
    assert "Who has this seat Ben 19:00–22:00 On the same shift Phone Asha" in said
    assert "Who had it when" not in said


def test_a_planner_sees_who_had_it_when_and_in_spite_of_what(
    client: Client, asha: Person, noor: Person
) -> None:
    row = hold(seat_on(FAR), asha)
    row.state, row.released_at, row.made_by, row.warnings = (
        "released",
        NOW - timedelta(days=1),
        noor,
        "short_rest",
    )
    row.save()
    said = look(visit(client, noor), row.seat)
    assert "Asha 19:00–22:00 given by a planner, in spite of: short rest Noor 2 January 2027 20:00" in said


def test_who_cannot_take_it_reads_all_reasons_instead_of_a_button(client: Client, asha: Person) -> None:
    asha.takes_chat = False
    asha.save()
    Absence.objects.create(person=asha, starts_at=at(10, day=9), ends_at=at(20, day=9))
    said = look(visit(client, asha), seat_on(FAR))
    assert "yourself: – you are not trained for this seat – you are away then Choose another seat." in said
    assert "Take this seat" not in said


def test_what_only_warns_a_planner_can_give_all_the_same(client: Client, asha: Person) -> None:
    hold(seat_on(FAR, 8 * 60, 17 * 60), asha)
    assert "A planner can give it to you all the same: ask." in look(visit(client, asha), seat_on(FAR))


def test_a_supervisor_without_the_chat_and_a_manager_only_look(
    client: Client, omar: Person, noor: Person
) -> None:
    seat = seat_on(FAR)
    noor.groups.remove(noor.groups.get(name="planner"))
    assert "Take this seat" not in look(visit(client, noor), seat)
    assert "Take this seat" in look(visit(client, omar), seat)


@pytest.mark.parametrize("to", ["ben", None])
def test_who_asks_whom_is_shown_to_the_two_and_to_planners(
    client: Client, hire: Callable[..., Person], to: str | None
) -> None:
    asha, ben, leila = (hire(name, Role.COUNSELLOR) for name in ("Asha", "Ben", "Leila"))
    row = hold(seat_on(FAR), asha)
    asked(row, to_person=ben if to else None)
    people = (asha, ben, leila, hire("Noor", Role.PLANNER))
    seen = {one.name: "Asked about this seat" in look(visit(client, one), row.seat) for one in people}
    assert seen == {"Asha": True, "Ben": True, "Leila": to is None, "Noor": True}


def test_the_page_has_one_heading_and_nothing_inline(client: Client, asha: Person, noor: Person) -> None:
    row = hold(seat_on(FAR), asha, end=at(20, day=9))
    asked(row)
    page = visit(client, noor).get(reverse("rota_seat", args=[row.seat_id])).content.decode()
    assert page.count("<h1") == 1
    assert not re.search(r"style=|<style|<script|\son\w+=", page)
