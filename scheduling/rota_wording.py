"""How seats, holds and the reasons for and against them are said, in the language of the moment."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import KIND_CHOICES
from scheduling.queries.holidays import holidays_between
from scheduling.queries.planning import PatternPlace, ShiftPlace
from scheduling.queries.rota_week import Part, WeekGap
from scheduling.rules.civil import local_day
from scheduling.rules.cover import ChannelDay
from scheduling.rules.coverage import Gap
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Basis, Code, Reason
from scheduling.rules.requests import RequestKind
from scheduling.rules.rota import SeatKind
from scheduling.wording import channel_name, clock_time, day_name, hours_list, joined, long_date, short_date

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


def week_days(monday: date) -> str:
    """Return the first and last day of a week, as in "30 November to 6 December 2026"."""
    sunday = monday + timedelta(days=6)
    return gettext("%(day)d %(month)s to %(last)s") % {
        "day": monday.day,
        "month": MONTHS[monday.month],
        "last": short_date(sunday),
    }


def holiday_name(day: date) -> str:
    """Return what the public holiday on that day is called, or nothing."""
    language = "nl" if (get_language() or "").startswith("nl") else "en"
    return next((one.name for one in holidays_between(day, day, language)), "")


def day_hours_text(channels: Sequence[ChannelDay]) -> str:
    """Return when a day is open, once if the channels have the same hours."""
    if len({one.hours for one in channels}) == 1:
        return (
            gettext("Open %(hours)s.") % {"hours": hours_list(channels[0].hours)} if channels[0].hours else ""
        )
    return " ".join(
        gettext("%(channel)s %(hours)s.")
        % {"channel": channel_name(one.channel), "hours": hours_list(one.hours)}
        for one in channels
    )


def cover_sentence(day: ChannelDay) -> str:
    """Return what a channel's line of a day shows, for those who do not see it."""
    words = {
        "channel": channel_name(day.channel),
        "staffed": hours_list(day.staffed),
        "empty": hours_list(day.empty),
    }
    if not day.empty:
        return gettext("%(channel)s: somebody is there %(staffed)s.") % words
    if not day.staffed:
        return gettext("%(channel)s: nobody %(empty)s.") % words
    return gettext("%(channel)s: somebody is there %(staffed)s; nobody %(empty)s.") % words


def asks_text(kind: RequestKind) -> str:
    """Return what a holder asks of the others."""
    return gettext("asks to swap") if kind is RequestKind.SWAP else gettext("asks for cover")


def parts_texts(parts: Sequence[Part], *, is_gap: bool, is_over: bool = False) -> list[str]:
    """Return who holds a seat, part by part; with their times if several share it or some of it is free."""
    if len(parts) == 1:
        alone = gettext("Open seat") if is_gap else gettext("Free")
        return [parts[0].name or (gettext("Nobody") if is_over else alone)]
    free = gettext("nobody") if is_over else gettext("open") if is_gap else gettext("free")
    return [
        gettext("%(name)s %(hours)s") % {"name": part.name or free, "hours": span_hours(part.span)}
        for part in parts
    ]


def gap_text(gap: WeekGap | Gap) -> str:
    """Return what is missing, as in "phone", or for whom no seat was planned at all."""
    if gap.seat is not None:
        return kind_within(gap.seat.kind)
    channels = (gap.channel,) if isinstance(gap, Gap) else gap.channels
    whom = [channel_name(one).lower() if one else gettext("supervisor") for one in channels]
    return gettext("no seat for %(whom)s") % {"whom": joined(whom)}


def alone_text(gap: WeekGap) -> str:
    """Return what a gap means where nobody else is there."""
    match gap.channels[0]:
        case None:
            return gettext("nobody else leads")
        case Channel.PHONE:
            return gettext("nobody else on the phone")
        case Channel.CHAT:
            return gettext("nobody else on the chat")
