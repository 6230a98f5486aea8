"""Two evenings that tests of requests are about."""

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment
from tests.scheduling.holds import DAY, NEXT_MONDAY, hold, seat_on


@pytest.fixture
def mine(asha: Person) -> Assignment:
    """Asha's Monday evening."""
    return hold(seat_on(NEXT_MONDAY), asha)


@pytest.fixture
def theirs(ben: Person) -> Assignment:
    """Ben's Tuesday evening."""
    return hold(seat_on(NEXT_MONDAY + DAY), ben)
