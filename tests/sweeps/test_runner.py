"""The loop runs what is due until it is told to stop, through failing sweeps and a database that is away."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from channels.db import database_sync_to_async
from django.db import OperationalError

from helpline.sweeps import runner
from helpline.sweeps.models import SweepRun
from helpline.sweeps.rules import Sweep
from helpline.sweeps.runner import run_forever

NOW = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
HOUR, SOON = timedelta(hours=1), timedelta(milliseconds=10)


def fail(_: datetime) -> None:
    raise ValueError


def stopping(stop: asyncio.Event) -> Callable[[datetime], None]:
    """Return what a sweep does to stop the loop from its own thread."""
    loop = asyncio.get_running_loop()

    def run(_: datetime) -> None:
        loop.call_soon_threadsafe(stop.set)

    return run


@pytest.mark.django_db(transaction=True)
async def test_a_sweep_runs_and_the_loop_stops() -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    ran: list[datetime] = []

    def erase(now: datetime) -> None:
        ran.append(now)
        loop.call_soon_threadsafe(stop.set)

    await asyncio.wait_for(run_forever([Sweep("erase", HOUR, erase)], stop, SOON), 10)
    run = await database_sync_to_async(SweepRun.objects.get)()
    assert [run.ran_at] == ran


@pytest.mark.django_db(transaction=True)
async def test_a_failing_sweep_does_not_end_the_loop() -> None:
    stop = asyncio.Event()
    last = Sweep("last", HOUR, stopping(stop))
    with structlog.testing.capture_logs() as lines:
        await asyncio.wait_for(run_forever([Sweep("broken", HOUR, fail), last], stop, SOON), 10)
    assert [(line["event"], line["sweep"]) for line in lines] == [("sweep_failed", "broken")]


@pytest.mark.django_db(transaction=True)
async def test_a_stop_leaves_what_has_not_begun() -> None:
    stop = asyncio.Event()
    ran: list[datetime] = []
    first = Sweep("first", HOUR, stopping(stop))
    await asyncio.wait_for(run_forever([first, Sweep("second", HOUR, ran.append)], stop, SOON), 10)
    assert ran == []


async def test_a_database_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = asyncio.Event()
    looks = 0

    def away(*_: object) -> list[Sweep]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OperationalError("host=db.example.org is away")
        stop.set()
        return []

    monkeypatch.setattr(runner, "due", away)
    with structlog.testing.capture_logs() as lines:
        await asyncio.wait_for(run_forever([], stop, SOON), 10)
    assert [(line["event"], line["exception"]) for line in lines] == [("sweeps_wait", "OperationalError")]
    assert "example.org" not in str(lines)
