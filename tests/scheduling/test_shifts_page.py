"""The planner's pages of single shifts and publishing: the ladder, refusals, nights that change the clock."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Notice, OpeningException, Seat, Shift
from tests.scheduling.holds import MONDAY, hold, shift_on
from tests.scheduling.planner import as_reader_of_english, errors, text
from tests.scheduling.seats import NOW, open_evening
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 2, 2)
NEW = {"day": "2027-02-02", "start": "19:00", "end": "22:00", "chat": "1", "phone": "1", "phone_free": "1"}
SEEN_ELSEWHERE = "Somebody changed this in between"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.views.shifts.utc_now", lambda: NOW)


@pytest.fixture
def planner(client: Client, noor: Person) -> Client:
    return as_reader_of_english(client, noor)


def draft(day: date = TUESDAY, *kinds: str) -> Shift:
    return shift_on(day, 1140, 1320, *(kinds or ("chat", "phone")), state="draft")


def address_of(name: str, *numbers: int) -> str:
    return reverse(name, args=numbers)


def moved(**typed: str) -> dict[str, str]:
    return {"day": "2027-02-03", "start": "18:00", "end": "21:00", "revision": "0", **typed}


def seen(*shifts: Shift) -> dict[str, str]:
    return {"seen": ",".join(f"{shift.pk}:{shift.revision}" for shift in shifts)}


def every_address() -> list[tuple[str, str]]:
    row = draft()
    seat = row.seats.get(position=1)
    return [
        ("post", reverse("shift_add")),
        ("post", address_of("shift", row.pk)),
        ("post", address_of("shift_cancel", row.pk)),
        ("post", address_of("seat_add", row.pk)),
        ("post", address_of("seat_remove", row.pk, seat.pk)),
        ("post", reverse("rota_publish")),
    ]


# --- who may ------------------------------------------------------------------------------------
def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for method, address in every_address():
        response = getattr(client, method)(address)
        assert (response.status_code, "next=" in response.url) == (302, True)


def test_nobody_but_planners_makes_the_rota(
    client: Client, asha: Person, omar: Person, admin: Person
) -> None:
    addresses = every_address()
    for person in (asha, omar, admin):
        sign_in(client, person)
        assert {getattr(client, method)(address).status_code for method, address in addresses} == {403}
    assert Shift.objects.get().state == "draft"


def test_a_wrong_method_is_refused(planner: Client) -> None:
    for _method, address in every_address():
        assert planner.put(address).status_code == 405
    for name, numbers in (("shift_cancel", [1]), ("seat_add", [1]), ("seat_remove", [1, 1])):
        assert planner.get(address_of(name, *numbers)).status_code == 405


def test_what_is_not_there_or_cancelled_is_not_found(planner: Client) -> None:
    cancelled = shift_on(TUESDAY, 600, 720, state="cancelled")
    for shift_id in (999, cancelled.pk):
        assert planner.get(address_of("shift", shift_id)).status_code == 404
        assert planner.post(address_of("shift_cancel", shift_id)).status_code == 404
        assert planner.post(address_of("seat_add", shift_id), {"kind": "chat"}).status_code == 404
    other = Seat.objects.get(shift=cancelled)
    assert planner.post(address_of("seat_remove", draft().pk, other.pk)).status_code == 404


# --- adding -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "shown"),
    [("?day=2027-02-09", "2027-02-09"), ("", "2027-02-01"), ("?day=soon", "2027-02-01")],
)
def test_an_empty_form_opens_on_the_day_that_was_asked_for(planner: Client, asked: str, shown: str) -> None:
    assert f'value="{shown}"' in planner.get(reverse("shift_add") + asked).content.decode()


def test_a_shift_is_added_as_a_draft(planner: Client) -> None:
    response = planner.post(reverse("shift_add"), NEW, follow=True)
    row = Shift.objects.get()
    assert (row.date, row.state, row.pattern) == (TUESDAY, "draft", None)
    assert list(row.seats.values_list("kind", "required")) == [("phone", False), ("chat", True)]
    assert "Tuesday 2 February, 19:00–22:00 draft" in text(response)
    assert "Saved as a draft. It counts once it is published." in text(response)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"day": ""}, "day", "Choose a day."),
        ({"day": "9999-12-31"}, "day", "Choose a day between 2000 and 2099."),
        ({"day": "2027-01-31"}, "__all__", "This lies in the past. Choose a time that is still to come."),
        ({"start": "7"}, "start", "Type a time such as 19:00."),
        ({"end": "19:00"}, "end", "Start and end are the same. A whole day is 00:00 to 24:00."),
        ({"chat": "0", "phone": "0", "phone_free": ""}, "__all__", "A shift needs at least one seat."),
        ({"phone_free": "2"}, "phone_free", "No more can stay empty than there are."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    planner: Client, typed: dict[str, str], field: str, said: str
) -> None:
    response = planner.post(reverse("shift_add"), {**NEW, "supervisor_free": "0", **typed})
    assert errors(response) == {field: [said]}
    assert not Shift.objects.exists()


def test_a_time_that_the_clock_skips_is_asked_about(planner: Client) -> None:
    spring = {**NEW, "day": "2027-03-28", "start": "02:30", "end": "06:00"}
    said = "The clock goes forward and skips this time. Type a time before or after it."
    assert errors(planner.post(reverse("shift_add"), spring)) == {"start": [said]}


def test_a_time_that_comes_twice_is_asked_about_and_never_guessed(planner: Client) -> None:
    autumn = {**NEW, "day": "2027-10-30", "start": "22:00", "end": "02:30"}
    response = planner.post(reverse("shift_add"), autumn)
    assert list(errors(response)) == ["end"]
    assert "I mean the first of the two" in text(response)
    planner.post(reverse("shift_add"), {**autumn, "first_of_two": "on"})
    assert Shift.objects.get().ends_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_the_tick_which_of_two_stays_when_something_else_is_wrong(planner: Client) -> None:
    autumn = {**NEW, "day": "2026-10-25", "start": "02:30", "end": "04:00", "first_of_two": "on"}
    response = planner.post(reverse("shift_add"), autumn)
    assert list(errors(response)) == ["__all__"]
    assert 'name="first_of_two" id="id_first_of_two" checked' in response.content.decode()


# --- one shift --------------------------------------------------------------------------------
def test_the_page_shows_each_seat_and_its_holders(planner: Client, asha: Person) -> None:
    row = draft(TUESDAY, "chat", "chat", "backup")
    row.seats.filter(kind="backup").update(required=False)
    hold(row.seats.get(position=1), asha)
    said = text(planner.get(address_of("shift", row.pk)))
    assert "Chat 1 Asha Chat 2 open seat Remove Chat 2 Backup by phone empty, may stay so" in said


def test_what_lies_outside_the_hours_of_that_day_is_said(planner: Client) -> None:
    open_evening(weekday=1)
    row = shift_on(TUESDAY, 1140, 1380, "chat")
    assert "Outside the opening hours: 22:00–23:00." in text(planner.get(address_of("shift", row.pk)))
    OpeningException.objects.create(date=TUESDAY, channel="", name_key="training", entered_at=NOW)
    assert "Outside the opening hours: 19:00–23:00." in text(planner.get(address_of("shift", row.pk)))


def test_a_draft_is_moved_and_nobody_is_told(planner: Client, asha: Person) -> None:
    row = draft()
    hold(row.seats.get(position=1), asha)
    response = planner.post(address_of("shift", row.pk), moved(), follow=True)
    row.refresh_from_db()
    assert (row.date, row.start_minute) == (date(2027, 2, 3), 1080)
    assert "confirm" not in text(response)
    assert not Notice.objects.exists()


def test_holders_of_a_moved_published_shift_are_asked(planner: Client, asha: Person) -> None:
    row = shift_on(TUESDAY)
    hold(row.seats.get(), asha)
    response = planner.post(address_of("shift", row.pk), moved(), follow=True)
    assert "Whoever holds a seat hears of it, and confirms within 48 hours." in text(response)
    assert Notice.objects.get().person == asha


def test_who_holds_another_seat_then_is_released_and_counted(planner: Client, asha: Person) -> None:
    hold(shift_on(date(2027, 2, 3), 1080, 1200).seats.get(), asha)
    row = shift_on(TUESDAY)
    hold(row.seats.get(), asha)
    response = planner.post(address_of("shift", row.pk), moved(), follow=True)
    assert "Saved. 1 holder has another seat at that time and was released." in text(response)


@pytest.mark.parametrize("revision", ["7", "", "x", "²", "9" * 30])
def test_what_another_planner_changed_is_not_overwritten(planner: Client, revision: str) -> None:
    row = draft()
    response = planner.post(address_of("shift", row.pk), moved(revision=revision))
    assert errors(response)["__all__"][0].startswith(SEEN_ELSEWHERE)
    for name in ("shift_cancel", "seat_add"):
        typed = {"kind": "chat", "revision": revision}
        assert SEEN_ELSEWHERE in text(planner.post(address_of(name, row.pk), typed, follow=True))
    row.refresh_from_db()
    assert (row.state, row.start_minute, row.seats.count()) == ("draft", 1140, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2027-01-31"}, "This lies in the past."),
        (
            {"day": "2027-03-28", "start": "02:00", "end": "03:00"},
            "The clock goes forward and skips this time.",
        ),
    ],
)
def test_a_move_that_cannot_be_is_refused(planner: Client, typed: dict[str, str], said: str) -> None:
    row = draft()
    response = planner.post(address_of("shift", row.pk), moved(**typed))
    [found] = [one for those in errors(response).values() for one in those]
    assert found.startswith(said)


def test_a_shift_is_cancelled_once(planner: Client, asha: Person) -> None:
    row = shift_on(TUESDAY)
    hold(row.seats.get(), asha)
    address = address_of("shift_cancel", row.pk)
    response = planner.post(address, {"revision": "0"}, follow=True)
    assert "The shift is cancelled. Its holders hear of it by mail." in text(response)
    assert response.redirect_chain[-1][0] == f"{reverse('rota_week')}?week=2027-W05"
    assert planner.post(address, {"revision": "0"}).status_code == 404


def test_nobody_hears_of_a_cancelled_draft(planner: Client, asha: Person) -> None:
    row = draft()
    hold(row.seats.get(position=1), asha)
    said = text(planner.post(address_of("shift_cancel", row.pk), {"revision": "0"}, follow=True))
    assert "The shift is cancelled." in said
    assert "by mail" not in said


def test_a_shift_that_is_over_is_not_cancelled(planner: Client) -> None:
    row = shift_on(date(2027, 1, 31))
    response = planner.post(address_of("shift_cancel", row.pk), {"revision": "0"}, follow=True)
    assert "This lies in the past." in text(response)


def test_seats_are_added_and_taken_away(planner: Client) -> None:
    row = draft(TUESDAY, "chat")
    typed = {"kind": "backup", "may_stay_empty": "on", "revision": "0"}
    assert "The seat is added." in text(planner.post(address_of("seat_add", row.pk), typed, follow=True))
    added = row.seats.get(kind="backup")
    assert (added.position, added.required) == (2, False)
    remove = address_of("seat_remove", row.pk, added.pk)
    assert "The seat is removed." in text(planner.post(remove, {"revision": "1"}, follow=True))
    assert row.seats.get().kind == "chat"


def test_a_seat_of_no_kind_is_not_added(planner: Client) -> None:
    row = draft()
    response = planner.post(address_of("seat_add", row.pk), {"kind": "tea", "revision": "0"}, follow=True)
    assert "Choose a kind of seat." in text(response)


def test_a_held_seat_is_not_removed_and_shows_no_button(planner: Client, asha: Person) -> None:
    row = draft()
    seat = row.seats.get(position=1)
    hold(seat, asha)
    remove = address_of("seat_remove", row.pk, seat.pk)
    assert remove not in planner.get(address_of("shift", row.pk)).content.decode()
    assert "Somebody holds this seat." in text(planner.post(remove, {"revision": "0"}, follow=True))
    assert row.seats.count() == 2


# --- publishing -------------------------------------------------------------------------------
def test_without_drafts_there_is_nothing_to_publish(planner: Client) -> None:
    shift_on(TUESDAY)
    assert "Nothing to publish" in text(planner.get(reverse("rota_publish")))


def test_each_week_says_what_would_be_published_and_who_told(
    planner: Client, asha: Person, noor: Person
) -> None:
    row = draft(TUESDAY, "chat", "phone", "supervisor")
    hold(row.seats.get(position=1), asha)
    hold(row.seats.get(position=2), noor)
    draft(MONDAY + timedelta(days=8))
    said = text(planner.get(reverse("rota_publish")))
    assert (
        "Week 5, from 1 February 2027 1 shift, 3 seats 1 open seat 1 person will be told: Asha Publish"
        in said
    )
    assert "1 shift, 2 seats 2 open seats Nobody will be told" in said


def test_one_week_can_be_asked_for(planner: Client) -> None:
    draft()
    draft(MONDAY + timedelta(days=8))
    said = text(planner.get(reverse("rota_publish") + "?week=2027-W06"))
    assert "Week 6, from 8 February 2027" in said
    assert "Week 5" not in said
    assert "All weeks" in said
    for none_of_them in ("2027-W09", "soon"):
        assert "Week 5" in text(planner.get(f"{reverse('rota_publish')}?week={none_of_them}"))


def test_a_seat_that_is_half_held_is_open_and_one_that_may_stay_empty_is_not(
    planner: Client, asha: Person
) -> None:
    row = draft()
    hold(row.seats.get(position=1), asha, end=row.ends_at - timedelta(hours=1))
    row.seats.filter(position=2).update(required=False)
    assert "1 open seat" in text(planner.get(reverse("rota_publish")))


def test_a_draft_that_runs_can_still_be_published(planner: Client) -> None:
    draft(MONDAY)
    shift_on(MONDAY, 600, 720, state="draft")
    assert "1 shift, 2 seats" in text(planner.get(reverse("rota_publish")))


def test_a_week_is_published_as_it_was_seen_and_once(planner: Client, asha: Person) -> None:
    row, other = draft(), draft(MONDAY + timedelta(days=2))
    hold(row.seats.get(position=1), asha)
    said = text(planner.post(reverse("rota_publish"), seen(row, other), follow=True))
    assert "2 shifts are published." in said
    assert Notice.objects.get().person == asha
    said = text(planner.post(reverse("rota_publish"), seen(row, other), follow=True))
    assert "Somebody changed this week in between. Look again, then publish it." in said


def test_a_week_that_changed_since_is_not_published(planner: Client) -> None:
    row, other = draft(), draft(MONDAY + timedelta(days=2))
    looked_at = seen(row, other)
    Shift.objects.filter(pk=other.pk).update(revision=1)
    assert "in between" in text(planner.post(reverse("rota_publish"), looked_at, follow=True))
    assert set(Shift.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize(
    "typed", ["", "x", "1", "1:", ":1", "1:1,", "1:²", "1:-1", "9" * 10 + ":0", "9" * 5000]
)
def test_numbers_that_no_page_sends_publish_nothing(planner: Client, typed: str) -> None:
    draft()
    response = planner.post(reverse("rota_publish"), {"seen": typed}, follow=True)
    assert "Nothing is published. Choose a week on this page." in text(response)
    assert set(Shift.objects.values_list("state", flat=True)) == {"draft"}


def test_the_pages_take_no_more_queries_for_more_shifts(
    planner: Client, asha: Person, django_assert_max_num_queries: Any
) -> None:
    rows = [draft(TUESDAY + timedelta(days=n), *["chat"] * 5) for n in range(9)]
    for row in rows:
        hold(row.seats.get(position=1), asha)
    with django_assert_max_num_queries(9):
        planner.get(reverse("rota_publish"))
    with django_assert_max_num_queries(11):
        planner.get(address_of("shift", rows[0].pk))
