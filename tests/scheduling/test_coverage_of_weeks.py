"""What some weeks of the published rota cover, and how the finding is said."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from helpline.staff.models import Person
from scheduling.overview_wording import finding
from scheduling.queries.coverage import CoveragePage, coverage
from scheduling.rules.coverage import Cell
from tests.scheduling.holds import MONDAY, hold, shift_on
from tests.scheduling.seats import CHAT, PHONE, open_evening

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def cells(page: CoveragePage, weekday: int = 0) -> dict[str, list[Cell | None]]:
    return {one.channel or "lead": list(one.rows[weekday].cells) for one in page.channels}


def findings(page: CoveragePage) -> list[str]:
    with translation.override("en"):
        return [finding(one) for one in page.channels]


def test_weeks_add_up_by_weekday_and_hour(
    asha: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    open_evening()
    for week in range(4):
        shift = shift_on(MONDAY + week * timedelta(days=7))
        if week < 3:
            hold(shift.seats.get(), asha)
    with django_assert_num_queries(5):
        page = coverage(MONDAY, 4)
    assert (page.hours, page.last, page.drafts) == (range(19, 22), date(2027, 2, 28), 0)
    assert cells(page)["chat"] == [Cell(4 * HOUR, 4 * HOUR, 3 * HOUR)] * 3
    assert findings(page)[0] == "Chat: most open seats on Monday 19:00–22:00, 1 of 4"


def test_drafts_are_counted_but_cover_nothing(asha: Person) -> None:
    open_evening()
    hold(shift_on(state="draft").seats.get(), asha)
    page = coverage(MONDAY, 4)
    assert (page.drafts, findings(page)[0]) == (1, "Chat: most open seats on Monday 19:00–22:00, 4 of 4")


def test_other_weeks_do_not_count(asha: Person) -> None:
    open_evening()
    for week in (-1, 4):
        hold(
            shift_on(MONDAY + week * timedelta(days=7), 19 * 60, 22 * 60, "chat", "supervisor").seats.first(),
            asha,
        )
    assert cells(coverage(MONDAY, 4))["chat"] == [Cell(4 * HOUR, 4 * HOUR, timedelta())] * 3


def test_a_channel_that_is_never_open_has_no_map_and_leading_has_one() -> None:
    open_evening(PHONE)
    page = coverage(MONDAY, 4)
    assert [one.channel for one in page.channels] == [PHONE, None]
    assert findings(page)[1] == "Leading the shift: most open seats on Monday 19:00–22:00, 4 of 4"


def test_both_channels_are_shown_over_the_same_hours() -> None:
    open_evening(CHAT)
    open_evening(PHONE, weekday=1).__class__.objects.filter(channel="phone").update(start_minute=1020)
    page = coverage(MONDAY, 4)
    assert page.hours == range(17, 22)
    assert {len(one.rows[0].cells) for one in page.channels} == {5}


def test_a_closed_helpline_has_no_map() -> None:
    page = coverage(MONDAY, 4)
    assert (page.channels, page.hours) == ((), range(0))


def test_where_nothing_is_missing_the_finding_says_so(asha: Person, ben: Person) -> None:
    open_evening()
    for week in range(4):
        chat, lead = shift_on(
            MONDAY + week * timedelta(days=7), 19 * 60, 22 * 60, "chat", "supervisor"
        ).seats.all()
        hold(chat, asha)
        hold(lead, ben)
    assert findings(coverage(MONDAY, 4)) == ["Chat: no open seats", "Leading the shift: no open seats"]
