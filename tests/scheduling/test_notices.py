"""Which mails about the rota are due to whom: gaps by stage, unpublished weeks, reminders; each once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from helpline.common.channel import Channel
from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Notice, Seat
from scheduling.rules.rota import SeatKind
from scheduling.services.rota.notices import remind, settle, watch_gaps
from tests.duty import on_seat, seated
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import NOW, PHONE, at, open_evening

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Mails = set[tuple[str, str]]


@pytest.fixture
def gap() -> Seat:
    """The chat on Monday 1 February from 19:00 to 22:00, led by nobody who matters here."""
    open_evening()
    return seat_on()


@pytest.fixture
def led(gap: Seat, omar: Person) -> Person:
    """Omar leads that evening, so that only the chat lacks somebody."""
    hold(seat_on(kind="supervisor"), omar)
    return omar


def due() -> Mails:
    """Return who is to hear what."""
    rows = Notice.objects.filter(person__isnull=False).select_related("person")
    return {(row.person.name if row.person else "", row.kind) for row in rows}


def test_three_days_before_the_planner_hears_of_a_gap_and_those_whom_it_fits_are_asked(
    gap: Seat, led: Person, asha: Person, noor: Person
) -> None:
    watch_gaps(at(18) - 3 * DAY)
    assert due() == {("Noor", "gap"), ("Asha", "fitting_gap")}
    assert {row.span for row in Notice.objects.filter(person=asha)} == {gap.to_rule().span}


def test_of_many_whom_it_fits_five_are_asked_first_and_all_a_day_before(
    gap: Seat, led: Person, hire: Callable[..., Person]
) -> None:
    for n in range(7):
        hire(f"Ben-{n}", Role.COUNSELLOR)
    watch_gaps(at(18) - 3 * DAY)
    assert Notice.objects.filter(kind="fitting_gap").count() == 5
    watch_gaps(at(18) - DAY)
    assert Notice.objects.filter(kind="fitting_gap").count() == 12


def test_a_gap_that_arises_within_a_day_is_told_to_planners_too(
    gap: Seat, led: Person, asha: Person, noor: Person
) -> None:
    watch_gaps(at(9))
    assert due() == {("Noor", "gap"), ("Asha", "fitting_gap")}


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(hours=3), timedelta(days=1)])
def test_nobody_hears_of_the_same_stage_twice(
    gap: Seat, led: Person, asha: Person, noor: Person, later: timedelta
) -> None:
    watch_gaps(at(18) - 3 * DAY)
    watch_gaps(at(18) - 3 * DAY + later)
    assert Notice.objects.filter(person__isnull=False).count() == 2


def test_a_gap_that_was_filled_or_cancelled_is_silent(
    gap: Seat, led: Person, asha: Person, noor: Person
) -> None:
    hold(gap, asha)
    watch_gaps(at(18) - 3 * DAY)
    assert due() == set()


def test_an_hour_before_who_leads_and_who_is_on_call_hear_of_it(
    gap: Seat, led: Person, ben: Person, noor: Person
) -> None:
    hold(seat_on(kind="backup"), ben)
    watch_gaps(at(17, 5))
    assert due() == {("Noor", "gap"), ("Omar", "gap"), ("Ben", "gap")}


def test_on_a_thursday_the_planner_gets_one_digest_for_all_gaps_of_two_weeks(noor: Person) -> None:
    open_evening()
    shift_on(MONDAY, 19 * 60, 22 * 60, "chat", "supervisor")
    thursday = datetime(2027, 1, 21, 12, tzinfo=NOW.tzinfo)
    watch_gaps(thursday)
    watch_gaps(thursday + timedelta(hours=1))
    assert list(Notice.objects.filter(person=noor).values_list("kind", flat=True)) == ["digest"]


def test_a_channel_that_is_open_with_nobody_there_is_told_after_three_minutes(
    gap: Seat, led: Person, asha: Person, noor: Person
) -> None:
    hold(gap, asha)
    for minute in (0, 1, 2):
        watch_gaps(at(18, minute))
    assert due() == set()
    watch_gaps(at(18, 3))
    watch_gaps(at(18, 4))
    assert due() == {("Noor", "gap_now"), ("Omar", "gap_now")}


def test_a_channel_where_somebody_came_starts_its_three_minutes_anew(asha: Person, noor: Person) -> None:
    open_evening()
    watch_gaps(at(19, 58))
    on_seat(asha, [Channel.CHAT], at(19, 59))
    watch_gaps(at(20))
    assert not Notice.objects.filter(key="unstaffed:chat").exists()
    assert ("Noor", "gap_now") not in due()


def test_a_telephone_with_somebody_on_call_is_not_left_alone(ben: Person, noor: Person) -> None:
    open_evening(PHONE)
    seated(ben, SeatKind.BACKUP, at(18))
    for minute in (0, 5):
        watch_gaps(at(18, minute))
    assert not Notice.objects.filter(kind="gap_now").exists()


def test_a_week_that_nobody_published_is_told_to_planners_once(noor: Person, asha: Person) -> None:
    shift_on(MONDAY, 19 * 60, 22 * 60, "chat", state="draft")
    for hour in (9, 10):
        watch_gaps(at(hour) - 14 * DAY)
    assert due() == {("Noor", "unpublished")}
    assert Notice.objects.get(person=noor).starts_at == datetime(2027, 1, 31, 23, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(("before", "number"), [(49, 0), (48, 1), (26, 1), (2, 1)])
def test_somebody_is_reminded_two_days_and_two_hours_before(asha: Person, before: int, number: int) -> None:
    hold(seat_on(), asha)
    for _ in range(2):
        remind(at(18) - timedelta(hours=before))
    assert Notice.objects.filter(person=asha, kind="reminder").count() == number


def test_nobody_is_reminded_of_a_draft_or_of_what_they_gave_back(asha: Person) -> None:
    hold(shift_on(state="draft").seats.get(), asha)
    row = hold(seat_on(MONDAY + DAY), asha)
    type(row).objects.filter(pk=row.pk).update(state="released", released_at=NOW)
    remind(at(17))
    assert due() == set()


def test_what_was_settled_keeps_when(asha: Person) -> None:
    row = Notice.objects.create(key="one", person=asha, kind="reminder", due_at=at(9))
    settle([row.pk], at(10))
    settle([row.pk], at(11))
    row.refresh_from_db()
    assert row.settled_at == at(10)
