"""When somebody can come: weekly hours as dated spans, and whether a seat lies within them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import instant
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.wishes import Available, WeeklyWish, Wish, available
from tests.scheduling.people import MONDAY, hours

EVENING, NIGHT, AFTER_MIDNIGHT = Stretch(1080, 1320), Stretch(1320, 1560), Stretch(120, 180)
MARCH = Span(instant(MONDAY, 0, AMSTERDAM), instant(date(2027, 4, 1), 0, AMSTERDAM))


def wished(*wishes: WeeklyWish, window: Span = MARCH) -> Available:
    return available(wishes, window, AMSTERDAM)


def test_weekly_hours_come_back_in_every_week_of_the_window() -> None:
    found = wished(WeeklyWish(1, EVENING, Wish.CAN))
    assert found.can == tuple(hours(day, 18, 22) for day in (2, 9, 16, 23, 30))
    assert found.gladly == ()


def test_a_night_that_begins_before_the_window_reaches_into_it() -> None:
    assert wished(WeeklyWish(6, NIGHT, Wish.PREFER)).gladly[0] == hours(0, 22, 26)


def test_hours_that_do_not_exist_in_the_night_of_the_change_give_no_span() -> None:
    found = wished(WeeklyWish(6, AFTER_MIDNIGHT, Wish.CAN), window=hours(22, 0, 7 * 24))
    assert found.can == (hours(21, 2, 3),)


@pytest.mark.parametrize(
    ("span", "can", "gladly"),
    [
        (hours(2, 18, 22), True, True),
        (hours(2, 20, 24), True, False),
        (hours(2, 22, 26), True, False),
        (hours(2, 21, 26.5), False, False),
        (hours(2, 17, 21), False, False),
        (hours(3, 18, 22), False, False),
    ],
)
def test_a_seat_fits_when_all_of_it_lies_within_hours_that_touch(span: Span, can: bool, gladly: bool) -> None:
    found = wished(WeeklyWish(1, EVENING, Wish.PREFER), WeeklyWish(1, NIGHT, Wish.CAN))
    assert (found.fits(span), found.prefers(span)) == (can, gladly)


@given(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440), st.sampled_from(Wish))
def test_whoever_prefers_hours_can_come_then(weekday: int, start: int, length: int, wish: Wish) -> None:
    found = wished(WeeklyWish(weekday, Stretch(start, start + length), wish), WeeklyWish(3, NIGHT, Wish.CAN))
    assert all(found.fits(span) for span in found.gladly)
