"""The cast, and what every test starts from."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

import hypothesis
import pytest
from channels.layers import channel_layers
from django.core.cache import caches
from django.db import connection
from django.utils import translation

from chat.briefly import LEFT, TURNED_AWAY
from helpline.staff.models import Person
from helpline.staff.rules import Role

# A slow machine is no fault, and the same code is tried with the same examples; `make fuzz` looks for new ones.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize="HELPLINE_FUZZ" not in os.environ, print_blob=True
)
hypothesis.settings.load_profile("house")

# A Tuesday evening within the demo's opening hours: 20:12 in Amsterdam.
EVENING = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    # A layer keeps locks of the event loop it began in, and each test has a loop of its own.
    channel_layers.backends.clear()
    for name in ("default", "shares"):
        caches[name].clear()
    LEFT.clear()
    TURNED_AWAY.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    # A request leaves its language behind in the thread.
    translation.deactivate()


@pytest.fixture
def hire(db: None) -> Callable[..., Person]:
    """Make an account of the cast: hire("Asha", Role.COUNSELLOR)."""

    def make(name: str, *held: Role) -> Person:
        person = Person.objects.create_user(f"{name.lower()}@example.org", "a long and quiet word", name=name)
        person.working_name = name
        person.takes_phone = person.takes_chat = Role.COUNSELLOR in held
        person.save(update_fields=["working_name", "takes_phone", "takes_chat"])
        groups = [*person.groups.model.objects.filter(name__in=[role.value for role in held])]
        assert len(groups) == len(held), "a test before this one took a role away"
        person.groups.set(groups)
        return person

    return make


@pytest.fixture
def asha(hire: Callable[..., Person]) -> Person:
    """A counsellor."""
    return hire("Asha", Role.COUNSELLOR)


@pytest.fixture
def ben(hire: Callable[..., Person]) -> Person:
    """A second counsellor."""
    return hire("Ben", Role.COUNSELLOR)


@pytest.fixture
def leila(hire: Callable[..., Person]) -> Person:
    """A third counsellor."""
    return hire("Leila", Role.COUNSELLOR)


@pytest.fixture
def omar(hire: Callable[..., Person]) -> Person:
    """A supervisor."""
    return hire("Omar", Role.COUNSELLOR, Role.SUPERVISOR)


@pytest.fixture
def noor(hire: Callable[..., Person]) -> Person:
    """A planner who also reads the figures."""
    return hire("Noor", Role.PLANNER, Role.MANAGER)


@pytest.fixture
def admin(hire: Callable[..., Person]) -> Person:
    """Noor's separate account as an administrator."""
    return hire("Noor-admin", Role.ADMINISTRATOR)


@pytest.fixture
def on_sqlite() -> bool:
    """Whether this run's database is SQLite."""
    return connection.vendor == "sqlite"
