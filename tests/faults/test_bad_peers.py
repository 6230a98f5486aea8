"""Peers that do not read, do not stop or do not speak the language: they cost little, and nobody else."""

import asyncio
import json
import time
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.faults.conftest import Begin, Talk
from tests.load.page import open_socket
from tests.load.stage import Server, Stage
from tests.sealing.hlc1 import b64u_encode as b64u

MOST_MEGABYTES = 48
STALLED_SECONDS = 3


def frame(kind: str, **fields: Any) -> str:
    return json.dumps({"v": 1, "t": kind, **fields})


def megabytes(server: Server) -> float:
    rss: int = psutil.Process(server.pid).memory_info().rss
    return rss / 2**20


async def fill(talk: Talk, count: int) -> None:
    """Have so many large frames stored."""
    epoch = talk.counsellor.epochs[talk.conv][1]
    for number in range(count):
        talk.counsellor.put(epoch, talk.help_seeker.id, {"k": "text", "t": f"{number:02}" * 1500})
    await talk.counsellor.flush()
    await talk.counsellor.until(lambda: not talk.counsellor.outbox)


async def ask_and_never_read(talk: Talk, seconds: float) -> float:
    """Take the help-seeker's place, ask for everything again and again; return when the server had enough."""
    page, began = talk.help_seeker, time.monotonic()
    await page.__aexit__()
    deaf = await open_socket(page.port, page.path, max_queue=1)
    await deaf.send(frame("conv.resume", conv=page.conv, token=b64u(page.token), n=0))
    try:
        async with asyncio.timeout(seconds):
            while True:
                await deaf.send(frame("fetch", conv=page.conv, n=0))
                await asyncio.sleep(0.005)
    except ConnectionClosed:
        return time.monotonic() - began


async def test_a_page_that_never_reads_costs_bounded_memory_and_is_dropped(stage: Stage, talk: Begin) -> None:
    server = stage.server(stage.sqlite_url(), bench=True)
    server.environment["BENCH_STALLED"] = str(STALLED_SECONDS)
    async with talk(server) as one:
        await fill(one, 40)
        before = megabytes(server)
        assert await ask_and_never_read(one, STALLED_SECONDS + 12) >= STALLED_SECONDS
        assert megabytes(server) - before < MOST_MEGABYTES
        await one.counsellor.send("beat")
        await one.counsellor.until(lambda: '{"v":1,"t":"beat"}' in one.counsellor.wire)


async def word_seconds(talk: Talk, count: int) -> float:
    """Return the longest time that one of so many words took to the other page and back as an ack."""
    took = []
    for number in range(count):
        before, began = len(talk.counsellor.read), time.monotonic()
        await talk.help_seeker.say(f"word {number}")
        await talk.counsellor.until(lambda before=before: len(talk.counsellor.read) > before)
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.15)
    return max(took)


async def flood(server: Server, stop: asyncio.Event) -> list[int | None]:
    """Send as fast as the socket takes it, and come back each time; return the codes of the closes."""
    codes: list[int | None] = []
    while not stop.is_set():
        # With a queue that fills up the client would stop reading, and never see that it was closed.
        one = await open_socket(server.port, "/ws/chat/", max_queue=None)
        try:
            for _ in range(2_000):
                await one.send(frame("beat"))
            await one.wait_closed()
        except ConnectionClosed:
            pass
        codes.append(one.close_code)
        await asyncio.sleep(0.5)
    return codes


async def test_a_flood_is_closed_with_1008_and_the_others_hardly_notice(stage: Stage, talk: Begin) -> None:
    server = stage.server(stage.sqlite_url(), bench=True)
    server.environment["BENCH_BUDGET"] = "900,30"
    async with talk(server) as one:
        quiet = await word_seconds(one, 12)
        stop = asyncio.Event()
        floods = [asyncio.create_task(flood(server, stop)) for _ in range(5)]
        await asyncio.sleep(0.2)
        flooded = await word_seconds(one, 12)
        stop.set()
        codes = {code for codes in await asyncio.gather(*floods) for code in codes}
    assert codes <= {1008, 1006}
    assert 1008 in codes
    assert flooded < max(1.0, 20 * quiet)


async def closes_with(socket: ClientConnection, text: str | bytes) -> int | None:
    try:
        await socket.send(text)
        async with asyncio.timeout(10):
            await socket.wait_closed()
    except ConnectionClosed:
        pass
    return socket.close_code


@pytest.mark.parametrize("path", ["/ws/chat/", "/ws/console/"])
async def test_frames_that_are_none_close_with_their_code_and_nothing_falls_over(
    stage: Stage, talk: Begin, path: str
) -> None:
    wrong: list[tuple[str | bytes, int]] = [
        ("[" * 5_000 + "]" * 5_000, 4400),
        ('{"a":' * 2_500 + "1" + "}" * 2_500, 4400),
        ('{"v":1,"t":"beat","x":' + "9" * 15_000 + "}", 4400),
        ("\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), 4400),
        (b"\xff\xfe", 4400),
        ("x" * 40_000, 4413),
        ('{"v":1,"t":"beat","t":"beat"}', 4400),
    ]
    async with talk(stage.server(stage.sqlite_url())) as one:
        headers = {"Cookie": one.counsellor.headers["Cookie"]} if "console" in path else {}
        codes = [
            await closes_with(await open_socket(one.server.port, path, headers), text) for text, _ in wrong
        ]
        assert codes == [code for _, code in wrong]
        await one.say("still here")
        await one.hears("still here")
        assert "Exception" not in one.server.log.read_text()
