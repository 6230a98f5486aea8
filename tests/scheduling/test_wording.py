"""How times, days and hours are said in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling import wording
from scheduling.rules.hours import Block, ExceptionName, Span, Stretch
from scheduling.rules.week import DayGroup, day_line
from scheduling.templatetags.hours import line_x

MONDAY = date(2027, 2, 1)
EIGHT = datetime(2027, 2, 1, 19, 12, tzinfo=UTC)
EVENING, NIGHT = Stretch(1140, 1320), Stretch(1320, 1560)
BLOCK = Block(Channel.CHAT, 0, EVENING, date(2026, 12, 4))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        ("en", EIGHT, "20:12"),
        ("nl", EIGHT, "20.12"),
        ("nl", 5, "00.05"),
        ("en", 1440, "24:00"),
        ("en", 1530, "01:30"),
    ],
)
def test_a_time_is_written_as_the_language_writes_it(language: str, value: datetime | int, said: str) -> None:
    with translation.override(language):
        assert wording.clock_time(value) == said


def test_days_have_names_in_both_languages() -> None:
    assert (wording.day_name(MONDAY), wording.day_name(6)) == ("Monday", "Sunday")
    assert wording.long_date(date(2026, 12, 4)) == "Friday 4 December"
    with translation.override("nl"):
        assert wording.day_name(MONDAY) == "maandag"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ((), "closed"),
        ((EVENING,), "19:00–22:00"),
        ((Stretch(780, 1020), EVENING), "13:00–17:00 and 19:00–22:00"),
        (
            (Stretch(0, 60), EVENING, NIGHT),
            "00:00–01:00, 19:00–22:00 and 22:00–02:00 (the next day)",
        ),
    ],
)
def test_the_hours_of_a_day_are_said_in_a_row(hours: tuple[Stretch, ...], said: str) -> None:
    assert wording.hours_list(hours) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(0, 0, "Monday"), (5, 6, "Saturday and Sunday"), (0, 4, "Monday to Friday"), (0, 6, "Every day")],
)
def test_a_group_of_days_has_one_name(first: int, last: int, said: str) -> None:
    assert wording.group_name(DayGroup(first, last, (), has_today=False)) == said


@pytest.mark.parametrize(
    ("today", "until", "said"),
    [
        (3, None, "from 4 December 2026"),
        (4, None, "until further notice"),
        (4, date(2026, 12, 5), "only on 4 December 2026"),
        (3, date(2027, 1, 1), "from 4 December 2026 up to and including 31 December 2026"),
        (4, date(2027, 1, 1), "up to and including 31 December 2026"),
    ],
)
def test_a_block_says_on_which_days_it_holds(today: int, until: date | None, said: str) -> None:
    block = Block(Channel.CHAT, 4, EVENING, date(2026, 12, 4), until)
    assert wording.validity(block, date(2026, 12, today)) == said


def test_blocks_channels_and_reasons_are_said_in_words() -> None:
    assert wording.block_text(BLOCK) == "chat, Monday 19:00–22:00"
    assert wording.channel_names(frozenset(Channel)) == "chat and phone"
    assert wording.channel_name(None) == "Phone and chat"
    assert wording.exception_name(ExceptionName.TECHNICAL) == "technical fault"


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(minutes=48), "Someone will be here at 21:00."),
        (timedelta(hours=16, minutes=48), "Someone will be here tomorrow at 13:00."),
        (timedelta(days=6), "Someone will be here on Sunday at 20:12."),
        (timedelta(days=7), "Someone will be here on Monday 8 February at 20:12."),
        (timedelta(days=60), "Someone will be here on Friday 2 April at 21:12."),
    ],
)
def test_the_next_opening_is_said_as_people_say_it(after: timedelta, said: str) -> None:
    assert wording.opening_sentence(EIGHT + after, EIGHT) == said


def test_an_unknown_opening_is_said_to_be_unknown() -> None:
    assert wording.opening_sentence(None, EIGHT) == "We do not know yet when someone will be here again."


@pytest.mark.parametrize(
    ("spans", "day", "said"),
    [
        ([(18, 21)], MONDAY, "Today open from 19:00 to 22:00. It is now 20:12."),
        ([], MONDAY, "Today closed. It is now 20:12."),
        ([(33, 35), (36, 37)], date(2027, 2, 2), "Tuesday open from 10:00 to 12:00 and from 13:00 to 14:00."),
        ([], date(2027, 2, 2), "Tuesday closed."),
    ],
)
def test_the_line_is_said_for_those_who_do_not_see_it(
    spans: list[tuple[int, int]], day: date, said: str
) -> None:
    midnight = datetime(2027, 2, 1, tzinfo=UTC)
    open_ = [Span(midnight + timedelta(hours=s), midnight + timedelta(hours=e)) for s, e in spans]
    assert wording.line_sentence(day_line(open_, day, EIGHT, AMSTERDAM)) == said


def test_the_lines_places_have_a_full_stop_in_every_language() -> None:
    with translation.override("nl"):
        assert [line_x(place) for place in (0, 0.25, 1)] == ["2.0", "91.0", "358.0"]


def test_the_line_is_drawn_from_its_places() -> None:
    evening = Span(datetime(2027, 2, 1, 18, tzinfo=UTC), datetime(2027, 2, 1, 21, tzinfo=UTC))
    line = day_line([evening], MONDAY, EIGHT, AMSTERDAM)
    drawn = Template('{% include "scheduling/line.html" %}').render(Context({"line": line}))
    assert 'class="line-open" x1="246.8" y1="30" x2="313.5"' in drawn
    assert 'data-state="open" cx="273.4"' in drawn
    assert "style=" not in drawn
