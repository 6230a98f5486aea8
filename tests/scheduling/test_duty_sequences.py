"""Whatever people do and in whatever order: who is on duty, who is on call, and so whether it is open."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.staff.models import Person
from scheduling.models import Assignment, CheckIn, Pause, Seat, Shift
from scheduling.queries import availabilities, on_call, on_duty
from scheduling.rules.board import NotRunning
from scheduling.rules.duty import NoSeat, NotOnDuty
from scheduling.rules.hours import NotThere, State
from scheduling.rules.rota import CHANNELS, SeatKind
from scheduling.services import (
    check_in,
    check_out,
    end_finished_duty,
    pause,
    resume,
    set_answering,
    set_not_answering,
    step_in,
)
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken
from tests.scheduling.holds import MONDAY, hold, shift_on
from tests.scheduling.seats import CHAT, PHONE, at, open_evening

pytestmark = pytest.mark.django_db
REFUSED = (NoSeat, NotOnDuty, NotRunning, NotThere, SeatTaken, Elsewhere, NotEligible)


def release(person_id: int, now: datetime) -> None:
    Assignment.objects.filter(person=person_id, ends_at__gt=now).update(state="released", released_at=now)


def take_any(person_id: int, now: datetime) -> None:
    seat = Seat.objects.order_by("pk")[now.minute % Seat.objects.count()]
    step_in(seat.pk, person_id, by=person_id, now=now)


def draft_or_publish(_: int, now: datetime) -> None:
    shift = Shift.objects.order_by("pk")[now.minute % 2]
    Shift.objects.filter(pk=shift.pk).update(state="published" if shift.state == "draft" else "draft")


def sweep(_: int, now: datetime) -> None:
    end_finished_duty(now)


ACTS: list[Callable[[int, datetime], None]] = [
    check_in, check_in, check_in, check_out, pause, resume, set_not_answering, set_answering, release, take_any,
    draft_or_publish, sweep,
]  # fmt: skip


def holding(now: datetime, *kinds: SeatKind) -> set[int]:
    rows = Assignment.objects.filter(state="held", seat__shift__state="published")
    rows = rows.filter(starts_at__lte=now, ends_at__gt=now, seat__kind__in=[kind.value for kind in kinds])
    return set(rows.values_list("person", flat=True))


def there(now: datetime) -> set[int]:
    rows = CheckIn.objects.filter(at__lte=now, until=None, not_answering=False)
    paused = Pause.objects.filter(until=None).values("check_in")
    return set(rows.exclude(pk__in=paused).values_list("person", flat=True))


def check(channel: Channel, now: datetime) -> None:
    people = [one.person_id for one in on_duty(channel, now)]
    kinds = [kind for kind in SeatKind if channel in CHANNELS[kind]]
    assert len(people) == len(set(people))
    assert set(people) <= holding(now, *kinds) & there(now)
    assert people == [one.person_id for one in on_duty(channel, now)]
    called = {one.person_id for one in on_call(now)}
    assert called == holding(now, SeatKind.BACKUP)
    staffed = bool(people) or (channel is PHONE and bool(called))
    is_open = at(18) <= now < at(21)
    expected = (State.OPEN if staffed else State.UNSTAFFED) if is_open else State.CLOSED
    assert availabilities(now)[channel].state is expected


# Without shrinking: it takes minutes on a database, and a row of 25 acts can be read.
@settings(
    max_examples=8, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ACTS), st.integers(0, 40)), max_size=25))
def test_only_who_holds_a_seat_of_that_instant_and_is_there_is_on_duty(
    asha: Person, ben: Person, omar: Person, steps: list[tuple[int, Callable[[int, datetime], None], int]]
) -> None:
    Shift.objects.all().delete()
    CheckIn.objects.all().delete()
    for channel in (CHAT, PHONE):
        if availabilities(at(19))[channel].state is State.CLOSED:
            open_evening(channel)
    early = shift_on(MONDAY, 18 * 60, 21 * 60, "chat", "both", "supervisor", "backup")
    shift_on(MONDAY, 21 * 60, 23 * 60, "phone", "chat", "backup")
    for seat, person in zip(early.seats.all(), (asha, ben, omar), strict=False):
        hold(seat, person)
    people, now = (asha, ben, omar), at(16, 50)
    for who, act, minutes in steps:
        now += timedelta(minutes=minutes)
        with suppress(*REFUSED):
            act(people[who].pk, now)
        for channel in (CHAT, PHONE):
            check(channel, now)
            check(channel, now + timedelta(minutes=7))
