"""When we are open and who is to be there: what gaps and coverage are worked out from."""

from dataclasses import dataclass

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, Seat
from scheduling.queries.hours import load_hours, spans_of
from scheduling.rules.civil import local_day
from scheduling.rules.coverage import Gap, every_gap
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, ShiftState
from scheduling.rules.rota import Seat as RuleSeat


@dataclass(frozen=True, slots=True)
class Cover:
    """A window of time: when each channel is open, the seats of published shifts that meet it, and their holds."""

    open: dict[Channel, list[Span]]
    seats: list[RuleSeat]
    held: list[Held]

    @property
    def gaps(self) -> list[Gap]:
        """Return the gaps of both channels and of leading, by start, then position."""
        return every_gap(self.open, self.seats, self.held)


def cover(window: Span, states: tuple[ShiftState, ...] = (ShiftState.PUBLISHED,)) -> Cover:
    """Return what meets the window, opening hours cut at its edges; of published shifts unless told. Five queries."""
    hours = load_hours(local_day(window.start, AMSTERDAM))
    rows = Seat.objects.filter(
        shift__state__in=states, shift__starts_at__lt=window.end, shift__ends_at__gt=window.start
    )
    seats = [row.to_rule() for row in rows.select_related("shift")]
    held = Assignment.objects.filter(seat__in=[seat.seat_id for seat in seats], state=Assignment.HELD)
    return Cover(
        {channel: spans_of(channel, *hours, window) for channel in Channel},
        seats,
        [row.to_rule() for row in held.select_related("seat")],
    )
