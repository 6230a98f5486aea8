"""Sheets in and out: works, signed out, wrong role, wrong method, bad input, twice; nothing is written before a yes."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from helpline.staff.models import Invitation, Person
from scheduling.models import Assignment, Pattern, RotaEvent, Terms
from scheduling.rules.reasons import Code as ReasonCode
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets import AssignmentRow, Code, Column, Obstacle, Problem, Step
from scheduling.sheet_wording import _STEPS, obstacle_text, problem_text, row_text
from tests.scheduling.holds import MONDAY, hold, pattern_on, shift_of, shift_on
from tests.scheduling.planner import as_reader_of_english, errors, text
from tests.scheduling.seats import NOW
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
HEAD = "date;pattern;start;end;seat;which one;who\n"
ASHA_ON_MONDAY = HEAD + "8-2-2027;Evening;;;chat;1;Asha\n"
PEOPLE = "name;e-mail;role;hours\nLeila;leila@example.org;counsellor;8\n"
PATTERNS = "name;day;from;until;first day;seats\nEarly;mon;9:00;13:00;1-2-2027;phone backup?\n"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.views.sheets.utc_now", lambda: NOW)


@pytest.fixture
def planner(client: Client, noor: Person) -> Client:
    return as_reader_of_english(client, noor)


@pytest.fixture
def manager_of_people(client: Client, noor: Person) -> Client:
    noor.groups.add(noor.groups.model.objects.get(name="administrator"))
    return as_reader_of_english(client, noor)


def looked(client: Client, content: str | bytes, kind: str = "assignments") -> Any:
    file = SimpleUploadedFile("rota.csv", content if isinstance(content, bytes) else content.encode())
    return client.post(reverse("sheets"), {"kind": kind, "file": file})


def imported(client: Client, content: str, kind: str = "assignments", **ticks: str) -> Any:
    return client.post(reverse("sheets_import"), {"kind": kind, "text": content, **ticks}, follow=True)


def exported(client: Client, kind: str, **more: str) -> Any:
    days = {"first": "2027-02-01", "last": "2027-02-28"}
    return client.post(reverse("sheets_export"), {"kind": kind, **days, **more})


ADDRESSES = ("sheets", "sheets_import", "sheets_export")


# --- who may ------------------------------------------------------------------------------------
def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for name in ADDRESSES:
        assert client.post(reverse(name)).url.startswith("/account/login/")


def test_nobody_but_planners_uses_sheets(client: Client, asha: Person, omar: Person, admin: Person) -> None:
    for person in (asha, omar, admin):
        sign_in(client, person)
        assert {client.post(reverse(name)).status_code for name in ADDRESSES} == {403}


def test_a_wrong_method_is_refused(planner: Client) -> None:
    assert [planner.get(reverse(name)).status_code for name in ADDRESSES] == [200, 405, 405]


def test_a_planner_alone_neither_invites_people_nor_reads_their_addresses(planner: Client) -> None:
    assert "People" not in text(planner.get(reverse("sheets"))).split("Spreadsheets")[-1]
    assert errors(looked(planner, PEOPLE, "people")) == {"kind": ["Choose one from the list."]}
    assert "Nothing was imported." in text(imported(planner, PEOPLE, "people"))
    refused = exported(planner, "people")
    assert errors(refused, "export_form") == {"kind": ["Choose one from the list."]}
    assert not Invitation.objects.exists()


# --- looking through ------------------------------------------------------------------------------
def test_each_row_says_what_it_would_do_and_nothing_is_written(planner: Client, asha: Person) -> None:
    hold(shift_of(pattern_on()).seats.get(), asha)
    said = text(looked(planner, ASHA_ON_MONDAY + "15-2-2027;Evening;19:00;20:00;chat;1;Asha\n"))
    assert "1 row would be imported. Nothing is written yet." in said
    assert "2 Asha: chat, Monday 8 February, Evening is there already" in said
    assert "3 Asha: chat, Monday 15 February, Evening, 19:00–20:00 gets the seat" in said
    assert Assignment.objects.count() == 1


def test_every_problem_of_every_row_is_told(planner: Client, asha: Person) -> None:
    pattern_on()
    rows = "8/2/2027;Evening;;;tea;1;Asha\n8-2-2027;Late;;;phone;2;Leila\n15-2-2027;Evening;;;chat;1;Asha\n"
    said = text(looked(planner, HEAD + rows))
    assert "2 rows need mending, so nothing can be imported." in said
    assert "2 date: “8/2/2027” is no date. Write 1-2-2027 or 2027-02-01. seat: “tea” is no word" in said
    assert "There is no pattern of this name. Nobody who holds seats has this name or address." in said
    assert "Rows in order Row What it says What happens 4 Asha: chat, Monday 15 February" in said
    assert "Import 1 row" not in said


def test_a_sheet_that_is_there_already_has_nothing_to_import(planner: Client, asha: Person) -> None:
    hold(shift_of(pattern_on()).seats.get(), asha)
    said = text(looked(planner, ASHA_ON_MONDAY))
    assert "Nothing to import All that stands in it is there already." in said


def test_patterns_and_people_are_looked_through_as_well(manager_of_people: Client) -> None:
    said = text(looked(manager_of_people, PATTERNS, "patterns"))
    assert "Early, Monday 09:00–13:00: phone, backup by phone (may stay empty) is added" in said
    assert "Outside the opening hours: 09:00–13:00." in said
    said = text(looked(manager_of_people, PEOPLE, "people"))
    assert "Leila (leila@example.org): counsellor is invited by e-mail" in said
    assert "Who is invited gets a mail at once." in said
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04\x00", "This is no CSV file. In your spreadsheet, choose “Save as” and then CSV."),
        (b"a" * (240 * 1024 + 1), "This file is larger than 240 KiB. Split it."),
        (b"\n" * 130_000, "This file is larger than 240 KiB. Split it."),
        (b"a\n" * 1002, "This file has more than 1,000 rows. Split it."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(planner: Client, content: bytes, said: str) -> None:
    assert errors(looked(planner, content)) == {"file": [said]}


def test_the_largest_sheet_fits_into_both_steps(planner: Client) -> None:
    content = HEAD + "é;" * (79 * 1024)
    page = looked(planner, content)
    assert "1 row needs mending" in text(page)
    assert "Look again." in text(imported(planner, content))


def test_without_a_file_or_a_kind_the_form_says_so(planner: Client) -> None:
    assert errors(planner.post(reverse("sheets"), {})) == {
        "kind": ["Choose what is in it."],
        "file": ["Choose a file."],
    }


# --- importing ------------------------------------------------------------------------------------
def sent_back(response: Any) -> str:
    """Return the text that the page keeps for the second step, as a browser reads it."""
    value = response.context["form"]["text"].value()
    assert isinstance(value, str)
    return value


def test_what_was_looked_through_is_imported_once(planner: Client, asha: Person) -> None:
    pattern_on()
    content = sent_back(looked(planner, ASHA_ON_MONDAY))
    assert "1 row is imported." in text(imported(planner, content))
    assert Assignment.objects.get().person == asha
    assert "0 rows are imported." in text(imported(planner, content))
    assert RotaEvent.objects.filter(action="imported").count() == 1


def test_what_changed_in_between_is_shown_and_nothing_is_imported(
    planner: Client, asha: Person, ben: Person
) -> None:
    pattern = pattern_on()
    content = ASHA_ON_MONDAY + "15-2-2027;Evening;;;chat;1;Asha\n"
    looked(planner, content)
    hold(shift_of(pattern).seats.get(), ben)
    said = text(imported(planner, content))
    assert "Nothing was imported: something has changed, or a tick is missing. Look again." in said
    assert "Somebody else holds this seat then." in said
    assert Assignment.objects.get().person == ben


def test_warnings_need_a_tick(planner: Client, asha: Person) -> None:
    shift_on(date(2027, 2, 8), 600, 1080)
    content = HEAD + "8-2-2027;;10:00;18:00;chat;;Asha\n"
    said = text(looked(planner, content))
    assert "Give these seats in spite of the warnings" in said
    assert (
        "gets the seat 8 hours that week, where 4 are agreed. A seat of 8 hours, where 6 are usual." in said
    )
    assert "Look again." in text(imported(planner, content))
    assert "1 row is imported." in text(imported(planner, content, despite="on"))
    assert ReasonCode.LONG_SHIFT in Assignment.objects.get().warnings


def test_a_time_that_comes_twice_is_asked_about_and_never_guessed(planner: Client, asha: Person) -> None:
    shift_on(date(2027, 10, 31), 60, 360)
    content = HEAD + "31-10-2027;;1:00;2:30;chat;;Asha\n"
    page = looked(planner, content)
    assert "The clock goes back and this time comes twice. Tick which one you mean." in text(page)
    assert 'name="first_of_two"' in page.content.decode()
    assert 'name="first_of_two"' in imported(planner, content).content.decode()
    assert not Assignment.objects.exists()
    assert "1 row is imported." in text(imported(planner, content, first_of_two="on"))


def test_the_tick_about_the_clock_stays_when_another_is_missing(planner: Client, asha: Person) -> None:
    shift_on(date(2027, 10, 31), 60, 960)
    content = HEAD + "31-10-2027;;2:30;16:00;chat;;Asha\n"
    page = imported(planner, content, first_of_two="on").content.decode()
    assert re.search(r'name="first_of_two"[^>]* checked', page)
    assert 'name="despite"' in page


def test_people_are_invited_and_terms_noted(manager_of_people: Client, asha: Person) -> None:
    content = PEOPLE + "Asha;asha@example.org;counsellor;6\n"
    assert "2 rows are imported." in text(imported(manager_of_people, content, "people"))
    assert Invitation.objects.get().email == "leila@example.org"
    assert Terms.objects.get().agreed_hours_week == 6


def test_patterns_are_imported(planner: Client) -> None:
    assert "1 row is imported." in text(imported(planner, PATTERNS, "patterns"))
    assert Pattern.objects.get().name == "Early"


@pytest.mark.parametrize("typed", [{}, {"kind": "tea", "text": "x"}, {"kind": "patterns", "text": ""}])
def test_what_no_page_sends_imports_nothing(planner: Client, typed: dict[str, str]) -> None:
    said = text(planner.post(reverse("sheets_import"), typed, follow=True))
    assert "Nothing was imported. Choose the file once more." in said


def test_a_sheet_with_a_problem_is_not_imported(planner: Client) -> None:
    said = text(imported(planner, PATTERNS + "Late;mon;9:00;9:00;1-2-2027;phone\n", "patterns"))
    assert "Start and end are the same." in said
    assert not Pattern.objects.exists()


# --- exporting ------------------------------------------------------------------------------------
def test_who_holds_what_is_sent_as_a_file_and_noted(planner: Client, asha: Person, noor: Person) -> None:
    hold(shift_of(pattern_on()).seats.get(), asha)
    response = exported(planner, "assignments")
    assert response.content.decode() == f"\ufeff{HEAD}2027-02-08;Evening;;;chat;1;Asha\n".replace(
        "\n", "\r\n"
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == ('attachment; filename="assignments-2027-02-01-2027-02-28.csv"')
    line = RotaEvent.objects.get(action="exported")
    assert (line.actor, line.about) == (noor, "assignments 2027-02-01 2027-02-28")


def test_what_a_spreadsheet_could_run_is_guarded(planner: Client) -> None:
    row = pattern_on()
    Pattern.objects.filter(pk=row.pk).update(name="=1+1")
    assert "'=1+1;Monday" in exported(planner, "patterns").content.decode()


def test_people_with_their_addresses_go_to_who_manages_them_only(
    manager_of_people: Client, asha: Person
) -> None:
    response = exported(manager_of_people, "people")
    assert "Asha;asha@example.org;counsellor;phone chat;" in response.content.decode()
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'


def test_an_empty_sheet_has_headers_in_the_readers_language_and_is_not_noted(
    client: Client, noor: Person
) -> None:
    sign_in(client, noor)
    response = exported(client, "assignments", empty="1")
    assert response.content.decode() == "\ufeffdatum;patroon;begin;einde;plek;hoeveelste;wie\r\n"
    assert response["Content-Disposition"] == 'attachment; filename="assignments.csv"'
    assert not RotaEvent.objects.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"first": ""}, {"first": ["Choose the first day."]}),
        ({"last": "2027-01-31"}, {"last": ["The last day lies before the first day."]}),
        ({"last": "9999-12-31"}, {"last": ["Choose a day between 2000 and 2099."]}),
        ({"kind": "tea"}, {"kind": ["Choose one from the list."]}),
    ],
)
def test_days_that_make_no_sense_are_named(
    planner: Client, typed: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    response = exported(planner, **{"kind": "patterns", **typed})
    assert errors(response, "export_form") == wrong
    assert not RotaEvent.objects.exists()


# --- the words --------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["nl", "en"])
def test_whatever_stands_in_the_way_has_a_sentence(language: str) -> None:
    with translation.override(language):
        for code in Code:
            said = problem_text(Problem(3, Column.SEAT, code, "tea" * 40, 2))
            assert said.endswith(".")
            assert len(said) < 200
        assert all(obstacle_text(obstacle).endswith(".") for obstacle in Obstacle)
    assert set(_STEPS) == set(Step)


def test_a_second_seat_of_a_kind_is_counted() -> None:
    with translation.override("en"):
        assert row_text(AssignmentRow(MONDAY, "X", None, SeatKind.CHAT, 2, "Asha")) == (
            "Asha: chat 2, Monday 1 February, X"
        )
