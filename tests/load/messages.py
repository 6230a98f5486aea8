"""How many messages a second, and how fast one of them: the helpline beside a bare relay and a bare database."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import psutil

from tests.load.lines import Line, lines_of, open_all, relay_pairs, sealed
from tests.load.stage import ROOT, Server, free_port, wait_for_port
from tests.load.stored import Reference

PAIRS = 25
WINDOW = 8
# 50 sockets at this pace: 20 messages a second, twice a busy evening.
PACE_SECONDS = 2.5


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


async def settle(server: Server, seconds: float = 30) -> None:
    """Return once the server has done what the sockets' opening gave it to do."""
    process = psutil.Process(server.pid)
    process.cpu_percent()
    for _ in range(int(seconds / 0.5)):
        await asyncio.sleep(0.5)
        if process.cpu_percent() < 8:
            return
