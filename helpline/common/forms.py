"""The base of every form of ours: each input wears the look."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect


class Dressed(forms.BaseForm):
    """A mixin that gives every text input, select and textarea the class `input`.

    Django itself adds aria-describedby (hint) and aria-invalid (error); templates/common/field.html shows both.
    """

    # By field: what to do about it when it was left empty.
    missing: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress the widgets once the fields are there."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if not isinstance(
                field.widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect | HiddenInput
            ):
                field.widget.attrs.setdefault("class", "input")


class HouseForm(Dressed, forms.Form):
    """A plain form in the look of the house."""
