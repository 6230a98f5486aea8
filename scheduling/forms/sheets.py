"""What planners choose of sheets: which kind, which file, whether to go on in spite of warnings, which days."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpline.common.forms import HouseForm
from scheduling.forms.hours import day_field
from scheduling.rules.sheets import NotText, SheetKind, decoded

# The whole request may have 256 KiB; the rest is for what stands around the text.
MOST_KIB: Final = 240
MOST_ROWS: Final = 1000
KIND_NAMES: Final = {
    SheetKind.PEOPLE: _("People"),
    SheetKind.PATTERNS: _("Patterns"),
    SheetKind.ASSIGNMENTS: _("Who holds which seat"),
}


class KindForm(HouseForm):
    """Which kind of sheet, of those that somebody may use."""

    kind = forms.TypedChoiceField(
        label=_("What is in it"),
        coerce=SheetKind,
        error_messages={
            "required": _("Choose what is in it."),
            "invalid_choice": _("Choose one from the list."),
        },
    )

    def __init__(self, *args: Any, kinds: Collection[SheetKind], **kwargs: Any) -> None:
        """Offer these kinds."""
        super().__init__(*args, **kwargs)
        offered = [(kind.value, name) for kind, name in KIND_NAMES.items() if kind in kinds]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]


class SheetForm(KindForm):
    """A file to look through."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A CSV file, as every spreadsheet can save one. At most 240 KiB and 1,000 rows: split a longer one. "
            "Nothing is written yet."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> str:
        """Return the text of the file, or say what to do about it."""
        try:
            text = decoded(self.cleaned_data["file"].read())
        except NotText:
            raise ValidationError(
                _("This is no CSV file. In your spreadsheet, choose “Save as” and then CSV.")
            ) from None
        # As a browser sends it back: every line break as two characters.
        if len(text.encode()) + text.count("\n") > MOST_KIB * 1024:
            raise ValidationError(_("This file is larger than 240 KiB. Split it."))
        if len(text.splitlines()) > MOST_ROWS + 1:
            raise ValidationError(_("This file has more than 1,000 rows. Split it."))
        return text


class ImportForm(KindForm):
    """The sheet that was looked through, to import; its text came to the page and goes back."""

    text = forms.CharField(strip=False, widget=forms.HiddenInput)
    despite = forms.BooleanField(label=_("Give these seats in spite of the warnings"), required=False)
    first_of_two = forms.BooleanField(
        label=_("Where a time comes twice, I mean the first, before the clock goes back"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep the kind out of sight: it was chosen before."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = forms.HiddenInput()


class ExportForm(KindForm):
    """Which kind of sheet to make, of which days."""

    missing = {"first": _("Choose the first day."), "last": _("Choose the last day.")}
    first = day_field(_("First day"))
    last = day_field(_("Last day"), help_text=_("The days do not matter for people."))

    def clean(self) -> dict[str, Any]:
        """Check that the days are in order."""
        typed = super().clean() or {}
        first: date | None = typed.get("first")
        last: date | None = typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first day."))
        return typed
