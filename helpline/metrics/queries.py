"""What may be read from the tallies. Read-only; one query each."""

from datetime import date, datetime

from django.db.models import QuerySet, Sum

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.metrics.models import LengthTally, ProfileTally, WeekTally
from helpline.metrics.rules import (
    LENGTH_BUCKETS,
    NOT_AT_AN_OPEN_DOOR,
    Outcome,
    latest_months,
    periods,
    quieter_hours,
)


def tallies(channel: Channel | None = None) -> dict[str, int]:
    """Return how many contacts ended in each outcome so far, zeros too; of one channel or of both.

    The counts are not suppressed: for the server's own command line and the demo, never for a page.
    """
    rows: QuerySet[WeekTally] = WeekTally.objects.all()
    if channel is not None:
        rows = rows.filter(channel=channel)
    found = dict(rows.order_by().values_list("outcome").annotate(Sum("n")))
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


def quieter(channel: Channel, year_of: date) -> list[tuple[int, int]] | None:
    """Return the (weekday, local hour)s that were quieter in the ISO year of a day, the quietest first.

    Monday is 0. Only contacts that met an open door are compared; None while they are fewer than fifty
    (rules.quieter_hours). Hours without any contact are not named: the caller knows the opening hours.
    """
    rows = ProfileTally.objects.filter(channel=channel, year=periods(year_of).year)
    counts = rows.exclude(outcome__in=NOT_AT_AN_OPEN_DOOR).order_by().values_list("weekday", "hour")
    return quieter_hours({(weekday, hour): n for weekday, hour, n in counts.annotate(Sum("n"))})


def recent_lengths(channel: Channel, at: datetime) -> dict[str, int]:
    """Return how many conversations had each length in the last three months; short to long, zeros too.

    That is the month of `at` and the two before, each made of whole ISO weeks: between two and three months.
    """
    months = latest_months(at.astimezone(AMSTERDAM).date(), 3)
    rows = LengthTally.objects.filter(channel=channel, month__in=months).order_by()
    found = dict(rows.values_list("length_bucket").annotate(Sum("n")))
    return {bucket: found.get(bucket, 0) for bucket in LENGTH_BUCKETS}
