"""Every version of the texts and limits that the charity set; the newest is in use, the others are the way back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint

from helpline.charity.rules import MOST_CHARACTERS, RANGES, Language, Limits, TextKey

_DEFAULTS = Limits()


class TextVersions(models.QuerySet["TextVersion"]):
    """How versions of texts are found."""

    def newest(self) -> Self:
        """Return of each text and language the version in use."""
        newer = TextVersion.objects.filter(
            key=OuterRef("key"), language=OuterRef("language"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))


class TextVersion(models.Model):
    """One text in one language as it was saved; an empty body takes the text off the page."""

    key = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    # Counted up by text and language: of two who save at once, one meets the constraint.
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True, max_length=MOST_CHARACTERS)
    # The text stays when the account of its writer is erased; it then no longer says who.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    objects = models.Manager.from_queryset(TextVersions)()

    class Meta:
        default_permissions = ("change",)
        constraints = [
            UniqueConstraint(fields=["key", "language", "number"], name="textversion_number_once"),
            CheckConstraint(
                condition=Q(key__in=[key.value for key in TextKey]), name="textversion_key_listed"
            ),
            CheckConstraint(
                condition=Q(language__in=[language.value for language in Language]),
                name="textversion_language_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.number}"


class LimitsVersion(models.Model):
    """The charity's limits as they were saved."""

    number = models.PositiveIntegerField(unique=True)
    queue_cap = models.PositiveSmallIntegerField(default=_DEFAULTS.queue_cap)
    longest_wait_minutes = models.PositiveSmallIntegerField(default=_DEFAULTS.longest_wait_minutes)
    short_abandon_seconds = models.PositiveSmallIntegerField(default=_DEFAULTS.short_abandon_seconds)
    closing_soon_minutes = models.PositiveSmallIntegerField(default=_DEFAULTS.closing_soon_minutes)
    keep_place_minutes = models.PositiveSmallIntegerField(default=_DEFAULTS.keep_place_minutes)
    requeue_minutes = models.PositiveSmallIntegerField(default=_DEFAULTS.requeue_minutes)
    # The limits stay when the account of whoever set them is erased.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        default_permissions = ("change",)
        constraints = [
            CheckConstraint(condition=Q((f"{name}__range", span)), name=f"limitsversion_{name}_in_range")
            for name, span in RANGES.items()
        ]

    def __str__(self) -> str:
        return f"limits {self.number}"

    @property
    def limits(self) -> Limits:
        """The row as the rules read it."""
        return Limits(**{name: getattr(self, name) for name in RANGES})
