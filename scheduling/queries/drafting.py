"""A month's drafts: what of them is filled, what the machine gave and why, and why nobody fits the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db.models import QuerySet

from helpline.common.clock import AMSTERDAM
from scheduling.models import Assignment, RotaEvent, Seat, Shift
from scheduling.queries.candidates import Candidates, candidates, worth_saying
from scheduling.rules.civil import instant
from scheduling.rules.draft import Step, draft, open_seats
from scheduling.rules.explained import explained
from scheduling.rules.hours import Span
from scheduling.rules.reasons import Code, Reason
from scheduling.rules.rota import Held, Origin, RotaAction, SeatKind, ShiftState
from scheduling.rules.rota import Seat as RuleSeat
from scheduling.rules.suggest import why_not


@dataclass(frozen=True, slots=True)
class Drafts:
    """The seats of the drafts of some days that have not begun, in order, who might take them, and what is held."""

    seats: tuple[RuleSeat, ...]
    who: Candidates
    held: tuple[Held, ...]

    @property
    def open(self) -> list[RuleSeat]:
        """Return each stretch that nobody holds, as a seat of its own."""
        return open_seats(self.seats, self.held)

    @property
    def filled(self) -> int:
        """Return how many of the seats are held from start to end."""
        return len(self.seats) - len({seat.seat_id for seat in self.open})

    def steps(self) -> list[Step]:
        """Return what the machine would give; equal each time for the same drafts."""
        return draft(self.seats, self.who.people, self.held, self.who.house)

    def without(self, holds: Iterable[int]) -> "Drafts":
        """Return the same as it would be without these holds."""
        gone = frozenset(holds)
        return Drafts(self.seats, self.who, tuple(one for one in self.held if one.assignment_id not in gone))


@dataclass(frozen=True, slots=True)
class Given:
    """A seat that the last draft gave and that is held still, with what speaks for its holder now."""

    kind: SeatKind
    span: Span
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LastDraft:
    """What the last draft of those days gave, of which nothing is published yet; `at` names it."""

    at: datetime
    given: tuple[Given, ...]
    filled_before: int


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A stretch that nobody holds, and by name why not each of those who might; nothing against: they fit."""

    seat: RuleSeat
    against: tuple[tuple[str, tuple[Reason, ...]], ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The drafts of some days."""

    seats: int
    filled: int
    last: LastDraft | None
    open: tuple[StillOpen, ...]


def first_draft(now: datetime) -> date | None:
    """Return the day of the first draft that has not begun. One query."""
    rows = Shift.objects.filter(state=ShiftState.DRAFT.value, starts_at__gt=now)
    return rows.order_by("date").values_list("date", flat=True).first()


def load_drafts(first: date, end: date, now: datetime) -> Drafts:
    """Return the drafts of the days [first, end). Eight queries."""
    rows = Seat.objects.filter(
        shift__state=ShiftState.DRAFT.value,
        shift__date__gte=first,
        shift__date__lt=end,
        shift__starts_at__gt=now,
    ).select_related("shift")
    seats = sorted((row.to_rule() for row in rows), key=lambda seat: (seat.span, seat.position, seat.seat_id))
    who = candidates(Span(*(instant(day, 0, AMSTERDAM) for day in (first, end))), now)
    here = Assignment.objects.filter(seat__in=[seat.seat_id for seat in seats], state=Assignment.HELD)
    # Those on these seats also of people who may hold none any more.
    held = {
        one.assignment_id: one for one in (*who.held, *(row.to_rule() for row in here.select_related("seat")))
    }
    return Drafts(tuple(seats), who, tuple(held.values()))


def drafted(at: datetime) -> list[Assignment]:
    """Return the holds that the draft of that instant gave, that stand and are not published, in order. One query."""
    rows = _by_machine().filter(made_at=at).select_related("seat__shift", "person")
    return list(rows.order_by("starts_at", "seat__position", "pk"))


def draft_page(first: date, end: date, now: datetime) -> DraftPage:
    """Return what the page of the days [first, end) shows. Twelve queries at most.

    What stays open is looked into once the machine has tried.
    """
    drafts = load_drafts(first, end, now)
    last = _last(drafts)
    looked_into = drafts.open if last else []
    return DraftPage(
        len(drafts.seats),
        drafts.filled,
        last,
        tuple(StillOpen(seat, tuple(_against(seat, drafts))) for seat in looked_into),
    )


def _by_machine() -> QuerySet[Assignment]:
    # A draft gives all its seats at one instant, and its lines of history say that it was one.
    drafts = RotaEvent.objects.filter(action=RotaAction.DRAFTED.value).order_by().values("at")
    return Assignment.objects.filter(
        made_at__in=drafts, origin=Origin.PLANNER.value, state=Assignment.HELD,
        seat__shift__state=ShiftState.DRAFT.value,
    )  # fmt: skip


def _last(drafts: Drafts) -> LastDraft | None:
    here = _by_machine().filter(seat__in=[seat.seat_id for seat in drafts.seats])
    at = here.order_by("-made_at").values_list("made_at", flat=True).first()
    if at is None:
        return None
    rows = drafted(at)
    before = drafts.without(row.pk for row in rows)
    places = {row.pk: replace(row.seat.to_rule(), span=row.span) for row in rows}
    found = explained(
        {places[row.pk]: row.person_id for row in rows},
        drafts.who.people,
        before.held,
        drafts.who.house,
        last=max(seat.span.start for seat in before.open),
    )
    moved = _moved(at)
    given = (
        Given(
            SeatKind(row.seat.kind),
            row.span,
            row.person.shown_name,
            (
                *worth_saying(found.get(places[row.pk], ()), row.person_id in drafts.who.silent),
                *moved.get(_key(row), ()),
            ),
        )
        for row in rows
    )
    return LastDraft(at.astimezone(UTC), tuple(given), before.filled)


def _moved(at: datetime) -> dict[tuple[int | None, datetime | None], tuple[Reason, ...]]:
    """Return why the draft of that instant moved a seat, by who got it and when it begins."""
    lines = RotaEvent.objects.filter(at=at, action=RotaAction.DRAFTED.value).exclude(about="")
    return {(line.person_id, line.starts_at): (Reason(Code(line.about)),) for line in lines}


def _key(row: Assignment) -> tuple[int | None, datetime | None]:
    return row.person_id, row.starts_at


def _against(seat: RuleSeat, drafts: Drafts) -> Iterator[tuple[str, tuple[Reason, ...]]]:
    for one in drafts.who.people:
        yield one.person.name, tuple(why_not(seat, one, drafts.held, drafts.who.house))
