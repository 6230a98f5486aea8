"""Twenty people on the rota at once, on PostgreSQL: nothing breaks, and none is killed for waiting crosswise."""

import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Assignment, CoverRequest
from scheduling.services.rota.colleagues import release_unfit
from scheduling.services.rota.patterns import make_shifts
from scheduling.services.rota.seats import assign, sign_up
from tests.scheduling.holds import EVENING, LATE, NEXT_MONDAY, held, pattern_on, seat_on
from tests.scheduling.moves import LIKELY, REFUSALS, Patterns, Rota, faults, lay_out
from tests.scheduling.seats import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 20


@pytest.fixture
def people(hire: Callable[..., Person]) -> list[int]:
    """Six counsellors and, last, a planner who is one too."""
    six = [hire(f"Asha-{n}", Role.COUNSELLOR).pk for n in range(6)]
    return [*six, hire("Noor", Role.COUNSELLOR, Role.PLANNER).pk]


def at_once(act: Callable[[int], object]) -> list[object]:
    """Let twenty threads do it, each with its number; raise what any of them raises but a refusal."""

    def alone(number: int) -> object:
        close_old_connections()
        try:
            return act(number)
        except REFUSALS as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


def test_of_twenty_who_want_one_seat_one_gets_it(hire: Callable[..., Person]) -> None:
    seat = seat_on(NEXT_MONDAY)
    people = [hire(f"Ben-{n}", Role.COUNSELLOR).pk for n in range(AT_ONCE)]
    at_once(lambda n: sign_up(seat.pk, people[n], now=NOW))
    assert len(held()) == 1


def test_one_who_wants_twenty_seats_at_once_gets_one(people: list[int]) -> None:
    seats = [seat_on(NEXT_MONDAY).pk for _ in range(AT_ONCE)]
    at_once(lambda n: sign_up(seats[n], people[0], now=NOW))
    assert len(held()) == 1


def test_two_planners_who_give_each_other_seats_do_not_wait_for_each_other(people: list[int]) -> None:
    seats = [seat_on(NEXT_MONDAY.replace(day=8 + n)).pk for n in range(AT_ONCE)]
    two = people[:2]
    made = at_once(lambda n: assign(seats[n], two[n % 2], by=two[1 - n % 2], now=NOW, despite=True))
    assert all(isinstance(one, Assignment) for one in made)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(10 if "HELPLINE_FUZZ" in os.environ else 1))
def test_whatever_twenty_do_at_once_nothing_that_must_never_be_comes_of_it(
    people: list[int], seed: int
) -> None:
    lay_out(people)
    patterns = [pattern_on(weekday, "chat", "phone") for weekday in (1, 3)]

    def play(number: int) -> None:
        chance = random.Random(100 * seed + number)
        if number < 2:
            return _plan(Patterns(people, patterns[number]), chance)
        rota = Rota(people[:-1], people[-1])
        for _ in range(25):
            rota.play((chance.choice(LIKELY), *(chance.randrange(60) for _ in range(3))))
        return release_unfit(NOW)

    at_once(play)
    make_shifts(NOW)
    assert list(faults()) == []
    assert CoverRequest.objects.exists()


def _plan(patterns: Patterns, chance: random.Random) -> None:
    """Change a pattern in all ways, and let the sweep come by."""
    for _ in range(4):
        patterns.comes(chance.randrange(14))
        patterns.hours(chance.choice([EVENING, LATE]))
        patterns.places(chance.sample(["chat", "phone", "backup"], 2))
        patterns.move(chance.randrange(60))
        make_shifts(NOW)
