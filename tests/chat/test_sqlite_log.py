"""What SQLite keeps of an erased row in its write-ahead log; on a database of its own, whatever the run's is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler

from chat.services import erasure

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.sqlite3"


@pytest.fixture
def connection(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection that has just written a word, and that the erasure uses."""
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": {"timeout": 20}}
    found = ConnectionHandler({"default": options})["default"]
    with found.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("CREATE TABLE word (text)")
        cursor.execute("INSERT INTO word VALUES ('kanarie')")
    monkeypatch.setattr(erasure, "connection", found)
    yield found
    found.close()


def log_of(file: Path) -> bytes:
    return file.with_name("one.sqlite3-wal").read_bytes()


def test_an_erased_row_does_not_stay_in_the_log(file: Path, connection: Any) -> None:
    assert b"kanarie" in log_of(file)
    erasure.overwrite_log()
    assert log_of(file) == b""


def test_nobody_waits_for_a_reader_that_goes_on(file: Path, connection: Any) -> None:
    waits: list[int] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        if "wal_checkpoint" in sql:
            waits.append(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])
        return execute(sql, *more)

    with closing(sqlite3.connect(file)) as reader, connection.execute_wrapper(note):
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM word").fetchall()
        erasure.overwrite_log()
        assert b"kanarie" in log_of(file)
        reader.rollback()
        erasure.overwrite_log()
    assert log_of(file) == b""
    assert waits == [erasure.LOG_WAIT_MS] * 2
    assert connection.connection.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000
