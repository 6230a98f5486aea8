"""How seats, holds and the reasons for and against them are said, in the language of the moment."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from helpline.common.clock import AMSTERDAM
from scheduling.models import KIND_CHOICES
from scheduling.queries.planning import PatternPlace, ShiftPlace
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Basis, Code, Reason
from scheduling.rules.rota import SeatKind
from scheduling.wording import clock_time, day_name, long_date, short_date

_KINDS = dict(KIND_CHOICES)
# Lower case, as within a sentence.
_WITHIN: dict[SeatKind, str | Promise] = {
    SeatKind.PHONE: _("phone"),
    SeatKind.CHAT: _("chat"),
    SeatKind.BOTH: _("phone and chat"),
    SeatKind.SUPERVISOR: _("supervisor"),
    SeatKind.BACKUP: _("backup by phone"),
}
_REASONS: dict[Code, str | Promise] = {
    Code.OVERLAP: _("has another seat at that time"),
    Code.UNTRAINED: _("is not trained for this seat"),
    Code.ABSENT: _("is away then"),
    Code.ACCOUNT_CLOSED: _("has a closed account"),
    Code.UNDER_AGE: _("is not 18 yet"),
    Code.SHORT_REST: _("%(n0)s hours of rest beside another seat, where %(n1)s are needed"),
    Code.SHORTENED_REST: _("%(n0)s hours of rest beside another seat; less than %(n1)s is for once a week"),
    Code.SPLIT_DAY: _("a second seat on one day, with %(n0)s hours in between"),
    Code.SHORT_WEEKLY_REST: _("at most %(n0)s hours of rest at a stretch that week, where %(n1)s are needed"),
    Code.LONG_SHIFT: _("a seat of %(n0)s hours, where %(n1)s are usual"),
    Code.OVER_HOURS: _("%(n0)s hours that week, where %(n1)s are agreed"),
    Code.OVER_OWN_LIMIT: _("%(n0)s hours that week, where %(n1)s are this person's most"),
    Code.LONG_WEEK: _("%(n0)s hours that week, where %(n1)s are the most"),
    Code.HIGH_AVERAGE: _("%(n0)s hours a week over %(n2)s weeks, where %(n1)s are the most"),
    Code.HIGH_NIGHT_AVERAGE: _(
        "with many nights, %(n0)s hours a week over %(n2)s weeks, where %(n1)s are the most"
    ),
    Code.NIGHTS_IN_A_ROW: _("%(n0)s nights in a row, where %(n1)s are the most"),
    Code.MANY_NIGHTS: _("%(n0)s nights in %(n2)s weeks, where %(n1)s are the most"),
    Code.FEW_FREE_SUNDAYS: _("%(n0)s free Sundays in a year, where %(n1)s are needed"),
    Code.MANY_DAYS_ON_CALL: _("on call on %(n0)s days in %(n2)s weeks, where %(n1)s are the most"),
    Code.FEW_DAYS_OFF: _("%(n0)s times two days off in %(n2)s weeks, where %(n1)s are needed"),
    Code.ON_CALL_NEAR_NIGHT: _("on call %(n0)s hours beside a night, where %(n1)s are needed"),
    Code.UNAVAILABLE: _("did not say to be available then"),
    Code.FITS_AVAILABILITY: _("can come then"),
    Code.PREFERS_THE_HOURS: _("gladly comes then"),
    Code.FEWEST_LATE: _(
        "%(n0)s evenings, weekends and holidays in 12 weeks; half of the others have %(n1)s or more"
    ),
    Code.UNDER_AGREED: _("%(n0)s hours below what was agreed"),
    Code.REST_BEFORE: _("%(n0)s hours of rest before"),
    Code.REST_AFTER: _("%(n0)s hours of rest after"),
    Code.LAST_SEAT: _("last seat %(n0)s days ago"),
    Code.MADE_ROOM: _("makes room for somebody who can come only here"),
    Code.EVENED_OUT: _("shares the hours more evenly"),
}


def kind_name(kind: SeatKind | str) -> str:
    """Return what a kind of seat is called, as a heading."""
    return str(_KINDS[str(kind)])


def kind_within(kind: SeatKind | str) -> str:
    """Return what a kind of seat is called within a sentence."""
    return str(_WITHIN[SeatKind(kind)])


def place_name(place: PatternPlace | ShiftPlace) -> str:
    """Return what a place is called beside the others of its shift, as in "Chat 2"."""
    return f"{kind_name(place.kind)} {place.nth}" if place.nth else kind_name(place.kind)


def reason_text(reason: Reason) -> str:
    """Return one reason in words, without the person; a rule of the law says so."""
    numbers = {f"n{place}": number_text(value) for place, value in enumerate(reason.numbers)}
    said = str(_REASONS[reason.code]) % numbers
    return gettext("%(reason)s (law)") % {"reason": said} if reason.basis is Basis.LAW else said


def code_text(code: str) -> str:
    """Return what an assignment was given in spite of, of which only the code was kept."""
    return {
        Code.SHORT_REST: gettext("short rest"),
        Code.SHORTENED_REST: gettext("short rest"),
        Code.SPLIT_DAY: gettext("two seats on one day"),
        Code.SHORT_WEEKLY_REST: gettext("short weekly rest"),
        Code.LONG_SHIFT: gettext("a long seat"),
        Code.ON_CALL_NEAR_NIGHT: gettext("on call beside a night"),
        Code.NIGHTS_IN_A_ROW: gettext("many nights in a row"),
        Code.MANY_NIGHTS: gettext("many nights"),
    }.get(Code(code), gettext("many hours"))


def span_hours(span: Span) -> str:
    """Return the times of a span, as in "19:00–22:00"; the day is said beside it."""
    return f"{clock_time(span.start)}–{clock_time(span.end)}"


def span_text(span: Span) -> str:
    """Return the day and times of a span, as in "Thursday 26 November, 19:00–22:00"."""
    return gettext("%(date)s, %(hours)s") % {
        "date": long_date(local_day(span.start, AMSTERDAM)),
        "hours": span_hours(span),
    }


def day_words(day: date, today: date) -> str:
    """Return a day as people say it: today, tomorrow, by weekday within a week, by date."""
    match (day - today).days:
        case 0:
            return gettext("today")
        case 1:
            return gettext("tomorrow")
        case days if 1 < days < 7:
            return day_name(day)
        case _:
            return long_date(day)


def in_words(until: datetime, now: datetime) -> str:
    """Return how long it is until an instant: in minutes under two hours, else in hours, else in days."""
    minutes = max(0, round((until - now).total_seconds() / 60))
    if minutes < 120:
        return ngettext("in %(number)d minute", "in %(number)d minutes", minutes) % {"number": minutes}
    if minutes < 48 * 60:
        return ngettext("in %(number)d hour", "in %(number)d hours", minutes // 60) % {
            "number": minutes // 60
        }
    return ngettext("in %(number)d day", "in %(number)d days", minutes // 1440) % {"number": minutes // 1440}


def week_key(day: date) -> str:
    """Return the week of a day as addresses name it, as in "2026-W49"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def week_name(monday: date) -> str:
    """Return a week in words, as in "Week 49, from 30 November 2026"."""
    return gettext("Week %(number)d, from %(date)s") % {
        "number": monday.isocalendar().week,
        "date": short_date(monday),
    }


def reasons_text(reasons: Iterable[Reason]) -> list[str]:
    """Return several reasons in words, in their order."""
    return [reason_text(reason) for reason in reasons]


def number_text(value: float) -> str:
    """Return a number with one decimal at most, as in "3" or "7.5", in Dutch "7,5"."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if clock_time(0)[2] == "." else text
