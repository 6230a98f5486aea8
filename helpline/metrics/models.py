"""The tallies: how many contacts fell into each coarse cell. Never a row per contact, a day or a name."""

import secrets
from collections.abc import Iterable

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from helpline.common.channel import Channel
from helpline.metrics.rules import LENGTH_BUCKETS, WAIT_BUCKETS, Band, Block, Outcome


def unordered_id() -> int:
    """Return a random positive key."""
    return secrets.randbelow(2**63 - 1) + 1


def _listed(field: str, values: Iterable[str]) -> CheckConstraint:
    return CheckConstraint(
        condition=Q((f"{field}__in", [str(value) for value in values])), name=f"%(class)s_{field}_listed"
    )


_CHANNEL = _listed("channel", Channel)
_OUTCOME = _listed("outcome", Outcome)
_COUNTS = CheckConstraint(condition=Q(n__gte=1), name="%(class)s_counts_something")
_WEEKDAY = CheckConstraint(condition=Q(weekday__range=(0, 6)), name="%(class)s_weekday_in_week")


class Tally(models.Model):
    """What every tally has: how many contacts its cell holds.

    Keys are random. Counted up, they would list the cells of each table in the order of their first contacts,
    and two tables could be joined by that order down to a day and an hour. (In SQLite the key is also the
    row's place in the file.)
    """

    id = models.BigAutoField(primary_key=True, default=unordered_id)
    channel = models.CharField(max_length=5)
    n = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.n}"


class WeekTally(Tally):
    """Contacts by ISO week ("2026-W48"), part of the week and outcome."""

    week = models.CharField(max_length=8)
    band = models.CharField(max_length=7)
    outcome = models.CharField(max_length=16)

    class Meta(Tally.Meta):
        constraints = [
            UniqueConstraint(fields=["week", "band", "channel", "outcome"], name="%(class)s_one_row_a_cell"),
            _COUNTS,
            _CHANNEL,
            _OUTCOME,
            _listed("band", Band),
        ]


class BlockTally(Tally):
    """Contacts by quarter ("2026-Q4"), weekday (Monday is 0), part of the day and outcome."""

    quarter = models.CharField(max_length=7)
    weekday = models.PositiveSmallIntegerField()
    block = models.CharField(max_length=9)
    outcome = models.CharField(max_length=16)

    class Meta(Tally.Meta):
        constraints = [
            UniqueConstraint(
                fields=["quarter", "weekday", "block", "channel", "outcome"], name="%(class)s_one_row_a_cell"
            ),
            _COUNTS,
            _CHANNEL,
            _OUTCOME,
            _WEEKDAY,
            _listed("block", Block),
        ]


class ProfileTally(Tally):
    """Contacts by ISO year, weekday (Monday is 0), local hour and outcome."""

    year = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()
    hour = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=16)

    class Meta(Tally.Meta):
        constraints = [
            UniqueConstraint(
                fields=["year", "weekday", "hour", "channel", "outcome"], name="%(class)s_one_row_a_cell"
            ),
            _COUNTS,
            _CHANNEL,
            _OUTCOME,
            _WEEKDAY,
            CheckConstraint(condition=Q(hour__range=(0, 23)), name="%(class)s_hour_in_day"),
        ]


class WaitTally(Tally):
    """Waits by month ("2026-11"), outcome and bucket of seconds."""

    month = models.CharField(max_length=7)
    outcome = models.CharField(max_length=16)
    wait_bucket = models.CharField(max_length=7)

    class Meta(Tally.Meta):
        constraints = [
            UniqueConstraint(
                fields=["month", "channel", "outcome", "wait_bucket"], name="%(class)s_one_row_a_cell"
            ),
            _COUNTS,
            _CHANNEL,
            _OUTCOME,
            _listed("wait_bucket", WAIT_BUCKETS),
        ]


class LengthTally(Tally):
    """Lengths of conversations by month and bucket of minutes."""

    month = models.CharField(max_length=7)
    length_bucket = models.CharField(max_length=5)

    class Meta(Tally.Meta):
        constraints = [
            UniqueConstraint(fields=["month", "channel", "length_bucket"], name="%(class)s_one_row_a_cell"),
            _COUNTS,
            _CHANNEL,
            _listed("length_bucket", LENGTH_BUCKETS),
        ]


class LanguageTally(Tally):
    """Languages by month: two letters each, never the browser's list."""

    month = models.CharField(max_length=7)
    language = models.CharField(max_length=2)

    class Meta(Tally.Meta):
        constraints = [
            UniqueConstraint(fields=["month", "channel", "language"], name="%(class)s_one_row_a_cell"),
            _COUNTS,
            _CHANNEL,
            CheckConstraint(
                condition=Q(language__regex=r"^[a-z]{2}$"), name="%(class)s_language_is_two_letters"
            ),
        ]
