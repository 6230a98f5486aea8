"""What to do now: works, signed out, wrong role, wrong method, bad input, twice."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment
from scheduling.queries import home as queries
from scheduling.services import check_in
from scheduling.services.rota.requests import ask_cover, ask_swap
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.pages import entered, stop_the_clock, text
from tests.scheduling.seats import NOW, PHONE, at, open_evening
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
TUESDAY, FRIDAY = date(2027, 2, 2), date(2027, 2, 5)
SHOWN = {"start": "2027-02-05T19:00:00+01:00", "end": "2027-02-05T22:00:00+01:00"}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


def home(person: Person) -> str:
    return text(entered(person).get("/home/"))


def moved(person: Person) -> Assignment:
    row = hold(seat_on(FRIDAY), person)
    row.confirm_by = at(12, day=3)
    row.save()
    return row


def test_the_page_says_first_whether_we_are_open(asha: Person) -> None:
    assert "The helpline is closed. We do not know yet when" in home(asha)
    open_evening()
    assert "The chat should be open, but nobody is on duty. The phone is closed." in home(asha)
    open_evening(PHONE)
    assert "The helpline should be open, but nobody is on duty." in home(asha)


def test_an_open_channel_says_until_when_and_ones_duty_is_beside_it(asha: Person) -> None:
    open_evening()
    hold(seat_on(), asha)
    assert "You have the chat until 22:00. Start my duty" in home(asha)
    check_in(asha.pk, NOW)
    said = home(asha)
    assert "The chat is open until 22:00. The phone is closed." in said
    assert "Pause End my duty" in said


def test_the_next_seat_says_when_with_whom_and_who_leads(asha: Person, ben: Person, omar: Person) -> None:
    shift = shift_on(MONDAY, 20 * 60 + 12, 23 * 60, "phone", "chat", "supervisor")
    for seat, person in zip(shift.seats.all(), (asha, ben, omar), strict=True):
        hold(seat, person)
    said = home(asha)
    assert "Today, 20:12–23:00 begins in 12 minutes" in said
    assert "Phone, with Ben on the chat. Omar leads." in said


def test_the_line_of_the_next_seat_is_said_to_those_who_do_not_see_it(asha: Person) -> None:
    hold(seat_on(), asha)
    page = entered(asha).get("/home/").content.decode()
    assert 'aria-label="Your seat is from 19:00 to 22:00. It is now 20:00."' in page


def test_a_seat_over_midnight_has_the_line_of_the_day_it_begins_on(asha: Person) -> None:
    hold(seat_on(MONDAY, 23 * 60, 25 * 60), asha)
    page = entered(asha).get("/home/").content.decode()
    assert 'aria-label="Your seat is from 23:00 to 01:00. It is now 20:00."' in page


def test_without_a_seat_the_page_says_so(asha: Person) -> None:
    assert "You have no seat ahead" in home(asha)


def test_later_seats_lead_to_swapping_and_offering(asha: Person) -> None:
    hold(seat_on(TUESDAY), asha)
    later = hold(seat_on(FRIDAY), asha)
    page = entered(asha).get("/home/")
    assert "Hereafter Friday 5 February 19:00–22:00 Chat. Nobody is beside you yet." in text(page)
    assert f'href="/rota/holds/{later.pk}/swap/">Swap' in page.content.decode()
    assert f'href="/rota/seats/{later.seat_id}/">Offer' in page.content.decode()


def test_what_one_offered_can_be_taken_back_here(asha: Person) -> None:
    request = ask_cover(hold(seat_on(FRIDAY), asha).pk, None, by=asha.pk, now=NOW)
    page = entered(asha).get("/home/")
    assert "You asked everybody who can. Nobody took it yet, so the seat is still yours." in text(page)
    assert reverse("request_step", args=[request]) in page.content.decode()


def test_a_request_waits_with_yes_and_no(asha: Person, ben: Person) -> None:
    ask_cover(hold(seat_on(FRIDAY), ben).pk, asha.pk, by=ben.pk, now=NOW)
    said = home(asha)
    assert "Ben asks you to take this seat (chat) over." in said
    assert "Yes, I take it" in said
    assert "No, rather not" in said


def test_a_swap_is_said_with_both_seats(asha: Person, ben: Person) -> None:
    mine = hold(seat_on(TUESDAY), asha)
    ask_swap(hold(seat_on(FRIDAY), ben).pk, mine.pk, by=ben.pk, now=NOW)
    said = home(asha)
    assert "Ben wants to swap this seat (chat) for yours on Tuesday 2 February, 19:00–22:00." in said
    assert "Yes, swap" in said


def test_what_one_may_not_take_says_why_and_has_no_yes(asha: Person, ben: Person) -> None:
    theirs = hold(seat_on(FRIDAY), ben)
    ask_cover(theirs.pk, asha.pk, by=ben.pk, now=NOW)
    Absence.objects.create(person=asha, starts_at=theirs.starts_at, ends_at=theirs.ends_at)
    said = home(asha)
    assert "You cannot take it: you are away then." in said
    assert "Yes, I take it" not in said
    assert "No, rather not" in said


def test_a_rule_that_warns_is_said_before_the_yes(asha: Person, ben: Person) -> None:
    hold(seat_on(FRIDAY, 23 * 60, 24 * 60), asha)
    ask_cover(hold(seat_on(FRIDAY), ben).pk, asha.pk, by=ben.pk, now=NOW)
    assert "If you say yes, a planner must agree: a second seat on one day, with 1 hours" in home(asha)


def test_open_seats_that_suit_are_offered_with_a_reason_and_a_button(asha: Person) -> None:
    open_evening(weekday=4)
    seat = seat_on(FRIDAY)
    page = entered(asha).get("/home/")
    assert "Friday 5 February 19:00–22:00 Chat: open. 48 hours below what was agreed." in text(page)
    assert reverse("seat_sign_up", args=[seat.pk]) in page.content.decode()
    assert SHOWN["start"] in page.content.decode()


def test_an_open_seat_is_taken_with_one_button_that_leads_back_here(asha: Person) -> None:
    seat = seat_on(FRIDAY)
    answer = entered(asha).post(
        reverse("seat_sign_up", args=[seat.pk]), {**SHOWN, "next": "/home/"}, follow=True
    )
    assert "The seat is yours: " in text(answer)
    assert "Friday, 19:00–22:00 begins in 3 days" in text(answer)


def test_a_seat_that_moved_is_kept_with_one_button_and_twice_is_no_error(asha: Person) -> None:
    row, client = moved(asha), entered(asha)
    assert "Your seat (chat) has moved to this time. Can you be there?" in text(client.get("/home/"))
    for _ in range(2):
        answer = client.post(reverse("move_answer", args=[row.pk]), {"answer": "yes"}, follow=True)
        assert "Noted: you keep the seat." in text(answer)
    row.refresh_from_db()
    assert (row.state, row.confirm_by) == ("held", None)


def test_a_seat_that_moved_is_given_up_with_the_other_button(asha: Person) -> None:
    row, client = moved(asha), entered(asha)
    where = reverse("move_answer", args=[row.pk])
    assert "the seat is open for others now" in text(client.post(where, {"answer": "no"}, follow=True))
    assert "no longer yours" in text(client.post(where, {"answer": "no"}, follow=True))
    row.refresh_from_db()
    assert row.state == "released"


def test_nobody_answers_for_somebody_elses_seat(asha: Person, ben: Person) -> None:
    row = moved(asha)
    answer = entered(ben).post(reverse("move_answer", args=[row.pk]), {"answer": "yes"}, follow=True)
    assert "This seat is no longer yours, or you answered already. Look again." in text(answer)
    row.refresh_from_db()
    assert row.confirm_by is not None


def test_an_unknown_answer_is_a_bad_request(asha: Person) -> None:
    where = reverse("move_answer", args=[moved(asha).pk])
    assert entered(asha).post(where, {"answer": "maybe"}).status_code == 400


def test_ones_hours_stand_against_what_was_agreed(asha: Person) -> None:
    hold(seat_on(), asha)
    assert "All hours 3 48 of which late, at weekends or on holidays 1 48" in home(asha)


def test_a_counsellor_sees_no_draft_and_no_other_counsellors_hours(asha: Person, ben: Person) -> None:
    open_evening(weekday=4)
    hold(shift_on(FRIDAY, state="draft").seats.get(), asha)
    hold(shift_on(TUESDAY, state="draft").seats.get(), ben)
    said = home(asha)
    assert "5 February" not in said
    assert "Ben" not in said


def test_the_page_speaks_dutch(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    hold(seat_on(), asha)
    page = client.get("/home/").content.decode()
    assert '<html lang="nl">' in page
    assert "19.00–22.00" in page


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for answer in (
        client.get("/home/"),
        client.post(reverse("move_answer", args=[1]), {"answer": "yes"}),
    ):
        assert answer.headers["Location"].startswith("/account/login/")


def test_who_only_administers_answers_for_no_seat(admin: Person) -> None:
    client = entered(admin)
    assert client.post(reverse("move_answer", args=[1]), {"answer": "yes"}).status_code == 403


def test_looking_changes_nothing(asha: Person) -> None:
    client = entered(asha)
    assert client.post("/home/").status_code == 405
    assert client.get(reverse("move_answer", args=[1])).status_code == 405


def test_the_number_of_queries_does_not_grow(
    asha: Person, ben: Person, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for weekday in range(7):
        open_evening(weekday=weekday)
    for number in range(2, 28, 2):
        shift = shift_on(date(2027, 2, number), 1140, 1320, "phone", "chat", "chat")
        mine, theirs, _open = shift.seats.all()
        hold(mine, asha)
        ask_cover(hold(theirs, ben).pk, asha.pk, by=ben.pk, now=NOW)
    with django_assert_max_num_queries(24):
        page = queries.home(asha.pk, NOW)
    assert (len(page.later), len(page.requests.of_me)) == (12, 13)
