"""The page of requests: works, signed out, wrong role, wrong method, bad input, twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, CoverRequest
from scheduling.rules.requests import RequestEvent, RequestState
from scheduling.services.rota.requests import ask_cover, ask_swap, take_step
from tests.scheduling.holds import hold, seat_on
from tests.scheduling.pages import entered, stop_the_clock, text
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
PAGE = "/rota/requests/"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


def held(person: Person, day: int = 5) -> Assignment:
    return hold(seat_on(date(2027, 2, day)), person)


def asked(giver: Person, to: Person | None, day: int = 5) -> int:
    return ask_cover(held(giver, day).pk, to.pk if to else None, by=giver.pk, now=NOW)


def warned(giver: Person, to: Person) -> int:
    """Ask somebody whose next seat follows at once: a rule warns, and their yes waits for a planner."""
    hold(seat_on(date(2027, 2, 5), 22 * 60 + 30, 24 * 60), to)
    request = asked(giver, to)
    take_step(request, RequestEvent.ANSWER_YES, by=to.pk, now=NOW)
    return request


def press(person: Person, request: int, event: str, **more: Any) -> str:
    where = reverse("request_step", args=[request])
    return text(entered(person).post(where, {"event": event, **more}, follow=True))


def state() -> str:
    return CoverRequest.objects.get().state


def test_a_yes_takes_the_seat_over_and_can_be_undone_for_ten_minutes(asha: Person, ben: Person) -> None:
    request = asked(asha, ben)
    assert "The seat is yours now. Asha hears of it." in press(ben, request, "answer_yes")
    assert "What I said yes to" in text(entered(ben).get(PAGE))
    assert "Undone: Asha has the seat" in press(ben, request, "undo")
    assert Assignment.objects.get(state="held").person == asha


def test_a_yes_twice_is_no_error(asha: Person, ben: Person) -> None:
    request = asked(asha, ben)
    for _ in range(2):
        assert "The seat is yours now." in press(ben, request, "answer_yes")
    assert Assignment.objects.filter(state="held").count() == 1


def test_a_no_leaves_the_seat_where_it_is_and_who_asked_reads_it(asha: Person, ben: Person) -> None:
    assert "That is a no. Asha hears of it and has the seat." in press(ben, asked(asha, ben), "answer_no")
    assert "Ben said no, so the seat is still yours." in text(entered(asha).get(PAGE))


def test_who_asked_takes_the_request_back(asha: Person) -> None:
    assert "The request is taken back." in press(asha, asked(asha, None), "withdraw")
    assert state() == RequestState.WITHDRAWN


def test_a_request_to_all_waits_with_those_who_fit(asha: Person, ben: Person, leila: Person) -> None:
    request = asked(asha, None)
    assert "Asha asks everybody who can to take this seat (chat) over." in text(entered(ben).get(PAGE))
    press(ben, request, "answer_yes")
    said = press(leila, request, "answer_yes")
    assert "Somebody answered or closed this request in between." in said


def test_a_yes_against_a_warning_waits_for_a_planner_who_agrees(
    asha: Person, ben: Person, noor: Person
) -> None:
    request = warned(asha, ben)
    said = text(entered(noor).get(PAGE))
    assert "waits for you" in said
    assert "A rule warns: two seats on one day." in said
    assert "Ben has the seat now. Both hear of it." in press(noor, request, "planner_yes")
    assert state() == RequestState.DONE


def test_a_planner_refuses(asha: Person, ben: Person, noor: Person) -> None:
    assert "That is a no." in press(noor, warned(asha, ben), "planner_no")
    assert "A planner said no, so the seat is still yours." in text(entered(asha).get(PAGE))


def test_a_planner_answers_for_another_and_says_for_whom(
    asha: Person, ben: Person, leila: Person, noor: Person
) -> None:
    request = asked(asha, None)
    page = entered(noor).get(PAGE).content.decode()
    offered = [name for name in ("Asha", "Ben", "Leila") if f">{name}</option>" in page]
    assert offered == ["Ben", "Leila"]
    assert "Leila has the seat now." in press(noor, request, "answer_yes", taker=leila.pk)
    assert Assignment.objects.get(state="held").person == leila


def test_a_planner_sees_whose_answer_is_missing(asha: Person, ben: Person, noor: Person) -> None:
    ask_swap(held(asha).pk, held(ben, 8).pk, by=asha.pk, now=NOW - timedelta(hours=25))
    said = text(entered(noor).get(PAGE))
    assert "older than a day" in said
    assert "Asha asks Ben to swap this seat (chat) for the one on Monday 8 February, 19:00–22:00." in said
    assert "Ben says yes" in said


def test_what_was_done_just_now_a_planner_can_still_undo(asha: Person, ben: Person, noor: Person) -> None:
    request = asked(asha, ben)
    press(ben, request, "answer_yes")
    assert "Undo the yes of Ben" in text(entered(noor).get(PAGE))
    assert "Undone" in press(noor, request, "undo")


def test_why_somebody_cannot_take_it_is_said_to_the_planner_without_you(
    asha: Person, ben: Person, noor: Person
) -> None:
    request = asked(asha, None)
    Absence.objects.create(person=ben, starts_at=at(0, day=5), ends_at=at(0, day=6))
    said = press(noor, request, "answer_yes", taker=ben.pk)
    assert "This is in the way: is away then. Choose somebody else." in said
    assert state() == RequestState.OPEN


def test_nobody_but_a_planner_answers_for_another(asha: Person, ben: Person, leila: Person) -> None:
    request = asked(asha, ben)
    assert "This is not yours to answer." in press(leila, request, "answer_no")
    assert "This is not yours to answer." in press(leila, request, "answer_yes", taker=ben.pk)
    assert state() == RequestState.OPEN


def test_a_planners_decision_is_no_counsellors(asha: Person, ben: Person) -> None:
    assert "This is not yours to answer." in press(ben, warned(asha, ben), "planner_yes")
    assert state() == RequestState.NEEDS_PLANNER


@pytest.mark.parametrize(
    "typed", [{}, {"event": "expire"}, {"event": "nothing"}, {"event": "undo", "taker": "x"}]
)
def test_an_unknown_step_is_a_bad_request(asha: Person, typed: dict[str, str]) -> None:
    where = reverse("request_step", args=[asked(asha, None)])
    assert entered(asha).post(where, typed).status_code == 400


def test_a_request_that_is_not_there_is_not_found(asha: Person) -> None:
    where = reverse("request_step", args=[99])
    assert entered(asha).post(where, {"event": "undo"}).status_code == 404


def test_the_way_back_is_the_page_one_came_from_and_of_this_site(asha: Person, ben: Person) -> None:
    where, client = reverse("request_step", args=[asked(asha, ben)]), entered(ben)
    for wanted, led in (("/home/", "/home/"), ("https://example.org/", PAGE), ("", PAGE)):
        answer = client.post(where, {"event": "answer_no", "next": wanted})
        assert answer.headers["Location"] == led


def test_without_requests_the_page_says_where_to_ask(asha: Person, noor: Person) -> None:
    assert "Nothing. You ask from the page of your seat." in text(entered(asha).get(PAGE))
    assert "No requests run" in text(entered(noor).get(PAGE))


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for answer in (client.get(PAGE), client.post(reverse("request_step", args=[1]), {"event": "undo"})):
        assert answer.headers["Location"].startswith("/account/login/")


def test_who_neither_holds_seats_nor_plans_has_no_requests(admin: Person) -> None:
    client = entered(admin)
    assert client.get(PAGE).status_code == 403
    assert client.post(reverse("request_step", args=[1]), {"event": "undo"}).status_code == 403


def test_looking_changes_nothing(asha: Person) -> None:
    client = entered(asha)
    assert client.get(reverse("request_step", args=[1])).status_code == 405
    assert client.post(PAGE).status_code == 405


def test_the_number_of_queries_does_not_grow(
    asha: Person, ben: Person, noor: Person, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for day in range(2, 12):
        asked(asha, None, day)
    client = entered(noor)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        assert text(client.get(PAGE)).count("Note their yes") == 10
