"""A stage for each test: real servers, and a PostgreSQL and a Redis of the test's own to kill."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.load.pages import Counsellor, HelpSeeker
from tests.load.stage import Postgres, Redis, Server, Stage, has_postgres, has_redis


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as one:
        yield one


@pytest.fixture
def postgres(stage: Stage) -> Postgres:
    if not has_postgres():
        pytest.skip("needs a PostgreSQL to kill: apt-get install postgresql")
    return stage.postgres()


@pytest.fixture
def redis(stage: Stage) -> Redis:
    if not has_redis():
        pytest.skip("needs a Redis to kill: apt-get install redis-server")
    return stage.redis()


@dataclass
class Talk:
    """A running server and the two ends of a conversation in it."""

    server: Server
    help_seeker: HelpSeeker
    counsellor: Counsellor

    @property
    def conv(self) -> str:
        return self.help_seeker.conv

    async def hears(self, *texts: str, seconds: float = 30) -> None:
        """Return once both sides have read exactly these, each from the other."""
        expected = list(texts)
        both = (self.counsellor, self.help_seeker)
        try:
            await self.help_seeker.until(lambda: all(page.read == expected for page in both), seconds)
        except TimeoutError:
            assert [page.read for page in both] == [expected, expected], self.server.log.read_text()[-2000:]

    async def say(self, text: str) -> None:
        """Write the same on both sides."""
        await self.help_seeker.say(text)
        await self.counsellor.say(self.conv, text)


Begin = Callable[[Server], AbstractAsyncContextManager[Talk]]


@pytest.fixture
def talk() -> Begin:
    """Start a server, and a conversation in it up to the first hello."""

    @asynccontextmanager
    async def begin(server: Server) -> AsyncIterator[Talk]:
        cookie = server.seed()["cookies"][0]
        server.start()
        async with HelpSeeker(server.port) as help_seeker, Counsellor(server.port, cookie) as counsellor:
            try:
                await help_seeker.until(lambda: help_seeker.is_waiting and counsellor.lists)
            except TimeoutError:
                both = [
                    (page.ended, page.closes, page.errors, page.wire) for page in (help_seeker, counsellor)
                ]
                raise AssertionError(f"{both}\n{server.log.read_text()[-2000:]}") from None
            await counsellor.take_next()
            await help_seeker.until(lambda: help_seeker.is_secured)
            yield Talk(server, help_seeker, counsellor)

    return begin
