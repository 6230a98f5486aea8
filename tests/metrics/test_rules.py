"""Every instant falls into exactly one band, block and bucket; periods are whole ISO weeks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.metrics.rules import (
    ENOUGH_CONTACTS,
    LENGTH_BUCKETS,
    WAIT_BUCKETS,
    Band,
    Block,
    BlockCell,
    Cell,
    LanguageCell,
    LengthCell,
    Outcome,
    Periods,
    ProfileCell,
    WaitCell,
    WeekCell,
    band,
    block,
    cells,
    latest_months,
    length_bucket,
    periods,
    quieter_hours,
    wait_bucket,
)

EVENING = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)  # a Tuesday, 20:12 in Amsterdam
CHAT, ANSWERED = Channel.CHAT, Outcome.ANSWERED
MINUTE = timedelta(minutes=1)

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
instants = st.builds(datetime.combine, days, st.times(), st.just(UTC))
spans = st.timedeltas(timedelta(days=-1), timedelta(days=2))


def of(
    at: datetime = EVENING,
    outcome: Outcome = ANSWERED,
    *,
    wait: timedelta | None = None,
    length: timedelta | None = None,
    language: str | None = None,
) -> tuple[Cell, ...]:
    return cells(at, CHAT, outcome, wait=wait, length=length, language=language, zone=AMSTERDAM)


def local(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=AMSTERDAM)


def kinds(found: tuple[Cell, ...]) -> list[type[Cell]]:
    return [type(cell) for cell in found]


def test_an_evening_contact_lands_in_one_cell_of_each_kind() -> None:
    assert of(wait=12 * MINUTE, length=31 * MINUTE, language="nl") == (
        WeekCell("2026-W48", Band.EVENING, CHAT, ANSWERED),
        BlockCell("2026-Q4", 1, Block.EVENING, CHAT, ANSWERED),
        ProfileCell(2026, 1, 20, CHAT, ANSWERED),
        WaitCell("2026-11", CHAT, ANSWERED, "301-900"),
        LengthCell("2026-11", CHAT, "30-60"),
        LanguageCell("2026-11", CHAT, "nl"),
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (local(11, 24, 0, 0), Band.NIGHT),
        (local(11, 24, 5, 59, 59), Band.NIGHT),
        (local(11, 24, 6, 0), Band.DAYTIME),
        (local(11, 24, 17, 59, 59), Band.DAYTIME),
        (local(11, 24, 18, 0), Band.EVENING),
        (local(11, 27, 23, 59, 59), Band.EVENING),
        (local(11, 28, 5, 59), Band.NIGHT),
        (local(11, 28, 6, 0), Band.WEEKEND),
        (local(11, 29, 23, 59), Band.WEEKEND),
        (local(11, 30, 0, 0), Band.NIGHT),
        (local(12, 25, 12, 0), Band.DAYTIME),
    ],
)
def test_night_wins_over_weekend_and_a_holiday_counts_by_its_weekday(at: datetime, expected: Band) -> None:
    assert band(at) is expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (0, Block.NIGHT),
        (5, Block.NIGHT),
        (6, Block.MORNING),
        (11, Block.MORNING),
        (12, Block.AFTERNOON),
        (17, Block.AFTERNOON),
        (18, Block.EVENING),
        (23, Block.EVENING),
    ],
)
def test_a_day_has_four_blocks_of_six_hours(hour: int, expected: Block) -> None:
    assert block(local(11, 24, hour, 30)) is expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "0-5"),
        (0, "0-5"),
        (5, "0-5"),
        (5.001, "6-20"),
        (20, "6-20"),
        (21, "21-60"),
        (60, "21-60"),
        (61, "61-120"),
        (120, "61-120"),
        (121, "121-300"),
        (300, "121-300"),
        (301, "301-900"),
        (900, "301-900"),
        (900.001, ">900"),
        (86_400, ">900"),
    ],
)
def test_a_wait_of_at_most_the_upper_end_is_in_the_bucket(seconds: float, expected: str) -> None:
    assert wait_bucket(timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (-MINUTE, "<1"),
        (MINUTE - timedelta.resolution, "<1"),
        (MINUTE, "1-5"),
        (5 * MINUTE - timedelta.resolution, "1-5"),
        (5 * MINUTE, "5-15"),
        (15 * MINUTE, "15-30"),
        (30 * MINUTE, "30-60"),
        (60 * MINUTE, "30-60"),
        (60 * MINUTE + timedelta.resolution, ">60"),
    ],
)
def test_a_length_of_the_lower_end_is_in_the_bucket(length: timedelta, expected: str) -> None:
    assert length_bucket(length) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 24), Periods("2026-W48", "2026-11", "2026-Q4", 2026)),
        # Thursday 31 December 2026 lies in week 53, and takes the days after it along.
        (date(2026, 12, 31), Periods("2026-W53", "2026-12", "2026-Q4", 2026)),
        (date(2027, 1, 3), Periods("2026-W53", "2026-12", "2026-Q4", 2026)),
        (date(2027, 1, 4), Periods("2027-W01", "2027-01", "2027-Q1", 2027)),
        # Monday 30 December 2024 belongs to the week of Thursday 2 January 2025.
        (date(2024, 12, 30), Periods("2025-W01", "2025-01", "2025-Q1", 2025)),
        # The Thursday of 30 March to 5 April 2026 is 2 April: the last two days of March count in April.
        (date(2026, 3, 31), Periods("2026-W14", "2026-04", "2026-Q2", 2026)),
        (date(2026, 3, 29), Periods("2026-W13", "2026-03", "2026-Q1", 2026)),
    ],
)
def test_a_week_belongs_where_its_thursday_lies(day: date, expected: Periods) -> None:
    assert periods(day) == expected


@given(days)
def test_week_and_year_are_those_of_iso_8601(day: date) -> None:
    iso, found = day.isocalendar(), periods(day)
    assert (found.week, found.year) == (f"{iso.year}-W{iso.week:02}", iso.year)


@given(days)
def test_no_period_ever_ends_within_a_week(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    assert len({periods(monday + timedelta(days=later)) for later in range(7)}) == 1


@given(days)
def test_months_nest_in_quarters_and_quarters_in_years(day: date) -> None:
    found = periods(day)
    quarter = (int(found.month[-2:]) + 2) // 3
    assert found.quarter == f"{found.month[:4]}-Q{quarter}"
    assert found.month[:4] == str(found.year)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 24), ("2026-11", "2026-10", "2026-09")),
        (date(2027, 1, 3), ("2026-12", "2026-11", "2026-10")),
        (date(2027, 1, 4), ("2027-01", "2026-12", "2026-11")),
        (date(2027, 2, 10), ("2027-02", "2027-01", "2026-12")),
    ],
)
def test_the_latest_months_go_back_over_new_year(day: date, expected: tuple[str, ...]) -> None:
    assert latest_months(day, 3) == expected


@given(days)
def test_the_first_of_the_latest_months_is_the_one_counted_in(day: date) -> None:
    assert latest_months(day, 1) == (periods(day).month,)


def test_the_spring_night_jumps_over_an_hour() -> None:
    before, after = datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert of(before)[2] == ProfileCell(2026, 6, 1, CHAT, ANSWERED)
    assert of(after)[2] == ProfileCell(2026, 6, 3, CHAT, ANSWERED)


def test_on_the_night_of_25_hours_both_hours_count_in_one_cell() -> None:
    first, again = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert of(first) == of(again)
    assert of(first)[2] == ProfileCell(2026, 6, 2, CHAT, ANSWERED)


def test_a_contact_is_counted_on_its_local_day() -> None:
    # 23:30 UTC on Sunday is 0:30 on Monday in Amsterdam: another week, another band.
    assert of(datetime(2026, 11, 29, 23, 30, tzinfo=UTC))[0] == WeekCell(
        "2026-W49", Band.NIGHT, CHAT, ANSWERED
    )


@given(
    instants,
    st.sampled_from(list(Outcome)),
    st.none() | spans,
    st.none() | spans,
    st.sampled_from([None, "nl"]),
)
def test_a_contact_is_counted_at_most_once_in_each_kind(
    at: datetime, outcome: Outcome, wait: timedelta | None, length: timedelta | None, language: str | None
) -> None:
    found = kinds(of(at, outcome, wait=wait, length=length, language=language))
    had_conversation = length is not None and outcome in {Outcome.ANSWERED, Outcome.ABUSE, Outcome.SILENT}
    expected: list[type[Cell]] = [WeekCell, BlockCell, ProfileCell]
    expected += [WaitCell] * (wait is not None) + [LengthCell] * had_conversation
    assert found == [*expected, *[LanguageCell] * (language is not None)]


@given(instants)
def test_band_block_and_hour_of_one_instant_agree(at: datetime) -> None:
    week, day_part, profile = of(at)[:3]
    assert isinstance(week, WeekCell)
    assert isinstance(day_part, BlockCell)
    assert isinstance(profile, ProfileCell)
    assert (week.band is Band.NIGHT) == (day_part.block is Block.NIGHT) == (profile.hour < 6)
    assert (week.band is Band.WEEKEND) == (profile.weekday >= 5 and profile.hour >= 6)
    assert list(Block).index(day_part.block) == profile.hour // 6


@given(spans, spans)
def test_longer_never_lands_in_a_shorter_bucket(one: timedelta, other: timedelta) -> None:
    short, long = sorted((one, other))
    assert WAIT_BUCKETS.index(wait_bucket(short)) <= WAIT_BUCKETS.index(wait_bucket(long))
    assert LENGTH_BUCKETS.index(length_bucket(short)) <= LENGTH_BUCKETS.index(length_bucket(long))


def test_only_those_who_could_talk_have_a_length() -> None:
    with_length = {outcome for outcome in Outcome if LengthCell in kinds(of(outcome=outcome, length=MINUTE))}
    assert with_length == {Outcome.ANSWERED, Outcome.ABUSE, Outcome.SILENT}


def test_quieter_hours_are_unknown_below_fifty_contacts() -> None:
    assert quieter_hours({(1, 20): 40, (1, 21): ENOUGH_CONTACTS - 41}) is None


def test_quieter_hours_have_at_most_half_the_average_and_come_quietest_first() -> None:
    # Average 15: seven is quiet, eight is not.
    counts = {(1, 20): 34, (2, 20): 8, (3, 21): 7, (0, 9): 11, (6, 22): 7, (4, 9): 23, (5, 9): 0}
    assert quieter_hours(counts) == [(3, 21), (6, 22)]


def test_fifty_contacts_in_one_hour_make_no_hour_quiet() -> None:
    assert quieter_hours({(1, 20): ENOUGH_CONTACTS}) == []


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 23)), st.integers(0, 30)))
def test_an_hour_nobody_used_is_never_called_quiet(counts: dict[tuple[int, int], int]) -> None:
    assert all(counts[hour] > 0 for hour in quieter_hours(counts) or [])
