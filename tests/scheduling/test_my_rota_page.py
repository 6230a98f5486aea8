"""One's own week, absences, calendar and hours: works, signed out, wrong role, wrong method, bad input, twice."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Absence, Availability, Feed
from scheduling.services.rota.colleagues import rotate_feed
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.pages import entered, stop_the_clock, text
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
PAGE, WEEK = "/rota/me/", "/rota/me/availability/"
AWAY, CALENDAR = "/rota/me/absences/add/", "/rota/me/calendar/"
ONE_ROW = {"rows": "1", "row0-weekday": "3", "row0-start": "18:00", "row0-end": "01:00", "row0-gladly": "on"}
TWO_DAYS = {"first_day": "2027-02-04", "last_day": "2027-02-05"}


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


def stored() -> list[tuple[int, int, int, str]]:
    rows = Availability.objects.order_by("weekday", "start_minute")
    return list(rows.values_list("weekday", "start_minute", "end_minute", "wish"))


def errors(page: str) -> list[str]:
    return [" ".join(found.split()) for found in re.findall(r'class="field-error"[^>]*>([^<]+)<', page)]


def values(page: str, name: str) -> list[str]:
    found = re.findall(rf'<input[^>]* name="row\d+-{name}"[^>]*>', page)
    return [value.group(1) if (value := re.search(r'value="([^"]*)"', one)) else "" for one in found]


def entry_id() -> int:
    return Absence.objects.get().pk


# --- the week ---------------------------------------------------------------------------------
def test_a_week_is_saved_and_shown(asha: Person) -> None:
    answer = entered(asha).post(WEEK, {**ONE_ROW, "save": "1"}, follow=True)
    assert stored() == [(3, 1080, 1500, "prefer")]
    assert "Thursday 18:00–01:00 (the next day), gladly" in text(answer)


def test_an_empty_row_says_nothing_and_no_rows_mean_any_hour(asha: Person) -> None:
    client = entered(asha)
    client.post(WEEK, {**ONE_ROW, "rows": "3", "save": "1"})
    assert len(stored()) == 1
    answer = client.post(WEEK, {"rows": "2", "save": "1"}, follow=True)
    assert "You have not said when you can come, so you are asked for any hour." in text(answer)
    assert stored() == []


def test_one_button_fills_in_every_weekday_evening_and_saves_nothing(asha: Person) -> None:
    page = entered(asha).post(WEEK, {**ONE_ROW, "add": "weekday_evenings"}).content.decode()
    assert values(page, "start") == ["18:00"] * 6 + [""] * 2
    assert values(page, "end") == ["01:00", *["24:00"] * 5, "", ""]
    assert stored() == []


def test_a_row_is_removed_and_what_was_typed_in_the_others_stays(asha: Person) -> None:
    typed = {**ONE_ROW, "rows": "2", "row1-weekday": "1", "row1-start": "half past", "remove": "0"}
    page = entered(asha).post(WEEK, typed).content.decode()
    assert values(page, "start") == ["half past", "", ""]
    assert errors(page) == []


def test_more_rows_are_added_below_what_was_typed(asha: Person) -> None:
    typed = {
        "rows": "2",
        **{f"row{n}-{k}": v for n in (0, 1) for k, v in (("weekday", "1"), ("start", "9:00"))},
    }
    page = entered(asha).post(WEEK, {**typed, "more": "1"}).content.decode()
    assert values(page, "start") == ["9:00", "9:00", "", ""]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"row0-weekday": ""}, "Choose a weekday."),
        ({"row0-start": "", "row0-end": ""}, "Type from when until when you can come."),
        ({"row0-end": ""}, "Type both the start and the end."),
        ({"row0-start": "late"}, "Type a time such as 19:00."),
        ({"row0-end": "18:00"}, "Start and end are the same. A whole day is 00:00 to 24:00."),
    ],
)
def test_a_mistake_in_the_week_is_named_and_nothing_typed_is_lost(
    asha: Person, typed: dict[str, str], said: str
) -> None:
    page = entered(asha).post(WEEK, {**ONE_ROW, **typed, "save": "1"}).content.decode()
    assert errors(page) == [said]
    assert typed.get("row0-start", "18:00") in values(page, "start")
    assert stored() == []


def test_a_week_has_no_more_rows_than_one_can_read(asha: Person) -> None:
    many = {"rows": "999999", **{f"row{n}-start": "9:00" for n in range(40)}, "more": "1"}
    assert len(values(entered(asha).post(WEEK, many).content.decode(), "start")) == 30


@pytest.mark.parametrize("rows", ["", "x", "-1"])
def test_a_number_of_rows_that_is_none_is_no_row(asha: Person, rows: str) -> None:
    assert entered(asha).post(WEEK, {**ONE_ROW, "rows": rows, "save": "1"}).status_code == 302
    assert stored() == []


def test_the_week_is_shown_as_it_is(asha: Person) -> None:
    Availability.objects.create(person=asha, weekday=0, start_minute=0, end_minute=1440, wish="can")
    page = entered(asha).get(WEEK).content.decode()
    assert (values(page, "start")[0], values(page, "end")[0]) == ("00:00", "24:00")


# --- absences ---------------------------------------------------------------------------------
def test_an_absence_is_noted_without_a_reason(asha: Person) -> None:
    client = entered(asha)
    page = client.get(PAGE)
    assert "There is no place to say why." in text(page)
    assert "textarea" not in page.content.decode()
    said = text(client.post(AWAY, TWO_DAYS, follow=True))
    assert "Saved: you are away from Thursday 4 February up to and including Friday 5 February." in said
    assert (Absence.objects.get().starts_at, Absence.objects.get().ends_at) == (at(23, day=3), at(23, day=5))


def test_times_are_kept_where_they_were_typed(asha: Person) -> None:
    typed = {"first_day": "2027-02-04", "last_day": "2027-02-04", "start": "13:00", "end": "17:30"}
    said = text(entered(asha).post(AWAY, typed, follow=True))
    assert "you are away from Thursday 4 February 13:00 until Thursday 4 February 17:30." in said
    assert Absence.objects.get().starts_at == at(12, day=4)


def test_one_whole_day_is_said_as_one(asha: Person) -> None:
    said = text(entered(asha).post(AWAY, {**TWO_DAYS, "last_day": "2027-02-04"}, follow=True))
    assert "Saved: you are away all of Thursday 4 February." in said


def test_what_an_absence_gives_back_is_said_first_and_then_done(asha: Person) -> None:
    rows = [hold(seat_on(date(2027, 2, day)), asha) for day in (4, 5, 6)]
    hold(shift_on(date(2027, 2, 5), 600, 700, state="draft").seats.get(), asha)
    client = entered(asha)
    said = text(client.post(AWAY, TWO_DAYS))
    assert "This gives 2 seats back, and they are gaps then: Thursday 4 February, 19:00–22:00" in said
    assert not Absence.objects.exists()
    said = text(client.post(AWAY, {**TWO_DAYS, "anyway": "1"}, follow=True))
    assert "2 seats are given back and are gaps now." in said
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["released", "released", "held"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last_day": "2027-02-03"}, "The last day lies before the first day."),
        ({"last_day": ""}, "Choose the last day."),
        ({"first_day": "soon"}, "Enter a valid date."),
        ({"last_day": "2027-02-04", "start": "12:00", "end": "12:00"}, "It ends before it begins."),
        ({"start": "noon"}, "Type a time such as 19:00."),
        ({"first_day": "2027-01-04", "last_day": "2027-01-05"}, "All of it is past."),
        ({"first_day": "2027-03-28", "last_day": "2027-03-29", "start": "2:30"}, "The clock goes forward"),
        ({"first_day": "2027-10-31", "last_day": "2027-10-31", "end": "2:30"}, "The clock goes back and"),
    ],
)
def test_a_mistake_in_an_absence_is_named_and_nothing_typed_is_lost(
    asha: Person, typed: dict[str, str], said: str
) -> None:
    page = entered(asha).post(AWAY, {**TWO_DAYS, **typed}).content.decode()
    assert [error for error in errors(page) if error.startswith(said)]
    assert all(f'value="{value}"' in page for value in typed.values() if value)
    assert not Absence.objects.exists()


def test_of_a_time_that_comes_twice_one_says_which(asha: Person) -> None:
    twice = {"first_day": "2027-10-31", "last_day": "2027-10-31", "end": "2:30"}
    client = entered(asha)
    assert "I mean the first of the two" in text(client.post(AWAY, twice))
    client.post(AWAY, {**twice, "first_of_two": "on"})
    assert Absence.objects.get().ends_at == NOW.replace(month=10, day=31, hour=0, minute=30)


def test_an_absence_is_taken_back_and_twice_is_not_found(asha: Person) -> None:
    client = entered(asha)
    client.post(AWAY, TWO_DAYS)
    where = reverse("absence_take_back", args=[entry_id()])
    assert "Seats that you gave back stay open" in text(client.post(where, follow=True))
    assert client.post(where).status_code == 404


def test_nobody_takes_back_somebody_elses_absence(asha: Person, ben: Person) -> None:
    entered(asha).post(AWAY, TWO_DAYS)
    assert entered(ben).post(reverse("absence_take_back", args=[entry_id()])).status_code == 404
    assert Absence.objects.exists()


# --- the calendar -----------------------------------------------------------------------------
def made(client: Client, **typed: str) -> str:
    page = client.post(CALENDAR, {"summary": "", "make": "1", **typed}).content.decode()
    found = re.search(r'<input[^>]* readonly value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_an_address_is_shown_once_and_works(asha: Person) -> None:
    client = entered(asha)
    address = made(client, summary="Choir")
    assert re.fullmatch(r"http://localhost(:\d+)?/agenda/[\w-]{43}\.ics", address)
    assert "/agenda/" not in client.get(PAGE).content.decode()
    answer = Client().get("/" + address.split("/", 3)[3])
    assert answer.status_code == 200
    assert Feed.objects.get().summary == "Choir"


def test_the_address_itself_is_kept_nowhere(asha: Person) -> None:
    client = entered(asha)
    token = made(client).split("/")[-1].removesuffix(".ics")
    assert token not in str(dict(client.session.items()))
    assert token.encode() not in bytes(Feed.objects.get().token_hash)


def test_a_new_address_ends_the_old_one(asha: Person) -> None:
    client = entered(asha)
    first, second = made(client), made(client)
    paths = ["/" + address.split("/", 3)[3] for address in (first, second)]
    assert [Client().get(path).status_code for path in paths] == [404, 200]


def test_the_word_is_changed_and_the_address_stays(asha: Person) -> None:
    client = entered(asha)
    address = made(client)
    client.post(CALENDAR, {"summary": "Choir", "rename": "1"})
    assert Feed.objects.get().summary == "Choir"
    assert Client().get("/" + address.split("/", 3)[3]).status_code == 200


@pytest.mark.parametrize("word", ["Chat", "my DIENST", "Helpline", "x" * 41])
def test_a_word_that_tells_is_refused(asha: Person, word: str) -> None:
    page = entered(asha).post(CALENDAR, {"summary": word, "make": "1"}).content.decode()
    assert errors(page)
    assert f'value="{word}"' in page
    assert not Feed.objects.exists()


def test_the_address_is_ended_and_twice_is_no_error(asha: Person) -> None:
    client = entered(asha)
    made(client)
    for _ in range(2):
        assert "The address leads nowhere now." in text(client.post(CALENDAR, {"end": "1"}, follow=True))
    assert not Feed.objects.exists()


def test_the_page_says_who_will_know_and_when_a_calendar_came_by(asha: Person) -> None:
    rotate_feed(asha.pk, "", now=NOW)
    client = entered(asha)
    said = text(client.get(PAGE))
    assert "Your calendar's provider, and whoever sees your calendar, will know these times." in said
    assert "Your address was made on 1 February 2027 20:00. No calendar has come by yet." in said
    Feed.objects.update(fetched_on=date(2027, 2, 3))
    assert "A calendar last came by on Wednesday 3 February." in text(client.get(PAGE))


# --- everything -------------------------------------------------------------------------------
def test_ones_own_hours_are_shown(asha: Person) -> None:
    hold(seat_on(), asha)
    assert "The twelve weeks from Monday 16 November" in text(entered(asha).get(PAGE))


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    answers: list[Any] = [client.get(PAGE), client.get(WEEK)]
    answers += [client.post(where) for where in (WEEK, AWAY, CALENDAR, "/rota/me/absences/1/take-back/")]
    assert all(answer.headers["Location"].startswith("/account/login/") for answer in answers)


def test_who_holds_no_seats_has_no_such_page(noor: Person) -> None:
    client = entered(noor)
    assert {client.get(PAGE).status_code, client.get(WEEK).status_code} == {403}
    for where in (WEEK, AWAY, CALENDAR, "/rota/me/absences/1/take-back/"):
        assert client.post(where, TWO_DAYS).status_code == 403


def test_looking_changes_nothing(asha: Person) -> None:
    client = entered(asha)
    for where in (AWAY, CALENDAR, "/rota/me/absences/1/take-back/"):
        assert client.get(where).status_code == 405
    assert client.post(PAGE).status_code == 405
