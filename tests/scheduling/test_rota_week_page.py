"""The week's page: works, signed out, wrong role, wrong method, bad input; who sees what; how heavy it is."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import CoverRequest, OpeningException, Shift
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import NOW, at, open_evening
from tests.scheduling.weeks import fill_week, open_all_week
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db

WEEK = "/rota/?week=2027-W05"


@pytest.fixture(autouse=True)
def _monday_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.views.rota_week.utc_now", lambda: NOW)


@pytest.fixture
def reads(client: Client) -> Callable[[Person], Callable[..., str]]:
    """Sign somebody in with English pages, and return what they read on one."""

    def signed_in(person: Person) -> Callable[..., str]:
        person.language = "en"
        person.save(update_fields=["language"])
        sign_in(client, person)
        return lambda address=WEEK: text(client.get(address))

    return signed_in


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    response = client.get(reverse("rota_week"))
    assert (response.status_code, response.url) == (302, "/account/login/?next=/rota/")


def test_an_administrator_has_no_business_here(client: Client, admin: Person) -> None:
    sign_in(client, admin)
    assert client.get(WEEK).status_code == 403


def test_a_wrong_method_is_refused(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    assert client.post(WEEK).status_code == 405


def test_without_a_week_it_is_this_one_from_today(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    assert client.get(reverse("rota_week")).url == "/rota/?week=2027-W05#today"


@pytest.mark.parametrize("week", ["2027", "2027-W54", "2027-W00", "9999-W52", "2027-W05x", "<b>"])
def test_a_week_that_is_none_is_not_found(client: Client, asha: Person, week: str) -> None:
    sign_in(client, asha)
    assert client.get(reverse("rota_week"), {"week": week}).status_code == 404


def test_a_seats_own_text_says_day_time_seat_and_holder(
    reads: Callable[..., Any], asha: Person, ben: Person
) -> None:
    hold(seat_on(), ben)
    hold(seat_on(MONDAY, 600, 1020, "phone"), asha)
    said = reads(asha)()
    assert "Monday 1 February 19:00–22:00, chat: Ben" in said
    assert "Monday 1 February 10:00–17:00, phone: Asha you" in said


def test_a_seat_says_its_state(reads: Callable[..., Any], asha: Person, ben: Person) -> None:
    open_evening()
    asked = hold(seat_on(), ben, end=at(20))
    CoverRequest.objects.create(
        assignment=asked, kind="cover", state="open", asked_at=NOW, expires_at=asked.starts_at
    )
    seat_on(MONDAY, 19 * 60, 22 * 60, "supervisor")
    said = reads(asha)()
    assert "chat: Ben 19:00–21:00, open 21:00–22:00 , asks for cover" in said
    assert "supervisor: Open seat leads" in said


def test_what_is_over_is_no_open_place_any_more(reads: Callable[..., Any], asha: Person) -> None:
    open_evening(weekday=0)
    seat_on(date(2027, 1, 25))
    said = reads(asha)("/rota/?week=2027-W04")
    assert "chat: Nobody" in said
    assert "Open seat" not in said


def test_drafts_are_shown_and_marked_for_planners_only(
    reads: Callable[..., Any], asha: Person, noor: Person
) -> None:
    hold(shift_on(state="draft").seats.get(), asha)
    said = reads(noor)()
    assert "This week has drafts." in said
    assert "22:00, draft, chat: Asha" in said
    assert "No shifts this week The planner has not published this week yet." in reads(asha)()


def test_drafts_can_be_published_from_here(reads: Callable[..., Any], noor: Person) -> None:
    shift_on(state="draft")
    assert "Publish week 5" in reads(noor)()
    Shift.objects.update(state="published", published_at=NOW)
    assert "Publish week 5" not in reads(noor)()


def test_planners_choose_somebody_for_a_gap_and_others_look(
    reads: Callable[..., Any], asha: Person, noor: Person
) -> None:
    open_evening(weekday=1)
    hold(
        shift_on(date(2027, 2, 2), 1140, 1320, "chat", "chat").seats.get(position=1), asha, end=at(20, day=2)
    )
    said = reads(noor)()
    assert (
        "Tuesday 2 February, 19:00–22:00, chat in 23 hours, nobody else on the chat Choose somebody" in said
    )
    assert "Choose somebody" not in reads(asha)()


def test_a_time_without_any_seat_is_told_to_planners(
    reads: Callable[..., Any], asha: Person, noor: Person
) -> None:
    open_evening()
    said = reads(noor)()
    assert "1 gap Monday 1 February, 19:00–22:00, no seat for chat and supervisor now Add a shift" in said
    assert "gap" not in reads(asha)()
    noor.groups.remove(noor.groups.get(name="planner"))
    said = reads(noor)()
    assert ("no seat for chat and supervisor" in said, "Add a shift" in said) == (True, False)


def test_many_gaps_are_told_in_short(reads: Callable[..., Any], noor: Person) -> None:
    open_evening(weekday=6)
    shift_on(date(2027, 2, 7), 1140, 1320, *["chat"] * 12)
    said = reads(noor)()
    assert "13 gaps" in said
    assert "And 3 more: they are marked in the days below." in said


def test_a_day_says_its_hours_holiday_and_exception(reads: Callable[..., Any], noor: Person) -> None:
    open_all_week()
    OpeningException.objects.create(date=date(2027, 3, 28), channel="", name_key="other", entered_at=NOW)
    OpeningException.objects.create(
        date=date(2027, 3, 27), channel="chat", name_key="training", entered_at=NOW
    )
    said = reads(noor)("/rota/?week=2027-W12")
    assert "Friday 26 March Good Friday Open or closed? Friday 26 March Open 10:00–22:00." in said
    assert "Saturday 27 March Chat: training Phone 10:00–22:00. Chat closed." in said
    assert "Sunday 28 March Easter Sunday other reason closed" in said


def test_the_line_says_what_it_shows(client: Client, asha: Person) -> None:
    open_evening()
    hold(seat_on(), asha, end=at(20))
    sign_in(client, asha)
    page = client.get(WEEK).content.decode()
    assert 'aria-label="Chat: er is iemand 19.00–21.00; niemand 21.00–22.00."' in page
    assert page.count('class="line-open"') == page.count('class="line-closed"') == 1


def test_a_full_week_is_a_light_page(client: Client, hire: Callable[..., Person], noor: Person) -> None:
    open_all_week()
    people = [hire(f"Hulpverlener-{n}", Role.COUNSELLOR) for n in range(10)]
    assert fill_week(MONDAY, people, state="draft") == 140
    sign_in(client, noor)
    assert len(client.get(WEEK).content) <= 40_000


def test_the_page_has_one_heading_seven_days_and_nothing_inline(client: Client, noor: Person) -> None:
    fill = shift_on(state="draft")
    hold(fill.seats.get(), noor)
    sign_in(client, noor)
    page = client.get(WEEK).content.decode()
    assert (page.count("<h1"), page.count('<section class="week-day"')) == (1, 7)
    assert not re.search(r"style=|<style|<script|\son\w+=", page)
