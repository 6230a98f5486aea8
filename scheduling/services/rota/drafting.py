"""The machine fills the seats of drafts that nobody holds; a planner can take all of that back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from helpline.staff.queries import counsellors
from scheduling.models import Seat, Shift
from scheduling.queries.drafting import drafted, load_drafts
from scheduling.rules.draft import Step
from scheduling.rules.hours import NotThere
from scheduling.rules.rota import Origin, RotaAction, ShiftState
from scheduling.services.rota.history import Act, note_hold
from scheduling.services.rota.holds import give, lock_people, lock_shifts, touch


@dataclass(frozen=True, slots=True)
class DraftResult:
    """What was given, in order, and how many of the seats were and are held from start to end."""

    steps: tuple[Step, ...]
    seats: int
    filled_before: int
    filled_after: int


@transaction.atomic
def draft_month(first: date, end: date, *, by: int, now: datetime) -> DraftResult:
    """Fill what nobody holds of the drafts that start on the days [first, end) and have not begun.

    Published seats and what is held already stay as they are. Nobody is told: that comes with publishing. Doing it
    twice gives nothing more. Raises SeatTaken or Elsewhere, and gives nothing, if a shift is made at that instant.
    """
    _lock(first, end)
    before = load_drafts(first, end, now)
    steps = before.steps()
    seats = {
        row.pk: row
        for row in Seat.objects.filter(pk__in=[step.seat_id for step in steps]).select_related("shift")
    }
    act = Act(by, now)
    for step in steps:
        row = give(seats[step.seat_id], step.person_id, step.span, act, origin=Origin.PLANNER)
        # The last reason of a seat that moved within the draft is why; it cannot be found again later.
        moved_for = "" if step.instead_of is None else step.reasons[-1].code.value
        note_hold(act, RotaAction.DRAFTED, row, about=moved_for)
    after = load_drafts(first, end, now)
    return DraftResult(tuple(steps), len(before.seats), before.filled, after.filled)


@transaction.atomic
def take_back_draft(at: datetime, *, by: int, now: datetime) -> int:
    """Take away what the draft of that instant gave and is not published yet; return how many holds that were.

    Nobody was told of them, so nothing of them is left but the history. Raises NotThere if there are none any more.
    """
    shifts = {row.seat.shift_id for row in drafted(at)}
    lock_shifts(shifts)
    # Read again under the lock: some may have been published.
    rows = drafted(at)
    if not rows:
        raise NotThere
    act = Act(by, now)
    for row in rows:
        note_hold(act, RotaAction.RELEASED, row)
        touch(row.seat.shift)
        row.delete()
    return len(rows)


def _lock(first: date, end: date) -> None:
    """Let two drafts come one by one, and no change of who holds what in between: first people, as everywhere."""
    lock_people(one.person_id for one in counsellors())
    drafts = Shift.objects.filter(state=ShiftState.DRAFT.value, date__gte=first, date__lt=end)
    lock_shifts(drafts.values_list("pk", flat=True))
