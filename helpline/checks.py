"""System checks that refuse an unsafe start, and warn of what would date a contact."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection, connections
from redis import Redis
from redis.exceptions import RedisError

from scheduling import exclusion

# What PostgreSQL may be set to so that its log quotes no statement, no parameter and no row: an ERROR's own words
# name the value that is there already, and its STATEMENT line the sealed bytes.
QUIET = {
    "log_min_messages": {"log", "fatal", "panic"},
    "log_min_error_statement": {"panic"},
    "log_statement": {"none"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_transaction_sample_rate": {"0"},
    "log_duration": {"off"},
    "log_parameter_max_length": {"0"},
    "log_parameter_max_length_on_error": {"0"},
}
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "*", "data:")


@register(Tags.security)
def policy_is_strict(**_: Any) -> list[CheckMessage]:
    """Refuse a content policy that lets foreign or inline script run."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    loose = [name for name, sources in directives.items() if any(source in UNSAFE for source in sources)]
    if loose or "default-src" not in directives:
        return [
            Error(
                "The content security policy must stay strict.",
                hint="Take the unsafe sources out.",
                id="helpline.E001",
            )
        ]
    return []


@register(Tags.security)
def debug_is_off(**_: Any) -> list[CheckMessage]:
    """Refuse Django's debug pages: they show what was sent."""
    return [Error("DEBUG must be off.", id="helpline.E002")] if settings.DEBUG else []


@register(Tags.database)
def database_keeps_its_promises(**given: Any) -> list[CheckMessage]:
    """Refuse a database that acks before it has stored, and warn of logs and archives that date each contact."""
    if not given.get("databases"):
        return []
    if connection.vendor == "sqlite":
        return _sqlite()
    return _postgresql()


@register(Tags.database)
def nobody_is_in_two_places(**given: Any) -> list[CheckMessage]:
    """Refuse a migrated database that would let two people hold one seat, or one person two."""
    if not given.get("databases") or not (lacking := exclusion.missing(connections["default"])):
        return []
    return [
        Error(
            f"The database would let two people hold one place of the rota: {', '.join(lacking)} is missing.",
            hint="Run `helpline migrate`.",
            id="helpline.E006",
        )
    ]


def _sqlite() -> list[CheckMessage]:
    wanted = {"journal_mode": ("wal",), "synchronous": (2, 3), "secure_delete": (1,), "foreign_keys": (1,)}
    with connection.cursor() as cursor:
        wrong = [name for name, values in wanted.items() if _pragma(cursor, name) not in values]
    if wrong:
        return [
            Error(
                f"SQLite must run with the settings of settings.py; wrong: {', '.join(wrong)}.",
                id="helpline.E004",
            )
        ]
    return []


def _pragma(cursor: Any, name: str) -> Any:
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchone()[0]


def _postgresql() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    with connection.cursor() as cursor:

        def show(name: str) -> str:
            cursor.execute(f"SHOW {name}")
            value: str = cursor.fetchone()[0]
            return value

        if show("synchronous_commit") == "off":
            found.append(
                Error(
                    "synchronous_commit is off: an ack would promise what is not stored.", id="helpline.E005"
                )
            )
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        if telling := sorted(name for name, setting in cursor.fetchall() if setting not in QUIET[name]):
            found.append(
                Warning(
                    f"PostgreSQL may write statements or their values into its log: {', '.join(telling)}.",
                    hint="docs/deploy/postgresql.conf has the values that do not.",
                    id="helpline.W001",
                )
            )
        if show("archive_mode") != "off":
            found.append(
                Warning("WAL archiving keeps the time of every contact; see SECURITY.md.", id="helpline.W002")
            )
        cursor.execute("SELECT count(*) FROM pg_replication_slots")
        if cursor.fetchone()[0]:
            found.append(
                Warning("A replica keeps the time of every contact; see SECURITY.md.", id="helpline.W003")
            )
    return found


@register(Tags.caches)
def redis_forgets(**_: Any) -> list[CheckMessage]:
    """Warn of a Redis that writes to disk: it holds halves of keeps and sealed frames on their way."""
    if not settings.REDIS_URL:
        return []
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2, decode_responses=True) as redis:
            kept = {**redis.config_get("save"), **redis.config_get("appendonly")}
    except RedisError:
        return [Warning("Redis does not answer, or does not tell how it persists.", id="helpline.W004")]
    if kept.get("save") or kept.get("appendonly") != "no":
        return [Warning('Redis must run with --save "" --appendonly no.', id="helpline.W005")]
    return []
