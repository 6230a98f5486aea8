"""Why a draft gave what it gave, found again without drafting anew. Pure: no Django, no clock, no database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from scheduling.rules.fairness import House, load, twelve_weeks, weight
from scheduling.rules.reasons import Reason
from scheduling.rules.rota import Held, Seat
from scheduling.rules.suggest import Candidate, Standing, fits, held_by, median, reasons_for


def explained(
    given: Mapping[Seat, int],
    candidates: Iterable[Candidate],
    held: Sequence[Held],
    house: House,
    *,
    last: datetime,
) -> dict[Seat, tuple[Reason, ...]]:
    """Return what speaks for each holder of what a draft gave, beside all else that they hold.

    `given` are the stretches with who got them, `held` all that was held before, `last` when the last stretch begins
    that was open then. Seats whose holder is no candidate any more are left out. Why the draft moved a seat is
    not among the reasons.
    """
    people = {one.person_id: one for one in candidates}
    mine = {person_id: held_by(one, held) for person_id, one in people.items()}
    holds = {
        seat: Held(0, seat.seat_id, by, seat.kind, seat.span) for seat, by in given.items() if by in people
    }
    whole = {
        person_id: [*mine[person_id], *(one for one in holds.values() if one.person_id == person_id)]
        for person_id in people
    }
    window = twelve_weeks(last, house.zone)
    loads = {
        person_id: load(whole[person_id], one.person.agreed_hours_week, one.absences, window, house)
        for person_id, one in people.items()
    }
    found = {}
    for seat, hold in holds.items():
        who, added = people[hold.person_id], weight(seat.span, seat.kind, house)
        # Among whom somebody has few late seats matters for a late seat only.
        fitting = [pk for pk, one in people.items() if added.unsocial and fits(seat, one, mine[pk], house)]
        others = [one for one in whole[who.person_id] if one is not hold]
        standing = Standing(who, others, loads[who.person_id].minus(added))
        found[seat] = reasons_for(seat, standing, median([loads[pk].late_seats for pk in fitting]), house)
    return found
