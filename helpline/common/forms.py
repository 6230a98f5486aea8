"""The base of every form of ours: each input wears the look."""

from typing import Any

from django import forms
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect


class Dressed(forms.BaseForm):
    """A mixin that gives every text input, select and textarea the class `input`.

    Django itself adds aria-describedby (hint) and aria-invalid (error); templates/common/field.html shows both.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the widgets once the fields are there."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(
                field.widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect | HiddenInput
            ):
                field.widget.attrs.setdefault("class", "input")


class HouseForm(Dressed, forms.Form):
    """A plain form in the look of the house."""
