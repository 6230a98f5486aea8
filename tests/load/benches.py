"""The measurements, each beside its control of the same run."""

import asyncio
import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import psutil

from tests.load.lines import Line, Talker, lines_of, open_all, relay_pairs, sealed
from tests.load.stage import ROOT, Postgres, Server, Stage, free_port, wait_for_port
from tests.load.stored import Account, Reference, account

PAIRS = 25
LEASE_TABLE, STAFF_TABLE = "chat_serverprocess", "staff_person"
WINDOW = 8
# 50 sockets at this pace: 20 messages a second, twice a busy evening.
PACE_SECONDS = 2.5


@dataclass(frozen=True)
class Size:
    """How long and how much."""

    seconds: float
    kills: int
    starts: int
    few: int
    many: int
    idle_seconds: float
    burst: int


FULL = Size(seconds=6, kills=20, starts=5, few=200, many=1000, idle_seconds=30, burst=500)
QUICK = Size(seconds=2, kills=2, starts=2, few=100, many=300, idle_seconds=15, burst=100)


@contextmanager
def bare_relay() -> Iterator[tuple[int, int]]:
    """Run the control relay; yield (port, process id)."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.load.relay", "--port", str(port)], cwd=ROOT)
    try:
        wait_for_port(port)
        yield port, process.pid
    finally:
        process.kill()
        process.wait()


# Messages a second


async def relay_rate(port: int, seconds: float) -> float:
    """Return messages a second through the bare relay, 50 sockets sending, WINDOW of each under way."""
    arrived = 0
    pairs = await relay_pairs(port, PAIRS)
    stop = time.perf_counter() + seconds
    gates = [asyncio.Semaphore(WINDOW) for _ in range(2 * PAIRS)]
    sockets = [socket for pair in pairs for socket in pair]

    async def send(number: int) -> None:
        text = json.dumps({"v": 1, "t": "msg", "c": sealed(), "conv": "x" * 22, "pid": "y" * 11, "q": number})
        while time.perf_counter() < stop:
            await gates[number].acquire()
            await sockets[number].send(text)

    async def receive(number: int) -> None:
        nonlocal arrived
        async for text in sockets[number]:
            json.loads(text)
            arrived += 1
            gates[number ^ 1].release()

    receiving = [asyncio.create_task(receive(number)) for number in range(2 * PAIRS)]
    sending = [asyncio.create_task(send(number)) for number in range(2 * PAIRS)]
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    rate = arrived / (time.perf_counter() - began)
    for task in (*sending, *receiving):
        task.cancel()
    await asyncio.gather(*sending, *receiving, return_exceptions=True)
    for socket in sockets:
        await socket.close()
    return rate


async def stored_rate(lines: list[Line], seconds: float) -> float:
    """Return messages a second that were stored, acked and pushed on, WINDOW of each socket under way."""
    stop = time.perf_counter() + seconds

    async def send(line: Line) -> None:
        gate = asyncio.Semaphore(WINDOW)
        line.on_ack = gate.release
        while time.perf_counter() < stop:
            await gate.acquire()
            await line.send(*line.next_frame(line.convs[0]))

    before = sum(len(line.acked) for line in lines)
    sending = [asyncio.create_task(send(line)) for line in lines]
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (sum(len(line.acked) for line in lines) - before) / (time.perf_counter() - began)
    for task in sending:
        task.cancel()
    await asyncio.gather(*sending, return_exceptions=True)
    await until_all_acked(lines)
    return rate


async def until_all_acked(lines: list[Line], seconds: float = 60) -> None:
    """Return once nothing is under way, or a socket closed, or it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(len(line.acked) == len(line.sent) or line.closed for line in lines):
            return
        await asyncio.sleep(0.05)


# Latency


def spread(took: list[float]) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds."""
    return median(took) * 1000, quantiles(took, n=20)[-1] * 1000


async def relay_latency(port: int, seconds: float) -> tuple[float, float]:
    """Return p50 and p95 from one socket to the other at the bare relay, every socket at its PACE_SECONDS."""
    pairs = await relay_pairs(port, PAIRS)
    sockets = [socket for pair in pairs for socket in pair]
    took: list[float] = []
    text = sealed()

    async def receive(number: int) -> None:
        async for heard in sockets[number]:
            took.append(time.perf_counter() - json.loads(heard)["at"])

    async def send(number: int) -> None:
        await asyncio.sleep(number * PACE_SECONDS / len(sockets))
        for _ in range(max(2, int(seconds / PACE_SECONDS))):
            await sockets[number].send(json.dumps({"at": time.perf_counter(), "c": text}))
            await asyncio.sleep(PACE_SECONDS)

    receiving = [asyncio.create_task(receive(number)) for number in range(len(sockets))]
    await asyncio.gather(*(send(number) for number in range(len(sockets))))
    await asyncio.sleep(0.2)
    for task in receiving:
        task.cancel()
    await asyncio.gather(*receiving, return_exceptions=True)
    for socket in sockets:
        await socket.close()
    return spread(took)


async def latency(lines: list[Line], seconds: float) -> tuple[float, float]:
    """Return p50 and p95 from one page to the other, every socket at its PACE_SECONDS."""
    took: list[float] = []
    sent: dict[Reference, float] = {}

    def heard(reference: Reference, at: float) -> None:
        if reference in sent:
            took.append(at - sent.pop(reference))

    async def send(number: int, line: Line) -> None:
        line.on_msg = heard
        line.on_ack = lambda: None
        await asyncio.sleep(number * PACE_SECONDS / len(lines))
        for _ in range(max(2, int(seconds / PACE_SECONDS))):
            reference, text = line.next_frame(line.convs[0])
            sent[reference] = time.perf_counter()
            await line.send(reference, text)
            await asyncio.sleep(PACE_SECONDS)

    await asyncio.gather(*(send(number, line) for number, line in enumerate(lines)))
    await until_all_acked(lines)
    await asyncio.sleep(0.2)
    return spread(took)


@dataclass(frozen=True)
class Traffic:
    """One engine's figures at 50 sockets."""

    rate: float
    orm: float
    p50: float
    p95: float


async def traffic(server: Server, seeded: dict[str, Any], seconds: float) -> Traffic:
    """Measure one engine at 50 sockets."""
    lines = [line for pair in zip(*lines_of(server, seeded), strict=True) for line in pair]
    await open_all(lines)
    await settle(server)
    p50, p95 = await latency(lines, seconds)
    await settle(server)
    rate = await stored_rate(lines, seconds)
    for line in lines:
        await line.close()
    orm = float(await asyncio.to_thread(server.run, "tests.load.orm", str(seconds / 2)))
    return Traffic(rate, orm, p50, p95)


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


async def settle(server: Server, seconds: float = 30) -> None:
    """Return once the server has done what the sockets' opening gave it to do."""
    process = psutil.Process(server.pid)
    process.cpu_percent()
    for _ in range(int(seconds / 0.5)):
        await asyncio.sleep(0.5)
        if process.cpu_percent() < 8:
            return


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


async def kib_per_socket(server: Server, seeded: dict[str, Any], few: int, many: int) -> float:
    """Return the growth of the server's RSS for each idle socket between few and many of them."""
    lines = [Line(server, seeded, [conv]) for conv in seeded["convs"][:many]]
    await open_all(lines[:few])
    await asyncio.sleep(1)
    before = rss_kib(server.pid)
    await open_all(lines[few:])
    await asyncio.sleep(1)
    grown = rss_kib(server.pid) - before
    for line in lines:
        await line.close()
    return grown / (many - few)


async def relay_kib_per_socket(port: int, pid: int, few: int, many: int) -> float:
    pairs = await relay_pairs(port, few // 2)
    before = rss_kib(pid)
    pairs += await relay_pairs(port, (many - few) // 2)
    await asyncio.sleep(0.5)
    grown = rss_kib(pid) - before
    for pair in pairs:
        for socket in pair:
            await socket.close()
    return grown / (many - few)


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
    found: dict[str, Any] = {}
    postgres = stage.postgres()
    with bare_relay() as (port, pid):
        found["relay_rate"] = asyncio.run(relay_rate(port, size.seconds))
        found["relay_latency"] = asyncio.run(relay_latency(port, size.seconds))
        found["relay_kib"] = asyncio.run(relay_kib_per_socket(port, pid, size.few, size.many))
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
    seeded = server.seed(max(size.many, size.burst * 4 // 5), size.burst // 5)
    server.start()
    found["kib"] = asyncio.run(kib_per_socket(server, seeded, size.few, size.many))
    server.kill()
    crowd = stage.server(stage.sqlite_url(), bench=True)
    seeded = crowd.seed(size.burst * 4 // 5, size.burst // 5)
    crowd.start()
    found["burst"] = asyncio.run(burst(crowd, seeded))
    crowd.kill()
    return found
