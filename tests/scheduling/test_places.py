"""Which places stay the same when a list of places changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.places import same_places
from scheduling.rules.rota import SeatKind

CHAT, PHONE, BACKUP = SeatKind.CHAT, SeatKind.PHONE, SeatKind.BACKUP
lists = st.lists(st.sampled_from(SeatKind), max_size=8)


@pytest.mark.parametrize(
    ("there", "wanted", "same"),
    [
        ([], [], []),
        ([], [CHAT], [None]),
        ([CHAT], [], []),
        ([CHAT, CHAT], [PHONE, CHAT, CHAT], [None, 0, 1]),
        ([PHONE, CHAT, BACKUP], [CHAT, BACKUP], [1, 2]),
        ([CHAT, PHONE, CHAT], [CHAT, CHAT, CHAT, PHONE], [0, 2, None, 1]),
        ([CHAT], [PHONE], [None]),
    ],
)
def test_a_place_is_known_by_its_kind_and_how_many_of_it_stand_before(
    there: list[SeatKind], wanted: list[SeatKind], same: list[int | None]
) -> None:
    assert same_places(there, wanted) == same


@given(lists, lists)
def test_as_many_stay_as_can_each_once_and_with_its_kind(
    there: list[SeatKind], wanted: list[SeatKind]
) -> None:
    kept = [(new, old) for new, old in enumerate(same_places(there, wanted)) if old is not None]
    assert len({old for _new, old in kept}) == len(kept)
    assert all(there[old] is wanted[new] for new, old in kept)
    assert len(kept) == sum(min(there.count(kind), wanted.count(kind)) for kind in SeatKind)
