"""What `helpline check` says: one test at least for each error and warning."""

import re
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from redis.exceptions import RedisError

from helpline import checks

ROOT = Path(__file__).parents[2]
# As PostgreSQL 15 to 17 are shipped.
SHIPPED = {
    "log_min_messages": "warning",
    "log_min_error_statement": "error",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "0",
}
GIVEN = dict(re.findall(r"^(\w+) = (\S+)$", (ROOT / "docs/deploy/postgresql.conf").read_text(), re.MULTILINE))
Said = Callable[..., list[str]]


# What else is asked of a PostgreSQL, as it should answer.
SAFE = {
    "SHOW synchronous_commit": "on",
    "SHOW archive_mode": "off",
    "SELECT count(*) FROM pg_replication_slots": 0,
}


class Cursor:
    """A PostgreSQL with these settings; no archive and no replica, unless it is said."""

    def __init__(self, settings: dict[str, str], others: dict[str, Any]) -> None:
        self.settings = settings
        self.others = {**SAFE, **others}
        self.answer: list[tuple[Any, ...]] = []

    def execute(self, sql: str, parameters: list[list[str]] | None = None) -> None:
        if parameters:
            self.answer = [(name, self.settings[name]) for name in parameters[0]]
        else:
            self.answer = [(self.others[sql],)]

    def fetchone(self) -> tuple[Any, ...]:
        return self.answer[0]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.answer

    def close(self) -> None: ...


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """Return what is said of a PostgreSQL with these settings."""

    def say(settings: dict[str, str], others: dict[str, Any] | None = None) -> list[str]:
        cursor = Cursor(settings, others or {})
        monkeypatch.setattr(checks.connection, "vendor", "postgresql", raising=False)
        monkeypatch.setattr(checks.connection, "cursor", lambda: closing(cursor), raising=False)
        return [str(one.msg) for one in checks.database_keeps_its_promises(databases=["default"])]

    return say


def test_the_given_configuration_is_quiet(said: Said) -> None:
    assert said(GIVEN) == []


def test_postgresql_as_it_is_shipped_is_warned_of_by_name(said: Said) -> None:
    assert said(SHIPPED) == [
        "PostgreSQL may write statements or their values into its log: "
        "log_min_error_statement, log_min_messages, log_parameter_max_length."
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_statement", "ddl"),
        ("log_min_duration_statement", "250"),
        ("log_min_error_statement", "fatal"),
        ("log_min_messages", "error"),
        ("log_parameter_max_length", "-1"),
        ("log_parameter_max_length_on_error", "64"),
    ],
)
def test_each_setting_that_tells_is_named(said: Said, name: str, value: str) -> None:
    assert [name in sentence for sentence in said({**GIVEN, name: value})] == [True]


@pytest.mark.postgres
def test_a_real_postgresql_is_asked(db: None) -> None:
    with connection.cursor() as cursor:
        for name, (value, *_) in {name: sorted(values) for name, values in checks.QUIET.items()}.items():
            cursor.execute(f"SET LOCAL {name} = {value!r}")
        assert "helpline.W001" not in ids()
        cursor.execute("SET LOCAL log_statement = 'mod'")
        assert "helpline.W001" in ids()


@pytest.mark.parametrize(
    ("sql", "answer", "words"),
    [
        ("SHOW synchronous_commit", "off", "an ack would promise what is not stored"),
        ("SHOW archive_mode", "on", "WAL archiving"),
        ("SELECT count(*) FROM pg_replication_slots", 1, "A replica"),
    ],
)
def test_what_acks_too_early_or_keeps_times_is_named(said: Said, sql: str, answer: Any, words: str) -> None:
    assert [words in sentence for sentence in said(GIVEN, {sql: answer})] == [True]


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({"default-src": ["'none'"], "script-src": ["'self'"]}, []),
        ({"default-src": ["'none'"], "script-src": ["'unsafe-inline'"]}, ["helpline.E001"]),
        ({"script-src": ["'self'"]}, ["helpline.E001"]),
    ],
)
def test_a_loose_content_policy_stops_the_start(
    settings: Any, policy: dict[str, list[str]], found: list[str]
) -> None:
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
    assert [one.id for one in checks.policy_is_strict()] == found


@pytest.mark.parametrize(("is_on", "found"), [(False, []), (True, ["helpline.E002"])])
def test_debug_pages_stop_the_start(settings: Any, is_on: bool, found: list[str]) -> None:
    settings.DEBUG = is_on
    assert [one.id for one in checks.debug_is_off()] == found


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "delete"), ("synchronous", 1), ("secure_delete", 0), ("foreign_keys", 0)],
)
def test_an_sqlite_without_a_setting_that_the_promises_need_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, pragma: str, value: Any
) -> None:
    good = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    for given, found in ((good, []), ({**good, pragma: value}, [("helpline.E004", True)])):
        cursor = Cursor({}, {f"PRAGMA {name}": answer for name, answer in given.items()})
        asked = SimpleNamespace(vendor="sqlite", cursor=partial(closing, cursor))
        monkeypatch.setattr(checks, "connection", asked)
        said = checks.database_keeps_its_promises(databases=["default"])
        assert [(one.id, pragma in str(one.msg)) for one in said] == found


class Store:
    """A Redis that persists like this, or does not say."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None: ...

    def config_get(self, name: str) -> dict[str, str]:
        if not self.kept:
            raise RedisError
        return {name: self.kept[name]}


@pytest.mark.parametrize(
    ("store", "found"),
    [
        (Store(save="", appendonly="no"), []),
        (Store(save="3600 1", appendonly="no"), ["helpline.W005"]),
        (Store(save="", appendonly="yes"), ["helpline.W005"]),
        (Store(), ["helpline.W004"]),
    ],
)
def test_a_redis_that_keeps_or_does_not_tell_is_warned_of(
    settings: Any, monkeypatch: pytest.MonkeyPatch, store: Store, found: list[str]
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    monkeypatch.setattr(checks.Redis, "from_url", lambda *_, **__: store)
    assert [one.id for one in checks.redis_forgets()] == found


def ids() -> list[str | None]:
    return [one.id for one in checks.database_keeps_its_promises(databases=["default"])]
