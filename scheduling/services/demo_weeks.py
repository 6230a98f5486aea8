"""The demo's weeks ahead: patterns of evenings and weekends, who comes each time, the first week published."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from helpline.common.clock import AMSTERDAM
from scheduling.models import Pattern, PatternSeat, Shift
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Stretch
from scheduling.rules.rota import SeatKind, SeatPlan, ShiftState
from scheduling.services.rota.patterns import PatternPlan, add_patterns, set_standing
from scheduling.services.rota.shifts import publish

_SEATS: Final = (
    SeatPlan(SeatKind.PHONE),
    SeatPlan(SeatKind.CHAT),
    SeatPlan(SeatKind.SUPERVISOR),
    SeatPlan(SeatKind.BACKUP, required=False),
)
_WORKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
# By pattern name: its weekdays and times, as the demo is open.
_PATTERNS: Final = {
    "Evening": (_WORKDAYS, Stretch(19 * 60, 22 * 60 + 30)),
    "Weekend afternoon": (_WEEKEND, Stretch(13 * 60, 17 * 60)),
    "Weekend evening": (_WEEKEND, Stretch(19 * 60, 22 * 60)),
}
_WEEK: Final = timedelta(days=7)


@transaction.atomic
def seed_demo_weeks(comes: Mapping[tuple[int, SeatKind], int], now: datetime) -> None:
    """Make the patterns from next Monday on and publish their first week, unless there are patterns already.

    `comes`: who holds the evening's seat of a weekday (0 is Monday) and kind each time.
    """
    if Pattern.objects.exists():
        return
    today = local_day(now, AMSTERDAM)
    monday = today + timedelta(days=7 - today.weekday())
    for name, (weekdays, hours) in _PATTERNS.items():
        plan = PatternPlan(name, hours, 1, monday, None, _SEATS)
        add_patterns(plan, weekdays, by=None, now=now)
    evenings = PatternSeat.objects.filter(pattern__name="Evening").select_related("pattern")
    for seat in evenings:
        person_id = comes.get((seat.pattern.weekday, SeatKind(seat.kind)))
        if person_id is not None:
            set_standing(seat.pk, person_id, monday, by=None, now=now)
    _publish_week(monday, now)


def _publish_week(monday: date, now: datetime) -> None:
    drafts = Shift.objects.filter(state=ShiftState.DRAFT.value, date__gte=monday, date__lt=monday + _WEEK)
    publish(dict(drafts.values_list("pk", "revision")), by=None, now=now)
