"""The planner's pages of patterns: works, signed out, wrong role, wrong method, bad input, twice."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Assignment, OpeningBlock, Pattern, Shift, Standing
from scheduling.rules.hours import Stretch
from scheduling.rules.rota import SeatKind, SeatPlan
from scheduling.services.rota.patterns import PatternPlan, add_patterns, set_standing
from tests.scheduling.planner import as_reader_of_english, errors, text
from tests.scheduling.seats import NOW, open_evening
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 1)
EVENING = {
    "name": "Evening",
    "weekdays": ["1"],
    "start": "19:00",
    "end": "22:00",
    "every_n_weeks": "1",
    "valid_from": "2027-02-01",
    "chat": "2",
    "chat_free": "1",
    "supervisor": "1",
}
SEATS = (SeatPlan(SeatKind.CHAT), SeatPlan(SeatKind.CHAT, required=False), SeatPlan(SeatKind.SUPERVISOR))


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduling.views.patterns.utc_now", lambda: NOW)


@pytest.fixture
def planner(client: Client, noor: Person) -> Client:
    return as_reader_of_english(client, noor)


def pattern(start: int = 1140, end: int = 1320, *, weekday: int = 1, valid_to: date | None = None) -> Pattern:
    plan = PatternPlan("Evening", Stretch(start, end), 1, TODAY, valid_to, SEATS)
    [made] = add_patterns(plan, [weekday], by=None, now=NOW)
    return Pattern.objects.get(pk=made)


def change_of(row: Pattern) -> str:
    return reverse("pattern_change", args=[row.pk])


def every_address() -> list[tuple[str, str]]:
    row = pattern()
    seat = row.seats.first()
    assert seat is not None
    return [
        ("get", reverse("patterns")),
        ("post", reverse("pattern_add")),
        ("post", change_of(row)),
        ("post", reverse("pattern_remove", args=[row.pk])),
        ("post", reverse("pattern_put_back", args=[row.pk])),
        ("post", reverse("standing_set", args=[row.pk, seat.pk])),
    ]


# --- who may ------------------------------------------------------------------------------------
def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for method, address in every_address():
        response = getattr(client, method)(address)
        assert (response.status_code, "next=" in response.url) == (302, True)


def test_nobody_but_planners_makes_patterns(
    client: Client, asha: Person, omar: Person, admin: Person
) -> None:
    addresses = every_address()
    for person in (asha, omar, admin):
        sign_in(client, person)
        assert {getattr(client, method)(address).status_code for method, address in addresses} == {403}
    assert Pattern.objects.filter(removed_at=None).count() == 1


def test_a_wrong_method_is_refused(planner: Client) -> None:
    for method, address in every_address():
        wrong = planner.post(address) if method == "get" else planner.put(address)
        assert wrong.status_code == 405
    for name, numbers in (("pattern_remove", [1]), ("pattern_put_back", [1]), ("standing_set", [1, 1])):
        assert planner.get(reverse(name, args=numbers)).status_code == 405


def test_what_is_not_there_is_not_found(planner: Client) -> None:
    row = pattern()
    for name in ("pattern_change", "pattern_remove", "pattern_put_back"):
        assert planner.post(reverse(name, args=[999]), EVENING).status_code == 404
    for numbers in ([999, 1], [row.pk, 999]):
        assert planner.post(reverse("standing_set", args=numbers)).status_code == 404


# --- the list ---------------------------------------------------------------------------------
def test_without_patterns_the_page_says_what_to_do(planner: Client) -> None:
    assert "No patterns yet Add one for each shift that comes back" in text(planner.get(reverse("patterns")))


def test_the_page_shows_hours_seats_and_who_comes(planner: Client, asha: Person) -> None:
    row = pattern(valid_to=date(2027, 5, 1))
    seat = row.seats.get(position=2)
    set_standing(seat.pk, asha.pk, TODAY, by=None, now=NOW)
    said = text(planner.get(reverse("patterns")))
    assert "Tuesday 19:00–22:00 Evening up to and including 30 April 2027" in said
    assert "Chat 1 Chat 2: Asha (may stay empty) Supervisor Change Evening, Tuesday" in said


def test_a_pattern_beyond_the_opening_hours_says_which_of_it(planner: Client) -> None:
    open_evening(weekday=1)
    row = pattern(start=1080, end=1380)
    said = "Outside the opening hours: 18:00–19:00 and 22:00–23:00"
    assert said in text(planner.get(reverse("patterns")))
    assert f"{said}. That may be right" in text(planner.get(change_of(row)))


def test_a_pattern_within_the_opening_hours_warns_of_nothing(planner: Client) -> None:
    open_evening(weekday=1)
    row = pattern()
    assert "Outside" not in text(planner.get(reverse("patterns"))) + text(planner.get(change_of(row)))


def test_the_page_speaks_dutch(client: Client, noor: Person) -> None:
    pattern()
    sign_in(client, noor)
    assert "19.00–22.00" in text(client.get(reverse("patterns")))


# --- adding -----------------------------------------------------------------------------------
def test_an_empty_form_opens_with_one_seat_of_each_usual_kind(planner: Client) -> None:
    page = planner.get(reverse("pattern_add")).content.decode()
    filled = re.findall(r'name="(\w+)" value="1"', page)
    assert [name for name in filled if name != "weekdays"] == ["phone", "chat", "supervisor"]


def test_a_pattern_makes_its_drafts_at_once(planner: Client) -> None:
    response = planner.post(reverse("pattern_add"), EVENING, follow=True)
    row = Pattern.objects.get()
    assert (row.weekday, row.start_minute, row.end_minute) == (1, 1140, 1320)
    assert list(row.seats.values_list("kind", "required")) == [
        ("chat", True), ("chat", False), ("supervisor", True),
    ]  # fmt: skip
    assert Shift.objects.filter(state="draft").count() == 8
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, change_of(row))


def test_several_weekdays_make_several_patterns(planner: Client) -> None:
    response = planner.post(
        reverse("pattern_add"), {**EVENING, "weekdays": ["0", "6"], "last_day": "2027-02-28"}, follow=True
    )
    assert list(Pattern.objects.values_list("weekday", "valid_to")) == [
        (0, date(2027, 3, 1)), (6, date(2027, 3, 1)),
    ]  # fmt: skip
    assert "Saved. Its shifts of the coming eight weeks are drafts now." in text(response)


def test_the_same_pattern_is_not_added_twice(planner: Client) -> None:
    planner.post(reverse("pattern_add"), EVENING)
    again = {**EVENING, "name": " EVENING ", "weekdays": ["0", "1"]}
    said = "A pattern of this name begins on that day already. Choose another name."
    assert errors(planner.post(reverse("pattern_add"), again)) == {"name": [said]}
    assert Pattern.objects.count() == 1
    for other in ({"valid_from": "2027-03-01"}, {"weekdays": ["0"]}, {"name": "Late"}):
        planner.post(reverse("pattern_add"), {**EVENING, **other})
    assert Pattern.objects.count() == 4


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": ""}, "name", "Type a name, for example Evening."),
        ({"name": " "}, "name", "Type a name, for example Evening."),
        ({"weekdays": []}, "weekdays", "Choose at least one weekday."),
        ({"start": "24:00"}, "start", "A start lies before 24:00. Type 00:00 on the next day."),
        ({"start": "22:00"}, "end", "Start and end are the same. A whole day is 00:00 to 24:00."),
        ({"start": "late"}, "start", "Type a time such as 19:00."),
        ({"last_day": "2027-01-31"}, "last_day", "The last day lies before the first day."),
        ({"last_day": "9999-12-31"}, "last_day", "Choose a day between 2000 and 2099."),
        ({"valid_from": "0001-01-01"}, "valid_from", "Choose a day between 2000 and 2099."),
        ({"valid_from": ""}, "valid_from", "Choose the first day."),
        ({"chat": "10"}, "chat", "Type a number from 0 to 9."),
        ({"chat": "-1"}, "chat", "Type a number from 0 to 9."),
        ({"chat": "two"}, "chat", "Type a number from 0 to 9."),
        ({"chat_free": "3"}, "chat_free", "No more can stay empty than there are."),
        ({"chat": "", "chat_free": "", "supervisor": "0"}, "__all__", "A shift needs at least one seat."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    planner: Client, typed: dict[str, Any], field: str, said: str
) -> None:
    response = planner.post(reverse("pattern_add"), {**EVENING, "end": "22:00", "backup": "0", **typed})
    assert errors(response) == {field: [said]}
    assert re.search(r'value="22:00"[^>]* name="end"|name="end" value="22:00"', response.content.decode())
    assert not Pattern.objects.exists()


# --- changing ---------------------------------------------------------------------------------
def test_a_pattern_comes_back_into_its_form(planner: Client) -> None:
    row = pattern(1320, 1560, valid_to=date(2027, 3, 1))
    shown = planner.get(change_of(row)).context["form"].initial
    assert (shown["start"], shown["end"], shown["last_day"]) == (1320, 1560, date(2027, 2, 28))
    assert (shown["chat"], shown["chat_free"], shown["supervisor"], shown["phone"]) == (2, 1, 1, 0)


@pytest.mark.parametrize("weeks", [5, 7])
def test_a_pattern_of_any_number_of_weeks_keeps_it(planner: Client, weeks: int) -> None:
    row = pattern()
    Pattern.objects.filter(pk=row.pk).update(every_n_weeks=weeks)
    assert f'<option value="{weeks}" selected>' in planner.get(change_of(row)).content.decode()


def test_drafts_follow_a_changed_pattern(planner: Client) -> None:
    row = pattern()
    response = planner.post(change_of(row), {**EVENING, "start": "18:00", "revision": "0"}, follow=True)
    assert set(Shift.objects.values_list("start_minute", flat=True)) == {1080}
    assert "Saved. Drafts follow; shifts that are published stay as they are." in text(response)


@pytest.mark.parametrize("revision", ["7", "", "x", "²", "9" * 30, None])
def test_what_another_planner_saved_in_between_is_not_overwritten(
    planner: Client, revision: str | None
) -> None:
    row = pattern()
    typed = {**EVENING, "name": "Late"} | ({} if revision is None else {"revision": revision})
    response = planner.post(change_of(row), typed)
    assert errors(response)["__all__"][0].startswith("Somebody changed this in between")
    assert 'value="Late"' in response.content.decode()
    assert Pattern.objects.get().name == "Evening"


def test_one_more_phone_leaves_the_chat_to_whoever_comes_each_time(planner: Client, asha: Person) -> None:
    row = pattern()
    set_standing(row.seats.get(position=1).pk, asha.pk, TODAY, by=None, now=NOW)
    planner.post(change_of(row), {**EVENING, "phone": "2", "revision": "0"})
    assert Standing.objects.get().pattern_seat.position == 3
    assert set(Assignment.objects.values_list("seat__position", "person")) == {(3, asha.pk)}


def test_a_mistake_in_a_change_is_named(planner: Client) -> None:
    row = pattern()
    assert errors(planner.post(change_of(row), {**EVENING, "end": ""})) == {"end": ["Type when it ends."]}


def test_a_shift_that_the_clock_swallows_is_told_of(planner: Client) -> None:
    row = pattern(120, 180, weekday=6)
    said = text(planner.get(change_of(row)))
    assert "On Sunday 28 March the clock skips these minutes: there is no shift that night." in said


def test_a_removed_pattern_can_be_put_back_once(planner: Client) -> None:
    row = pattern()
    response = planner.post(reverse("pattern_remove", args=[row.pk]), follow=True)
    assert "Removed: Evening on Tuesday." in text(response)
    assert planner.post(reverse("pattern_remove", args=[row.pk])).status_code == 404
    back = reverse("pattern_put_back", args=[row.pk])
    assert "Put back, with its shifts." in text(planner.post(back, follow=True))
    assert planner.post(back).status_code == 404
    assert Shift.objects.count() == 8


# --- who comes each time ------------------------------------------------------------------------
def standing_of(row: Pattern, position: int = 1) -> tuple[str, str]:
    """Return the address and the prefix of the form of a seat."""
    seat = row.seats.get(position=position)
    return reverse("standing_set", args=[row.pk, seat.pk]), f"seat-{seat.pk}"


def test_who_comes_each_time_holds_the_drafts_from_that_day(planner: Client, asha: Person) -> None:
    row = pattern()
    address, prefix = standing_of(row)
    typed = {f"{prefix}-person": asha.pk, f"{prefix}-valid_from": "2027-02-09"}
    response = planner.post(address, typed, follow=True)
    assert Assignment.objects.filter(person=asha).count() == 7
    assert "Asha, from 9 February 2027" in text(response)


def test_nobody_comes_any_more(planner: Client, asha: Person) -> None:
    row = pattern()
    address, prefix = standing_of(row)
    planner.post(address, {f"{prefix}-person": asha.pk, f"{prefix}-valid_from": "2027-02-01"})
    planner.post(address, {f"{prefix}-person": "", f"{prefix}-valid_from": "2027-02-01"})
    assert not Standing.objects.exists()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("person", "day", "said"),
    [
        ("999", "2027-02-01", "Choose somebody from the list, or nobody."),
        ("Asha", "2027-02-01", "Choose somebody from the list, or nobody."),
        ("", "", "Choose the first day."),
        ("", "soon", "Enter a valid date."),
    ],
)
def test_a_mistake_beside_a_seat_is_named_there(
    planner: Client, asha: Person, person: str, day: str, said: str
) -> None:
    address, prefix = standing_of(pattern(), 2)
    response = planner.post(address, {f"{prefix}-person": person, f"{prefix}-valid_from": day})
    assert (response.status_code, text(response).count(said)) == (200, 1)
    assert not Standing.objects.exists()


def test_only_who_is_trained_and_there_is_offered(planner: Client, asha: Person, ben: Person) -> None:
    ben.takes_chat = False
    ben.save()
    page = planner.get(change_of(pattern())).content.decode()
    assert (page.count(">Asha</option>"), page.count(">Ben</option>")) == (2, 0)


def test_who_comes_now_stays_chosen_though_no_longer_trained(planner: Client, asha: Person) -> None:
    row = pattern()
    set_standing(row.seats.get(position=1).pk, asha.pk, TODAY, by=None, now=NOW)
    asha.takes_chat = False
    asha.save()
    assert f'<option value="{asha.pk}" selected>Asha</option>' in planner.get(change_of(row)).content.decode()


def test_the_pages_take_no_more_queries_for_more_patterns(
    planner: Client, asha: Person, django_assert_max_num_queries: Any
) -> None:
    rows = [pattern(weekday=n) for n in range(7)]
    OpeningBlock.objects.all().delete()
    with django_assert_max_num_queries(12):
        planner.get(reverse("patterns"))
    with django_assert_max_num_queries(13):
        planner.get(change_of(rows[0]))
