"""Who is on duty, how much each has in hand, and how long the queues are."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from scheduling.models.hours import CHANNEL_CHOICES, CHANNELS
from scheduling.rules.public_queue import Queue


class CheckIn(models.Model):
    """One person's presence, from checking in to checking out. Erased after 35 days.

    It names no seat: what somebody is offered is decided at each instant by the published seat they hold then.
    """

    # CASCADE: presence says nothing without the person, and goes with the account.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, db_index=True)
    not_answering = models.BooleanField(default=False)

    class Meta:
        """What the database refuses, and who may be on duty."""

        default_permissions = ()
        permissions = [("be_on_duty", "Can be on duty")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("at")), name="check_in_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="one_open_check_in_a_person"
            ),
        ]

    def __str__(self) -> str:
        """Return the row's id; names stay in the account."""
        return f"check-in {self.pk}"


class Pause(models.Model):
    """A break within a check-in."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="pauses")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("at")), name="pause_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["check_in"], condition=Q(until__isnull=True), name="one_open_pause_a_check_in"
            ),
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return f"pause {self.pk}"


class Engagement(models.Model):
    """How many contacts of a channel a person has in hand; no contact's id."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=5, choices=CHANNEL_CHOICES)
    n = models.SmallIntegerField(default=0)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="one_engagement_a_channel"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="engagement_channel_is_known"),
            models.CheckConstraint(condition=Q(n__gte=0), name="engagement_is_not_negative"),
        ]

    def __str__(self) -> str:
        """Return the channel and number."""
        return f"{self.channel} {self.n}"


class ChannelQueue(models.Model):
    """A channel's queue length now and at the last 10-minute mark, overwritten: no history."""

    channel = models.CharField(max_length=5, choices=CHANNEL_CHOICES, primary_key=True)
    waiting = models.PositiveSmallIntegerField(default=0)
    full = models.BooleanField(default=False)
    waiting_at_mark = models.PositiveSmallIntegerField(default=0)
    full_at_mark = models.BooleanField(default=False)
    mark = models.DateTimeField()

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="queue_channel_is_known")
        ]

    def __str__(self) -> str:
        """Return the channel."""
        return self.channel

    def to_rule(self) -> Queue:
        """Return it as the rules know it."""
        return Queue(self.waiting, self.full, self.waiting_at_mark, self.full_at_mark, self.mark)
