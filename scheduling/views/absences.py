"""Noting that somebody is away, by themselves or by a planner: what it gives back is said first."""

from datetime import datetime

from django.utils.translation import gettext as _

from scheduling.forms.colleagues import AbsenceForm
from scheduling.queries.my_seats import held_during
from scheduling.rules.hours import Span
from scheduling.rules.rota import AlreadyBegun
from scheduling.services.rota.colleagues import report_absence


def note_absence(
    form: AbsenceForm, colleague_id: int, *, by: int, now: datetime, is_sure: bool
) -> tuple[bool, list[Span]]:
    """Note a valid absence; return whether it is noted, and which published seats it gives or would give back.

    Where it would give seats back it is noted only if `is_sure`: taking it back does not bring them again.
    """
    lost = [span for span in held_during(colleague_id, form.span) if span.end > now]
    if lost and not is_sure:
        return False, lost
    try:
        report_absence(colleague_id, form.span, by=by, now=now)
    except AlreadyBegun:
        form.add_error(None, _("All of it is past. Choose today or a later day."))
        return False, []
    return True, lost
