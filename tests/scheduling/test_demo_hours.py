"""The demo's hours: a sample week, and open around now."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.common.channel import Channel
from scheduling.models import OpeningBlock, OpeningException
from scheduling.queries import availability, week_hours
from scheduling.rules.hours import Span, State, Stretch, uncovered
from scheduling.services import open_now, seed_demo_hours
from tests.scheduling.seats import CHAT, NOW, PHONE, at, open_evening, spans_on


@pytest.mark.django_db
def test_the_demo_has_the_sample_hours_for_both_channels() -> None:
    seed_demo_hours(NOW)
    [week] = week_hours(NOW)
    assert week.channels == (PHONE, CHAT)
    assert [(g.first_weekday, g.last_weekday, g.hours) for g in week.groups] == [
        (0, 4, (Stretch(600, 1020), Stretch(1140, 1350))),
        (5, 6, (Stretch(780, 1020), Stretch(1140, 1320))),
    ]


@pytest.mark.django_db
def test_hours_that_somebody_entered_stay() -> None:
    open_evening(CHAT)
    seed_demo_hours(NOW)
    assert OpeningBlock.objects.filter(channel="chat").count() == 1
    assert OpeningBlock.objects.filter(channel="phone").count() == 14


@pytest.mark.django_db
def test_it_is_open_around_now_whatever_the_hour() -> None:
    open_now(at(3), hours=4)
    for channel in Channel:
        assert spans_on(channel, date(2027, 2, 1))[0] == Span(at(3), at(8))
    assert availability(CHAT, at(3)).state is State.UNSTAFFED


@pytest.mark.django_db
def test_a_second_start_adds_nothing_and_a_later_one_only_what_is_missing() -> None:
    open_now(at(22, 30), hours=4)
    made = OpeningBlock.objects.count()
    open_now(at(22, 50), hours=4)
    assert OpeningBlock.objects.count() == made
    open_now(at(23, 10), hours=4)
    assert OpeningBlock.objects.count() == made + 2


@pytest.mark.django_db
def test_an_exception_for_today_still_holds() -> None:
    OpeningException.objects.create(date=date(2027, 2, 1), channel="", name_key="other", entered_at=NOW)
    open_now(NOW)
    assert availability(CHAT, NOW).state is State.CLOSED


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 230 * 24 * 60))
def test_at_any_time_of_the_year_it_is_open_now_and_for_the_next_hours(minutes: int) -> None:
    now = datetime(2027, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
    OpeningBlock.objects.all().delete()
    open_now(now, hours=4)
    closes = availability(CHAT, now).closes_at
    # One hour less or more on the two nights that change the clock.
    assert closes is not None
    assert closes - now >= timedelta(hours=3)


@given(
    st.builds(lambda s, n: Stretch(s, s + n), st.integers(0, 1439), st.integers(1, 1440)),
    st.lists(
        st.builds(lambda s, n: Stretch(s, s + n), st.integers(-1440, 2000), st.integers(1, 900)), max_size=5
    ),
)
def test_the_uncovered_parts_are_what_no_stretch_covers(wanted: Stretch, taken: list[Stretch]) -> None:
    covered = {m for s in taken for m in range(s.start_minute, s.end_minute)}
    expected = set(range(wanted.start_minute, wanted.end_minute)) - covered
    parts = uncovered(wanted, taken)
    assert {m for s in parts for m in range(s.start_minute, s.end_minute)} == expected
    assert all(one.end_minute < other.start_minute for one, other in pairwise(parts))
