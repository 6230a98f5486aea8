"""How the overviews of the rota are said: the finding of a heat map, spans of days, hours as numbers."""

from datetime import date, timedelta

from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.translation import gettext

from helpline.common.clock import AMSTERDAM
from scheduling.queries.coverage import ChannelCoverage
from scheduling.rota_wording import number_text, span_hours
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Span
from scheduling.wording import channel_name, clock_time, day_name, short_date


def days_text(first: date, last: date) -> str:
    """Return the days from one to another, as in "1 February 2027 to 28 February 2027"."""
    return gettext("%(first)s to %(last)s") % {"first": short_date(first), "last": short_date(last)}


def month_name(first: date) -> str:
    """Return a month with its year, as in "February 2027"."""
    return f"{MONTHS[first.month]} {first.year}"


def weekday_short(day: date) -> str:
    """Return the short name of a weekday, for the head of a narrow column."""
    return str(WEEKDAYS_ABBR[day.weekday()])


def short_hours(span: Span) -> str:
    """Return the times of a span for a narrow cell, full hours without minutes, as in "19–22:30"."""
    return "–".join(time.removesuffix(".00").removesuffix(":00") for time in span_hours(span).split("–"))


def hours_number(length: timedelta) -> str:
    """Return a length as a number of hours, with one decimal at most."""
    return number_text(length / timedelta(hours=1))


def coverage_name(covered: ChannelCoverage) -> str:
    """Return what a heat map is about."""
    return channel_name(covered.channel) if covered.channel else gettext("Leading the shift")


def finding(covered: ChannelCoverage) -> str:
    """Return what a heat map shows first, as its title."""
    most = covered.worst
    if most is None:
        return gettext("%(what)s: no open seats") % {"what": coverage_name(covered)}
    return gettext("%(what)s: most open seats on %(weekday)s %(start)s–%(end)s, %(open)s of %(needed)s") % {
        "what": coverage_name(covered),
        "weekday": day_name(most.weekday),
        "start": clock_time(most.first_hour * 60),
        "end": clock_time(most.end_hour * 60),
        "open": hours_number(most.missing),
        "needed": hours_number(most.needed),
    }


def share_text(part: timedelta, agreed: timedelta) -> str:
    """Return a part of the agreed hours in percent; nothing where nothing was agreed."""
    return gettext("%(number)d%%") % {"number": round(100 * (part / agreed))} if agreed else ""


def window_days(window: Span) -> str:
    """Return the days of a span that begins and ends at midnight."""
    last = local_day(window.end, AMSTERDAM) - timedelta(days=1)
    return days_text(local_day(window.start, AMSTERDAM), last)
