"""The lease by which a server's sockets count as open: what lapsed is noticed, and the server never goes on without."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from helpline import living


class Scene:
    """Turns of the lease of 45 s, one at once after the other by a clock of its own. What is closed is counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = 1_000.0
        self.closed = 0
        self.takes: Sequence[float | type[Exception]] = ()
        self.stop = asyncio.Event()
        monkeypatch.setattr(living, "time", SimpleNamespace(monotonic=lambda: self.clock))
        monkeypatch.setattr(living, "LEASE_SECONDS", 0)
        monkeypatch.setattr(living, "database_sync_to_async", lambda _: self._ask)
        monkeypatch.setattr(living, "close_all_for_restart", self._close)

    async def run(self, *takes: float | type[Exception]) -> None:
        """Take a turn for each: the seconds that its question takes, or what it raises."""
        self.takes = takes
        await living.hold_lease(self.stop)

    async def _ask(self, *_: Any) -> None:
        now, *self.takes = self.takes
        if not self.takes:
            self.stop.set()
        if isinstance(now, type):
            raise now
        self.clock += now

    async def _close(self) -> None:
        self.closed += 1


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(monkeypatch)


async def test_a_lease_that_is_renewed_in_time_closes_nobody(scene: Scene) -> None:
    await scene.run(0, 15, 30, 15)
    assert scene.closed == 0


async def test_a_lease_that_lapsed_while_its_question_waited_is_noticed(scene: Scene) -> None:
    # Neither question takes as long as the lease; from when the one is asked until the other is answered it is longer.
    await scene.run(0, 25, 25, 0)
    assert scene.closed == 1


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
async def test_one_turn_without_the_database_closes_nobody(scene: Scene, fault: type[Exception]) -> None:
    await scene.run(0, fault, 0, 0)
    assert scene.closed == 0


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
async def test_whoever_came_before_the_first_lease_comes_again(scene: Scene, fault: type[Exception]) -> None:
    await scene.run(fault, 0, 0)
    assert scene.closed == 1


async def test_a_server_whose_own_task_falls_stops() -> None:
    stopped = asyncio.Event()

    async def stop() -> None:
        stopped.set()

    for work, stops in ((asyncio.sleep(0), False), (fall(), True)):
        task = asyncio.create_task(work)
        await asyncio.wait([task])
        living.stop_if_fallen(task, stop)
        await asyncio.sleep(0)
        assert stopped.is_set() is stops


async def fall() -> None:
    raise ValueError
