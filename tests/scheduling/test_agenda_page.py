"""The calendar's address: works, unknown, taken back, closed account, wrong method, unchanged."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from helpline.common.neutral import telling
from helpline.logs import PlaceOnly
from helpline.staff.models import Person
from scheduling.models import Assignment, Feed
from scheduling.rules.hours import Span
from scheduling.services.rota.colleagues import revoke_feed, rotate_feed
from scheduling.services.rota.seats import release, sign_up
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
# The days on which the clock goes forward and back.
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.fixture(autouse=True)
def at_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def turn(to: datetime) -> None:
        monkeypatch.setattr("scheduling.views.agenda.utc_now", lambda: to)

    turn(NOW)
    return turn


def address(person: Person, summary: str = "") -> str:
    return f"/agenda/{rotate_feed(person.pk, summary, now=NOW)}.ics"


def events(content: bytes) -> list[tuple[str, Span, bool]]:
    return [
        (
            str(event["uid"]).split("@")[0],
            Span(event["dtstart"].dt, event["dtend"].dt),
            event.get("status") == "CANCELLED",
        )
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]


def stored(person: Person) -> list[tuple[str, Span, bool]]:
    rows = Assignment.objects.filter(person=person).order_by("starts_at")
    return [(str(row.uid), row.span, row.state == "released") for row in rows]


def test_a_calendar_holds_what_the_database_holds_in_both_clock_change_nights(
    client: Client, asha: Person, at_clock: Callable[[datetime], None]
) -> None:
    lengths = []
    for night, there in (
        (SPRING, datetime(2027, 3, 1, tzinfo=UTC)),
        (AUTUMN, datetime(2027, 11, 1, tzinfo=UTC)),
    ):
        hold(seat_on(night - timedelta(days=1), 22 * 60, 26 * 60 + 30), asha)
        hold(seat_on(night, 2 * 60 + 30, 6 * 60), asha)
        at_clock(there)
        found = events(client.get(address(asha)).content)
        assert found == stored(asha)[-2:]
        lengths += [(span.end - span.start) / timedelta(hours=1) for _uid, span, _ in found]
    assert lengths == [4, 3, 4.5, 4.5]


def test_a_calendar_shows_nobody_elses_seats_and_no_drafts(client: Client, asha: Person, ben: Person) -> None:
    shift = shift_on(date(2027, 2, 8), 600, 840, "chat", "phone")
    mine = hold(shift.seats.get(kind="chat"), asha)
    hold(shift.seats.get(kind="phone"), ben)
    hold(shift_on(date(2027, 2, 9), 600, 840, state="draft").seats.get(), asha)
    assert [uid for uid, _span, _ in events(client.get(address(asha)).content)] == [str(mine.uid)]


def test_what_was_given_back_is_cancelled_and_a_draft_given_back_was_never_there(
    client: Client, asha: Person, noor: Person
) -> None:
    seat, draft = seat_on(date(2027, 2, 8)), shift_on(date(2027, 2, 9), state="draft")
    taken, tried = sign_up(seat.pk, asha.pk, now=NOW), hold(draft.seats.get(), asha)
    for one in (taken, tried):
        release(one.pk, by=noor.pk, now=NOW, is_planner=True)
    draft.state, draft.published_at = "published", NOW + timedelta(hours=1)
    draft.save()
    assert [(uid, off) for uid, _, off in events(client.get(address(asha)).content)] == [
        (str(taken.uid), True)
    ]


def test_a_calendar_tells_nobody_what_it_is(client: Client, asha: Person) -> None:
    hold(seat_on(date(2027, 2, 8), kind="supervisor"), asha)
    for language in ("nl", "en"):
        Person.objects.filter(pk=asha.pk).update(language=language)
        whole = re.sub(r"\r\n ", "", client.get(address(asha)).content.decode())
        assert telling(whole) == []


def test_an_entry_is_called_what_its_owner_chose(client: Client, asha: Person) -> None:
    hold(seat_on(date(2027, 2, 8)), asha)
    Person.objects.filter(pk=asha.pk).update(language="en")
    assert b"SUMMARY:Appointment\r\n" in client.get(address(asha)).content
    assert b"SUMMARY:Choir\r\n" in client.get(address(asha, "Choir")).content


def test_the_answer_is_kept_by_nobody_between_and_named_nowhere(client: Client, asha: Person) -> None:
    answer = client.get(address(asha), headers={"cookie": "staff=anything; language=en"})
    wanted = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert "Content-Disposition" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_as_long_as_nothing_changes_the_answer_is_304(
    client: Client, asha: Person, at_clock: Callable[[datetime], None]
) -> None:
    where, seat = address(asha), seat_on(date(2027, 2, 8))
    taken = sign_up(seat.pk, asha.pk, now=NOW)
    first = client.get(where)
    at_clock(NOW + timedelta(days=1))
    again = client.get(where, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    release(taken.pk, by=asha.pk, now=NOW)
    assert client.get(where, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_of_a_fetch_only_the_day_is_kept(client: Client, asha: Person) -> None:
    client.get(address(asha))
    assert Feed.objects.get().fetched_on == MONDAY


def test_an_address_nobody_made_is_not_found(client: Client, asha: Person) -> None:
    hold(seat_on(), asha)
    for token in ("x", "A" * 43, str(asha.pk)):
        answer = client.get(f"/agenda/{token}.ics")
        # A calendar that is seen by others still has the address: not even its end says what it is of.
        assert (answer.status_code, answer.content) == (404, b"Not found.\n")


def test_an_address_dies_with_a_new_one_when_taken_back_and_with_the_account(
    client: Client, asha: Person
) -> None:
    first, second = address(asha), address(asha)
    assert [client.get(where).status_code for where in (first, second)] == [404, 200]
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=NOW)
    assert client.get(second).status_code == 404
    Person.objects.filter(pk=asha.pk).update(is_active=True, closed_at=None)
    revoke_feed(asha.pk)
    assert client.get(second).status_code == 404


def test_a_calendar_is_only_read(client: Client, asha: Person) -> None:
    assert client.post(address(asha)).status_code == 405


def test_no_line_of_the_log_names_an_address(
    client: Client, asha: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError(where)

    where = address(asha)
    monkeypatch.setattr("scheduling.views.agenda.render", fails)
    client.raise_request_exception = False
    client.get(where)
    written = [PlaceOnly().format(record) for record in caplog.records]
    assert len(written) == 1
    assert where.split("/")[-1] in caplog.text
    assert where.split("/")[-1] not in written[0]


def test_a_calendar_takes_three_queries(
    client: Client, asha: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(8, 12):
        hold(seat_on(date(2027, 2, day)), asha)
    where = address(asha)
    with django_assert_num_queries(3):
        client.get(where)
