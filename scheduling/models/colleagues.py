"""When people can come, on what terms, when they cannot, what they were told, and their calendar's address."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scheduling.rules.hours import Span

CONTRACT_CHOICES = [("employee", _("Employee")), ("volunteer", _("Volunteer"))]
WISH_CHOICES = [("prefer", _("gladly")), ("can", _("can"))]


class Terms(models.Model):
    """What was agreed with somebody who takes seats."""

    # CASCADE, here and below: what was agreed with somebody goes with the account.
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    contract = models.CharField(max_length=10, choices=CONTRACT_CHOICES, default="volunteer")
    agreed_hours_week = models.DecimalField(max_digits=4, decimal_places=1, default=4)
    # Empty: only the general limits hold.
    max_hours_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    # Not a date of birth: whether somebody is 18 is all the rota needs.
    is_adult = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(contract__in=[key for key, _name in CONTRACT_CHOICES]),
                name="terms_contract_is_known",
            ),
            models.CheckConstraint(
                condition=Q(agreed_hours_week__range=(0, 40)), name="terms_agree_on_40_hours_at_most"
            ),
            models.CheckConstraint(
                condition=Q(max_hours_week__isnull=True) | Q(max_hours_week__range=(0, 60)),
                name="terms_allow_60_hours_at_most",
            ),
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return f"terms {self.pk}"


class Availability(models.Model):
    """A stretch of the week in which somebody can come, in wall-clock minutes of its weekday."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    wish = models.CharField(max_length=6, choices=WISH_CHOICES, default="can")

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["weekday", "start_minute", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="availability_weekday_is_in_the_week"),
            models.CheckConstraint(
                condition=Q(start_minute__lt=1440, end_minute__gt=F("start_minute"))
                & Q(end_minute__lte=F("start_minute") + 1440),
                name="availability_lasts_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=Q(wish__in=[key for key, _name in WISH_CHOICES]), name="availability_wish_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the weekday and minutes."""
        return f"{self.weekday} {self.start_minute}-{self.end_minute}"


class Absence(models.Model):
    """When somebody cannot come; without a reason, since illness is health data. Erased after 400 days."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return f"absence {self.pk}"

    @property
    def span(self) -> Span:
        """Return its instants."""
        return Span(self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC))


class Feed(models.Model):
    """The secret address under which somebody's calendar fetches their own seats."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # SHA-256 of the address's token: whoever reads the database cannot fetch.
    token_hash = models.BinaryField(max_length=32, unique=True)
    # What the calendar calls each entry; empty: "Appointment".
    summary = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    # A day only, so that the person sees whether it works.
    fetched_on = models.DateField(null=True, blank=True)

    class Meta:
        """Everybody has their own."""

        default_permissions = ()

    def __str__(self) -> str:
        """Return the row's id."""
        return f"feed {self.pk}"


class Notice(models.Model):
    """A mail that is due or was sent: its key makes that nobody hears the same twice. Erased after 400 days.

    Without a person it only marks that an alarm went out, or since when a channel lacks somebody.
    """

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    # The time that it tells; a digest reads its own when it is sent.
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    # When it was before it moved, or what a swap offers.
    other_starts_at = models.DateTimeField(null=True, blank=True)
    other_ends_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    # Sent, or no longer worth sending.
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Sent in the order in which they are due."""

        default_permissions = ()
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(settled_at__isnull=True), name="notice_to_send")
        ]

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind

    @property
    def span(self) -> Span | None:
        """Return the time that it tells."""
        return _span(self.starts_at, self.ends_at)

    @property
    def other(self) -> Span | None:
        """Return the other time."""
        return _span(self.other_starts_at, self.other_ends_at)


def _span(start: datetime | None, end: datetime | None) -> Span | None:
    return Span(start.astimezone(UTC), end.astimezone(UTC)) if start and end else None
