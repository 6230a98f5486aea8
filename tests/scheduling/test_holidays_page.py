"""Public holidays on the page of hours: offered, answered, offered again."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.common.clock import AMSTERDAM
from helpline.staff.models import AuditLine, Person
from scheduling.models import HolidayAnswer, OpeningException
from scheduling.queries.holidays import Holiday, holiday_dates, holidays_ahead, holidays_between
from scheduling.services import post_queue
from tests.scheduling.planner import as_reader_of_english, text
from tests.scheduling.seats import CHAT, NOW, open_evening
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
KINGS_DAY = date(2027, 4, 27)
NAMES = ("holiday_close", "holiday_keep", "holiday_offer")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("hours", "holidays", "rota_week"):
        monkeypatch.setattr(f"scheduling.views.{name}.utc_now", lambda: NOW)


@pytest.fixture
def planner(client: Client, noor: Person) -> Client:
    return as_reader_of_english(client, noor)


def answer(name: str, day: str = "2027-04-27") -> str:
    return reverse(name, args=[day])


def waiting() -> list[date]:
    return [one.day for one in holidays_ahead(NOW, "en").waiting]


# --- which days they are ----------------------------------------------------------------------
def test_the_holidays_of_a_year_with_their_names_in_either_language() -> None:
    year = holidays_between(date(2027, 1, 1), date(2027, 12, 31), "nl")
    assert [(one.day.isoformat()[5:], one.name) for one in year if one.is_general] == [
        ("01-01", "Nieuwjaarsdag"), ("03-28", "Eerste paasdag"), ("03-29", "Tweede paasdag"),
        ("04-27", "Koningsdag"), ("05-06", "Hemelvaartsdag"), ("05-16", "Eerste pinksterdag"),
        ("05-17", "Tweede pinksterdag"), ("12-25", "Eerste kerstdag"), ("12-26", "Tweede kerstdag"),
    ]  # fmt: skip
    assert [one.name for one in holidays_between(KINGS_DAY, KINGS_DAY, "en")] == ["King's Day"]


def test_good_friday_and_liberation_day_are_offered_and_no_general_days_off() -> None:
    spring = holidays_between(date(2027, 3, 26), date(2027, 5, 5), "en")
    assert [one for one in spring if not one.is_general] == [
        Holiday(date(2027, 3, 26), "Good Friday", is_general=False),
        Holiday(date(2027, 5, 5), "Liberation Day", is_general=False),
    ]


@pytest.mark.parametrize(("year", "day"), [(2027, 27), (2031, 26)])
def test_kings_day_moves_when_it_would_be_a_sunday(year: int, day: int) -> None:
    assert holiday_dates(date(year, 4, 20), date(year, 4, 30)) == {date(year, 4, day)}


def test_days_off_are_counted_over_the_end_of_a_year_with_both_ends() -> None:
    assert holiday_dates(date(2026, 12, 26), date(2027, 1, 1)) == {date(2026, 12, 26), date(2027, 1, 1)}
    assert holiday_dates(date(2026, 12, 27), date(2026, 12, 31)) == frozenset()


# --- what is offered --------------------------------------------------------------------------
def test_the_coming_twelve_months_are_offered_with_two_queries(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    with django_assert_num_queries(2):
        ahead = holidays_ahead(NOW, "en")
    assert (ahead.waiting[0].day, ahead.waiting[-1].day) == (date(2027, 3, 26), date(2028, 1, 1))
    assert ahead.answered == ()


def test_todays_holiday_is_still_offered_and_yesterdays_is_not() -> None:
    for day, is_offered in ((27, True), (28, False)):
        ahead = holidays_ahead(datetime(2027, 4, day, 12, tzinfo=AMSTERDAM), "en")
        assert (KINGS_DAY in [one.day for one in ahead.waiting]) is is_offered


def test_a_day_with_an_exception_for_all_channels_is_not_offered() -> None:
    for channel, is_offered in (("chat", True), ("phone", False)):
        OpeningException.objects.create(date=KINGS_DAY, channel=channel, name_key="training", entered_at=NOW)
        assert (KINGS_DAY in waiting()) is is_offered
    OpeningException.objects.update(removed_at=NOW)
    assert KINGS_DAY in waiting()


# --- the page ---------------------------------------------------------------------------------
def test_the_page_offers_each_holiday_and_marks_those_that_are_ordinary_days(planner: Client) -> None:
    said = text(planner.get(reverse("hours")))
    assert (
        "Friday 26 March Good Friday, not a day off for most people Closed that day Friday 26 March" in said
    )
    assert "Tuesday 27 April King&#x27;s Day Closed that day" in said


def test_the_page_names_holidays_in_dutch(client: Client, noor: Person) -> None:
    sign_in(client, noor)
    assert "Koningsdag" in text(client.get(reverse("hours")))


def test_a_holiday_is_closed_once(planner: Client) -> None:
    said = text(planner.post(answer("holiday_close"), follow=True))
    assert "Saved: closed on Tuesday 27 April." in said
    row = OpeningException.objects.get()
    assert (row.date, row.channel, row.name_key, row.blocks.count()) == (KINGS_DAY, "", "public_holiday", 0)
    assert AuditLine.objects.get().action == "exception_changed"
    assert KINGS_DAY not in waiting()
    again = text(planner.post(answer("holiday_close"), follow=True))
    assert "This day has an exception already. Change that one." in again


def test_the_weekly_hours_are_kept_and_the_question_can_be_asked_again(planner: Client) -> None:
    said = text(planner.post(answer("holiday_keep"), follow=True))
    assert "Saved: the weekly hours stay on Tuesday 27 April." in said
    assert "King&#x27;s Day The weekly hours stay. Ask again" in said
    assert KINGS_DAY not in waiting()
    planner.post(answer("holiday_offer"))
    assert KINGS_DAY in waiting()
    planner.post(answer("holiday_offer"))
    assert not HolidayAnswer.objects.exists()


def test_other_hours_open_the_exceptions_form_with_the_day_filled_in(planner: Client) -> None:
    page = planner.get(f"{reverse('exception_add')}?holiday=2027-04-27").content.decode()
    assert 'value="2027-04-27"' in page
    assert '<option value="public_holiday" selected>' in page
    assert 'value="hours" id="id_kind_1" checked' in page.replace(" required", "")


@pytest.mark.parametrize("asked", ["?holiday=soon", "?holiday=", ""])
def test_a_day_that_is_none_fills_in_nothing(planner: Client, asked: str) -> None:
    assert planner.get(reverse("exception_add") + asked).context["form"].initial == {}


def test_a_removed_exception_is_told_and_can_be_decided_anew(planner: Client) -> None:
    planner.post(answer("holiday_close"))
    planner.post(reverse("exception_remove", args=[OpeningException.objects.get().pk]))
    assert "It had an exception; that was removed." in text(planner.get(reverse("hours")))
    planner.post(answer("holiday_offer"))
    assert KINGS_DAY in waiting()


def test_closing_today_while_somebody_is_there_asks_first(
    planner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = datetime(2027, 4, 27, 18, tzinfo=AMSTERDAM)
    for name in ("hours", "holidays"):
        monkeypatch.setattr(f"scheduling.views.{name}.utc_now", lambda: evening)
    block = open_evening(weekday=1)
    type(block).objects.update(start_minute=1020)
    post_queue(CHAT, 1, full=False, now=evening)
    response = planner.post(answer("holiday_close"), follow=True)
    assert "Somebody is on the line or in the chat now." in text(response)
    assert 'value="closed" id="id_kind_0" checked' in response.content.decode().replace(" required", "")
    assert not OpeningException.objects.exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("day", ["2027-04-28", "2027-01-01", "2028-04-27", "soon", "20270427"])
def test_what_is_no_holiday_of_the_coming_year_is_not_found(planner: Client, name: str, day: str) -> None:
    assert planner.post(answer(name, day)).status_code == 404


def test_only_who_changes_the_hours_answers_and_only_by_a_button(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    for name in NAMES:
        assert client.post(answer(name)).status_code == 403
        assert client.get(answer(name)).status_code == 405
    assert not HolidayAnswer.objects.exists()


def test_the_week_leads_planners_to_a_holiday_without_an_exception(planner: Client) -> None:
    kings_week = reverse("rota_week") + "?week=2027-W17"
    link = f'href="{reverse("hours")}#holidays"'
    assert link in planner.get(kings_week).content.decode()
    planner.post(answer("holiday_close"))
    assert link not in planner.get(kings_week).content.decode()


def test_the_week_leads_nobody_else_there(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    page = client.get(reverse("rota_week") + "?week=2027-W17").content.decode()
    assert "Koningsdag" in page
    assert "#holidays" not in page


def test_an_accepted_holiday_is_not_refused_by_another_planners_old_page(planner: Client) -> None:
    planner.post(answer("holiday_close"))
    said = text(planner.post(answer("holiday_keep"), follow=True))
    assert "Somebody gave this day an exception in between. Remove that one first." in said
    assert HolidayAnswer.objects.get().accepted
