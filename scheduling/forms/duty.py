"""One press of the duty buttons, and what it is answered with when it is refused."""

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.rules.board import NotRunning
from scheduling.rules.duty import DutyEvent, NoSeat, NotOnDuty
from scheduling.rules.hours import NotThere
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken

_SEAT_GONE: Final = _("This seat is not free any more.")
REFUSALS: Final[dict[type[Exception], Any]] = {
    NotOnDuty: _("You are not on duty. Start your duty first."),
    NoSeat: _("You have no seat now."),
    NotRunning: _SEAT_GONE,
    NotThere: _SEAT_GONE,
    SeatTaken: _SEAT_GONE,
    Elsewhere: _("You have another seat at that time."),
    NotEligible: _("You cannot take this seat. Ask your planner why."),
}


class DutyForm(forms.Form):
    """What was pressed; stepping in names a seat."""

    STEP_IN: ClassVar = "step_in"
    action = forms.ChoiceField(
        choices=[(action, action) for action in
                 (DutyEvent.CHECK_IN, DutyEvent.PAUSE, DutyEvent.RESUME, DutyEvent.CHECK_OUT, STEP_IN)]
    )  # fmt: skip
    seat = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        """Check that stepping in names a seat."""
        typed = super().clean() or {}
        if typed.get("action") == self.STEP_IN and typed.get("seat") is None:
            self.add_error("seat", "")
        return typed
