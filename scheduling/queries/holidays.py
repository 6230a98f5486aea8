"""Public holidays of the Netherlands, as the library `holidays` knows them, and what planners said to each.

King's Day moves by itself. They are offered to planners, never applied alone.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import HolidayAnswer, OpeningException
from scheduling.rules.civil import local_day

_LIBRARY_LANGUAGES: Final = {"nl": "nl", "en": "en_US"}
# By the library's English: most people work on it.
_GOOD_FRIDAY: Final = "Good Friday"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday with its name in the reader's language; one that is not general is an ordinary day for most."""

    day: date
    name: str
    is_general: bool


@dataclass(frozen=True, slots=True)
class AnsweredHoliday:
    """A holiday that a planner decided about, without an exception now: refused, or the exception was removed."""

    holiday: Holiday
    accepted: bool


@dataclass(frozen=True, slots=True)
class HolidaysAhead:
    """The holidays of the coming twelve months: those that wait for an answer, and those that were answered."""

    waiting: tuple[Holiday, ...]
    answered: tuple[AnsweredHoliday, ...]


def holidays_between(first: date, last: date, language: str) -> list[Holiday]:
    """Return the holidays on the days [first, last], both included, in order; "nl" or "en". No query."""
    return [
        Holiday(day, names[language], is_general)
        for year in range(first.year, last.year + 1)
        for day, (names, is_general) in sorted(_of_year(year).items())
        if first <= day <= last
    ]


def holiday_dates(first: date, last: date) -> frozenset[date]:
    """Return the days off of most people on the days [first, last], both included. No query."""
    return frozenset(one.day for one in holidays_between(first, last, "nl") if one.is_general)


def holidays_ahead(now: datetime, language: str) -> HolidaysAhead:
    """Return what there is to decide from today on, and what was decided. Two queries.

    A holiday with an exception for both channels is in neither list: the exception shows by itself.
    """
    today = local_day(now, AMSTERDAM)
    coming = holidays_between(today, today + timedelta(days=365), language)
    days = [one.day for one in coming]
    answers = dict(HolidayAnswer.objects.filter(date__in=days).values_list("date", "accepted"))
    excepted = _excepted(days)
    free = [one for one in coming if one.day not in excepted]
    return HolidaysAhead(
        tuple(one for one in free if one.day not in answers),
        tuple(AnsweredHoliday(one, answers[one.day]) for one in free if one.day in answers),
    )


def _excepted(days: list[date]) -> set[date]:
    """Return the days on which exceptions replace the hours of every channel. One query."""
    channels: dict[date, set[str]] = defaultdict(set)
    rows = OpeningException.objects.filter(date__in=days, removed_at__isnull=True)
    for day, channel in rows.values_list("date", "channel"):
        channels[day] |= {channel} if channel else {one.value for one in Channel}
    return {day for day, found in channels.items() if found == {one.value for one in Channel}}


@cache
def _of_year(year: int) -> dict[date, tuple[dict[str, str], bool]]:
    """Return the names, by language, of each holiday of a year, and whether most people are free."""
    # It takes half a second and is needed on few pages: not at every start.
    from holidays import country_holidays  # noqa: PLC0415

    def named(language: str, *categories: str) -> dict[date, str]:
        return dict(country_holidays("NL", years=year, language=language, categories=categories))

    names = {one: named(there, "public", "optional") for one, there in _LIBRARY_LANGUAGES.items()}
    public = named("en_US", "public")
    return {
        day: ({one: names[one][day] for one in names}, day in public and public[day] != _GOOD_FRIDAY)
        for day in names["en"]
    }
