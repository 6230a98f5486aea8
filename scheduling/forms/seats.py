"""What people type or choose on the page of a seat."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpline.common.clock import AMSTERDAM
from helpline.common.forms import HouseForm
from scheduling.forms.hours import TimeField
from scheduling.forms.requests import TakeForm
from scheduling.rota_wording import span_hours
from scheduling.rules.civil import Occurs
from scheduling.rules.hours import Span
from scheduling.rules.seat_acts import split_at


class AssignForm(TakeForm):
    """To whom a planner gives it, of which revision of the shift; `anyway`: in spite of the warnings."""

    person = forms.IntegerField()
    revision = forms.IntegerField()
    anyway = forms.BooleanField(required=False)


class SplitForm(HouseForm):
    """At which time a hold falls into two."""

    missing = {"at": gettext_lazy("Type the time at which the second part begins.")}
    at = TimeField(label=gettext_lazy("The second part begins at"))

    def __init__(self, *args: Any, span: Span, **kwargs: Any) -> None:
        """Keep the hold's span, which the time must lie in."""
        super().__init__(*args, **kwargs)
        self.span = span
        self.fields["at"].help_text = _("Between %(start_and_end)s.") % {"start_and_end": span_hours(span)}

    def clean_at(self) -> datetime:
        """Return the instant, or ask where the time lies outside or the clock makes it unclear."""
        found = split_at(self.span, self.cleaned_data["at"], AMSTERDAM)
        if found is None:
            raise ValidationError(
                _("Type a time between %(start_and_end)s.") % {"start_and_end": span_hours(self.span)}
            )
        at, times = found
        if times is Occurs.NEVER:
            raise ValidationError(
                _("The clock goes forward and skips this time. Type a time before or after it.")
            )
        if times is Occurs.TWICE:
            raise ValidationError(_("The clock goes back and this time comes twice. Type another time."))
        return at


class AskForm(HouseForm):
    """Whom somebody asks to take a seat over: one colleague, or all."""

    to_person = forms.TypedChoiceField(
        label=gettext_lazy("Whom do you ask?"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer these people, by id and name."""
        super().__init__(*args, **kwargs)
        self.fields["to_person"].choices = [("", _("Everybody who can")), *people]  # type: ignore[attr-defined]


class SwapForm(HouseForm):
    """Which colleague's seat somebody wants in return."""

    missing = {"wanted": gettext_lazy("Choose the seat that you want in return.")}
    wanted = forms.TypedChoiceField(
        label=gettext_lazy("Which seat do you want in return?"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, swaps: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer these holds, by id and as they are said."""
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = list(swaps)  # type: ignore[attr-defined]
