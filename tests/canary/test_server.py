"""A conversation over both sockets, marked: nothing of it is kept, logged or sent on in a readable spelling."""

from base64 import b64encode as b64
from base64 import urlsafe_b64encode as b64url
from pathlib import Path

import pytest

from tests.canary import marks
from tests.canary.conftest import House, converse
from tests.canary.marks import Hit, files_of, hits


async def nothing_is_left_of_a_conversation(house: House) -> None:
    conv, token, live = await converse(house)
    assert live == []
    assert house.server.run("helpline", "held", conv).startswith("Nothing is held")
    assert (await house.force_errors())[:2] == [404, 204]
    beacon, page = await house.fall_over(conv, token)
    # A table that is gone is a database that is away to SQLite, and a fault of ours to PostgreSQL.
    assert (beacon in {500, 503}, page) == (True, 500)
    assert house.hits() == []


async def test_t23_no_mark_is_left_in_sqlite_its_log_the_output_or_the_frames(sqlite_house: House) -> None:
    await nothing_is_left_of_a_conversation(sqlite_house)


@pytest.mark.postgres
@pytest.mark.redis
async def test_t23_no_mark_is_left_in_postgresql_its_log_redis_the_output_or_the_frames(
    grown_house: House,
) -> None:
    await nothing_is_left_of_a_conversation(grown_house)


async def test_the_id_of_an_ended_conversation_is_in_no_file_of_sqlite(sqlite_house: House) -> None:
    conv, token, _ = await converse(sqlite_house)
    assert hits(files_of(sqlite_house.stage.folder), [conv.encode(), token.encode()]) == []


@pytest.mark.parametrize("offset", range(3))
@pytest.mark.parametrize("spelling", ["plain", "base64", "base64url"])
def test_a_mark_that_is_there_is_found(tmp_path: Path, offset: int, spelling: str) -> None:
    before, after = b"x" * offset, b"?>and more"
    held = before + marks.SAID.encode() + after
    encode = {"plain": bytes, "base64": b64, "base64url": b64url}[spelling]
    (tmp_path / "leak.log").write_bytes(encode(held))
    assert Hit("leak.log", marks.SAID.encode()) in hits(files_of(tmp_path), [marks.SAID.encode()])
