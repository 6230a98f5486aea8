"""The rota: patterns that make shifts, shifts with their seats, who holds them, and what was asked and done."""

import uuid
from datetime import UTC
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scheduling.rules.hours import Span, Stretch
from scheduling.rules.recurrence import PatternRule
from scheduling.rules.rota import Held, Origin, SeatKind, ShiftState
from scheduling.rules.rota import Seat as RuleSeat

KIND_CHOICES = [
    (SeatKind.PHONE.value, _("Phone")),
    (SeatKind.CHAT.value, _("Chat")),
    (SeatKind.BOTH.value, _("Phone and chat")),
    (SeatKind.SUPERVISOR.value, _("Supervisor")),
    (SeatKind.BACKUP.value, _("Backup by phone")),
]
_KINDS: Final = [kind.value for kind in SeatKind]
_IS_IN_THE_WEEK: Final = Q(weekday__lte=6)
_STARTS_ON_ITS_DAY: Final = Q(start_minute__lt=1440)
_LASTS_A_DAY_AT_MOST: Final = Q(end_minute__gt=F("start_minute"), end_minute__lte=F("start_minute") + 1440)
_HOLDS_SOME_DAY: Final = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))


class Pattern(models.Model):
    """A shift that comes back every so many weeks, in wall-clock minutes of the weekday it starts on."""

    name = models.CharField(max_length=60)
    weekday = models.PositiveSmallIntegerField()
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    every_n_weeks = models.PositiveSmallIntegerField(default=1)
    # A day of a week in which it comes: from there the weeks are counted.
    anchor_date = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # Counted up at each change: whoever edits an older one is told.
    revision = models.PositiveIntegerField(default=0)
    # A removed pattern makes no shifts; it can be put back until the next change of the patterns.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["weekday", "start_minute", "pk"]
        constraints = [
            models.CheckConstraint(condition=_IS_IN_THE_WEEK, name="pattern_weekday_is_in_the_week"),
            models.CheckConstraint(condition=_STARTS_ON_ITS_DAY, name="pattern_starts_on_its_day"),
            models.CheckConstraint(condition=_LASTS_A_DAY_AT_MOST, name="pattern_lasts_a_day_at_most"),
            models.CheckConstraint(
                condition=Q(every_n_weeks__range=(1, 8)), name="pattern_comes_every_1_to_8_weeks"
            ),
            models.CheckConstraint(condition=_HOLDS_SOME_DAY, name="pattern_holds_some_day"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name

    @property
    def hours(self) -> Stretch:
        """Return its wall-clock minutes."""
        return Stretch(self.start_minute, self.end_minute)

    def to_rule(self) -> PatternRule:
        """Return it as the rules know it."""
        return PatternRule(
            self.pk,
            self.weekday,
            self.hours,
            self.every_n_weeks,
            self.anchor_date,
            self.valid_from,
            self.valid_to,
        )


class PatternSeat(models.Model):
    """One place on each of a pattern's shifts."""

    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "position"], name="one_pattern_seat_a_position"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="pattern_seat_kind_is_known"),
        ]

    def __str__(self) -> str:
        """Return the kind and position."""
        return f"{self.kind} {self.position}"


class Standing(models.Model):
    """Who holds a seat of a pattern each time, on the days [valid_from, valid_to)."""

    pattern_seat = models.ForeignKey(PatternSeat, models.CASCADE, related_name="standings")
    # CASCADE: a promise to come every week goes with the account.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["valid_from", "pk"]
        constraints = [models.CheckConstraint(condition=_HOLDS_SOME_DAY, name="standing_holds_some_day")]

    def __str__(self) -> str:
        """Return the row's id; names stay in the account."""
        return f"standing {self.pk}"


class Shift(models.Model):
    """A dated shift: its local date and minutes, and the instants they are, so that a new law can re-time it."""

    date = models.DateField(db_index=True)
    start_minute = models.PositiveSmallIntegerField()
    end_minute = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    # SET_NULL: the shift was worked, whatever becomes of its pattern.
    pattern = models.ForeignKey(Pattern, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, default=ShiftState.DRAFT.value)
    # Counted up at each change: whoever edits an older one is told.
    revision = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What the database refuses, and who may see, make and lead."""

        default_permissions = ()
        permissions = [
            ("see_rota", "Can see the published rota"),
            ("read_coverage", "Can read drafts, coverage and hours"),
            ("make_rota", "Can make the rota"),
            ("lead_shift", "Can lead a shift: the board, stepping in for others, pausing others"),
        ]
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pattern", "date"], name="one_shift_a_pattern_and_day"),
            models.CheckConstraint(condition=_STARTS_ON_ITS_DAY, name="shift_starts_on_its_day"),
            models.CheckConstraint(condition=_LASTS_A_DAY_AT_MOST, name="shift_lasts_a_day_at_most"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ShiftState]), name="shift_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ShiftState.PUBLISHED.value) | Q(published_at__isnull=False),
                name="shift_published_at_some_instant",
            ),
        ]

    def __str__(self) -> str:
        """Return its date and minutes."""
        return f"{self.date} {self.start_minute}-{self.end_minute}"

    @property
    def hours(self) -> Stretch:
        """Return its wall-clock minutes."""
        return Stretch(self.start_minute, self.end_minute)

    @property
    def span(self) -> Span:
        """Return its instants."""
        return Span(self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC))


class Seat(models.Model):
    """One place on a shift."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "position"], name="one_seat_a_position"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="seat_kind_is_known"),
        ]

    def __str__(self) -> str:
        """Return the kind and position."""
        return f"{self.kind} {self.position}"

    def to_rule(self) -> RuleSeat:
        """Return it as the rules know it; reads its shift, so select it."""
        return RuleSeat(
            self.pk,
            self.shift_id,
            SeatKind(self.kind),
            self.position,
            self.required,
            self.shift.span,
            self.shift.date,
        )


class Assignment(models.Model):
    """Somebody's hold on a seat, for all of its shift or a part of it. Erased after 400 days.

    Two exclusion constraints, kept by scheduling.exclusion, refuse a second place for one person and a second
    holder for one seat at any instant.
    """

    HELD, RELEASED = "held", "released"

    # The same for as long as the hold lasts, also when its shift moves: a calendar knows it by this.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="assignments")
    # CASCADE: who came says nothing without the person, and goes with the account.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, default=HELD)
    origin = models.CharField(max_length=10)
    # Codes of what it was given in spite of, between spaces.
    warnings = models.CharField(max_length=200, blank=True)
    # The hold stays when the account of whoever gave it is erased.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    # For the calendar: the number and instant of the last change.
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    # After a published shift moved: until when the holder must have confirmed.
    confirm_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What the database refuses; see also scheduling.exclusion."""

        default_permissions = ()
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="assignment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "released"]), name="assignment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=[origin.value for origin in Origin]), name="assignment_origin_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="held", released_at__isnull=True)
                | Q(state="released", released_at__isnull=False),
                name="assignment_is_held_or_released_at_some_instant",
            ),
        ]

    def __str__(self) -> str:
        """Return the row's id; names stay in the account."""
        return f"assignment {self.pk}"

    @property
    def span(self) -> Span:
        """Return its instants."""
        return Span(self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC))

    def to_rule(self) -> Held:
        """Return it as the rules know it; reads its seat, so select it."""
        return Held(self.pk, self.seat_id, self.person_id, SeatKind(self.seat.kind), self.span)


class CoverRequest(models.Model):
    """Somebody asks others to take a held seat over, or to swap it for one of theirs. Erased after 400 days."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=5)
    # A swap's other half: what the one who is asked gives in return.
    offered = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="+")
    # Empty: everybody is asked.
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=15)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Codes of what a planner must agree to, between spaces.
    warnings = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The holds that it made, for taking it back: the taker's, and in a swap the asker's.
    given = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="+")
    returned = models.ForeignKey(Assignment, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """What the database refuses."""

        default_permissions = ()
        ordering = ["expires_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["cover", "swap"]), name="request_kind_is_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "open",
                        "needs_planner",
                        "done",
                        "refused",
                        "declined",
                        "withdrawn",
                        "expired",
                    ]
                ),
                name="request_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="swap", offered__isnull=False, to_person__isnull=False)
                | Q(kind="cover", offered__isnull=True),
                name="request_offers_in_a_swap_only",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=["open", "needs_planner"]),
                name="one_running_request_an_assignment",
            ),
        ]

    def __str__(self) -> str:
        """Return the row's id."""
        return f"request {self.pk}"


class RotaEvent(models.Model):
    """Who changed what in the rota, appended only. Erased after 400 days."""

    at = models.DateTimeField(db_index=True)
    # The line stays when an account is erased; it then no longer says whose.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    # The name of a pattern, a kind of seat or of sheet, why a draft moved a seat; never anything about a person.
    about = models.CharField(max_length=60, blank=True)

    class Meta:
        """Nobody's own page changes it."""

        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        """Return the act."""
        return self.action
