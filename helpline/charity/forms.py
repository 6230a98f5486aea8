"""All that administrators can type about texts and limits, with the sentences that go with them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from helpline.charity.models import LimitsVersion, TextVersion
from helpline.charity.rules import (
    MOST_CHARACTERS,
    RANGES,
    ChangedInBetween,
    Language,
    Limits,
    MustStay,
    NotAccepted,
    TextKey,
    TooLong,
    check_text,
    tidy,
)
from helpline.common.forms import HouseForm

# Lazily translated text; the stubs have no public name for it.
Words = Any

TEXT_NAMES: dict[TextKey, Words] = {
    TextKey.WELCOME: _("Welcome"),
    TextKey.WHO: _("Who it is for"),
    TextKey.LIMITS: _("What stays between us, and what does not"),
    TextKey.DATA: _("What happens to your data"),
    TextKey.WAITING: _("While waiting"),
    TextKey.AFTER: _("After the conversation"),
}
TEXT_HINTS: dict[TextKey, Words] = {
    TextKey.WELCOME: _("Stands on the first page."),
    TextKey.WHO: _("Stands on the first page, below the ways to reach you."),
    TextKey.LIMITS: _("Says what you do when someone says who they are and a child is in danger."),
    TextKey.DATA: _("Stands on the page about data. The page itself already says what the software does."),
    TextKey.WAITING: _("Stands in the waiting room."),
    TextKey.AFTER: _("Stands on the page after a conversation."),
}
LANGUAGE_NAMES: dict[Language, Words] = {Language.NL: _("Dutch"), Language.EN: _("English")}
REFUSALS: dict[type[NotAccepted], Words] = {
    TooLong: format_lazy(_("This text is too long: at most {most} characters."), most=MOST_CHARACTERS),
    MustStay: _(
        "This text cannot be empty: without it the chat and the line close. Write another text instead."
    ),
    ChangedInBetween: _(
        "Somebody changed this in between. What you typed is still here. Look at the newest version below; save "
        "again if yours must replace it."
    ),
}
CHOOSE_AGAIN = _("Somebody changed this in between. Look at the newest version and choose again.")
SHAPE_HINT = _(
    'A blank line begins a new paragraph. Lines that begin with "- " make a list. There is no other markup: **, # and '
    "<b> are shown as they are typed."
)

LIMIT_NAMES: dict[str, tuple[Words, Words]] = {
    "queue_cap": (
        _("Places in the queue"),
        _(
            "When so many people wait, the chat is full. Newcomers read that, with the other ways to reach you."
        ),
    ),
    "longest_wait_minutes": (
        _("Longest wait, in minutes"),
        _("Who waits longer is told that it did not work out today. The contact counts as missed: busy."),
    ),
    "short_abandon_seconds": (
        _("Gave up early, in seconds"),
        _("Who leaves within this time is counted apart from those who gave up later."),
    ),
    "closing_soon_minutes": (
        _("Closing soon, in minutes"),
        _("In the last minutes before closing, newcomers read that there may be no time for them. 0: never."),
    ),
    "keep_place_minutes": (
        _("Keep a lost place, in minutes"),
        _(
            "So long the place or the conversation stays when someone's connection is gone. Then it is erased."
        ),
    ),
    "requeue_minutes": (
        _("Counsellor gone, in minutes"),
        _(
            "After this the conversation of a counsellor whose connection is gone goes to the front of the queue."
        ),
    ),
}


class TextForm(HouseForm):
    """One text in both languages, with the numbers of the versions that it was written over."""

    def __init__(self, key: TextKey, in_use: Mapping[Language, TextVersion], data: Any = None) -> None:
        """Show the versions in use; `data` is what was typed."""
        super().__init__(data)
        self.key = key
        self.before = {language: in_use[language].body if language in in_use else "" for language in Language}
        for language in Language:
            number = in_use[language].number if language in in_use else 0
            self.fields[language.value] = forms.CharField(
                label=LANGUAGE_NAMES[language],
                help_text=SHAPE_HINT,
                required=False,
                strip=False,
                initial=self.before[language],
                widget=forms.Textarea(attrs={"lang": language.value, "rows": 12, "class": "input"}),
            )
            self.fields[f"seen_{language.value}"] = forms.IntegerField(
                initial=number, min_value=0, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        """Ask the same rule as the service."""
        for language in Language:
            body = tidy(self.cleaned_data.get(language.value, ""))
            try:
                check_text(self.key, body, self.before[language])
            except NotAccepted as refused:
                self.add_error(language.value, ValidationError(REFUSALS[type(refused)]))
            self.cleaned_data[language.value] = body
        return self.cleaned_data

    @property
    def bodies(self) -> dict[Language, str]:
        """What was typed, tidied; for a valid form."""
        return {language: self.cleaned_data[language.value] for language in Language}

    @property
    def seen(self) -> dict[Language, int]:
        """Which versions were looked at; for a valid form."""
        return {language: self.cleaned_data[f"seen_{language.value}"] for language in Language}


class LimitsForm(HouseForm):
    """The limits, each with its range, and the number of the version that they were written over."""

    def __init__(self, in_use: LimitsVersion | None, data: Any = None) -> None:
        """Show the limits in use; `data` is what was typed."""
        super().__init__(data, initial=asdict(in_use.limits if in_use else Limits()))
        for name, (low, high) in RANGES.items():
            label, sentence = LIMIT_NAMES[name]
            within = format_lazy(_("Type a number from {low} to {high}."), low=low, high=high)
            whole = format_lazy(_("Type a whole number from {low} to {high}."), low=low, high=high)
            self.fields[name] = forms.IntegerField(
                label=label,
                help_text=format_lazy(
                    _("{sentence} From {low} to {high}."), sentence=sentence, low=low, high=high
                ),
                min_value=low,
                max_value=high,
                error_messages={
                    "required": within,
                    "min_value": within,
                    "max_value": within,
                    "invalid": whole,
                },
                widget=forms.NumberInput(attrs={"class": "input"}),
            )
        self.fields["seen"] = forms.IntegerField(
            initial=in_use.number if in_use else 0, min_value=0, widget=forms.HiddenInput
        )

    @property
    def limits(self) -> Limits:
        """The limits that were typed; for a valid form."""
        return Limits(**{name: self.cleaned_data[name] for name in RANGES})


class PutBackForm(forms.Form):
    """Which version was in use when somebody chose to put another one back."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
