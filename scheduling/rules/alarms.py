"""Who is told when of a gap, of a week that is not published, of the own next seat. Pure: no Django, no clock.

Everything is told once: each alarm has a key, and whoever sends it writes the key down. A tighter stage that is due
makes the wider ones pass, also unsent: after a quiet night or a standstill nobody hears the same twice.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from helpline.common.channel import Channel
from scheduling.rules.civil import DAY_MINUTES, instant, local_day
from scheduling.rules.coverage import Gap
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held

_QUIET_FROM_HOUR: Final = 22
_QUIET_TO_HOUR: Final = 8
_THURSDAY: Final = 3
_PUBLISHED_BEFORE: Final = timedelta(days=14)


class Stage(StrEnum):
    """How near a gap is; NOW is no gap of the plan but a channel that is open while nobody is on duty."""

    TWO_WEEKS = "14d"
    THREE_DAYS = "3d"
    DAY = "24h"
    HOUR = "1h"
    NOW = "now"


class Audience(StrEnum):
    """Who hears of it: of those whom the seat fits either the best five or all."""

    PLANNERS = "planners"
    FITTING_FEW = "fitting_few"
    FITTING_ALL = "fitting_all"
    SUPERVISOR = "supervisor"
    BACKUP = "backup"


class ReminderStage(StrEnum):
    """How near somebody's own seat is."""

    TWO_DAYS = "48h"
    TWO_HOURS = "2h"


@dataclass(frozen=True, slots=True)
class StageRule:
    """From how long before its start a gap is at that stage; less than nothing is after the start."""

    stage: Stage
    before: timedelta
    heard_by: frozenset[Audience]
    waits_for_morning: bool
    in_digest: bool = False


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """A reminder is due while the start is at most `before` and more than `until` away."""

    stage: ReminderStage
    before: timedelta
    until: timedelta
    waits_for_morning: bool


_LEADERS: Final = frozenset({Audience.PLANNERS, Audience.SUPERVISOR, Audience.BACKUP})
_FITTING: Final = frozenset({Audience.FITTING_FEW, Audience.FITTING_ALL})
_PLANNERS: Final = frozenset({Audience.PLANNERS})

STAGES: Final = (
    StageRule(Stage.TWO_WEEKS, timedelta(days=14), _PLANNERS, waits_for_morning=True, in_digest=True),
    StageRule(
        Stage.THREE_DAYS, timedelta(days=3), _PLANNERS | {Audience.FITTING_FEW}, waits_for_morning=True
    ),
    StageRule(Stage.DAY, timedelta(hours=24), _PLANNERS | {Audience.FITTING_ALL}, waits_for_morning=True),
    StageRule(Stage.HOUR, timedelta(hours=1), _LEADERS, waits_for_morning=False),
    StageRule(Stage.NOW, timedelta(minutes=-3), _LEADERS, waits_for_morning=False),
)
# Whoever takes a seat less than a day before needs no reminder of two days before.
REMINDERS: Final = (
    ReminderRule(ReminderStage.TWO_DAYS, timedelta(hours=48), timedelta(hours=24), waits_for_morning=True),
    ReminderRule(ReminderStage.TWO_HOURS, timedelta(hours=2), timedelta(), waits_for_morning=False),
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A gap that has come to a stage."""

    gap: Gap
    stage: Stage

    @property
    def key(self) -> str:
        """Return what makes it the same alarm: the seat, else the channel or leading, the start, the stage."""
        what = f"seat-{self.gap.seat.seat_id}" if self.gap.seat else self.gap.channel or "leading"
        return f"gap:{what}:{_stamp(self.gap.span.start)}:{self.stage}"


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A week, by its Monday, that begins soon and of which not all is published. The planners hear of it."""

    week_start: date

    @property
    def key(self) -> str:
        """Return what makes it the same alarm."""
        return f"unpublished:{self.week_start}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody's own seat is near. A shift that moves is another start, and another reminder."""

    assignment_id: int
    stage: ReminderStage
    starts_at: datetime

    @property
    def key(self) -> str:
        """Return what makes it the same reminder."""
        return f"reminder:{self.assignment_id}:{_stamp(self.starts_at)}:{self.stage}"


def due(
    gaps: Iterable[Gap],
    sent: Set[str],
    now: datetime,
    stages: Sequence[StageRule],
    zone: ZoneInfo,
    *,
    unstaffed: Mapping[Channel, Span],
) -> list[Alarm]:
    """Return the alarms to send now: for each gap at most one, of its tightest stage that is due; in gaps' order.

    `sent` are the keys of all alarms and digests so far. Look for gaps in a window that begins on the day before:
    cut at now, a gap would be a new one each minute. `unstaffed` are the channels that are open while nobody is
    on duty, [since, closing): they alone come to NOW, for a gap may be one seat of several. What is left of a gap
    whose first part somebody took starts later: it is a gap of its own, and told again.
    """
    planned = [rule for rule in stages if rule.stage is not Stage.NOW]
    at_once = [rule for rule in stages if rule.stage is Stage.NOW]
    empty = (Gap(channel, None, span) for channel, span in unstaffed.items())
    tried = [(gap, planned) for gap in sorted(gaps)] + [(gap, at_once) for gap in sorted(empty)]
    alarms: dict[str, Alarm] = {}
    for gap, rules in tried:
        rule = _tightest(rules, gap.span, now)
        if rule is not None and not _is_held_back(rule, sent, now, zone):
            alarm = Alarm(gap, rule.stage)
            alarms.setdefault(alarm.key, alarm)
    return [alarm for key, alarm in alarms.items() if key not in sent]


def heard_by(alarm: Alarm, stages: Iterable[StageRule]) -> frozenset[Audience]:
    """Return who hears of it; where there is no seat to take, planners instead of those whom it would fit."""
    audience = next(rule.heard_by for rule in stages if rule.stage is alarm.stage)
    if alarm.gap.seat is None and audience & _FITTING:
        return audience - _FITTING | _PLANNERS
    return audience


def keys_of(
    alarms: Sequence[Alarm], now: datetime, stages: Iterable[StageRule], zone: ZoneInfo
) -> frozenset[str]:
    """Return what to write down when these are sent: their keys, and the digest's if one of them is in it."""
    collected = {rule.stage for rule in stages if rule.in_digest}
    digest = {digest_key(now, zone) for alarm in alarms if alarm.stage in collected}
    return frozenset(alarm.key for alarm in alarms) | digest


def digest_key(now: datetime, zone: ZoneInfo) -> str:
    """Return the key of that day's digest: after it, the next one goes out a week later."""
    return f"digest:{local_day(now, zone)}"


def weeks_due(weeks: Iterable[date], sent: Set[str], now: datetime, zone: ZoneInfo) -> list[Unpublished]:
    """Return which of the unpublished weeks, given by their Mondays, to tell of now, in order; by day only."""
    if is_quiet(now, zone):
        return []
    return [
        week
        for week in map(Unpublished, sorted(weeks))
        if instant(week.week_start, 0, zone) - _PUBLISHED_BEFORE <= now
        if now < instant(week.week_start, 7 * DAY_MINUTES, zone)
        if week.key not in sent
    ]


def reminders(held: Iterable[Held], sent: Set[str], now: datetime, zone: ZoneInfo) -> list[Reminder]:
    """Return whom to remind now of what they hold, by start, then assignment; nothing that has begun.

    The night holds one back only if it is still in time in the morning.
    """
    can_wait, morning = is_quiet(now, zone), _next_morning(now, zone)
    found = [
        Reminder(hold.assignment_id, rule.stage, hold.span.start)
        for hold in sorted(held, key=lambda hold: (hold.span.start, hold.assignment_id))
        for rule in REMINDERS
        if rule.until < hold.span.start - now <= rule.before
        if not (can_wait and rule.waits_for_morning and hold.span.start - morning > rule.until)
    ]
    return [reminder for reminder in found if reminder.key not in sent]


def is_quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Return whether it is between 22:00 and 8:00 there."""
    return not _QUIET_TO_HOUR <= at.astimezone(zone).hour < _QUIET_FROM_HOUR


def _tightest(rules: Iterable[StageRule], span: Span, now: datetime) -> StageRule | None:
    if span.end <= now:
        return None
    reached = (rule for rule in rules if span.start - rule.before <= now)
    return min(reached, key=lambda rule: rule.before, default=None)


def _is_held_back(rule: StageRule, sent: Set[str], now: datetime, zone: ZoneInfo) -> bool:
    if rule.in_digest and (local_day(now, zone).weekday() != _THURSDAY or digest_key(now, zone) in sent):
        return True
    return rule.waits_for_morning and is_quiet(now, zone)


def _next_morning(at: datetime, zone: ZoneInfo) -> datetime:
    today = instant(local_day(at, zone), _QUIET_TO_HOUR * 60, zone)
    return today if at < today else instant(local_day(at, zone), DAY_MINUTES + _QUIET_TO_HOUR * 60, zone)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
