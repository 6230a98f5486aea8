"""The measurements, each beside its control of the same run."""

import asyncio
import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import psutil
from websockets.asyncio.client import ClientConnection

from tests.load.lines import Line, Talker, lines_of, open_all, relay_pairs
from tests.load.messages import PAIRS, bare_relay, relay_latency, relay_rate, settle, traffic, until_all_acked
from tests.load.stage import ROOT, Postgres, Server, Stage
from tests.load.stored import Account, account

LEASE_TABLE, STAFF_TABLE = "chat_serverprocess", "staff_person"


@dataclass(frozen=True)
class Size:
    """How long and how much."""

    seconds: float
    kills: int
    starts: int
    sockets: tuple[int, int, int]
    idle_seconds: float
    burst: int


FULL = Size(seconds=6, kills=20, starts=5, sockets=(200, 1000, 5000), idle_seconds=30, burst=500)
QUICK = Size(seconds=2, kills=2, starts=2, sockets=(100, 300, 600), idle_seconds=15, burst=100)


# An idle chat


@dataclass(frozen=True)
class Idle:
    """What chats cost in which nobody writes: the queries of a while, by who asked."""

    asked: dict[str, int]
    frames_a_minute: float

    @property
    def own(self) -> int:
        """Return the queries that the chats ask: neither a sweep's, nor the lease's, nor the staff sockets' check."""
        return sum(
            count for who, count in self.asked.items() if who not in {"sweeps", LEASE_TABLE, STAFF_TABLE}
        )

    @property
    def of_the_process(self) -> str:
        """Return the queries of the process as such, however many chats are open."""
        named = (("sweeps", "sweeps"), (LEASE_TABLE, "lease"), (STAFF_TABLE, "staff sockets' check"))
        return ", ".join(f"{name} {self.asked.get(who, 0)}" for who, name in named)


async def idle(server: Server, seeded: dict[str, Any], seconds: float) -> Idle:
    """Count queries and frames while nobody writes."""
    lines = [line for side in lines_of(server, seeded) for line in side]
    await open_all(lines)
    await settle(server)
    beating = [asyncio.create_task(beat(line)) for line in lines]
    before = sum(line.frames for line in lines)
    asked_meanwhile = await asked_in(server, seconds)
    frames = sum(line.frames for line in lines) - before
    for task in beating:
        task.cancel()
    await asyncio.gather(*beating, return_exceptions=True)
    for line in lines:
        await line.close()
    return Idle(asked_meanwhile, frames / len(lines) * 60 / seconds)


async def beat(line: Line) -> None:
    await asyncio.sleep(7)
    while True:
        await line.say("beat")
        await asyncio.sleep(15)


async def asked_in(server: Server, seconds: float) -> dict[str, int]:
    """Return the server's queries of a while, by table."""
    before = await asyncio.to_thread(asked, server)
    await asyncio.sleep(seconds)
    after = await asyncio.to_thread(asked, server)
    return {
        table: count - before.get(table, 0) for table, count in after.items() if count > before.get(table, 0)
    }


def asked(server: Server) -> dict[str, int]:
    told = server.log.read_text().count('"asked"')
    psutil.Process(server.pid).send_signal(signal.SIGUSR1)
    while server.log.read_text().count('"asked"') == told:
        time.sleep(0.05)
    line = [line for line in server.log.read_text().splitlines() if '"asked"' in line][-1]
    found: dict[str, int] = json.loads(line)["asked"]
    return found


# Memory, start, burst


async def kib_per_socket(server: Server, seeded: dict[str, Any], steps: Sequence[int]) -> list[float]:
    """Return the growth of the server's RSS for each idle socket, from each number of them to the next."""
    lines = [Line(server, seeded, [conv]) for conv in seeded["convs"][: steps[-1]]]
    beating: list[asyncio.Task[None]] = []
    held = []
    for step in steps:
        while len(beating) < step:
            some = lines[len(beating) : min(step, len(beating) + 50)]
            await open_all(some)
            beating += [asyncio.create_task(beat(line)) for line in some]
        await asyncio.sleep(1)
        held.append(rss_kib(server.pid))
    if any(task.done() for task in beating):
        raise RuntimeError("a socket was lost, so that fewer were measured")
    for task in beating:
        task.cancel()
    await asyncio.gather(*beating, return_exceptions=True)
    for line in lines:
        await line.close()
    return growth(steps, held)


async def relay_kib_per_socket(port: int, pid: int, steps: Sequence[int]) -> list[float]:
    """Return the same of the bare relay."""
    pairs: list[tuple[ClientConnection, ClientConnection]] = []
    held = []
    for step in steps:
        pairs += await relay_pairs(port, step // 2 - len(pairs))
        await asyncio.sleep(1)
        held.append(rss_kib(pid))
    for pair in pairs:
        for socket in pair:
            await socket.close()
    return growth(steps, held)


def growth(steps: Sequence[int], held: Sequence[float]) -> list[float]:
    """Return how much was held more for each one more, from step to step."""
    both = list(zip(steps, held, strict=True))
    return [(after - before) / (many - few) for (few, before), (many, after) in pairwise(both)]


def rss_kib(pid: int) -> float:
    rss: int = psutil.Process(pid).memory_info().rss
    return rss / 1024


def cold_starts(server: Server, count: int) -> tuple[float, float]:
    """Return the median seconds to the first 200, and of `django.setup()` alone, started alternately."""
    serving, bare = [], []
    code = "import django; django.setup()"
    for _ in range(count):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=server.environment | {"DJANGO_SETTINGS_MODULE": "helpline.settings"},
            check=True,
        )
        bare.append(time.perf_counter() - began)
        serving.append(server.start())
        server.kill()
    return median(serving), median(bare)


@dataclass(frozen=True)
class Burst:
    """What became of many sockets that all sent at once."""

    sockets: int
    messages: int
    closed: int
    missing: int
    seconds: float


async def burst(server: Server, seeded: dict[str, Any]) -> Burst:
    """Have every socket send one message in each of its conversations at the same moment."""
    lines = [line for side in lines_of(server, seeded) for line in side]
    await open_all(lines)
    await settle(server)
    began = time.perf_counter()
    frames = [(line, *line.next_frame(conv)) for line in lines for conv in line.convs]
    await asyncio.gather(*(line.send(reference, text) for line, reference, text in frames))
    await until_all_acked(lines)
    took = time.perf_counter() - began
    acked = {key: value for line in lines for key, value in line.acked.items()}
    missing = len(frames) - len(acked) + account(server.database_url, acked).acked_not_stored
    closed = sum(line.closed is not None for line in lines)
    for line in lines:
        await line.close()
    return Burst(len(lines), len(frames), closed, missing, took)


# Kills


async def kill_servers(server: Server, seeded: dict[str, Any], kills: int) -> Account:
    """Kill the server again and again while clients send; return the books."""

    async def once() -> None:
        await asyncio.sleep(0.3 + secrets.randbelow(500) / 1000)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)

    return await kill(server, seeded, kills, once)


async def kill_postgres(server: Server, postgres: Postgres, seeded: dict[str, Any], kills: int) -> Account:
    """Stop PostgreSQL at once, again and again, while clients send; return the books."""

    async def once() -> None:
        await asyncio.sleep(0.3 + secrets.randbelow(500) / 1000)
        await asyncio.to_thread(postgres.kill)
        await asyncio.to_thread(postgres.start)

    return await kill(server, seeded, kills, once)


async def kill(server: Server, seeded: dict[str, Any], kills: int, once: Any) -> Account:
    talkers = [Talker(server, seeded, conv) for conv in seeded["convs"][:10]]
    stop = asyncio.Event()
    talking = [asyncio.create_task(talker.talk(stop)) for talker in talkers]
    for _ in range(kills):
        await once()
    await asyncio.sleep(0.5)
    stop.set()
    await asyncio.wait_for(asyncio.gather(*talking), 60)
    acked = {key: value for talker in talkers for key, value in talker.line.acked.items()}
    return account(server.database_url, acked)


def all_traffic(stage: Stage, size: Size) -> dict[str, Any]:
    """Run every bench; return the figures by name."""
    found: dict[str, Any] = {"sockets": size.sockets}
    postgres = stage.postgres()
    with bare_relay() as (port, pid):
        found["relay_rate"] = asyncio.run(relay_rate(port, size.seconds))
        found["relay_latency"] = asyncio.run(relay_latency(port, size.seconds))
        found["relay_kib"] = asyncio.run(relay_kib_per_socket(port, pid, size.sockets))
    for name, url in (("PostgreSQL", postgres.url), ("SQLite", stage.sqlite_url())):
        server = stage.server(url, bench=True)
        seeded = server.seed(PAIRS, PAIRS)
        found[f"start {name}"] = cold_starts(server, size.starts) if name == "SQLite" else None
        server.environment["BENCH_COUNT"] = "1"
        server.start()
        found[f"idle {name}"] = (
            asyncio.run(idle(server, seeded, size.idle_seconds)) if name == "PostgreSQL" else None
        )
        server.kill()
        del server.environment["BENCH_COUNT"]
        server.start()
        found[f"traffic {name}"] = asyncio.run(traffic(server, seeded, size.seconds))
        found[f"kills {name}"] = asyncio.run(kill_servers(server, seeded, size.kills))
        if name == "PostgreSQL":
            found["kills of PostgreSQL"] = asyncio.run(kill_postgres(server, postgres, seeded, size.kills))
        server.kill()
    url = stage.sqlite_url()
    server = stage.server(url, bench=True)
    seeded = server.seed(size.sockets[-1], size.burst // 5)
    server.start()
    found["kib"] = asyncio.run(kib_per_socket(server, seeded, size.sockets))
    server.kill()
    crowd = stage.server(stage.sqlite_url(), bench=True)
    seeded = crowd.seed(size.burst * 4 // 5, size.burst // 5)
    crowd.start()
    found["burst"] = asyncio.run(burst(crowd, seeded))
    crowd.kill()
    return found
