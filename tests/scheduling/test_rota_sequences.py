"""Whatever people do to the rota, in whatever order: nobody in two places, no seat emptied by asking."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpline.staff.models import Person
from scheduling.models import Notice, RotaEvent
from scheduling.rules.hours import Stretch
from scheduling.services.rota.patterns import make_shifts
from tests.scheduling.holds import EVENING, LATE, everything, pattern_on
from tests.scheduling.moves import ASKING, LIKELY, Move, Patterns, Rota, covered, faults, hours, lay_out

pytestmark = [pytest.mark.django_db, pytest.mark.fuzz, pytest.mark.timeout(3600)]
SEQUENCES = 1_000 if "HELPLINE_FUZZ" in os.environ else 8
ZERO = timedelta(0)
number = st.integers(0, 60)
moves = st.lists(st.tuples(st.sampled_from(LIKELY), number, number, number), min_size=15, max_size=40)
many = settings(
    max_examples=SEQUENCES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@contextmanager
def undone() -> Iterator[None]:
    """Let what happens inside not have happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _last(model: type[Model]) -> int:
    found = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


@pytest.fixture
def rota(asha: Person, ben: Person, leila: Person, omar: Person, noor: Person) -> Callable[[], Rota]:
    """Lay out the rota anew for each sequence."""

    def make() -> Rota:
        people = [asha.pk, ben.pk, leila.pk, omar.pk]
        lay_out(people)
        return Rota(people, noor.pk)

    return make


@many
@given(played=moves)
def test_nothing_that_must_never_be_comes_of_any_sequence_and_nobody_is_told_what_they_did(
    rota: Callable[[], Rota], played: list[Move]
) -> None:
    with undone():
        one = rota()
        for move in played:
            last, line = _last(Notice), _last(RotaEvent)
            one.play(move)
            assert list(faults()) == [], move
            actors = set(RotaEvent.objects.filter(pk__gt=line).values_list("actor", flat=True))
            new = [(row.person_id, row.kind, row.starts_at) for row in Notice.objects.filter(pk__gt=last)]
            assert not actors & {person for person, *_what in new}, move
            assert len(new) == len(set(new)), move


@many
@given(played=moves)
def test_asking_and_answering_empty_no_seat_and_keep_the_hours_of_the_two(
    rota: Callable[[], Rota], played: list[Move]
) -> None:
    with undone():
        one = rota()
        for move in played:
            before, was = covered(), hours()
            one.play(move)
            if move[0] in ASKING:
                now = hours()
                two = [who for who in {*was, *now} if was.get(who) != now.get(who)]
                assert (covered(), len(two) <= 2) == (before, True), move
                assert sum((now.get(who, ZERO) for who in two), ZERO) == sum(
                    (was.get(who, ZERO) for who in two), ZERO
                )


changes = st.lists(
    st.one_of(
        st.tuples(st.just("hours"), st.sampled_from([EVENING, LATE, Stretch(1320, 1560)])),
        st.tuples(
            st.just("places"), st.lists(st.sampled_from(["chat", "phone", "backup"]), min_size=1, max_size=3)
        ),
        st.tuples(st.just("weeks"), st.integers(1, 3)),
        st.tuples(st.just("comes"), st.integers(0, 4)),
        st.tuples(st.just("publish"), number),
        st.tuples(st.just("move"), number),
        st.tuples(st.just("cancel"), number),
        st.tuples(st.just("remove"), st.booleans()),
        st.tuples(st.just("later"), st.integers(0, 20)),
    ),
    min_size=5,
    max_size=12,
)


@many
@given(played=changes)
def test_making_twice_is_making_once_and_touches_nothing_that_is_published_and_held(
    asha: Person, ben: Person, played: list[tuple[str, Any]]
) -> None:
    with undone():
        patterns = Patterns([asha.pk, ben.pk], pattern_on())
        for what, how in played:
            kept = patterns.published_and_held()
            getattr(patterns, what)(how)
            if what not in {"move", "cancel"}:
                assert kept.items() <= patterns.published_and_held().items(), (what, how)
            make_shifts(patterns.now)
            before = everything()
            make_shifts(patterns.now)
            assert everything() == before, (what, how)
            assert list(faults()) == []
