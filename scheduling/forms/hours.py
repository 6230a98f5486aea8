"""What planners and counsellors type: times such as 19:00, days, channels."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.common.forms import HouseForm
from scheduling.models import CHANNEL_CHOICES, NAME_CHOICES
from scheduling.rules.civil import DAY_MINUTES, BadTime, Occurs, end_after, occurs, typed_minute
from scheduling.rules.hours import Block, DayException, ExceptionName, Stretch, stretches_overlap
from scheduling.wording import clock_time, day_name

ONE_DAY: Final = timedelta(days=1)
_PAIRS: Final = (1, 2, 3)
_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_DAY: Final = date(2099, 12, 31)
ENDS_LATER: Final = _("If the end is earlier than the start, it is on the next day. Midnight is 24:00.")
START_HINT: Final = _("For example 19:00.")
END_HINT: Final = _("For example 22:00.")


class TimeField(forms.Field):
    """A time of day typed as 19:00 or 19.00; its value is the minute of the day, None if left empty."""

    # Browsers' own time inputs do not know 24:00.
    widget = forms.TextInput(attrs={"size": 5, "maxlength": 5, "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the minute of what was typed."""
        if value in self.empty_values or not value.strip():
            return None
        try:
            return typed_minute(value)
        except BadTime:
            raise ValidationError(_("Type a time such as 19:00."), code="bad_time") from None

    def prepare_value(self, value: Any) -> Any:
        """Show a minute as the reader's language writes it and what was typed as it was typed."""
        return clock_time(value) if isinstance(value, int) else value


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day of this century: near the calendar's own ends no day has a next one."""
    said = _("Choose a day between 2000 and 2099.")
    return forms.DateField(
        label=label,
        widget=forms.DateInput(
            attrs={"type": "date", "min": _FIRST_DAY.isoformat(), "max": _LAST_DAY.isoformat()},
            format="%Y-%m-%d",
        ),
        validators=[MinValueValidator(_FIRST_DAY, said), MaxValueValidator(_LAST_DAY, said)],
        **kwargs,
    )


class BlockForm(HouseForm):
    """The hours and days of one weekly block."""

    missing = {
        "start": _("Type when it opens."),
        "end": _("Type when it closes."),
        "valid_from": _("Choose the first day."),
    }
    start = TimeField(label=_("Start"), help_text=START_HINT)
    end = TimeField(label=_("End"), help_text=format_lazy("{} {}", END_HINT, ENDS_LATER))
    valid_from = day_field(_("First day"))
    last_day = day_field(
        _("Last day"), required=False, help_text=_("Leave empty if the hours hold until further notice.")
    )

    @classmethod
    def showing(cls, block: Block) -> "BlockForm":
        """Return the form filled with a block as it is."""
        return cls(
            initial={
                "start": block.hours.start_minute,
                "end": block.hours.end_minute,
                "valid_from": block.valid_from,
                "last_day": block.valid_to - ONE_DAY if block.valid_to else None,
            }
        )

    def clean(self) -> dict[str, Any]:
        """Check that the hours and the days are in order."""
        typed = super().clean() or {}
        check_pair(self, "start", "end")
        first, last = typed.get("valid_from"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first day."))
        return typed

    @property
    def hours(self) -> Stretch:
        """Return the typed hours; valid once the form is."""
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        return Stretch(start, end_after(start, end))

    @property
    def valid_to(self) -> date | None:
        """Return the first day on which the hours no longer hold, or None."""
        last: date | None = self.cleaned_data["last_day"]
        return last + ONE_DAY if last else None


class NewBlocksForm(BlockForm):
    """The same hours for several channels and weekdays at once."""

    missing = {
        **BlockForm.missing,
        "channels": _("Choose chat, phone or both."),
        "weekdays": _("Choose at least one weekday."),
    }
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=CHANNEL_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), coerce=int, choices=lambda: [(n, day_name(n)) for n in range(7)],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    field_order = ["channels", "weekdays"]

    @property
    def chosen_channels(self) -> list[Channel]:
        """Return the ticked channels."""
        return [Channel(name) for name in self.cleaned_data["channels"]]


class ExceptionForm(HouseForm):
    """What replaces the hours that start on one day."""

    CLOSED, OTHER_HOURS = "closed", "hours"
    missing = {
        "day": _("Choose a day."),
        "name": _("Choose a reason."),
        "kind": _("Choose whether we are closed or open at other hours."),
    }

    day = day_field(_("Day"))
    for_whom = forms.ChoiceField(
        label=_("For"), choices=[("", _("Phone and chat")), *CHANNEL_CHOICES], required=False
    )
    name = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *NAME_CHOICES],
        help_text=_("A word for your colleagues. Do not say here who is away or why."),
    )
    kind = forms.ChoiceField(
        label=_("On this day we are"),
        choices=[(CLOSED, _("closed all day")), (OTHER_HOURS, _("open at other hours"))],
        widget=forms.RadioSelect,
    )
    # Said once: the pairs below are typed the same way.
    start_1 = TimeField(label=_("Start"), help_text=START_HINT, required=False)
    end_1 = TimeField(label=_("End"), help_text=END_HINT, required=False)
    start_2 = TimeField(label=_("Start, second time"), required=False)
    end_2 = TimeField(label=_("End, second time"), required=False)
    start_3 = TimeField(label=_("Start, third time"), required=False)
    end_3 = TimeField(label=_("End, third time"), required=False)
    first_of_two = forms.BooleanField(
        label=_("I mean the first of the two, before the clock goes back."), required=False
    )

    @classmethod
    def showing(cls, exception: DayException) -> "ExceptionForm":
        """Return the form filled with an exception as it is."""
        minutes: dict[str, int] = {}
        for n, hours in zip(_PAIRS, exception.hours, strict=False):
            minutes |= {f"start_{n}": hours.start_minute, f"end_{n}": hours.end_minute}
        return cls(
            initial={
                "day": exception.day,
                "for_whom": exception.channel.value if exception.channel else "",
                "name": exception.name.value,
                "kind": cls.OTHER_HOURS if exception.hours else cls.CLOSED,
                **minutes,
            }
        )

    def clean(self) -> dict[str, Any]:
        """Check that the hours fit together, and ask where the clock makes them unclear."""
        typed = super().clean() or {}
        for n in _PAIRS:
            check_pair(self, f"start_{n}", f"end_{n}", is_optional=True)
        if self.errors:
            return typed
        if typed["kind"] == self.CLOSED and self.hours:
            self.add_error("kind", _("You chose “closed all day” and typed hours. Choose one of the two."))
        elif typed["kind"] == self.OTHER_HOURS and not self.hours:
            self.add_error("start_1", _("Type when we are open on this day."))
        elif stretches_overlap(self.hours):
            self.add_error(None, _("Two of the hours overlap. Make one of them shorter."))
        if not self.errors:
            ask_about_the_clock(self, typed["day"], self._minutes())
        return typed

    @property
    def hours(self) -> list[Stretch]:
        """Return the typed hours, each end moved past its start."""
        pairs = [(self.cleaned_data.get(f"start_{n}"), self.cleaned_data.get(f"end_{n}")) for n in _PAIRS]
        return [Stretch(s, end_after(s, e)) for s, e in pairs if s is not None and e is not None]

    def _minutes(self) -> dict[str, int]:
        minutes: dict[str, int] = {}
        for n in _PAIRS:
            start, end = self.cleaned_data.get(f"start_{n}"), self.cleaned_data.get(f"end_{n}")
            if start is not None and end is not None:
                minutes |= {f"start_{n}": start, f"end_{n}": end_after(start, end)}
        return minutes

    @property
    def channel(self) -> Channel | None:
        """Return the channel, or None for both."""
        chosen = self.cleaned_data["for_whom"]
        return Channel(chosen) if chosen else None

    @property
    def reason(self) -> ExceptionName:
        """Return the chosen reason."""
        return ExceptionName(self.cleaned_data["name"])

    @property
    def hour_pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the time inputs, two by two, for the page."""
        return [(self[f"start_{n}"], self[f"end_{n}"]) for n in _PAIRS]

    @property
    def asks_which_of_two(self) -> bool:
        """Return whether the page must offer the tick "the first of the two"."""
        return any(error.code == "twice" for errors in self.errors.as_data().values() for error in errors)


def check_pair(form: HouseForm, start: str, end: str, *, is_optional: bool = False) -> None:
    """Add an error unless both times are there and make sense together; an optional pair may be empty."""
    if start in form.errors or end in form.errors:
        return
    first, last = form.cleaned_data.get(start), form.cleaned_data.get(end)
    add: Callable[[str, Any], None] = form.add_error
    if first is None and last is None:
        return
    if first is None or last is None:
        add(start if first is None else end, _("Type both the start and the end."))
    elif first == DAY_MINUTES:
        add(start, _("A start lies before 24:00. Type 00:00 on the next day."))
    elif first == last:
        add(end, _("Start and end are the same. A whole day is 00:00 to 24:00."))


def ask_about_the_clock(form: HouseForm, day: date, minutes: Mapping[str, int]) -> None:
    """Add an error to each field whose minute the clock skips on that day, or repeats without a tick which is meant.

    The form has a field `first_of_two`.
    """
    for name, minute in minutes.items():
        match occurs(day, minute, AMSTERDAM):
            case Occurs.NEVER:
                said = _("The clock goes forward and skips this time. Type a time before or after it.")
                form.add_error(name, ValidationError(said, code="never"))
            case Occurs.TWICE if not form.cleaned_data["first_of_two"]:
                said = _("The clock goes back and this time comes twice. Tick below that you mean the first, "
                         "or type another time.")  # fmt: skip
                form.add_error(name, ValidationError(said, code="twice"))
            case _:
                pass
