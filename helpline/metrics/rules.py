"""Outcomes, bands, buckets and periods. Pure: no Django, no clock, no database.

Nothing here takes an identifier: an instant goes in and only coarse cells come out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel


class Outcome(StrEnum):
    """How a contact ended; every contact ends in exactly one."""

    ANSWERED = "answered"
    CLOSED = "closed"
    CLOSED_HOLIDAY = "closed_holiday"
    CLOSED_UNPLANNED = "closed_unplanned"
    UNSTAFFED = "unstaffed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    GAVE_UP_EARLY = "gave_up_early"
    GAVE_UP = "gave_up"
    FAILED = "failed"
    SILENT = "silent"
    ABUSE = "abuse"
    TEST = "test"


class Band(StrEnum):
    """Part of the week. Night is 0-6 on any day; the weekend is Saturday and Sunday 6-24."""

    NIGHT = "night"
    WEEKEND = "weekend"
    DAYTIME = "daytime"
    EVENING = "evening"


class Block(StrEnum):
    """Part of a day: six hours each, from midnight."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


# Whole seconds as shown; a part of a second belongs to the bucket above, so that "0-5" is "at most 5 s".
WAIT_BUCKETS = ("0-5", "6-20", "21-60", "61-120", "121-300", "301-900", ">900")
_LONGEST_WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 20, 60, 120, 300, 900))

# Minutes, from short to long: the lower end belongs to the bucket, and exactly 60 minutes is not yet ">60".
LENGTH_BUCKETS = ("<1", "1-5", "5-15", "15-30", "30-60", ">60")
_LENGTHS_FROM = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30)),
    timedelta(minutes=60) + timedelta.resolution,
)

# Only these contacts can have had a conversation; abuse too, since it is marked in or after one.
WITH_LENGTH = frozenset({Outcome.ANSWERED, Outcome.ABUSE, Outcome.SILENT})

# Below this many contacts in a year an hour of the week tells nothing.
ENOUGH_CONTACTS = 50
# A contact that met a shut door says nothing about how busy it is behind an open one, a test of ours neither.
NOT_AT_AN_OPEN_DOOR = frozenset(
    {Outcome.CLOSED, Outcome.CLOSED_HOLIDAY, Outcome.CLOSED_UNPLANNED, Outcome.TEST}
)


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods an instant belongs to, all made of whole ISO weeks so that none differ by a day."""

    week: str
    month: str
    quarter: str
    year: int


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One cell of the tally by week and part of the week."""

    week: str
    band: Band
    channel: Channel
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class BlockCell:
    """One cell of the tally by quarter, weekday (Monday is 0) and part of the day."""

    quarter: str
    weekday: int
    block: Block
    channel: Channel
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ProfileCell:
    """One cell of the tally by year, weekday (Monday is 0) and local hour."""

    year: int
    weekday: int
    hour: int
    channel: Channel
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class WaitCell:
    """One cell of the tally of waits by month."""

    month: str
    channel: Channel
    outcome: Outcome
    wait_bucket: str


@dataclass(frozen=True, slots=True)
class LengthCell:
    """One cell of the tally of conversations' lengths by month."""

    month: str
    channel: Channel
    length_bucket: str


@dataclass(frozen=True, slots=True)
class LanguageCell:
    """One cell of the tally of languages by month."""

    month: str
    channel: Channel
    language: str


Cell = WeekCell | BlockCell | ProfileCell | WaitCell | LengthCell | LanguageCell


def cells(
    at: datetime,
    channel: Channel,
    outcome: Outcome,
    *,
    wait: timedelta | None,
    length: timedelta | None,
    language: str | None,
    zone: ZoneInfo,
) -> tuple[Cell, ...]:
    """Return the cells that one contact adds one to, at most one of each kind, always in the same order.

    `at`: when the contact began, aware.
    Week, block and profile count every contact.
    Wait counts every contact that waited (`wait` is not None), whatever its outcome.
    Length counts contacts answered, silent or marked as abuse that had a conversation (`length` is not None);
    of any other outcome a length is left out.
    Language counts every contact whose language is known, whatever its outcome.
    """
    local = at.astimezone(zone)
    when = periods(local.date())
    found: list[Cell] = [
        WeekCell(when.week, band(local), channel, outcome),
        BlockCell(when.quarter, local.weekday(), block(local), channel, outcome),
        ProfileCell(when.year, local.weekday(), local.hour, channel, outcome),
    ]
    if wait is not None:
        found.append(WaitCell(when.month, channel, outcome, wait_bucket(wait)))
    if length is not None and outcome in WITH_LENGTH:
        found.append(LengthCell(when.month, channel, length_bucket(length)))
    if language is not None:
        found.append(LanguageCell(when.month, channel, language))
    return tuple(found)


def periods(day: date) -> Periods:
    """Return the ISO week of a local day and the month, quarter and year in which that week's Thursday lies.

    ISO 8601: a week belongs to the year of its Thursday; here to the month and quarter of its Thursday too.
    """
    thursday = day + timedelta(days=3 - day.weekday())
    week = thursday.isocalendar().week
    return Periods(
        week=f"{thursday.year:04}-W{week:02}",
        month=_month(thursday.year, thursday.month),
        quarter=f"{thursday.year:04}-Q{(thursday.month + 2) // 3}",
        year=thursday.year,
    )


def latest_months(day: date, count: int) -> tuple[str, ...]:
    """Return the month a local day is counted in and the `count - 1` months before it, newest first."""
    thursday = day + timedelta(days=3 - day.weekday())
    months = thursday.year * 12 + thursday.month - 1
    return tuple(_month(*_split(months - back)) for back in range(count))


def band(local: datetime) -> Band:
    """Return the part of the week of a local time; a holiday counts by its weekday."""
    if local.hour < 6:
        return Band.NIGHT
    if local.weekday() >= 5:
        return Band.WEEKEND
    return Band.DAYTIME if local.hour < 18 else Band.EVENING


def block(local: datetime) -> Block:
    """Return the part of the day of a local time; an hour that happens twice counts in its one block."""
    return tuple(Block)[local.hour // 6]


def wait_bucket(wait: timedelta) -> str:
    """Return the bucket of a wait; a negative one, from a clock that was set back, counts as none at all."""
    return WAIT_BUCKETS[bisect_left(_LONGEST_WAITS, wait)]


def length_bucket(length: timedelta) -> str:
    """Return the bucket of a length; a negative one, from a clock set back, counts as the shortest."""
    return LENGTH_BUCKETS[bisect_right(_LENGTHS_FROM, length)]


def quieter_hours(contacts: Mapping[tuple[int, int], int]) -> list[tuple[int, int]] | None:
    """Return the (weekday, hour)s with at most half the contacts of an average one, the quietest first.

    `contacts`: how many met an open door in one year, by weekday (Monday is 0) and local hour. An hour
    without any is left out of the average and of the answer: it may have been closed. None if there are fewer
    than ENOUGH_CONTACTS in all.
    """
    total = sum(contacts.values())
    if total < ENOUGH_CONTACTS:
        return None
    met = {hour: n for hour, n in contacts.items() if n > 0}
    quiet = [hour for hour, n in met.items() if 2 * n * len(met) <= total]
    return sorted(quiet, key=lambda hour: (met[hour], hour))


def _month(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"


def _split(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1
