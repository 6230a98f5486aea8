"""What the overviews of the rota may be asked for: which weeks, which month, whom."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpline.common.forms import HouseForm
from scheduling.forms.hours import ONE_DAY, day_field

_WEEKS: Final = (4, 8, 12)


def asked_month(text: str, today: date) -> date:
    """Return the first day of a month such as "2026-12", of today's if it is none."""
    try:
        # Only the month is read, so the zone does not matter.
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year < 2100 else today.replace(day=1)


class AskedForm(HouseForm):
    """What stands in the address of a page that is only read."""

    @property
    def sound(self) -> dict[str, Any]:
        """Return what makes sense; what does not is left out, and the form says so."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class CoverageForm(AskedForm):
    """Which weeks to add up: so many from the week of a day on."""

    first = day_field(_("From the week with this day"))
    weeks = forms.TypedChoiceField(
        label=_("Number of weeks"), coerce=int, choices=[(number, number) for number in _WEEKS]
    )

    def __init__(self, asked: Mapping[str, Any], *, today: date) -> None:
        """Ask for four weeks from this one on unless told."""
        self.today = today
        super().__init__({"from": today.isoformat(), "weeks": _WEEKS[0]} | dict(asked))

    def add_prefix(self, field_name: str) -> str:
        """Call the first day "from" in the address, which no field can be called in the code."""
        return "from" if field_name == "first" else super().add_prefix(field_name)

    @property
    def monday(self) -> date:
        """Return the first day to add up."""
        day: date = self.sound.get("first", self.today)
        return day - day.weekday() * ONE_DAY

    @property
    def number(self) -> int:
        """Return how many weeks to add up."""
        number: int = self.sound.get("weeks", _WEEKS[0])
        return number


class HistoryForm(AskedForm):
    """Which lines of the history to show."""

    week_of = day_field(_("Week with this day"), required=False)
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Mapping[str, Any], *, people: list[tuple[int, str]]) -> None:
        """Offer these people."""
        super().__init__(asked)
        self.fields["person"].choices = [("", _("everybody")), *people]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for as the query takes it."""
        sound = self.sound
        return {
            "page": sound.get("page", 1),
            "week_of": sound.get("week_of"),
            "person_id": sound.get("person"),
        }


class TakeBackForm(forms.Form):
    """Which draft to take back: the instant at which it was made."""

    made = forms.CharField(max_length=40)

    def clean_made(self) -> datetime:
        """Return the instant."""
        try:
            made = datetime.fromisoformat(self.cleaned_data["made"])
        except ValueError:
            raise ValidationError("", code="bad_instant") from None
        if made.tzinfo is None:
            raise ValidationError("", code="bad_instant")
        return made
