"""Random acts on the rota, for the tests that look whether anything can break it.

A move is a name and some numbers; the numbers choose among the rows that are there, so that each sequence of moves
means something. What a service refuses is no news; anything else that it raises is.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from helpline.staff.models import Person
from scheduling.models import Assignment, CoverRequest, Pattern, PatternSeat, Seat, Shift
from scheduling.rules.hours import NotThere, Span, Stretch
from scheduling.rules.requests import Refused, RequestEvent
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween
from scheduling.services.rota.colleagues import report_absence
from scheduling.services.rota.drafting import draft_month, take_back_draft
from scheduling.services.rota.holds import Elsewhere, NotEligible, SeatTaken
from scheduling.services.rota.patterns import (
    change_pattern,
    make_shifts,
    put_back_pattern,
    remove_pattern,
    set_standing,
)
from scheduling.services.rota.requests import AlreadyAsked, ask_cover, ask_swap, expire_requests, take_step
from scheduling.services.rota.seats import NotInside, TooLateAlone, assign, put_back, release, sign_up, split
from scheduling.services.rota.shifts import (
    cancel_shift,
    confirm,
    decline_move,
    move_shift,
    publish,
    release_unconfirmed,
)
from tests.scheduling.holds import DAY, EVENING, HOUR, LATE, NEXT_MONDAY, hold, plan, shift_on
from tests.scheduling.seats import NOW


class Nothing(Exception):
    """There is nothing to act on."""


REFUSALS: Final = (
    Nothing, Refused, NotThere, NotEligible, SeatTaken, Elsewhere, AlreadyAsked, AlreadyBegun, ChangedInBetween,
    NotInside, TooLateAlone,
)  # fmt: skip
Move = tuple[str, int, int, int]
# Answering and withdrawing only ask: they may move a seat, and never empty one.
ASKING: Final = frozenset({"ask_cover", "ask_swap", "step", "step_as_planner", "expire", "confirm", "split"})
EVENTS: Final = (
    *[RequestEvent.ANSWER_YES] * 6, *[RequestEvent.UNDO] * 2, *[RequestEvent.PLANNER_YES] * 2, RequestEvent.PLANNER_NO,
    RequestEvent.ANSWER_NO, RequestEvent.WITHDRAW,
)  # fmt: skip


def lay_out(people: Sequence[int]) -> None:
    """Make six evenings of two seats, two of them at the same time and one of them a draft; one seat each is held."""
    for n, (day, start, end) in enumerate(
        [(0, 1140, 1320), (0, 1200, 1380), (1, 1140, 1320), (2, 1320, 1560), (3, 600, 840), (4, 1140, 1320)]
    ):
        state = "draft" if n == 5 else "published"
        shift = shift_on(NEXT_MONDAY + day * DAY, start, end, "chat", "phone", state=state)
        hold(shift.seats.all()[0], Person.objects.get(pk=people[n % len(people)]))


@dataclass
class Rota:
    """The rota in the database, who acts on it, and the time; `planner` is none of the people."""

    people: Sequence[int]
    planner: int
    now: datetime = NOW

    def play(self, move: Move) -> None:
        """Do what the move says, unless it is refused or there is nothing to act on."""
        name, *numbers = move
        act: Callable[[int, int, int], object] = getattr(self, f"_{name}")
        with suppress(*REFUSALS):
            act(*numbers)

    def _assign(self, seat: int, person: int, part: int) -> None:
        chosen = _pick(Seat.objects.select_related("shift"), seat)
        assign(
            chosen.pk,
            self._person(person),
            by=self.planner,
            now=self.now,
            despite=True,
            span=_part(chosen, part),
        )

    def _sign_up(self, seat: int, person: int, part: int) -> None:
        chosen = _pick(Seat.objects.select_related("shift"), seat)
        sign_up(chosen.pk, self._person(person), now=self.now, span=_part(chosen, part))

    def _release(self, hold: int, person: int, planner: int) -> None:
        row = _pick(_held(), hold)
        release(row.pk, by=self._by(row.person_id, planner), now=self.now, is_planner=planner % 2 == 0)

    def _put_back(self, hold: int, person: int, planner: int) -> None:
        row = _pick(Assignment.objects.filter(state="released").order_by("-released_at", "-pk"), hold % 3)
        put_back(row.pk, by=self._by(row.person_id, planner), now=self.now, is_planner=planner % 2 == 0)

    def _split(self, hold: int, hours: int, planner: int) -> None:
        row = _pick(_held(), hold)
        at = row.starts_at + (1 + hours % 3) * HOUR
        split(row.pk, at, by=self._by(row.person_id, planner), now=self.now, is_planner=planner % 2 == 0)

    def _ask_cover(self, hold: int, person: int, planner: int) -> None:
        row = _pick(_held(), hold)
        to = self._person(person) if person % 2 else None
        ask_cover(row.pk, to, by=self._by(row.person_id, planner), now=self.now, is_planner=planner % 2 == 0)

    def _ask_swap(self, hold: int, other: int, planner: int) -> None:
        row, wanted = _pick(_held(), hold), _pick(_held(), other)
        ask_swap(
            row.pk, wanted.pk, by=self._by(row.person_id, planner), now=self.now, is_planner=planner % 2 == 0
        )

    def _step(self, request: int, event: int, person: int) -> None:
        row = _pick(CoverRequest.objects.order_by("-pk"), request % 4)
        chosen = EVENTS[event % len(EVENTS)]
        # Mostly whose step it is: others are refused.
        by = self._person(person) if person % 4 == 0 else self._whose(row, chosen, person)
        take_step(row.pk, chosen, by=by, now=self.now, is_planner=by == self.planner)

    def _step_as_planner(self, request: int, event: int, person: int) -> None:
        row = _pick(CoverRequest.objects.order_by("-pk"), request % 4)
        chosen, taker = EVENTS[event % len(EVENTS)], row.to_person_id or self._person(person)
        take_step(row.pk, chosen, by=self.planner, now=self.now, is_planner=True, taker=taker)

    def _whose(self, row: CoverRequest, event: RequestEvent, person: int) -> int:
        match event:
            case RequestEvent.WITHDRAW:
                return row.assignment.person_id
            case RequestEvent.PLANNER_YES | RequestEvent.PLANNER_NO:
                return self.planner
            case _:
                return row.taken_by_id or row.to_person_id or self._person(person)

    def _absence(self, person: int, day: int, hours: int) -> None:
        start = self.now + (day % 10) * DAY
        who = self._person(person)
        report_absence(who, Span(start, start + (1 + hours % 30) * HOUR), by=who, now=self.now)

    def _move(self, shift: int, day: int, hours: int) -> None:
        row = _pick(Shift.objects.all(), shift)
        start = 600 + 60 * (hours % 14)
        stretch = Stretch(start, start + row.end_minute - row.start_minute - 60 * (hours % 2))
        move_shift(
            row.pk, NEXT_MONDAY + (day % 6) * DAY, stretch, row.revision, by=self.planner, now=self.now
        )

    def _cancel(self, shift: int, _second: int, _third: int) -> None:
        row = _pick(Shift.objects.all(), shift)
        cancel_shift(row.pk, row.revision, by=self.planner, now=self.now)

    def _confirm(self, hold: int, person: int, planner: int) -> None:
        row = _pick(_held().filter(confirm_by__isnull=False), hold)
        confirm(row.pk, by=self._by(row.person_id, planner) or 0, now=self.now, is_planner=planner % 2 == 0)

    def _decline_move(self, hold: int, _second: int, _third: int) -> None:
        row = _pick(_held().filter(confirm_by__isnull=False), hold)
        decline_move(row.pk, by=row.person_id, now=self.now)

    def _draft(self, *_numbers: int) -> None:
        draft_month(NEXT_MONDAY, NEXT_MONDAY + 7 * DAY, by=self.planner, now=self.now)

    def _take_back_draft(self, *_numbers: int) -> None:
        take_back_draft(self.now, by=self.planner, now=self.now)

    def _publish(self, shift: int, _second: int, _third: int) -> None:
        row = _pick(Shift.objects.filter(state="draft"), shift)
        publish({row.pk: row.revision}, by=self.planner, now=self.now)

    def _expire(self, *_numbers: int) -> None:
        expire_requests(self.now)

    def _unconfirmed(self, *_numbers: int) -> None:
        release_unconfirmed(self.now)

    def _wait(self, hours: int, _second: int, _third: int) -> None:
        self.now += timedelta(minutes=4) if hours % 3 else (hours % 40) * HOUR

    def _person(self, number: int) -> int:
        return self.people[number % len(self.people)]

    def _by(self, holder: int, planner: int) -> int:
        return self.planner if planner % 2 == 0 else holder


NAMES: Final = (
    "assign", "sign_up", "release", "put_back", "split", "ask_cover", "ask_swap", "step", "step_as_planner", "absence",
    "move", "cancel", "confirm", "decline_move", "publish", "draft", "take_back_draft", "expire", "unconfirmed", "wait",
)  # fmt: skip
# What makes something happen is played more often than what ends everything.
LIKELY: Final = (
    *NAMES, *("assign", "sign_up", "put_back") * 2, *("ask_cover", "ask_swap", "step_as_planner") * 4, *["step"] * 10,
)  # fmt: skip


def _pick(rows: "QuerySet[Any]", number: int) -> Any:
    found = list(rows)
    if not found:
        raise Nothing
    return found[number % len(found)]


def _held() -> "QuerySet[Assignment]":
    return Assignment.objects.filter(state="held")


def _part(seat: Seat, number: int) -> Span | None:
    """Return the first or the second half of a seat's time, or None for all of it."""
    span = seat.shift.span
    middle = span.start + (span.end - span.start) / 2
    return [None, None, Span(span.start, middle), Span(middle, span.end)][number % 4]


def faults() -> Iterator[str]:
    """Yield what must never be, whatever was done."""
    rows = list(_held().select_related("seat__shift").order_by("starts_at"))
    for key in ("person_id", "seat_id"):
        ends: dict[int, datetime] = {}
        for row in rows:
            one = getattr(row, key)
            if one in ends and row.starts_at < ends[one]:
                yield f"two at once by {key}"
            ends[one] = row.ends_at
    for row in rows:
        shift = row.seat.shift
        if not shift.starts_at <= row.starts_at < row.ends_at <= shift.ends_at:
            yield f"{row} lies outside its shift"
    running = CoverRequest.objects.filter(state__in=["open", "needs_planner"])
    for request in running.select_related("assignment", "offered"):
        asked = [one for one in (request.assignment, request.offered) if one is not None]
        if any(one.state != "held" for one in asked):
            yield f"{request} asks for what nobody holds"
        if request.expires_at != min(one.starts_at for one in asked):
            yield f"{request} expires at another time than its seat begins"


def covered() -> dict[int, list[Span]]:
    """Return when each seat is held by anybody, neighbours joined."""
    found: dict[int, list[Span]] = {}
    for row in _held().order_by("seat", "starts_at"):
        spans = found.setdefault(row.seat_id, [])
        if spans and spans[-1].end == row.span.start:
            spans[-1] = Span(spans[-1].start, row.span.end)
        else:
            spans.append(row.span)
    return found


def hours() -> dict[int, timedelta]:
    """Return how long each person holds seats."""
    found: dict[int, timedelta] = {}
    for row in _held():
        found[row.person_id] = found.get(row.person_id, timedelta(0)) + (row.ends_at - row.starts_at)
    return found


@dataclass
class Patterns:
    """A pattern of Monday evenings that is changed in all ways, and the shifts by hand."""

    people: Sequence[int]
    pattern: Pattern
    now: datetime = NOW
    stretch: Stretch = EVENING
    kinds: tuple[str, ...] = ("chat",)
    every: int = 1

    def hours(self, to: Stretch) -> None:
        self.stretch = to
        self._change()

    def places(self, kinds: Sequence[str]) -> None:
        self.kinds = tuple(kinds)
        self._change()

    def weeks(self, every: int) -> None:
        self.every = every
        self._change()

    def comes(self, number: int) -> None:
        """Let somebody, or nobody, come each time on one of the places."""
        with suppress(NotThere):
            place = _pick(PatternSeat.objects.filter(pattern=self.pattern), number)
            who = [*self.people, None][number % (len(self.people) + 1)]
            set_standing(place.pk, who, self.now.date(), by=None, now=self.now)

    def publish(self, number: int) -> None:
        rows = Shift.objects.filter(state="draft")
        publish({row.pk: row.revision for row in rows[: number % 4]}, by=None, now=self.now)

    def move(self, number: int) -> None:
        with suppress(*REFUSALS):
            row = _pick(Shift.objects.all(), number)
            move_shift(row.pk, row.date + (number % 8) * DAY, LATE, row.revision, by=None, now=self.now)

    def cancel(self, number: int) -> None:
        with suppress(*REFUSALS):
            row = _pick(Shift.objects.all(), number)
            cancel_shift(row.pk, row.revision, by=None, now=self.now)

    def remove(self, comes_back: bool) -> None:
        with suppress(NotThere):
            remove_pattern(self.pattern.pk, by=None, now=self.now)
            make_shifts(self.now)
        if comes_back:
            put_back_pattern(self.pattern.pk, by=None, now=self.now)

    def later(self, days: int) -> None:
        self.now += days * DAY

    def published_and_held(self) -> dict[int, tuple[Any, ...]]:
        """Return the shifts that nothing may touch, with their seats and holds, by id."""
        rows = Shift.objects.filter(state="published", seats__assignments__state="held").distinct()
        return {
            row.pk: (
                row.hours,
                row.span,
                *row.seats.values_list("pk", "kind", "assignments__pk", "assignments__state"),
            )
            for row in rows
        }

    def _change(self) -> None:
        with suppress(NotThere):
            self.pattern.refresh_from_db()
            said = plan(*self.kinds, hours=self.stretch, weeks=self.every)
            change_pattern(self.pattern.pk, said, self.pattern.revision, by=None, now=self.now)
