"""One press of a button on a request, an open seat or a seat that moved."""

from datetime import UTC
from typing import Final

from django import forms

from scheduling.rules.hours import Span
from scheduling.rules.requests import RequestEvent

_INSTANT: Final = ("%Y-%m-%dT%H:%M:%S%z",)


class StepForm(forms.Form):
    """A step of a request; `taker` is for whom a planner says yes."""

    event = forms.TypedChoiceField(
        coerce=RequestEvent,
        choices=[(event.value, event.value) for event in RequestEvent if event is not RequestEvent.EXPIRE],
    )
    taker = forms.IntegerField(required=False)


class TakeForm(forms.Form):
    """Which stretch of a seat was shown as open, as instants with their distance from UTC."""

    start = forms.DateTimeField(input_formats=_INSTANT)
    end = forms.DateTimeField(input_formats=_INSTANT)

    @property
    def span(self) -> Span:
        """Return the stretch; valid once the form is."""
        return Span(self.cleaned_data["start"].astimezone(UTC), self.cleaned_data["end"].astimezone(UTC))


class ConfirmForm(forms.Form):
    """Whether somebody keeps a seat that moved."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])
