"""A running server with marked visitors, and everything that could have kept something of them."""

import asyncio
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis as redis_client
from websockets.exceptions import ConnectionClosed

from tests.canary import marks
from tests.canary.marks import Hit, files_of, hits
from tests.load.page import open_socket
from tests.load.pages import Counsellor, HelpSeeker
from tests.load.stage import Postgres, Redis, Server, Stage, has_postgres, has_redis
from tests.sealing.hlc1 import b64u_encode

NAMING = {"X-Forwarded-For": marks.FORWARDED, "X-Real-IP": marks.FORWARDED, "Referer": marks.REFERRER}
TAKEN_AWAY = ("chat_conversation", "scheduling_openingblock")
MARKED = {**NAMING, "User-Agent": marks.AGENT}
LOCAL = (marks.ADDRESS, 0)


@dataclass
class House:
    """A server with its stores, and a witness for each."""

    stage: Stage
    server: Server
    cookie: str
    postgres: Postgres | None = None
    redis: Redis | None = None
    monitor: Path | None = None
    wire: list[str] = field(default_factory=list)

    def pages(self) -> tuple[HelpSeeker, Counsellor]:
        """Return both pages, marked."""
        return (
            HelpSeeker(self.server.port, MARKED, local_addr=LOCAL),
            Counsellor(self.server.port, self.cookie, MARKED, local_addr=LOCAL),
        )

    def ask(self, path: str, body: bytes | None = None) -> int:
        """Ask for a page, marked; return the status."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.server.port}{path}", data=body, headers=MARKED
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as refused:
            return refused.code

    async def force_errors(self) -> list[int]:
        """Make every kind of error that a visitor can, with marks in them; return the statuses of the pages."""
        for text in (f'{{"v":1,"t":"{marks.FRAME}"}}', marks.FRAME, marks.FRAME * 2000, f'["{marks.FRAME}"]'):
            for path in ("/ws/chat/", "/ws/console/"):
                one = await open_socket(
                    self.server.port, path, {"Cookie": self.cookie, **MARKED}, local_addr=LOCAL
                )
                with suppress(ConnectionClosed):
                    await one.send(text)
                    await one.wait_closed()
        asked = [
            (f"/{marks.PATH}?{marks.QUERY}", None),
            (f"/chat/leave?{marks.QUERY}", marks.BODY.encode()),
            ("/account/login/", f"login={marks.BODY}&password={marks.BODY}".encode()),
            (f"/nl/?{marks.QUERY}", None),
        ]
        return [await asyncio.to_thread(self.ask, path, body) for path, body in asked]

    async def fall_over(self, conv: str, token: str) -> list[int]:
        """Take tables away, so that pages and a socket of a marked visitor stumble; return the pages' statuses.

        The exit's beacon first, which knows of a database that is away, then a page that does not.
        """
        for table in TAKEN_AWAY:
            await asyncio.to_thread(self._execute, f"ALTER TABLE {table} RENAME TO gone_{table}")
        one = await open_socket(self.server.port, "/ws/chat/", MARKED, local_addr=LOCAL)
        with suppress(ConnectionClosed):
            await one.send(json.dumps({"v": 1, "t": "conv.resume", "conv": conv, "token": token, "n": 0}))
            await one.wait_closed()
        body = json.dumps({"conv": conv, "token": token}).encode()
        asked = [(f"/chat/leave?{marks.QUERY}", body), (f"/nl/?{marks.QUERY}", None)]
        statuses = [await asyncio.to_thread(self.ask, path, sent) for path, sent in asked]
        for table in TAKEN_AWAY:
            await asyncio.to_thread(self._execute, f"ALTER TABLE gone_{table} RENAME TO {table}")
        return statuses

    def _execute(self, statement: str) -> None:
        if self.postgres is not None:
            with psycopg.connect(self.postgres.url, autocommit=True) as connection:
                connection.execute(statement)
        else:
            self.server.run("tests.canary.statement", statement)

    def held(self) -> Iterator[tuple[str, bytes]]:
        """Yield everything that this house holds: files, dumps, keys, what was sent, what was printed."""
        skipped = {self.monitor}
        yield from (
            (name, held)
            for name, held in files_of(self.stage.folder)
            if self.stage.folder / name not in skipped
        )
        yield "the frames on the wire", "\n".join(self.wire).encode()
        if self.postgres is not None:
            yield "pg_dump", self.postgres.dump()
        if self.redis is not None and self.monitor is not None:
            yield "what Redis was told", self.monitor.read_bytes()
            yield from redis_keys(self.redis.url)

    def hits(self, also: tuple[str, ...] = ()) -> list[Hit]:
        return hits(self.held(), [mark.encode() for mark in (*marks.MARKS, *also)])


def redis_keys(url: str) -> Iterator[tuple[str, bytes]]:
    with closing(redis_client.Redis.from_url(url)) as client:
        for key in client.scan_iter():
            yield f"Redis {key!r}", key + (client.dump(key) or b"")


@pytest.fixture
def sqlite_house() -> Iterator[House]:
    with Stage() as stage:
        server = stage.server(stage.sqlite_url())
        cookie = server.seed()["cookies"][0]
        server.start()
        yield House(stage, server, cookie)


@pytest.fixture
def grown_house() -> Iterator[House]:
    if not (has_postgres() and has_redis() and shutil.which("redis-cli")):
        pytest.skip("needs PostgreSQL and Redis of its own: apt-get install postgresql redis-server")
    with Stage() as stage:
        postgres, redis = stage.postgres(), stage.redis()
        server = stage.server(postgres.url, redis.url)
        cookie = server.seed()["cookies"][0]
        monitor = stage.folder / "monitor.txt"
        with monitor.open("wb") as output:
            watching = subprocess.Popen(["redis-cli", "-p", str(redis.port), "monitor"], stdout=output)
        server.start()
        yield House(stage, server, cookie, postgres, redis, monitor)
        watching.kill()
        watching.wait()


async def converse(house: House) -> tuple[str, str, Any]:
    """Hold a marked conversation to its end; return its id, its token and what was found while it was live."""
    help_seeker, counsellor = house.pages()
    async with help_seeker, counsellor:
        await help_seeker.until(lambda: help_seeker.is_waiting and counsellor.lists)
        await counsellor.take_next()
        await help_seeker.until(lambda: help_seeker.is_secured)
        await help_seeker.say(marks.SAID)
        await counsellor.until(lambda: counsellor.read == [marks.SAID])
        await counsellor.say(help_seeker.conv, marks.ANSWERED)
        await help_seeker.until(lambda: help_seeker.read == [marks.ANSWERED])
        house.wire = [*help_seeker.wire, *counsellor.wire]
        live = await asyncio.to_thread(house.hits)
        # The search sees what is there: the conversation's own id, while it is live.
        assert hits(house.held(), [help_seeker.conv.encode()])
        await counsellor.end(help_seeker.conv)
        await help_seeker.until(lambda: help_seeker.ended is not None)
    return help_seeker.conv, b64u_encode(help_seeker.token), live
