"""The calendar feed as a calendar reads it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from helpline.common.clock import AMSTERDAM
from helpline.common.neutral import telling
from scheduling.agenda import render, usual_summary
from scheduling.rules.feed import Appointment, Entry, entries
from scheduling.rules.hours import Span

CHANGED = datetime(2027, 1, 4, 9, 30, 15, tzinfo=UTC)
EVENING = Span(datetime(2027, 2, 4, 17, tzinfo=UTC), datetime(2027, 2, 4, 21, tzinfo=UTC))
ENTRY = Entry("6f1c", EVENING, 2, CHANGED, is_cancelled=False)
# The autumn night, where 02:30 happens twice, lies in the middle.
around = st.integers(0, 2 * 86_400).map(lambda s: datetime(2027, 10, 30, tzinfo=UTC) + timedelta(seconds=s))
lengths = st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes))
spans = st.builds(lambda start, length: Span(start, start + length), around, lengths)
entry_lists = st.lists(
    st.builds(Entry, st.uuids().map(str), spans, st.integers(0, 500), around, st.booleans()), max_size=6
)
# What fits on one line of a form.
lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=120)


def drawn(entries: list[Entry], summary: str = "Appointment") -> bytes:
    return render(entries, name="Agenda", host="agenda.example.org", summary=summary)


def parsed(calendar: bytes) -> list[Entry]:
    return [
        Entry(
            str(event["uid"]).removesuffix("@agenda.example.org"),
            Span(event["dtstart"].dt, event["dtend"].dt),
            event["sequence"],
            event["last-modified"].dt,
            event.get("status") == "CANCELLED",
        )
        for event in Calendar.from_ical(calendar).walk("VEVENT")
    ]


def test_a_calendar_says_only_when() -> None:
    assert drawn([ENTRY]).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Agenda//Agenda//EN",
        "X-WR-CALNAME:Agenda",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "SUMMARY:Appointment",
        "DTSTART:20270204T170000Z",
        "DTEND:20270204T210000Z",
        "DTSTAMP:20270104T093015Z",
        "UID:6f1c@agenda.example.org",
        "SEQUENCE:2",
        "CLASS:PRIVATE",
        "LAST-MODIFIED:20270104T093015Z",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_what_is_cancelled_says_so() -> None:
    cancelled = Entry("6f1c", EVENING, 3, CHANGED, is_cancelled=True)
    assert b"\r\nSTATUS:CANCELLED\r\n" in drawn([cancelled])


@given(entry_lists)
def test_what_is_read_is_what_was_written(several: list[Entry]) -> None:
    assert parsed(drawn(several)) == several
    assert drawn(several) == drawn(list(several))


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_each_of_the_two_half_past_twos_of_the_autumn_night_is_itself(fold: int, hour: int) -> None:
    start = datetime(2027, 10, 31, 2, 30, tzinfo=AMSTERDAM, fold=fold)
    entry = Entry("6f1c", Span(start, start.replace(hour=4, fold=0)), 0, CHANGED, is_cancelled=False)
    calendar = drawn([entry])
    assert f"DTSTART:20271031T0{hour}3000Z".encode() in calendar
    assert parsed(calendar)[0].span.start == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


@given(st.lists(spans, min_size=2, max_size=5))
def test_a_uid_survives_every_move_and_its_sequence_grows(places: list[Span]) -> None:
    read = []
    for revision, span in enumerate(places):
        moved = Appointment("6f1c", span, revision, span.start)
        read += parsed(drawn(entries([moved], datetime(2027, 10, 31, tzinfo=UTC))))
    assert [(entry.uid, entry.span) for entry in read] == [("6f1c", span) for span in places]
    assert [entry.sequence for entry in read] == list(range(len(places)))


@given(st.integers(0, 14 * 24 * 60))
def test_as_long_as_nothing_changes_the_bytes_stay_the_same(minutes: int) -> None:
    held = Appointment("6f1c", EVENING, 1, CHANGED)
    first, later = EVENING.start, EVENING.start + timedelta(minutes=minutes)
    assert drawn(entries([held], first)) == drawn(entries([held], later))


@given(lines, lines)
def test_any_line_survives_escaping_and_folding(name: str, summary: str) -> None:
    calendar = render([ENTRY], name=name, host="agenda.example.org", summary=summary)
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    assert str(event["summary"]) == summary


def test_a_comma_a_semicolon_and_a_backslash_are_escaped_in_the_calendars_name_too() -> None:
    calendar = render([], name="A, b; c\\d", host="agenda.example.org", summary="A, b; c\\d")
    assert b"X-WR-CALNAME:A\\, b\\; c\\\\d\r\n" in calendar


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_feed_holds_no_telling_word(language: str) -> None:
    whole = re.sub(r"\r\n ", "", drawn([ENTRY], usual_summary(language)).decode())
    assert usual_summary(language) in whole
    assert telling(whole) == []
