"""The planners' page of opening hours: works, signed out, wrong role, wrong method, bad input, twice."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from helpline.staff.models import Person
from scheduling.models import OpeningBlock, OpeningException
from scheduling.queries import block_row
from scheduling.services import remove_block, remove_exception
from tests.scheduling.seats import NOW, open_evening
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db

BLOCK = {
    "channels": ["chat"],
    "weekdays": ["0"],
    "start": "22:00",
    "end": "02:00",
    "valid_from": "2027-02-01",
}
CHANGE = {"start": "18:00", "end": "22:00", "valid_from": "2026-01-01", "last_day": ""}
EXCEPTION = {"day": "2027-02-08", "for_whom": "chat", "name": "training", "kind": "closed"}
OTHER_HOURS = {**EXCEPTION, "kind": "hours", "start_1": "10:00", "end_1": "12:00"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Iterator[datetime]:
    monkeypatch.setattr("scheduling.views.hours.utc_now", lambda: NOW)
    return NOW


@pytest.fixture
def planner(client: Client, noor: Person) -> Client:
    noor.language = "en"
    noor.save(update_fields=["language"])
    sign_in(client, noor)
    return client


def exception() -> OpeningException:
    return OpeningException.objects.create(
        date=date(2027, 2, 8), channel="chat", name_key="training", entered_at=NOW
    )


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def errors(response: Any) -> dict[str, list[str]]:
    with translation.override("en"):
        return {field: [str(e) for e in said] for field, said in response.context["form"].errors.items()}


def every_address() -> list[tuple[str, str]]:
    """Make a row of each kind and return each address with the method that changes something there."""
    block, day = open_evening(), exception()
    return [
        ("get", reverse("hours")),
        ("post", reverse("hours_add")),
        ("post", reverse("hours_change", args=[block.pk])),
        ("post", reverse("hours_remove", args=[block.pk])),
        ("post", reverse("hours_put_back", args=[block.pk])),
        ("post", reverse("exception_add")),
        ("post", reverse("exception_change", args=[day.pk])),
        ("post", reverse("exception_remove", args=[day.pk])),
        ("post", reverse("exception_put_back", args=[day.pk])),
    ]


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    for method, address in every_address():
        response = getattr(client, method)(address)
        assert (response.status_code, "next=" in response.url) == (302, True)


def test_counsellors_may_not_change_the_hours(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    for method, address in every_address():
        assert getattr(client, method)(address).status_code == 403
    assert OpeningBlock.objects.filter(removed_at=None).count() == 1


def test_an_administrator_may(client: Client, admin: Person) -> None:
    sign_in(client, admin)
    assert client.get(reverse("hours")).status_code == 200


def test_a_wrong_method_is_refused(planner: Client) -> None:
    for method, address in every_address():
        wrong = planner.post(address) if method == "get" else planner.put(address)
        assert wrong.status_code == 405
    for name in ("hours_remove", "hours_put_back", "exception_remove", "exception_put_back"):
        assert planner.get(reverse(name, args=[1])).status_code == 405


def test_what_is_not_there_is_not_found(planner: Client) -> None:
    for name in ("hours_change", "hours_remove", "hours_put_back"):
        assert planner.post(reverse(name, args=[999]), CHANGE).status_code == 404
    for name in ("exception_change", "exception_remove", "exception_put_back"):
        assert planner.post(reverse(name, args=[999]), EXCEPTION).status_code == 404


def test_the_page_shows_hours_exceptions_and_the_coming_days(planner: Client) -> None:
    open_evening()
    exception()
    said = text(planner.get(reverse("hours")))
    assert "Monday 19:00–22:00 until further notice" in said
    assert "Monday 8 February Chat closed training" in said
    assert "Monday 1 February closed 19:00–22:00" in said


def test_the_page_without_hours_says_that_we_are_closed(planner: Client) -> None:
    assert "Without hours this channel is closed." in text(planner.get(reverse("hours")))


def test_the_page_speaks_dutch(client: Client, noor: Person) -> None:
    sign_in(client, noor)
    open_evening()
    assert "19.00–22.00" in text(client.get(reverse("hours")))


@pytest.mark.parametrize("name", ["hours_add", "exception_add"])
def test_an_empty_form_opens(planner: Client, name: str) -> None:
    assert planner.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("name", "start", "end"), [("hours_add", "start", "end"), ("exception_add", "start_1", "end_1")]
)
def test_how_a_time_is_typed_is_said_beside_its_field(
    planner: Client, name: str, start: str, end: str
) -> None:
    page = planner.get(reverse(name)).content.decode()
    for field, example in ((start, "For example 19:00."), (end, "For example 22:00.")):
        tag = re.search(rf'<input[^>]* name="{field}"[^>]*>', page)
        assert tag is not None
        assert f'aria-describedby="id_{field}_helptext"' in tag.group()
        assert f'id="id_{field}_helptext">{example}' in page


def test_hours_over_midnight_are_saved_and_said(planner: Client) -> None:
    response = planner.post(reverse("hours_add"), BLOCK, follow=True)
    block = OpeningBlock.objects.get()
    assert (block.channel, block.weekday, block.start_minute, block.end_minute) == ("chat", 0, 1320, 1560)
    assert "Saved: chat, Monday 22:00–02:00 (the next day)." in text(response)


def test_hours_can_be_added_for_a_whole_week_and_both_channels(planner: Client) -> None:
    every_day = {**BLOCK, "channels": ["chat", "phone"], "weekdays": [str(n) for n in range(7)]}
    planner.post(reverse("hours_add"), {**every_day, "last_day": "2027-02-28"})
    assert OpeningBlock.objects.filter(valid_to=date(2027, 3, 1)).count() == 14


def test_what_was_saved_names_each_channel_and_day(planner: Client) -> None:
    several = {**BLOCK, "channels": ["phone", "chat"], "weekdays": ["4", "0"]}
    said = text(planner.post(reverse("hours_add"), several, follow=True))
    assert "Saved: chat and phone, Monday and Friday 22:00–02:00 (the next day)." in said
    said = text(planner.post(reverse("exception_add"), EXCEPTION, follow=True))
    assert "Saved: the exception on Monday 8 February (Chat)." in said


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"start": "25:00"}, "start", "Type a time such as 19:00."),
        ({"end": "late"}, "end", "Type a time such as 19:00."),
        ({"end": "22:00"}, "end", "Start and end are the same. A whole day is 00:00 to 24:00."),
        ({"start": "24:00"}, "start", "A start lies before 24:00. Type 00:00 on the next day."),
        ({"last_day": "2027-01-31"}, "last_day", "The last day lies before the first day."),
        ({"start": ""}, "start", "Type when it opens."),
        ({"channels": []}, "channels", "Choose chat, phone or both."),
        ({"weekdays": []}, "weekdays", "Choose at least one weekday."),
        ({"weekdays": ["7"]}, "weekdays", "Select a valid choice. 7 is not one of the available choices."),
    ],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    planner: Client, typed: dict[str, Any], field: str, said: str
) -> None:
    response = planner.post(reverse("hours_add"), {**BLOCK, "end": "02:30", **typed})
    assert errors(response) == {field: [said]}
    assert f'value="{typed.get("end", "02:30")}"' in response.content.decode()
    assert not OpeningBlock.objects.exists()


def test_an_overlap_is_refused_with_a_sentence_that_names_both(planner: Client) -> None:
    open_evening()
    response = planner.post(reverse("hours_add"), {**BLOCK, "start": "21:00"})
    assert errors(response) == {
        "__all__": [
            "These hours overlap: chat, Monday 21:00–02:00 (the next day), and chat, Monday 19:00–22:00. "
            "Change one of the two."
        ]
    }


def test_the_same_hours_twice_overlap(planner: Client) -> None:
    planner.post(reverse("hours_add"), BLOCK)
    assert "__all__" in errors(planner.post(reverse("hours_add"), BLOCK))
    assert OpeningBlock.objects.count() == 1


def test_a_block_is_shown_changed_and_ended(planner: Client) -> None:
    address = reverse("hours_change", args=[open_evening().pk])
    assert 'value="19:00"' in planner.get(address).content.decode()
    assert planner.post(address, {**CHANGE, "last_day": "2027-03-31"}).status_code == 302
    block = OpeningBlock.objects.get()
    assert (block.start_minute, block.end_minute, block.valid_to) == (1080, 1320, date(2027, 4, 1))
    assert 'value="2027-03-31"' in planner.get(address).content.decode()


def test_a_change_into_another_block_is_refused(planner: Client) -> None:
    block = open_evening()
    OpeningBlock.objects.create(
        channel="chat", weekday=0, start_minute=600, end_minute=720, valid_from=date(2026, 1, 1)
    )
    response = planner.post(reverse("hours_change", args=[block.pk]), {**CHANGE, "start": "11:00"})
    assert "__all__" in errors(response)


def test_a_block_removed_in_between_is_not_found(planner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    row = block_row(open_evening().pk)
    remove_block(row.id, by=None, now=NOW)
    monkeypatch.setattr("scheduling.queries.block_row", lambda _: row)
    assert planner.post(reverse("hours_change", args=[row.id]), CHANGE).status_code == 404


def test_a_removed_block_can_be_put_back_once(planner: Client) -> None:
    block = open_evening()
    response = planner.post(reverse("hours_remove", args=[block.pk]), follow=True)
    assert "Removed: chat, Monday 19:00–22:00." in text(response)
    assert planner.post(reverse("hours_remove", args=[block.pk])).status_code == 404
    back = reverse("hours_put_back", args=[block.pk])
    assert "Put back: chat, Monday 19:00–22:00." in text(planner.post(back, follow=True))
    assert planner.post(back).status_code == 404


def test_a_day_is_closed_for_one_channel(planner: Client) -> None:
    planner.post(reverse("exception_add"), EXCEPTION)
    row = OpeningException.objects.get()
    assert (row.date, row.channel, row.name_key, row.entered_at) == (
        date(2027, 2, 8),
        "chat",
        "training",
        NOW,
    )
    assert not row.blocks.exists()


def test_a_day_gets_other_hours_and_they_come_back_into_the_form(planner: Client) -> None:
    planner.post(
        reverse("exception_add"), {**OTHER_HOURS, "for_whom": "", "start_2": "22:00", "end_2": "01:00"}
    )
    row = OpeningException.objects.get()
    assert list(row.blocks.values_list("start_minute", "end_minute")) == [(600, 720), (1320, 1500)]
    page = planner.get(reverse("exception_change", args=[row.pk])).content.decode()
    assert [f'value="{t}"' in page for t in ("10:00", "12:00", "22:00", "01:00")] == [True] * 4


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kind": "closed"}, "kind", "You chose “closed all day” and typed hours. Choose one of the two."),
        ({"start_1": "", "end_1": ""}, "start_1", "Type when we are open on this day."),
        ({"end_1": ""}, "end_1", "Type both the start and the end."),
        ({"start_1": ""}, "start_1", "Type both the start and the end."),
        (
            {"start_2": "11:00", "end_2": "13:00"},
            "__all__",
            "Two of the hours overlap. Make one of them shorter.",
        ),
        ({"start_1": "noon"}, "start_1", "Type a time such as 19:00."),
        ({"day": ""}, "day", "Choose a day."),
        ({"name": ""}, "name", "Choose a reason."),
        ({"day": "soon"}, "day", "Enter a valid date."),
        ({"day": "2027-01-31"}, "day", "This day is past. Choose today or a later day."),
        (
            {"day": "2027-03-28", "start_1": "02:30"},
            "start_1",
            "The clock goes forward and skips this time. Type a time before or after it.",
        ),
    ],
)
def test_an_exception_that_makes_no_sense_is_asked_about(
    planner: Client, typed: dict[str, str], field: str, said: str
) -> None:
    response = planner.post(reverse("exception_add"), {**OTHER_HOURS, **typed})
    assert errors(response) == {field: [said]}
    assert not OpeningException.objects.exists()


def test_a_time_that_comes_twice_is_asked_about_and_never_guessed(planner: Client) -> None:
    typed = {**OTHER_HOURS, "day": "2027-10-30", "start_1": "22:00", "end_1": "02:30"}
    response = planner.post(reverse("exception_add"), typed)
    assert list(errors(response)) == ["end_1"]
    assert "I mean the first of the two" in text(response)
    planner.post(reverse("exception_add"), {**typed, "first_of_two": "on"})
    assert OpeningException.objects.get().blocks.get().end_minute == 1590


def test_a_second_exception_for_the_day_is_refused(planner: Client) -> None:
    exception()
    response = planner.post(reverse("exception_add"), EXCEPTION)
    assert errors(response) == {"day": ["This day has an exception already. Change that one."]}


def test_an_exception_is_changed(planner: Client) -> None:
    row = exception()
    planner.post(reverse("exception_change", args=[row.pk]), {**EXCEPTION, "name": "technical"})
    assert OpeningException.objects.get().name_key == "technical"


def test_an_exception_cannot_be_changed_onto_a_taken_day(planner: Client) -> None:
    row = exception()
    planner.post(reverse("exception_add"), {**EXCEPTION, "day": "2027-02-09"})
    response = planner.post(reverse("exception_change", args=[row.pk]), {**EXCEPTION, "day": "2027-02-09"})
    assert list(errors(response)) == ["day"]


def test_a_removed_exception_can_be_put_back_once(planner: Client) -> None:
    row = exception()
    response = planner.post(reverse("exception_remove", args=[row.pk]), follow=True)
    assert "Removed: the exception on Monday 8 February (Chat)." in text(response)
    back = reverse("exception_put_back", args=[row.pk])
    assert "Put back: the exception on Monday 8 February (Chat)." in text(planner.post(back, follow=True))
    assert planner.post(back).status_code == 404


def test_no_page_has_inline_script_or_style(planner: Client) -> None:
    block, day = open_evening(), exception()
    remove_exception(day.pk, by=None, now=NOW)
    for address in (
        reverse("hours"),
        reverse("hours_add"),
        reverse("hours_change", args=[block.pk]),
        reverse("exception_add"),
    ):
        page = planner.get(address).content.decode()
        assert not re.search(r"style=|<style|<script(?![^>]*src=)|\son\w+=", page)
        assert page.count("<h1") == 1
