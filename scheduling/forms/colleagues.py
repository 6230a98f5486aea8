"""What somebody says of their own week, when they are away, and their calendar; what was agreed with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from helpline.common.clock import AMSTERDAM
from helpline.common.forms import HouseForm
from helpline.common.neutral import telling
from scheduling.forms.hours import TimeField, ask_about_the_clock, check_pair, day_field
from scheduling.models import CONTRACT_CHOICES, Terms
from scheduling.rules.civil import DAY_MINUTES, end_after, instant
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.wishes import WeeklyWish, Wish
from scheduling.services.rota.colleagues import Agreed, Wished
from scheduling.wording import day_name

# Rows that are empty, and how many a week may have.
EMPTY_ROWS: Final = 2
MOST_ROWS: Final = 28
_WEEKDAYS: Final = [0, 1, 2, 3, 4]
_WEEKEND: Final = [5, 6]
# What one button fills in: the weekdays and hours.
TEMPLATES: Final[dict[str, tuple[list[int], Stretch]]] = {
    "weekday_evenings": (_WEEKDAYS, Stretch(18 * 60, DAY_MINUTES)),
    "weekdays": (_WEEKDAYS, Stretch(9 * 60, 18 * 60)),
    "weekends": (_WEEKEND, Stretch(9 * 60, DAY_MINUTES)),
}


class WishForm(HouseForm):
    """One stretch of the week in which somebody can come; a row without anything says nothing."""

    weekday = forms.TypedChoiceField(
        label=_("Weekday"), coerce=int, empty_value=None, required=False,
        choices=lambda: [("", "–"), *((n, day_name(n).capitalize()) for n in range(7))],
    )  # fmt: skip
    start = TimeField(label=_("From"), required=False)
    end = TimeField(label=_("Until"), required=False)
    gladly = forms.BooleanField(label=_("gladly"), required=False)

    def clean(self) -> dict[str, Any]:
        """Check that a row is whole."""
        typed = super().clean() or {}
        check_pair(self, "start", "end")
        if self.errors:
            return typed
        if typed["start"] is None and typed["weekday"] is not None:
            self.add_error("start", _("Type from when until when you can come."))
        elif typed["start"] is not None and typed["weekday"] is None:
            self.add_error("weekday", _("Choose a weekday."))
        return typed

    @property
    def wish(self) -> Wished | None:
        """Return the row, or None if it is empty; valid once the form is."""
        typed = self.cleaned_data
        if typed["weekday"] is None:
            return None
        return Wished(
            typed["weekday"],
            Stretch(typed["start"], end_after(typed["start"], typed["end"])),
            typed["gladly"],
        )


@dataclass(frozen=True, slots=True)
class WeekForm:
    """The rows of a week, with a few empty ones. Only saving checks them: adding and removing keeps what was typed."""

    rows: list[WishForm]

    @classmethod
    def showing(cls, wishes: Iterable[WeeklyWish]) -> "WeekForm":
        """Return the week as it is."""
        return cls.of([_shown(one.weekday, one.hours, gladly=one.wish is Wish.PREFER) for one in wishes])

    @classmethod
    def of(cls, values: Iterable[Mapping[str, Any]]) -> "WeekForm":
        """Return rows with these values, and empty ones below."""
        filled = [one for one in values if any(one.values())][:MOST_ROWS]
        every = [*filled, *({} for _ in range(EMPTY_ROWS))]
        return cls([WishForm(initial=one, prefix=f"row{n}") for n, one in enumerate(every)])

    @classmethod
    def typed(cls, posted: Mapping[str, Any]) -> "WeekForm":
        """Return the rows as they were sent, to be checked."""
        return cls([WishForm(posted, prefix=f"row{n}") for n in range(_number_of_rows(posted))])

    @classmethod
    def changed(cls, posted: Mapping[str, Any]) -> "WeekForm":
        """Return the rows as they were sent, one of them removed or some of them added."""
        names = list(WishForm.base_fields)
        values = [
            {name: posted.get(f"row{n}-{name}", "") for name in names}
            for n in range(_number_of_rows(posted))
            if posted.get("remove") != str(n)
        ]
        days, hours = TEMPLATES.get(posted.get("add", ""), ([], Stretch(0, 0)))
        return cls.of([*values, *(_shown(day, hours, gladly=False) for day in days)])

    def is_valid(self) -> bool:
        """Return whether every row is whole or empty."""
        return all(row.is_valid() for row in self.rows)

    @property
    def wishes(self) -> list[Wished]:
        """Return the rows that say something; valid once the form is."""
        return [row.wish for row in self.rows if row.wish is not None]


class AbsenceForm(HouseForm):
    """From when until when somebody is away; no reason, since that could be about their health."""

    missing = {"first_day": _("Choose the first day."), "last_day": _("Choose the last day.")}
    first_day = day_field(_("First day"))
    start = TimeField(label=_("From (time)"), required=False, help_text=_("Empty: the whole first day."))
    last_day = day_field(_("Last day"))
    end = TimeField(label=_("Until (time)"), required=False, help_text=_("Empty: the whole last day."))
    first_of_two = forms.BooleanField(
        label=_("I mean the first of the two, before the clock goes back."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Check that it ends after it begins, and ask where the clock makes a time unclear."""
        typed = super().clean() or {}
        if self.errors:
            return typed
        for day, time in (("first_day", "start"), ("last_day", "end")):
            if typed[time] is not None:
                ask_about_the_clock(self, typed[day], {time: typed[time]})
        if self.errors:
            return typed
        if typed["last_day"] < typed["first_day"]:
            self.add_error("last_day", _("The last day lies before the first day."))
        elif self.span.start >= self.span.end:
            self.add_error("end", _("It ends before it begins. Change one of the two times."))
        return typed

    @property
    def span(self) -> Span:
        """Return its instants; valid once the form is."""
        typed = self.cleaned_data
        end = DAY_MINUTES if typed["end"] is None else typed["end"]
        return Span(
            instant(typed["first_day"], typed["start"] or 0, AMSTERDAM),
            instant(typed["last_day"], end, AMSTERDAM),
        )

    @property
    def asks_which_of_two(self) -> bool:
        """Return whether the page must offer the tick "the first of the two"."""
        return any(error.code == "twice" for errors in self.errors.as_data().values() for error in errors)


class FeedForm(HouseForm):
    """What a calendar calls each entry."""

    summary = forms.CharField(
        label=_("What each entry is called"),
        max_length=40,
        required=False,
        help_text=_("Whoever sees your calendar reads it. Empty: Appointment."),
    )

    def clean_summary(self) -> str:
        """Refuse words that tell what the appointment is."""
        summary: str = self.cleaned_data["summary"]
        if telling(summary):
            raise forms.ValidationError(
                _("This tells others what it is. Choose a neutral word, such as Choir.")
            )
        return summary


class TermsForm(HouseForm):
    """What was agreed with somebody."""

    missing = {
        "contract": _("Choose employee or volunteer."),
        "agreed_hours_week": _("Type how many hours a week were agreed; 0 if none were."),
        "revision": _("Open the page again."),
    }
    contract = forms.ChoiceField(label=_("Contract"), choices=CONTRACT_CHOICES, widget=forms.RadioSelect)
    agreed_hours_week = forms.DecimalField(
        label=_("Agreed hours a week"), min_value=0, max_value=40, max_digits=4, decimal_places=1, localize=True,
        help_text=_("What the shares of work are measured against."),
    )  # fmt: skip
    max_hours_week = forms.DecimalField(
        label=_("Most hours a week"), min_value=0, max_value=60, max_digits=4, decimal_places=1, localize=True,
        required=False, help_text=_("Above it the rota warns. Empty: only the general limits hold."),
    )  # fmt: skip
    is_adult = forms.BooleanField(label=_("Is 18 or older"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, terms: Terms) -> "TermsForm":
        """Return the form filled with what was agreed."""
        return cls(
            initial={
                "contract": terms.contract,
                "agreed_hours_week": terms.agreed_hours_week,
                "max_hours_week": terms.max_hours_week,
                "is_adult": terms.is_adult,
                "revision": terms.revision,
            }
        )

    def clean(self) -> dict[str, Any]:
        """Check that the most is no less than what was agreed."""
        typed = super().clean() or {}
        agreed, most = typed.get("agreed_hours_week"), typed.get("max_hours_week")
        if agreed is not None and most is not None and most < agreed:
            self.add_error("max_hours_week", _("This is less than what was agreed."))
        return typed

    @property
    def agreed(self) -> Agreed:
        """Return what was typed as the services take it; valid once the form is."""
        typed = self.cleaned_data
        return Agreed(
            Contract(typed["contract"]),
            typed["agreed_hours_week"],
            typed["max_hours_week"],
            typed["is_adult"],
        )


def _number_of_rows(posted: Mapping[str, Any]) -> int:
    number = posted.get("rows", "")
    return min(int(number), MOST_ROWS + EMPTY_ROWS) if number.isdecimal() else 0


def _shown(weekday: int, hours: Stretch, *, gladly: bool) -> dict[str, Any]:
    return {"weekday": weekday, "start": hours.start_minute, "end": hours.end_minute, "gladly": gladly}
