"""Which of somebody's appointments their calendar feed holds, and as what. Pure: no Django, no clock, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.rules.hours import Span

PAST = timedelta(days=14)
AHEAD = timedelta(days=180)
# So long a calendar that looks in seldom can still learn that an appointment is off.
CANCELLED_KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One seat that somebody holds or held. `revision` grows with each change of it, the release included."""

    uid: str
    span: Span
    revision: int
    changed_at: datetime
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the feed: the uid stays the same for as long as the appointment exists, moved or not.

    `changed_at` is to the second, as calendars write it.
    """

    uid: str
    span: Span
    sequence: int
    changed_at: datetime
    is_cancelled: bool


def entries(appointments: Iterable[Appointment], now: datetime) -> list[Entry]:
    """Return what ended at most 14 days ago or begins within 180 days, by start, then uid.

    What was cancelled stays for 14 days more, as cancelled.
    """
    shown = [_entry(a) for a in appointments if _is_in_window(a, now)]
    return sorted(shown, key=lambda entry: (entry.span, entry.uid))


def _is_in_window(appointment: Appointment, now: datetime) -> bool:
    cancelled_at = appointment.cancelled_at
    return (
        now - PAST <= appointment.span.end
        and appointment.span.start <= now + AHEAD
        and (cancelled_at is None or now < cancelled_at + CANCELLED_KEPT)
    )


def _entry(appointment: Appointment) -> Entry:
    cancelled_at = appointment.cancelled_at
    return Entry(
        appointment.uid,
        appointment.span,
        appointment.revision,
        max(appointment.changed_at, cancelled_at or appointment.changed_at).replace(microsecond=0),
        cancelled_at is not None,
    )
