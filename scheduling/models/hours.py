"""Opening hours: the weekly blocks, what replaces them on a date, and what was said to holidays."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import local_day
from scheduling.rules.hours import Block, DayException, ExceptionName, Stretch

CHANNEL_CHOICES = [(Channel.PHONE.value, _("Phone")), (Channel.CHAT.value, _("Chat"))]
NAME_CHOICES = [
    (ExceptionName.PUBLIC_HOLIDAY.value, _("public holiday")),
    (ExceptionName.TRAINING.value, _("training")),
    (ExceptionName.ILLNESS.value, _("illness")),
    (ExceptionName.TECHNICAL.value, _("technical fault")),
    (ExceptionName.OTHER.value, _("other reason")),
]
CHANNELS = [channel.value for channel in Channel]
_HOURS_ARE_A_DAY_AT_MOST = Q(end_minute__lte=F("start_minute") + 1440)


class OpeningBlock(models.Model):
    """Weekly opening of one channel, in wall-clock minutes of the weekday it starts on."""

    channel = models.CharField(max_length=5, choices=CHANNEL_CHOICES)
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    # The first day it no longer holds: intervals are half-open, days too.
    valid_to = models.DateField(null=True, blank=True)
    # Removed rows stay until the next change of the hours, so that the last removal can be put back.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What the database refuses; who may change these may change all opening hours."""

        default_permissions = ("change",)
        ordering = ["channel", "weekday", "start_minute", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="block_channel_is_known"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="block_weekday_is_in_the_week"),
            models.CheckConstraint(condition=Q(start_minute__lt=1440), name="block_starts_on_its_day"),
            models.CheckConstraint(
                condition=Q(end_minute__gt=F("start_minute")), name="block_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=_HOURS_ARE_A_DAY_AT_MOST, name="block_lasts_a_day_at_most"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="block_holds_some_day",
            ),
        ]

    def __str__(self) -> str:
        """Return the channel, weekday and minutes."""
        return f"{self.channel} {self.weekday} {self.start_minute}-{self.end_minute}"

    def to_rule(self) -> Block:
        """Return it as the rules know it."""
        return Block(
            Channel(self.channel),
            self.weekday,
            Stretch(self.start_minute, self.end_minute),
            self.valid_from,
            self.valid_to,
        )


class OpeningException(models.Model):
    """What replaces the blocks that start on one date; without ExceptionBlocks that is: closed."""

    date = models.DateField()
    # Empty: both channels.
    channel = models.CharField(max_length=5, choices=CHANNEL_CHOICES, blank=True)
    name_key = models.CharField(max_length=20, choices=NAME_CHOICES)
    # On or before its day decides how contacts of that day are counted.
    entered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["date", "channel", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["", *CHANNELS]), name="exception_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(name_key__in=[name.value for name in ExceptionName]),
                name="exception_name_is_known",
            ),
            models.UniqueConstraint(
                fields=["date", "channel"], condition=Q(removed_at__isnull=True), name="one_exception_a_day"
            ),
        ]

    def __str__(self) -> str:
        """Return the date and channel."""
        return f"{self.date} {self.channel or 'both'}"

    def to_rule(self) -> DayException:
        """Return it as the rules know it; reads its blocks, so prefetch them."""
        return DayException(
            self.date,
            Channel(self.channel) if self.channel else None,
            ExceptionName(self.name_key),
            local_day(self.entered_at, AMSTERDAM),
            tuple(Stretch(b.start_minute, b.end_minute) for b in self.blocks.all()),
        )


class ExceptionBlock(models.Model):
    """One stretch of opening on an exception's date."""

    exception = models.ForeignKey(OpeningException, models.CASCADE, related_name="blocks")
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["start_minute", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_minute__lt=1440), name="exception_block_starts_on_its_day"
            ),
            models.CheckConstraint(
                condition=Q(end_minute__gt=F("start_minute")), name="exception_block_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=_HOURS_ARE_A_DAY_AT_MOST, name="exception_block_lasts_a_day_at_most"
            ),
        ]

    def __str__(self) -> str:
        """Return the minutes."""
        return f"{self.start_minute}-{self.end_minute}"


class HolidayAnswer(models.Model):
    """A public holiday that a planner has answered: it is not offered again."""

    date = models.DateField(unique=True)
    accepted = models.BooleanField()

    class Meta:
        """Nobody's own page changes it."""

        default_permissions = ()

    def __str__(self) -> str:
        """Return the date."""
        return str(self.date)
