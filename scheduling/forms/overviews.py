"""What the overviews of the rota may be asked for: which weeks, which month, whom."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from helpline.common.forms import HouseForm
from scheduling.forms.hours import day_field

# No calendar reaches from here to the ends of time.
_OUT_OF_REACH: Final = _("Choose a day from 2000 to 2199.")
_IN_REACH: Final = (
    MinValueValidator(date(2000, 1, 1), _OUT_OF_REACH),
    MaxValueValidator(date(2199, 12, 31), _OUT_OF_REACH),
)


class HistoryForm(HouseForm):
    """Which lines of the history to show."""

    week_of = day_field(_("Week with this day"), required=False, validators=_IN_REACH)
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Any, *, people: list[tuple[int, str]]) -> None:
        """Offer these people."""
        super().__init__(asked)
        self.fields["person"].choices = [("", _("everybody")), *people]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for as the query takes it, without what makes no sense."""
        self.is_valid()
        typed = self.cleaned_data
        return {
            "page": typed.get("page") or 1,
            "week_of": typed.get("week_of"),
            "person_id": typed.get("person"),
        }
