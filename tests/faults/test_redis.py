"""Redis killed, restarted, hung: the chats that are open go on; what no hint brings is read every five seconds."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Begin
from tests.load.pages import Counsellor, HelpSeeker
from tests.load.stage import Redis, Stage

pytestmark = pytest.mark.redis
# Five seconds between two readings, and a loaded machine.
READ_SECONDS = 12.0


async def test_a_chat_goes_on_while_redis_is_gone(stage: Stage, talk: Begin, redis: Redis) -> None:
    async with talk(stage.server(stage.sqlite_url(), redis.url)) as one:
        redis.kill()
        await one.say("no layer")
        await one.hears("no layer", seconds=READ_SECONDS)
        assert (one.help_seeker.closes, one.counsellor.closes) == ([], [])


async def test_a_chat_goes_on_while_redis_hangs_and_acks_come_at_once(
    stage: Stage, talk: Begin, redis: Redis
) -> None:
    async with talk(stage.server(stage.sqlite_url(), redis.url)) as one:
        redis.hang()
        began = time.monotonic()
        await one.say("it hangs")
        await one.help_seeker.until(lambda: not one.help_seeker.outbox and not one.counsellor.outbox)
        assert time.monotonic() - began < 4
        await one.hears("it hangs", seconds=READ_SECONDS)
        redis.go_on()


async def test_hints_come_again_after_redis_was_killed_and_restarted(
    stage: Stage, talk: Begin, redis: Redis
) -> None:
    async with talk(stage.server(stage.sqlite_url(), redis.url)) as one:
        redis.kill()
        await one.say("gone")
        redis.start()
        await one.hears("gone", seconds=READ_SECONDS)
        await asyncio.to_thread(until_layer_is_back, one.server.log)
        began = time.monotonic()
        await one.say("back")
        await one.hears("gone", "back", seconds=READ_SECONDS)
        # Pushed, not read at the next look.
        assert time.monotonic() - began < 4


async def test_a_redis_restarted_between_two_words_is_noticed_though_nobody_missed_it(
    stage: Stage, talk: Begin, redis: Redis
) -> None:
    async with talk(stage.server(stage.sqlite_url(), redis.url)) as one:
        redis.kill()
        redis.start()
        await one.say("deaf")
        await one.hears("deaf", seconds=READ_SECONDS)


async def test_keys_can_be_agreed_on_while_redis_is_gone(stage: Stage, redis: Redis) -> None:
    server = stage.server(stage.sqlite_url(), redis.url, bench=True)
    server.environment["BENCH_LOOK"] = "1"
    cookie = server.seed()["cookies"][0]
    server.start()
    async with HelpSeeker(server.port) as help_seeker, Counsellor(server.port, cookie) as counsellor:
        await help_seeker.until(lambda: help_seeker.is_waiting and counsellor.lists)
        redis.kill()
        await counsellor.take_next()
        await help_seeker.until(lambda: help_seeker.is_secured, 15)
        await counsellor.end(help_seeker.conv)
        await help_seeker.until(lambda: 4404 in help_seeker.closes or help_seeker.ended is not None, 15)


def until_layer_is_back(log: Path) -> None:
    deadline = time.monotonic() + READ_SECONDS
    while "layer_back" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.1)
