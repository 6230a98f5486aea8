"""A channel's day as the week shows it: open, staffed, empty, and its line."""

from datetime import UTC, date, datetime

import pytest

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.rules.cover import ChannelDay, channel_day, cover_line, hours_spans, scale
from scheduling.rules.hours import Span, Stretch

MONDAY = date(2027, 2, 1)
DAY, EVENING, NIGHT = Stretch(600, 1020), Stretch(1140, 1320), Stretch(1320, 1500)


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2027, 2, day, hour, minute, tzinfo=UTC)


def chat(*hours: Stretch, taken: tuple[Span, ...] = (), day: date = MONDAY) -> ChannelDay:
    return channel_day(Channel.CHAT, day, hours, taken, AMSTERDAM)


def test_open_hours_fall_into_staffed_and_empty_ones() -> None:
    found = chat(DAY, EVENING, taken=(Span(at(8), at(11)), Span(at(19), at(23))))
    assert found.staffed == (Stretch(600, 720), Stretch(1200, 1320))
    assert found.empty == (Stretch(720, 1020), Stretch(1140, 1200))


def test_a_night_belongs_to_the_evening_on_which_it_starts() -> None:
    found = chat(NIGHT, taken=(Span(at(23), at(3, day=2)),))
    assert (found.empty, found.staffed) == ((Stretch(1320, 1440),), (Stretch(1440, 1500),))


def test_who_is_there_while_it_is_closed_counts_for_nothing() -> None:
    assert chat(taken=(Span(at(8), at(11)),)) == ChannelDay(Channel.CHAT, MONDAY, (), (), ())


def test_hours_that_the_clock_skips_are_no_hours() -> None:
    assert hours_spans(date(2027, 3, 28), [Stretch(120, 180)], AMSTERDAM) == []
    assert chat(Stretch(120, 240), day=date(2027, 3, 28)).empty == (Stretch(180, 240),)


@pytest.mark.parametrize(
    ("hours", "over"),
    [
        ((), Stretch(480, 1440)),
        ((Stretch(630, 1020),), Stretch(600, 1020)),
        ((DAY, NIGHT), Stretch(600, 1500)),
    ],
)
def test_the_scale_holds_all_days_in_full_hours(hours: tuple[Stretch, ...], over: Stretch) -> None:
    assert scale([chat(*hours), chat()]) == over


def test_a_line_has_its_strokes_in_parts_of_the_scale() -> None:
    line = cover_line(chat(DAY, EVENING, taken=(Span(at(9), at(16)),)), Stretch(600, 1320))
    [solid], [dotted] = line.staffed, line.empty
    assert (solid.left, round(solid.right, 3), solid.hours) == (0, 0.583, DAY)
    assert (dotted.left, dotted.right, dotted.hours) == (0.75, 1, EVENING)
