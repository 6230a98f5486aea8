"""Who is told when of a gap, of an unpublished week and of the own seat: each once, and in time."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.rules.alarms import (
    STAGES,
    Alarm,
    Audience,
    Reminder,
    ReminderStage,
    Stage,
    Unpublished,
    digest_key,
    due,
    heard_by,
    is_quiet,
    keys_of,
    reminders,
    weeks_due,
)
from scheduling.rules.coverage import Gap
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, Seat, SeatKind

CHAT, PHONE = Channel.CHAT, Channel.PHONE
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)
ASHA = 1


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of February 2027 by the clock in Amsterdam, in UTC. The 4th and 11th are Thursdays."""
    return datetime(2027, 2, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


FRIDAY_AT_THREE = local(12, 15)


def gap(
    start: datetime = FRIDAY_AT_THREE,
    *,
    length: timedelta = 4 * HOUR,
    seat_id: int | None = 1,
    channel: Channel | None = CHAT,
) -> Gap:
    span = Span(start, start + length)
    seat = Seat(seat_id, 1, SeatKind.CHAT, 1, True, span, span.start.date()) if seat_id else None
    return Gap(channel, seat, span)


def alarms(*gaps: Gap, now: datetime, sent: Set[str] = frozenset(), **since: datetime) -> list[Alarm]:
    unstaffed = {Channel(name): Span(start, start + 4 * HOUR) for name, start in since.items()}
    return due(gaps, sent, now, STAGES, AMSTERDAM, unstaffed=unstaffed)


def stages(*gaps: Gap, now: datetime, sent: Set[str] = frozenset()) -> list[Stage]:
    return [alarm.stage for alarm in alarms(*gaps, now=now, sent=sent)]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (15 * DAY, []),
        (8 * DAY, [Stage.TWO_WEEKS]),
        (7 * DAY, []),
        (3 * DAY + MINUTE, []),
        (3 * DAY, [Stage.THREE_DAYS]),
        (DAY + MINUTE, [Stage.THREE_DAYS]),
        (DAY, [Stage.DAY]),
        (20 * HOUR, [Stage.DAY]),
        (61 * MINUTE, [Stage.DAY]),
        (HOUR, [Stage.HOUR]),
        (-3 * HOUR, [Stage.HOUR]),
        (-4 * HOUR, []),
    ],
)
def test_a_gap_fires_its_tightest_stage_alone(before: timedelta, expected: list[Stage]) -> None:
    assert stages(gap(), now=FRIDAY_AT_THREE - before) == expected


def test_a_stage_fires_once_and_the_next_one_again() -> None:
    [first] = alarms(gap(), now=FRIDAY_AT_THREE - 20 * HOUR)
    assert stages(gap(), now=FRIDAY_AT_THREE - 2 * HOUR, sent={first.key}) == []
    assert stages(gap(), now=FRIDAY_AT_THREE - HOUR, sent={first.key}) == [Stage.HOUR]


def test_what_is_left_of_a_gap_is_told_again_if_it_starts_later_but_not_if_it_ends_earlier() -> None:
    [first] = alarms(gap(), now=FRIDAY_AT_THREE - 20 * HOUR)
    later, shorter = gap(FRIDAY_AT_THREE + 2 * HOUR, length=2 * HOUR), gap(length=2 * HOUR)
    assert stages(later, now=FRIDAY_AT_THREE - 19 * HOUR, sent={first.key}) == [Stage.DAY]
    assert stages(shorter, now=FRIDAY_AT_THREE - 19 * HOUR, sent={first.key}) == []


def test_a_seat_that_two_channels_miss_is_one_alarm() -> None:
    assert len(alarms(gap(), gap(channel=PHONE), now=FRIDAY_AT_THREE - HOUR)) == 1


def test_two_seats_both_channels_and_leading_are_told_apart() -> None:
    missed = [gap(seat_id=1), gap(seat_id=2)]
    missed += [gap(seat_id=None, channel=channel) for channel in (PHONE, CHAT, None)]
    assert [alarm.key for alarm in alarms(*missed, now=FRIDAY_AT_THREE - HOUR)] == [
        "gap:leading:2027-02-12T14:00Z:1h",
        "gap:chat:2027-02-12T14:00Z:1h",
        "gap:phone:2027-02-12T14:00Z:1h",
        "gap:seat-1:2027-02-12T14:00Z:1h",
        "gap:seat-2:2027-02-12T14:00Z:1h",
    ]


@pytest.mark.parametrize(
    ("start", "now", "expected"),
    [
        (local(12, 23), local(9, 23), []),
        (local(12, 23), local(10, 7, 59), []),
        (local(12, 23), local(10, 8), [Stage.THREE_DAYS]),
        (local(12, 8, 45), local(11, 21, 59), [Stage.DAY]),
        (local(12, 8, 45), local(11, 22), []),
        (local(12, 8, 45), local(12, 7, 44), []),
        (local(12, 8, 45), local(12, 7, 45), [Stage.HOUR]),
        (local(12, 2), local(12, 1), [Stage.HOUR]),
    ],
)
def test_the_night_holds_back_all_but_the_last_stages(
    start: datetime, now: datetime, expected: list[Stage]
) -> None:
    assert stages(gap(start), now=now) == expected


def test_a_stage_that_the_night_held_back_is_passed_when_a_tighter_one_came_first() -> None:
    early = gap(local(12, 8, 45))
    [urgent] = alarms(early, now=local(12, 7, 45))
    assert stages(early, now=local(12, 8), sent={urgent.key}) == []


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (datetime(2027, 3, 28, 5, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 6, tzinfo=UTC), False),
        (datetime(2027, 10, 31, 6, 59, tzinfo=UTC), True),
        (datetime(2027, 10, 31, 7, tzinfo=UTC), False),
        (datetime(2027, 10, 31, 20, 59, tzinfo=UTC), False),
        (datetime(2027, 10, 31, 21, tzinfo=UTC), True),
    ],
)
def test_quiet_hours_go_by_the_clock_on_the_wall(at: datetime, quiet: bool) -> None:
    assert is_quiet(at, AMSTERDAM) is quiet


def test_gaps_that_are_far_off_wait_for_the_digest_of_thursday() -> None:
    far = [gap(seat_id=1), gap(seat_id=2)]
    assert stages(*far, now=local(3, 12)) == []
    assert stages(*far, now=local(4, 7, 59)) == []
    assert stages(*far, now=local(4, 8)) == [Stage.TWO_WEEKS, Stage.TWO_WEEKS]


def test_there_is_one_digest_a_week() -> None:
    late = gap(local(15, 15), seat_id=2)
    thursday = local(4, 8)
    sent = keys_of(alarms(gap(), now=thursday), thursday, STAGES, AMSTERDAM)
    assert sent == {"gap:seat-1:2027-02-12T14:00Z:14d", "digest:2027-02-04"}
    assert stages(gap(), late, now=local(4, 9), sent=sent) == []
    assert stages(late, now=local(11, 8), sent=sent) == [Stage.TWO_WEEKS]


def test_the_other_stages_are_no_digest() -> None:
    thursday = local(11, 15)
    sent = keys_of(alarms(gap(), now=thursday), thursday, STAGES, AMSTERDAM)
    assert sent == {"gap:seat-1:2027-02-12T14:00Z:24h"}
    assert stages(gap(), now=thursday, sent={digest_key(thursday, AMSTERDAM)}) == [Stage.DAY]


@pytest.mark.parametrize(("minutes", "expected"), [(2, []), (3, [Stage.NOW]), (239, [Stage.NOW]), (240, [])])
def test_a_channel_that_nobody_staffs_for_three_minutes_is_an_alarm(
    minutes: int, expected: list[Stage]
) -> None:
    since = local(12, 23)
    found = alarms(now=since + minutes * MINUTE, phone=since)
    assert [alarm.stage for alarm in found] == expected
    assert alarms(now=since + minutes * MINUTE, phone=since, sent={alarm.key for alarm in found}) == []


def test_a_gap_that_has_begun_is_no_unstaffed_channel() -> None:
    [urgent] = alarms(gap(), now=FRIDAY_AT_THREE)
    assert stages(gap(), now=FRIDAY_AT_THREE + HOUR, sent={urgent.key}) == []


@pytest.mark.parametrize(
    ("stage", "with_seat", "without"),
    [
        (Stage.TWO_WEEKS, {Audience.PLANNERS}, {Audience.PLANNERS}),
        (Stage.THREE_DAYS, {Audience.PLANNERS, Audience.FITTING_FEW}, {Audience.PLANNERS}),
        (Stage.DAY, {Audience.PLANNERS, Audience.FITTING_ALL}, {Audience.PLANNERS}),
    ],
)
def test_planners_hear_of_a_gap_that_has_no_seat_to_take(
    stage: Stage, with_seat: set[Audience], without: set[Audience]
) -> None:
    assert heard_by(Alarm(gap(), stage), STAGES) == with_seat
    assert heard_by(Alarm(gap(seat_id=None), stage), STAGES) == without


@pytest.mark.parametrize("seat_id", [1, None])
@pytest.mark.parametrize("stage", [Stage.HOUR, Stage.NOW])
def test_who_leads_and_who_is_on_call_hear_the_last_stages(stage: Stage, seat_id: int | None) -> None:
    leaders = {Audience.PLANNERS, Audience.SUPERVISOR, Audience.BACKUP}
    assert heard_by(Alarm(gap(seat_id=seat_id), stage), STAGES) == leaders


# Half hours of the three weeks around each change-over night.
begins = st.sampled_from([datetime(2027, 3, 14, 12, tzinfo=UTC), datetime(2027, 10, 17, 12, tzinfo=UTC)])
half_hours = st.integers(0, 48 * 20)


@dataclass(frozen=True)
class Life:
    """A gap of so many half hours, and when it is seen: from being born until it is filled."""

    start: int
    length: int
    born: int
    filled: int


lives = st.lists(st.builds(Life, half_hours, st.integers(1, 8), half_hours, half_hours), max_size=4)


def watched(begin: datetime, several: list[Life], every: int) -> list[tuple[datetime, Alarm]]:
    """Return the alarms of a watch that runs every so many half hours and remembers what it sent."""
    sent: list[tuple[datetime, Alarm]] = []
    for half_hour in range(0, 48 * 21, every):
        there = [
            gap(begin + life.start * HALF_HOUR, length=life.length * HALF_HOUR, seat_id=number)
            for number, life in enumerate(several, 1)
            if life.born <= half_hour < life.filled
        ]
        now = begin + half_hour * HALF_HOUR
        sent += [(now, alarm) for alarm in alarms(*there, now=now, sent={alarm.key for _, alarm in sent})]
    return sent


@given(begins, lives, st.integers(1, 50))
def test_no_gap_is_told_twice_nor_when_past_nor_wider_after_tighter(
    begin: datetime, several: list[Life], every: int
) -> None:
    told: dict[Seat | None, list[Stage]] = {}
    for now, alarm in watched(begin, several, every):
        assert now < alarm.gap.span.end
        told.setdefault(alarm.gap.seat, []).append(alarm.stage)
    order = [rule.stage for rule in STAGES]
    assert all(sorted(set(them), key=order.index) == them for them in told.values())


@given(begins, lives)
def test_a_gap_that_stays_open_comes_to_its_last_stage(begin: datetime, several: list[Life]) -> None:
    sent = {alarm.key for _, alarm in watched(begin, several, 1)}
    for number, life in enumerate(several, 1):
        if max(life.born, life.start - 2) < min(life.filled, life.start + life.length):
            last = Alarm(gap(begin + life.start * HALF_HOUR, seat_id=number), Stage.HOUR)
            assert last.key in sent


@given(begins, half_hours, st.integers(-7, 6 * 24))
def test_a_new_gap_within_three_days_fires_exactly_one_stage_by_day(
    begin: datetime, start: int, half_hours_before: int
) -> None:
    new = gap(begin + start * HALF_HOUR)
    now = new.span.start - half_hours_before * HALF_HOUR
    left = new.span.start - now
    expected = Stage.HOUR if left <= HOUR else Stage.DAY if left <= DAY else Stage.THREE_DAYS
    assert stages(new, now=now) == ([] if is_quiet(now, AMSTERDAM) and expected != Stage.HOUR else [expected])


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (local(1, 7, 59), False),
        (local(1, 8), True),
        (local(1, 8) - 10 * HOUR - MINUTE, False),
        (local(21, 21), True),
        (local(22, 12), False),
    ],
)
def test_a_week_that_is_not_published_two_weeks_before_is_an_alarm(now: datetime, is_told: bool) -> None:
    week = Unpublished(date(2027, 2, 15))
    assert weeks_due([week.week_start], set(), now, AMSTERDAM) == [week] * is_told
    assert weeks_due([week.week_start], {week.key}, now, AMSTERDAM) == []


def test_unpublished_weeks_come_in_order() -> None:
    weeks = [date(2027, 2, 15), date(2027, 2, 8)]
    assert [week.week_start.day for week in weeks_due(weeks, set(), local(4, 12), AMSTERDAM)] == [8, 15]


def hold(start: datetime, assignment_id: int = 7) -> Held:
    return Held(assignment_id, 1, ASHA, SeatKind.CHAT, Span(start, start + 4 * HOUR))


def reminded(start: datetime, now: datetime) -> list[ReminderStage]:
    return [one.stage for one in reminders([hold(start)], set(), now, AMSTERDAM)]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (48 * HOUR + MINUTE, []),
        (48 * HOUR, [ReminderStage.TWO_DAYS]),
        (24 * HOUR + MINUTE, [ReminderStage.TWO_DAYS]),
        (24 * HOUR, []),
        (20 * HOUR, []),
        (2 * HOUR, [ReminderStage.TWO_HOURS]),
        (MINUTE, [ReminderStage.TWO_HOURS]),
        (0 * HOUR, []),
    ],
)
def test_a_holder_is_reminded_two_days_and_two_hours_before(
    before: timedelta, expected: list[ReminderStage]
) -> None:
    assert reminded(FRIDAY_AT_THREE, FRIDAY_AT_THREE - before) == expected


@pytest.mark.parametrize(
    ("start", "now", "expected"),
    [
        (local(12, 23), local(10, 23), []),
        (local(12, 3), local(10, 3), []),
        (local(12, 3), local(10, 8), [ReminderStage.TWO_DAYS]),
        (local(12, 8), local(11, 7), [ReminderStage.TWO_DAYS]),
        (local(12, 9), local(10, 22, 30), []),
        (local(12, 6), local(10, 22, 30), [ReminderStage.TWO_DAYS]),
        (local(12, 6), local(11, 5), [ReminderStage.TWO_DAYS]),
        (local(12, 6), local(12, 4), [ReminderStage.TWO_HOURS]),
        (local(12, 9), local(12, 7), [ReminderStage.TWO_HOURS]),
    ],
)
def test_the_night_holds_a_reminder_back_only_if_it_is_in_time_in_the_morning(
    start: datetime, now: datetime, expected: list[ReminderStage]
) -> None:
    assert reminded(start, now) == expected


def test_a_reminder_comes_once_and_again_when_the_shift_has_moved() -> None:
    now = FRIDAY_AT_THREE - 30 * HOUR
    [first] = reminders([hold(FRIDAY_AT_THREE)], set(), now, AMSTERDAM)
    assert first.key == "reminder:7:2027-02-12T14:00Z:48h"
    assert reminders([hold(FRIDAY_AT_THREE)], {first.key}, now, AMSTERDAM) == []
    moved = FRIDAY_AT_THREE + HOUR
    assert reminders([hold(moved)], {first.key}, now, AMSTERDAM) == [
        Reminder(7, ReminderStage.TWO_DAYS, moved)
    ]


def test_reminders_come_by_start_and_then_by_assignment() -> None:
    held = [hold(FRIDAY_AT_THREE, 9), hold(FRIDAY_AT_THREE, 8), hold(FRIDAY_AT_THREE - HOUR, 10)]
    found = reminders(held, set(), FRIDAY_AT_THREE - 30 * HOUR, AMSTERDAM)
    assert [one.assignment_id for one in found] == [10, 8, 9]
