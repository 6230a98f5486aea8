"""How times, days and hours are said, in the language of the moment. Dutch writes 20.12, English 20:12."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import CHANNEL_CHOICES, NAME_CHOICES
from scheduling.queries.closing import Closing
from scheduling.rules.civil import DAY_MINUTES, local_day
from scheduling.rules.hours import Block, ExceptionName, Stretch
from scheduling.rules.week import DayGroup, DayLine

_CHANNELS = dict(CHANNEL_CHOICES)
_NAMES = dict(NAME_CHOICES)


def clock_time(value: datetime | int) -> str:
    """Return the time of day of an instant, or of a minute of the day; 1440 is 24:00, 1530 is 01:30."""
    if isinstance(value, datetime):
        local = value.astimezone(AMSTERDAM)
        value = local.hour * 60 + local.minute
    hour, minute = divmod(value if value <= DAY_MINUTES else value - DAY_MINUTES, 60)
    return f"{hour:02}{_separator()}{minute:02}"


def day_name(day: date | int) -> str:
    """Return the name of a weekday, given as a date or as a number (0 is Monday)."""
    return str(WEEKDAYS[day.weekday() if isinstance(day, date) else day])


def long_date(day: date) -> str:
    """Return weekday, day and month, as in "Friday 4 December"."""
    return gettext("%(weekday)s %(day)d %(month)s") % {
        "weekday": day_name(day),
        "day": day.day,
        "month": MONTHS[day.month],
    }


def hours_text(hours: Stretch) -> str:
    """Return one stretch, saying so when it ends on the next day."""
    text = f"{clock_time(hours.start_minute)}–{clock_time(hours.end_minute)}"
    if hours.end_minute > DAY_MINUTES:
        return gettext("%(hours)s (the next day)") % {"hours": text}
    return text


def hours_list(stretches: Iterable[Stretch]) -> str:
    """Return the stretches of a day joined in words, or "closed"."""
    return joined([hours_text(hours) for hours in stretches]) or gettext("closed")


def group_name(group: DayGroup) -> str:
    """Return the days of a group: "Monday", "Saturday and Sunday", "Monday to Friday", "Every day"."""
    first, last = day_name(group.first_weekday), day_name(group.last_weekday)
    match group.last_weekday - group.first_weekday:
        case 0:
            return capfirst(first)
        case 1:
            return capfirst(gettext("%(first)s and %(last)s") % {"first": first, "last": last})
        case 6:
            return gettext("Every day")
        case _:
            return capfirst(gettext("%(first)s to %(last)s") % {"first": first, "last": last})


def block_text(block: Block) -> str:
    """Return a block in words, as in "chat, Monday 10:00–12:00"."""
    return gettext("%(channel)s, %(weekday)s %(hours)s") % {
        "channel": channel_name(block.channel).lower(),
        "weekday": day_name(block.weekday),
        "hours": hours_text(block.hours),
    }


def blocks_text(channels: Iterable[Channel], weekdays: Iterable[int], hours: Stretch) -> str:
    """Return the same hours on several channels and weekdays: "chat and phone, Monday and Friday 10:00–12:00"."""
    return gettext("%(channel)s, %(weekday)s %(hours)s") % {
        "channel": channel_names(channels),
        "weekday": joined([day_name(weekday) for weekday in sorted(weekdays)]),
        "hours": hours_text(hours),
    }


def validity(block: Block, today: date) -> str:
    """Return on which days a block holds; its first day only while that lies ahead."""
    last = block.valid_to - timedelta(days=1) if block.valid_to else None
    words = {"first": short_date(block.valid_from), "last": short_date(last) if last else ""}
    if last == block.valid_from:
        return gettext("only on %(first)s") % words
    match (block.valid_from > today, last is not None):
        case (False, False):
            return gettext("until further notice")
        case (False, True):
            return gettext("up to and including %(last)s") % words
        case (True, False):
            return gettext("from %(first)s") % words
        case _:
            return gettext("from %(first)s up to and including %(last)s") % words


def short_date(day: date) -> str:
    """Return day, month and year, as in "4 December 2026"."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def channel_names(channels: Iterable[Channel]) -> str:
    """Return the channels within a sentence, chat first."""
    return joined([channel_name(channel).lower() for channel in sorted(channels)])


def channel_name(channel: Channel | None) -> str:
    """Return the channel's name; None is both."""
    return str(_CHANNELS[channel.value]) if channel else gettext("Phone and chat")


def exception_name(name: ExceptionName) -> str:
    """Return the reason in words."""
    return str(_NAMES[name.value])


def closing_sentence(closing: Closing, now: datetime) -> str:
    """Return what closing a channel early means for those who are on it now."""
    words = {"channel": channel_name(closing.channel), "time": clock_time(closing.at)}
    said = (
        gettext("%(channel)s closes at once.")
        if closing.at <= now
        else gettext("%(channel)s closes at %(time)s.")
    )
    sentences = [said % words]
    if closing.waiting:
        said = ngettext(
            "%(number)d person is waiting and is then told that we are closed.",
            "%(number)d people are waiting and are then told that we are closed.",
            closing.waiting,
        )
        sentences.append(said % {"number": closing.waiting})
    if closing.running:
        said = ngettext(
            "%(number)d conversation is running and goes on until it is over.",
            "%(number)d conversations are running and go on until they are over.",
            closing.running,
        )
        sentences.append(said % {"number": closing.running})
    return " ".join(sentences)


def opening_sentence(opens: datetime | None, now: datetime) -> str:
    """Return when somebody will be there again, as people say it: today, tomorrow, by weekday, by date."""
    if opens is None:
        return gettext("We do not know yet when someone will be here again.")
    day = local_day(opens, AMSTERDAM)
    words = {"time": clock_time(opens), "weekday": day_name(day), "date": long_date(day)}
    match (day - local_day(now, AMSTERDAM)).days:
        case 0:
            return gettext("Someone will be here at %(time)s.") % words
        case 1:
            return gettext("Someone will be here tomorrow at %(time)s.") % words
        case days if days < 7:
            return gettext("Someone will be here on %(weekday)s at %(time)s.") % words
        case _:
            return gettext("Someone will be here on %(date)s at %(time)s.") % words


def line_sentence(line: DayLine) -> str:
    """Return what a day's line shows, for those who do not see it."""
    spans = [
        gettext("from %(start)s to %(end)s")
        % {"start": clock_time(stroke.hours.start_minute), "end": clock_time(stroke.hours.end_minute)}
        for stroke in line.strokes
    ]
    words = {
        "weekday": capfirst(day_name(line.day)),
        "hours": joined(spans),
        "time": clock_time(line.at),
    }
    said = gettext("%(weekday)s open %(hours)s.") if spans else gettext("%(weekday)s closed.")
    if line.now is not None:
        said = gettext("Today open %(hours)s.") if spans else gettext("Today closed.")
        said += " " + gettext("It is now %(time)s.")
    return said % words


def joined(texts: list[str]) -> str:
    """Return several words as one list: "a, b and c"; of none an empty text."""
    if len(texts) < 2:
        return "".join(texts)
    return gettext("%(several)s and %(last)s") % {"several": ", ".join(texts[:-1]), "last": texts[-1]}


def _separator() -> str:
    return "." if (get_language() or "").startswith("nl") else ":"
