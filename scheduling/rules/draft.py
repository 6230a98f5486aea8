"""A proposal for all open seats of a period at once, with reasons. Pure: no Django, no clock, no database.

No solver: the seat with the fewest people goes first; a seat that stays open is tried once more by a chain of one
(somebody takes it and hands a seat of this draft on); then seats of this draft move for as long as that shares
the work more evenly. Only open time is filled: what is held already, published or not, is never moved. The
machine gives nobody a seat that they could not sign up for themselves, so it goes against no warning.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scheduling.rules.fairness import House, Load, load, twelve_weeks, weight
from scheduling.rules.hours import Span, merged
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, Seat
from scheduling.rules.spans import minus
from scheduling.rules.suggest import Candidate, Standing, fits, held_by, median, preference, reasons_for

# What the sum of squares must fall by, so that no rounding keeps seats moving for ever.
_FALL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody for the span of a seat, and why, once all steps are done.

    `instead_of` is who had it first in this draft, if it moved; the last reason then says what for.
    """

    seat_id: int
    span: Span
    person_id: int
    reasons: tuple[Reason, ...]
    instead_of: int | None = None


def draft(
    seats: Iterable[Seat],
    candidates: Iterable[Candidate],
    held: Iterable[Held],
    house: House,
    *,
    evened: bool = True,
) -> list[Step]:
    """Return who should take the open time of the seats, in order of start, position and seat.

    `held` are the holds of all, on these seats and others; see `judge` for how far back. Equal for every order of
    what is given. Without `evened` no seat moves to share the work more evenly.
    """
    everything = list(held)
    open_ = open_seats(seats, everything)
    if not open_:
        return []
    drafting = _Drafting(open_, candidates, everything, house)
    # Again, since a seat that moved may free somebody for one that had stayed open.
    while any((drafting.fill(), drafting.fill_by_chains(), evened and drafting.even_out())):
        pass
    return list(drafting.steps())


def open_seats(seats: Iterable[Seat], held: Iterable[Held]) -> list[Seat]:
    """Return each stretch that nobody holds as a seat of its own, in order of start, position and seat."""
    taken: dict[int, list[Span]] = {}
    for one in held:
        taken.setdefault(one.seat_id, []).append(one.span)
    parts = (
        replace(seat, span=span)
        for seat in seats
        for span in minus(seat.span, merged(taken.get(seat.seat_id, ())))
    )
    return sorted(parts, key=lambda seat: (seat.span, seat.position, seat.seat_id))


class _Drafting:
    """The draft while it is made; people and open seats are spoken of by their place in the sorted lists."""

    def __init__(
        self, open_: Sequence[Seat], candidates: Iterable[Candidate], held: Sequence[Held], house: House
    ) -> None:
        self.open, self.house = open_, house
        self.people = sorted(candidates, key=lambda one: one.person_id)
        window = twelve_weeks(open_[-1].span.start, house.zone)
        self.held = [held_by(one, held) for one in self.people]
        self.loads = [
            load(mine, one.person.agreed_hours_week, one.absences, window, house)
            for one, mine in zip(self.people, self.held, strict=True)
        ]
        self.weights = [weight(seat.span, seat.kind, house) for seat in open_]
        # Further seats as good as never make somebody fit who does not fit now: only these are asked again.
        self.fitting = [
            [p for p, one in enumerate(self.people) if fits(seat, one, self.held[p], house)] for seat in open_
        ]
        self.order = sorted(
            range(len(open_)), key=lambda seat: (not open_[seat].required, len(self.fitting[seat]), seat)
        )
        self.given: list[dict[int, Held]] = [{} for _ in self.people]
        self.holder: dict[int, int] = {}
        # Who had a moved seat first, and why it moved then.
        self.moved: dict[int, tuple[int, Code]] = {}

    def fill(self) -> bool:
        """Give each open seat to the best who can take it, and return whether one was given."""
        return sum(self._give_to_best(seat) for seat in self.order if seat not in self.holder) > 0

    def fill_by_chains(self) -> bool:
        """Try each seat that is still open by way of one other, and return whether one was filled."""
        return sum(self._chain(seat) for seat in self.order if seat not in self.holder) > 0

    def even_out(self) -> bool:
        """Move seats of this draft for as long as that makes the sum of squares fall; return whether one moved."""
        moves = 0
        while more := sum(self._move_to_better(seat) for seat in sorted(self.holder)):
            moves += more
        return moves > 0

    def steps(self) -> Iterator[Step]:
        """Yield what was given, in order, with the reasons that hold in the end."""
        late = [load_.late_seats for load_ in self.loads]
        for seat, person in sorted(self.holder.items()):
            standing = self._standing(person, without=(seat,))
            reasons = reasons_for(
                self.open[seat], standing, median([late[p] for p in self.fitting[seat]]), self.house
            )
            one = self.open[seat]
            step = Step(one.seat_id, one.span, self.people[person].person_id, reasons)
            first, why = self.moved.get(seat, (person, None))
            if why is not None and first != person:
                before = self.people[first].person_id
                step = replace(step, reasons=(*reasons, Reason(why)), instead_of=before)
            yield step

    def _give_to_best(self, seat: int) -> bool:
        for person in self._ranked(seat):
            if self._can_take(seat, person):
                self._give(seat, person)
                return True
        return False

    def _chain(self, seat: int) -> bool:
        """Have somebody take the seat who hands another on, and return whether that was possible."""
        for person in self._ranked(seat):
            for other in sorted(self.given[person]):
                if not self._can_take(seat, person, without=(other,)):
                    continue
                heirs = (p for p in self._ranked(other) if p != person and self._can_take(other, p))
                heir = next(heirs, None)
                if heir is not None and self._can_let_go(other):
                    self._move(other, heir, Code.MADE_ROOM)
                    self._give(seat, person)
                    return True
        return False

    def _move_to_better(self, seat: int) -> bool:
        person = self.holder[seat]
        falls = sorted((-self._fall(seat, heir), heir) for heir in self.fitting[seat] if heir != person)
        for minus_fall, heir in falls:
            if -minus_fall < _FALL:
                return False
            if self._can_take(seat, heir) and self._can_let_go(seat):
                self._move(seat, heir, Code.EVENED_OUT)
                return True
        return False

    def _fall(self, seat: int, heir: int) -> float:
        """Return by how much the sum of squares falls if the heir takes the seat over."""
        giver, taker, weight_ = self.loads[self.holder[seat]], self.loads[heir], self.weights[seat]
        before = giver.squares + taker.squares
        return before - giver.minus(weight_).squares - taker.plus(weight_).squares

    def _ranked(self, seat: int) -> list[int]:
        return sorted(
            self.fitting[seat], key=lambda p: preference(self.open[seat], self._standing(p), self.house)
        )

    def _standing(self, person: int, without: Sequence[int] = ()) -> Standing:
        load_: Load = self.loads[person]
        for seat in without:
            load_ = load_.minus(self.weights[seat])
        return Standing(self.people[person], self._holds(person, without), load_)

    def _holds(self, person: int, without: Sequence[int] = ()) -> list[Held]:
        given = self.given[person]
        return self.held[person] + [one for seat, one in given.items() if seat not in without]

    def _can_take(self, seat: int, person: int, without: Sequence[int] = ()) -> bool:
        return fits(self.open[seat], self.people[person], self._holds(person, without), self.house)

    def _can_let_go(self, seat: int) -> bool:
        """Return whether the holder's other seats are as good without it: it may join two that are too near."""
        person = self.holder[seat]
        return all(
            self._can_take(other, person, without=(seat, other))
            for other in self.given[person]
            if other != seat
        )

    def _give(self, seat: int, person: int) -> None:
        one = self.open[seat]
        self.holder[seat] = person
        # No assignment yet, so no id: what is drafted is told apart by its seat.
        self.given[person][seat] = Held(0, one.seat_id, self.people[person].person_id, one.kind, one.span)
        self.loads[person] = self.loads[person].plus(self.weights[seat])

    def _move(self, seat: int, heir: int, why: Code) -> None:
        person = self.holder[seat]
        del self.given[person][seat]
        self.loads[person] = self.loads[person].minus(self.weights[seat])
        self.moved.setdefault(seat, (person, why))
        self._give(seat, heir)
