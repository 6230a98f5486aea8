"""Drafting a month of the rota, beside a plain fill in date order; made-up people, the same rules for both.

People, weeks and seeds follow the study in which this way of drafting was chosen: 260 seats in four weeks, and
people with free hours, trained kinds and agreed hours. With 25 of them not every seat can be filled.
"""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from statistics import pstdev

from helpline.common.clock import AMSTERDAM
from scheduling.rules.civil import instant
from scheduling.rules.draft import draft
from scheduling.rules.fairness import House, Load, load
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.limits import Contract, Limits, PersonFacts
from scheduling.rules.rota import Held, Seat, SeatKind
from scheduling.rules.suggest import Candidate, fits, held_by
from scheduling.rules.wishes import WeeklyWish, Wish, available

HOUSE = House(Limits(), frozenset(), AMSTERDAM)
MONDAY, WEEKS = date(2027, 3, 1), 4
MONTH = Span(instant(MONDAY, 0, AMSTERDAM), instant(MONDAY + timedelta(weeks=WEEKS), 0, AMSTERDAM))
WEEKDAY = (Stretch(600, 810), Stretch(810, 1020), Stretch(1140, 1350))
WEEKEND = (Stretch(780, 1020), Stretch(1140, 1320))
PHONE, CHAT = SeatKind.PHONE, SeatKind.CHAT
TRAININGS = ((PHONE,), (CHAT,), (PHONE, CHAT), (PHONE, CHAT))
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Month:
    """Who there is, and what is to be filled."""

    candidates: list[Candidate]
    seats: list[Seat]


@dataclass(frozen=True)
class Filled:
    """The share of the seats that are filled, the spread of hours against agreed hours, and how long it took."""

    share: float
    spread: float
    seconds: float


def month(people: int, seed: int) -> Month:
    """Return as many people and 260 seats, the same for the same seed."""
    chance = random.Random(seed)
    return Month([_candidate(n, chance) for n in range(1, people + 1)], _seats())


def in_date_order(month_: Month) -> list[Held]:
    """Fill each seat as it comes with whoever has the least hours against agreed hours."""
    held: list[Held] = []
    for seat in month_.seats:
        able = [one for one in month_.candidates if fits(seat, one, held_by(one, held), HOUSE)]
        if able:
            best = min(able, key=lambda one: (_load(one, held).share, one.person_id))
            held.append(Held(0, seat.seat_id, best.person_id, seat.kind, seat.span))
    return held


def drafted(month_: Month, *, evened: bool = True) -> list[Held]:
    """Return what the draft gives."""
    kinds = {seat.seat_id: seat.kind for seat in month_.seats}
    steps = draft(month_.seats, month_.candidates, [], HOUSE, evened=evened)
    return [Held(0, step.seat_id, step.person_id, kinds[step.seat_id], step.span) for step in steps]


def spread(month_: Month, held: Sequence[Held]) -> float:
    """Return the standard deviation of everybody's hours against agreed hours."""
    return pstdev(_load(one, held).share for one in month_.candidates)


def measure(people: int, fill: Callable[[Month], list[Held]]) -> Filled:
    """Return the mean of the seeds, and the longest time of one on its core."""
    shares, spreads, seconds = [], [], []
    for seed in SEEDS:
        made = month(people, seed)
        began = time.process_time()
        held = fill(made)
        seconds.append(time.process_time() - began)
        shares.append(len(held) / len(made.seats))
        spreads.append(spread(made, held))
    return Filled(sum(shares) / len(SEEDS), sum(spreads) / len(SEEDS), max(seconds))


def _load(candidate: Candidate, held: Iterable[Held]) -> Load:
    return load(held_by(candidate, held), candidate.person.agreed_hours_week, (), MONTH, HOUSE)


def _candidate(number: int, chance: random.Random) -> Candidate:
    trained = {*chance.choice(TRAININGS)}
    if chance.random() < 0.4:
        trained.add(SeatKind.SUPERVISOR)
    wishes = [
        WeeklyWish(weekday, hours, chance.choice([*Wish]))
        for weekday in range(7)
        for hours in (WEEKDAY if weekday < 5 else WEEKEND)
        if chance.random() < 0.25
    ]
    agreed = chance.choice((4, 8, 8, 12))
    person = PersonFacts(number, f"{number:03}", True, True, frozenset(trained), Contract.VOLUNTEER, agreed)
    return Candidate(person, available(wishes, MONTH, AMSTERDAM))


def _seats() -> list[Seat]:
    """Return three seats of each shift, and a second one for chat in the evenings and on Saturday afternoon."""
    number, seats = count(1), []
    for day in (MONDAY + timedelta(days=n) for n in range(7 * WEEKS)):
        for hours in WEEKDAY if day.weekday() < 5 else WEEKEND:
            kinds = [PHONE, CHAT, SeatKind.SUPERVISOR]
            if hours.start_minute >= 1140 or day.weekday() == 5:
                kinds.append(CHAT)
            span = Span(*(instant(day, m, AMSTERDAM) for m in (hours.start_minute, hours.end_minute)))
            shift = next(number)
            seats += [Seat(next(number), shift, kind, n, True, span, day) for n, kind in enumerate(kinds)]
    return seats
