"""The server killed, and the server told to stop."""

import asyncio
import time

import pytest

from tests.faults.conftest import Begin, Talk
from tests.load.stage import Stage
from tests.load.stored import account

BACK_SECONDS = 5.0


def acked_frames(talk: Talk) -> dict[tuple[str, int, str, str, int], tuple[int, str]]:
    """Return what the clients' own logs say was acked, with the bytes that were sent."""
    sent = talk.help_seeker.sent | talk.counsellor.sent
    acked = talk.help_seeker.acked | talk.counsellor.acked
    return {reference: (n, sent[reference]) for reference, n in acked.items()}


async def kill_while_writing(talk: Talk, after: float, text: str) -> None:
    writing = [asyncio.create_task(talk.say(f"{text} {number}")) for number in range(4)]
    await asyncio.sleep(after)
    talk.server.kill()
    await asyncio.gather(*writing)
    talk.server.start()


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_t20_a_server_killed_mid_chat_loses_nothing_acked_and_stores_nothing_twice(
    stage: Stage, talk: Begin, database: str, request: pytest.FixtureRequest
) -> None:
    url = stage.sqlite_url() if database == "sqlite" else request.getfixturevalue("postgres").url
    async with talk(stage.server(url)) as one:
        for number, after in enumerate((0.0, 0.03)):
            await kill_while_writing(one, after, f"round {number}")
            live = time.monotonic()
            expected = [f"round {n} {m}" for n in range(number + 1) for m in range(4)]
            await one.hears(*expected)
            assert one.help_seeker.opened_at[-1] - live <= BACK_SECONDS
        books = account(url, acked_frames(one))
    assert (books.acked_not_stored, books.twice) == (0, 0)
    assert books.acked >= 16


async def test_a_server_told_to_stop_closes_with_1012_and_the_chat_goes_on_where_it_was(
    stage: Stage, talk: Begin
) -> None:
    url = stage.sqlite_url()
    async with talk(stage.server(url)) as one:
        await one.say("before")
        await one.hears("before")
        writing = asyncio.create_task(one.say("meanwhile"))
        assert await asyncio.to_thread(one.server.terminate) == 0
        await writing
        one.server.start()
        await one.hears("before", "meanwhile")
        assert {one.help_seeker.closes[0], one.counsellor.closes[0]} == {1012}
        books = account(url, acked_frames(one))
    assert (books.acked_not_stored, books.twice) == (0, 0)
