"""The calendar feed as bytes: what a family member may see of somebody's appointments.

Times are UTC and every appointment is an event of its own: with a time zone's name the second 02:30 of the autumn
night comes back an hour wrong. Nothing in it tells a place, a channel, a colleague or what the appointment is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event, vText

from scheduling.rules.feed import Entry

# How often to look in again; Google follows no hint.
_REFRESH = timedelta(hours=1)


def render(entries: Iterable[Entry], *, name: str, host: str, summary: str) -> bytes:
    """Return the calendar in iCalendar form; the same arguments give the same bytes.

    `name` is the calendar's, `host` makes the uids unique in the world, `summary` is what each event is called.
    All three are shown, so all three are neutral; `name` and `summary` are single lines.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{name}//{name}//EN")
    calendar.add("version", "2.0")
    # vText: the library escapes only what it knows to be text, and this property is not in the standard.
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    # Outlook's own name for the same.
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, host, summary))
    written: bytes = calendar.to_ical()
    return written


def usual_summary(language: str) -> str:
    """Return what an appointment is called for somebody who chose no word of their own."""
    with translation.override(language):
        return gettext("Appointment")


def _event(entry: Entry, host: str, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("summary", summary)
    event.add("dtstart", _utc(entry.span.start))
    event.add("dtend", _utc(entry.span.end))
    event.add("sequence", entry.sequence)
    # Both the last change, never the moment of the answer: unchanged data is then unchanged bytes, and a 304.
    event.add("dtstamp", _utc(entry.changed_at))
    event.add("last-modified", _utc(entry.changed_at))
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
