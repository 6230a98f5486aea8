"""What planners type of patterns and shifts: days, hours, how many seats of which kind."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpline.common.forms import HouseForm
from scheduling.forms.hours import (
    ENDS_LATER,
    ONE_DAY,
    START_HINT,
    TimeField,
    ask_about_the_clock,
    check_pair,
    day_field,
)
from scheduling.models import KIND_CHOICES, Pattern, Shift
from scheduling.rules.civil import end_after
from scheduling.rules.hours import Stretch
from scheduling.rules.rota import MOST_OF_A_KIND, SeatKind, SeatPlan
from scheduling.services.rota.patterns import PatternPlan
from scheduling.wording import day_name

NO_REVISION: Final = -1
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_PAIR: Final = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")
_EVERY = [
    (1, _("every week")),
    (2, _("every 2 weeks")),
    (3, _("every 3 weeks")),
    (4, _("every 4 weeks")),
    (5, _("every 5 weeks")),
    (6, _("every 6 weeks")),
    (7, _("every 7 weeks")),
    (8, _("every 8 weeks")),
]
_MAY_STAY_EMPTY: Final = _("of which may stay empty")


class RevisionField(forms.Field):
    """Which revision the page showed, as it sends it back; what is no number is older than any."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        """Take whatever comes: the service tells an older revision."""
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> int:
        """Return the number, or NO_REVISION; a field left out is no number either."""
        typed = str(value or "")
        return int(typed) if _NUMBER.fullmatch(typed) else NO_REVISION


class SeenField(forms.Field):
    """Which shifts the page showed in which revision, as in "12:0,13:4"."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        """Return the revisions by the shifts' ids; refuse what no page of ours sends."""
        pairs = [_PAIR.fullmatch(pair) for pair in str(value or "").split(",")]
        if not all(pairs):
            raise ValidationError(_("Choose a week."), code="bad_pairs")
        return {int(pair[1]): int(pair[2]) for pair in pairs if pair}


class RevisionForm(forms.Form):
    """A button's press, with the revision that its page showed."""

    revision = RevisionField()


class SeenForm(forms.Form):
    """The press of a button that publishes."""

    seen = SeenField()


def _count_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_OF_A_KIND,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "min_value": _("Type a number from 0 to 9."),
            "max_value": _("Type a number from 0 to 9."),
            "invalid": _("Type a number from 0 to 9."),
        },
    )


class SeatsForm(HouseForm):
    """How many seats of each kind, and how many of them may stay empty without being a gap."""

    phone = _count_field(_("Phone"))
    phone_free = _count_field(_MAY_STAY_EMPTY)
    chat = _count_field(_("Chat"))
    chat_free = _count_field(_MAY_STAY_EMPTY)
    both = _count_field(_("Phone and chat"))
    both_free = _count_field(_MAY_STAY_EMPTY)
    supervisor = _count_field(_("Supervisor"))
    supervisor_free = _count_field(_MAY_STAY_EMPTY)
    backup = _count_field(_("Backup by phone"))
    backup_free = _count_field(_MAY_STAY_EMPTY)

    @property
    def seat_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return the name and the two inputs of each kind, for the page."""
        return [(str(name), self[kind], self[f"{kind}_free"]) for kind, name in KIND_CHOICES]

    @property
    def seats(self) -> tuple[SeatPlan, ...]:
        """Return the seats, kind by kind, those that are needed first; valid once the form is."""
        plans = []
        for kind in SeatKind:
            number, free = self._numbers(kind)
            plans += [SeatPlan(kind, required=n < number - free) for n in range(number)]
        return tuple(plans)

    @staticmethod
    def numbers_of(seats: Iterable[SeatPlan]) -> dict[str, int]:
        """Return what the form shows for seats as they are."""
        seats = list(seats)
        shown = {}
        for kind in SeatKind:
            mine = [seat for seat in seats if seat.kind is kind]
            shown[kind.value] = len(mine)
            shown[f"{kind.value}_free"] = sum(not seat.required for seat in mine)
        return shown

    def check_seats(self) -> None:
        """Add an error unless there is a seat, and no more may stay empty than there are."""
        for kind in SeatKind:
            number, free = self._numbers(kind)
            wrong = {kind.value, f"{kind.value}_free"} & set(self.errors)
            if free > number and not wrong:
                self.add_error(f"{kind.value}_free", _("No more can stay empty than there are."))
        if not self.errors and not self.seats:
            self.add_error(None, _("A shift needs at least one seat."))

    def _numbers(self, kind: SeatKind) -> tuple[int, int]:
        typed = self.cleaned_data
        return typed.get(kind.value) or 0, typed.get(f"{kind.value}_free") or 0


class PatternForm(SeatsForm):
    """A shift that comes back: its name, times, weeks and days."""

    missing = {
        "name": _("Type a name, for example Evening."),
        "start": _("Type when it begins."),
        "end": _("Type when it ends."),
        "valid_from": _("Choose the first day."),
        "every_n_weeks": _("Choose how often."),
    }
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For example Evening."))
    start = TimeField(label=_("Start"), help_text=START_HINT)
    end = TimeField(label=_("End"), help_text=ENDS_LATER)
    every_n_weeks = forms.TypedChoiceField(label=_("How often"), coerce=int, choices=_EVERY)
    valid_from = day_field(_("First day"))
    last_day = day_field(
        _("Last day"), required=False, help_text=_("Leave empty if it holds until further notice.")
    )
    revision = RevisionField()
    field_order = ["name", "weekdays", "start", "end", "every_n_weeks", "valid_from", "last_day"]

    @classmethod
    def showing(cls, row: Pattern, seats: Iterable[SeatPlan]) -> "PatternForm":
        """Return the form filled with a pattern as it is."""
        return cls(
            initial={
                "name": row.name,
                "start": row.start_minute,
                "end": row.end_minute,
                "every_n_weeks": row.every_n_weeks,
                "valid_from": row.valid_from,
                "last_day": row.valid_to - ONE_DAY if row.valid_to else None,
                "revision": row.revision,
                **cls.numbers_of(seats),
            }
        )

    def clean(self) -> dict[str, Any]:
        """Check that times, days and seats are in order."""
        typed = super().clean() or {}
        check_pair(self, "start", "end")
        first, last = typed.get("valid_from"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first day."))
        self.check_seats()
        return typed

    @property
    def plan(self) -> PatternPlan:
        """Return what was typed as the services take it; valid once the form is."""
        typed = self.cleaned_data
        last: date | None = typed["last_day"]
        return PatternPlan(
            typed["name"],
            _stretch(typed),
            typed["every_n_weeks"],
            typed["valid_from"],
            last + ONE_DAY if last else None,
            self.seats,
        )


class NewPatternForm(PatternForm):
    """The same pattern for several weekdays at once."""

    missing = {**PatternForm.missing, "weekdays": _("Choose at least one weekday.")}
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), coerce=int, choices=lambda: [(n, day_name(n)) for n in range(7)],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class DatedForm(HouseForm):
    """The day and times of one shift; where the clock makes them unclear, it asks."""

    missing = {
        "day": _("Choose a day."),
        "start": _("Type when it begins."),
        "end": _("Type when it ends."),
    }
    day = day_field(_("Day"))
    start = TimeField(label=_("Start"), help_text=START_HINT)
    end = TimeField(label=_("End"), help_text=ENDS_LATER)
    first_of_two = forms.BooleanField(
        label=_("I mean the first of the two, before the clock goes back."), required=False
    )
    revision = RevisionField()

    @classmethod
    def showing(cls, row: Shift) -> "DatedForm":
        """Return the form filled with a shift as it is."""
        return cls(
            initial={
                "day": row.date,
                "start": row.start_minute,
                "end": row.end_minute,
                "revision": row.revision,
            }
        )

    def clean(self) -> dict[str, Any]:
        """Check the times, and ask about those that the clock skips or repeats on that day."""
        typed = super().clean() or {}
        check_pair(self, "start", "end")
        if not self.errors:
            stretch = _stretch(typed)
            ask_about_the_clock(
                self, typed["day"], {"start": stretch.start_minute, "end": stretch.end_minute}
            )
        return typed

    @property
    def hours(self) -> Stretch:
        """Return the typed times; valid once the form is."""
        return _stretch(self.cleaned_data)

    @property
    def asks_which_of_two(self) -> bool:
        """Return whether the page must offer the tick "the first of the two", or show that it was made."""
        found = [error.code for errors in self.errors.as_data().values() for error in errors]
        return "twice" in found or "first_of_two" in self.data


class NewShiftForm(DatedForm, SeatsForm):
    """A shift that no pattern makes."""

    def clean(self) -> dict[str, Any]:
        """Check the seats as well."""
        typed = super().clean()
        self.check_seats()
        return typed


class StandingForm(HouseForm):
    """Who comes each time, from which day on."""

    missing = {"valid_from": _("Choose the first day.")}
    person = forms.TypedChoiceField(
        label=_("Who comes each time"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose somebody from the list, or nobody.")},
    )
    valid_from = day_field(_("From"))

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        """Offer these people, and nobody."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("nobody")), *people]  # type: ignore[attr-defined]


class NewSeatForm(HouseForm):
    """One more seat of a shift."""

    missing = {"kind": _("Choose a kind of seat.")}
    kind = forms.TypedChoiceField(label=_("Seat"), coerce=SeatKind, choices=KIND_CHOICES)
    may_stay_empty = forms.BooleanField(label=_("may stay empty"), required=False)
    revision = RevisionField()

    @property
    def plan(self) -> SeatPlan:
        """Return the seat; valid once the form is."""
        return SeatPlan(self.cleaned_data["kind"], required=not self.cleaned_data["may_stay_empty"])


def _stretch(typed: dict[str, Any]) -> Stretch:
    return Stretch(typed["start"], end_after(typed["start"], typed["end"]))
