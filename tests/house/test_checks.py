"""What `helpline check` says of a database that would write down what it was asked."""

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

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
Said = Callable[[dict[str, str]], list[str]]


class Cursor:
    """A PostgreSQL with these settings, no archive and no replica."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings = settings
        self.answer: list[tuple[Any, ...]] = []

    def execute(self, sql: str, parameters: list[list[str]] | None = None) -> None:
        if parameters:
            self.answer = [(name, self.settings[name]) for name in parameters[0]]
        else:
            self.answer = [({"SHOW synchronous_commit": "on", "SHOW archive_mode": "off"}.get(sql, 0),)]

    def fetchone(self) -> tuple[Any, ...]:
        return self.answer[0]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self.answer

    def close(self) -> None: ...


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """Return what is said of a PostgreSQL with these settings."""

    def say(settings: dict[str, str]) -> list[str]:
        monkeypatch.setattr(checks.connection, "vendor", "postgresql", raising=False)
        monkeypatch.setattr(checks.connection, "cursor", lambda: closing(Cursor(settings)), raising=False)
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


def ids() -> list[str | None]:
    return [one.id for one in checks.database_keeps_its_promises(databases=["default"])]
