"""PostgreSQL restarted under a chat."""

import asyncio

import pytest

from tests.faults.conftest import Begin
from tests.faults.test_server import acked_frames
from tests.load.stage import Postgres, Stage
from tests.load.stored import account

pytestmark = pytest.mark.postgres


async def test_a_chat_outlives_a_restart_of_postgresql_and_sends_the_same_bytes_again(
    stage: Stage, talk: Begin, postgres: Postgres
) -> None:
    async with talk(stage.server(postgres.url)) as one:
        await asyncio.to_thread(postgres.kill)
        await one.help_seeker.say("in between")
        await one.help_seeker.until(lambda: 1012 in one.help_seeker.closes, 15)
        assert [frame["q"] for frame in one.help_seeker.outbox] == [1]
        await asyncio.to_thread(postgres.start)
        await one.counsellor.until(lambda: one.counsellor.read == ["in between"], 15)
        books = account(postgres.url, acked_frames(one))
    assert (books.acked_not_stored, books.twice) == (0, 0)


async def test_a_quiet_page_stays_connected_through_a_restart_of_postgresql(
    stage: Stage, talk: Begin, postgres: Postgres
) -> None:
    async with talk(stage.server(postgres.url)) as one:
        await asyncio.to_thread(postgres.kill)
        await one.help_seeker.send("beat")
        await asyncio.to_thread(postgres.start)
        await one.help_seeker.until(lambda: '{"v":1,"t":"beat"}' in one.help_seeker.wire)
        assert one.help_seeker.closes == []


async def test_a_socket_that_closed_while_postgresql_was_away_is_counted_out_when_it_is_back(
    stage: Stage, talk: Begin, postgres: Postgres
) -> None:
    async with talk(stage.server(postgres.url)) as one:
        await asyncio.to_thread(postgres.kill)
        await one.help_seeker.__aexit__()
        await asyncio.sleep(0.5)
        await asyncio.to_thread(postgres.start)
        await one.counsellor.until(
            lambda: any(one.conv == f.get("conv") and not f["on"] for f in peers(one.counsellor.frames)), 15
        )


def peers(frames: list[dict[str, object]]) -> list[dict[str, object]]:
    return [frame for frame in frames if frame["t"] == "peer"]
