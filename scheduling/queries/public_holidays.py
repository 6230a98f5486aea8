"""The public holidays of the Netherlands, as the library `holidays` knows them: King's Day moves by itself."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

_LANGUAGES: Final = {"nl": "nl", "en": "en_US"}


def public_holidays(first: date, end: date, language: str = "nl") -> dict[date, str]:
    """Return the holidays on the days [first, end), in order, with their names in that language. No query."""
    last = end - timedelta(days=1)
    found = {}
    for year in range(first.year, last.year + 1):
        found.update(_of_year(year, _LANGUAGES[language]))
    return {day: name for day, name in sorted(found.items()) if first <= day < end}


@lru_cache(64)
def _of_year(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("NL", years=year, language=language))
