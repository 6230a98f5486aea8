"""One seat of the rota: who holds and held it, who is beside them, and what is asked about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import F, QuerySet

from helpline.staff.models import Person
from scheduling.models import Assignment, RotaEvent, Seat
from scheduling.queries.asked import Asked, requests_about
from scheduling.rules.hours import Span
from scheduling.rules.rota import Held, Origin, RotaAction, SeatKind, ShiftState, cut, free_spans
from scheduling.rules.rota import Seat as RuleSeat


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Somebody's hold on a seat, one that stands or one that was released.

    `made_by` is empty where the software gave it. `warnings` are codes of what a planner went against.
    `was_given_back`: its holder released it, and nobody else.
    """

    hold_id: int
    seat_id: int
    kind: SeatKind
    person_id: int
    name: str
    span: Span
    origin: Origin
    made_by: str
    made_at: datetime
    released_at: datetime | None
    confirm_by: datetime | None
    warnings: tuple[str, ...]
    is_draft: bool
    was_given_back: bool = False

    def to_rule(self) -> Held:
        """Return it as the rules know it."""
        return Held(self.hold_id, self.seat_id, self.person_id, self.kind, self.span)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another seat of the same shift, with its holders' names in order of time."""

    seat_id: int
    kind: SeatKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatPage:
    """One seat; `held` in order of time, `released` the last one first, `asked` by start."""

    seat: RuleSeat
    is_draft: bool
    revision: int
    held: tuple[HoldRow, ...]
    released: tuple[HoldRow, ...]
    neighbours: tuple[Neighbour, ...]
    asked: tuple[Asked, ...]

    @property
    def history(self) -> tuple[HoldRow, ...]:
        """Return all holds, those that stand first."""
        return self.held + self.released

    def free(self, now: datetime) -> list[Span]:
        """Return what nobody holds of the time that lies ahead, in order."""
        parts = free_spans(self.seat.span, [hold.span for hold in self.held])
        ahead = (cut(part, Span(now, max(now, part.end))) for part in parts)
        return [part for part in ahead if part is not None]


def seat_page(seat_id: int, now: datetime) -> SeatPage | None:
    """Return one seat of a draft or published shift, or None. Six queries."""
    row = _shown(Seat.objects.select_related("shift").filter(pk=seat_id)).first()
    if row is None:
        return None
    rows = list(_holds(seat=row))
    given_back = _given_back(one for one in rows if one.released_at)
    holds = [replace(_hold(one), was_given_back=one.pk in given_back) for one in rows]
    released = sorted(
        (one for one in holds if one.released_at), key=lambda one: one.released_at or now, reverse=True
    )
    return SeatPage(
        seat=row.to_rule(),
        is_draft=row.shift.state == ShiftState.DRAFT.value,
        revision=row.shift.revision,
        held=tuple(one for one in holds if one.released_at is None),
        released=tuple(released),
        neighbours=tuple(_neighbours(row)),
        asked=tuple(requests_about(seat_id, now)),
    )


def hold_row(hold_id: int) -> HoldRow | None:
    """Return one hold of a draft or published shift, a released one too, or None. One query."""
    row = _holds(pk=hold_id).exclude(seat__shift__state=ShiftState.CANCELLED.value).first()
    return _hold(row) if row else None


def _shown(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    return seats.exclude(shift__state=ShiftState.CANCELLED.value)


def _holds(**which: object) -> QuerySet[Assignment]:
    return Assignment.objects.filter(**which).select_related("seat__shift", "person", "made_by")


def _hold(row: Assignment) -> HoldRow:
    return HoldRow(
        row.pk,
        row.seat_id,
        SeatKind(row.seat.kind),
        row.person_id,
        row.person.shown_name,
        row.span,
        Origin(row.origin),
        row.made_by.shown_name if row.made_by else "",
        row.made_at.astimezone(UTC),
        row.released_at.astimezone(UTC) if row.released_at else None,
        row.confirm_by.astimezone(UTC) if row.confirm_by else None,
        tuple(row.warnings.split()),
        row.seat.shift.state == ShiftState.DRAFT.value,
    )


def _given_back(released: Iterable[Assignment]) -> set[int]:
    """Return which of these holds their holder gave back: so the history says of that instant."""
    at = {(row.changed_at, row.person_id): row.pk for row in released}
    acts = RotaEvent.objects.filter(action=RotaAction.RELEASED.value, at__in=[when for when, _ in at])
    own = acts.filter(actor=F("person")).values_list("at", "person")
    return {at[key] for key in own if key in at}


def _neighbours(row: Seat) -> Iterable[Neighbour]:
    seats = Seat.objects.filter(shift=row.shift_id).exclude(pk=row.pk)
    names: dict[int, list[str]] = {seat.pk: [] for seat in seats}
    for seat_id, person in _held_on(names):
        names[seat_id].append(person.shown_name)
    return [Neighbour(seat.pk, SeatKind(seat.kind), tuple(dict.fromkeys(names[seat.pk]))) for seat in seats]


def _held_on(seat_ids: Iterable[int]) -> list[tuple[int, Person]]:
    rows = Assignment.objects.filter(seat__in=list(seat_ids), state=Assignment.HELD).select_related("person")
    return [(row.seat_id, row.person) for row in rows]
