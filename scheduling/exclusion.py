"""What no two holds may share, held by the database: nobody in two places, no seat with two holders.

On PostgreSQL two exclusion constraints, on SQLite triggers of the same names. Both raise IntegrityError with that
name in it. Django remakes a table on SQLite when a later migration changes it, and its triggers are then gone
without a word: `ensure` puts them back after every `migrate`, and `missing` tells `check` of any that lack.
"""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE: Final = "scheduling_assignment"
ONE_PLACE: Final = "assignment_person_is_in_one_place"
ONE_HOLDER: Final = "assignment_seat_has_one_holder"
# By name: the column that two overlapping holds may not share.
COLUMNS: Final = {ONE_PLACE: "person_id", ONE_HOLDER: "seat_id"}
_ACTS: Final = ("insert", "update")


def ensure(connection: BaseDatabaseWrapper) -> None:
    """Create what is missing."""
    lacking = missing(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, lacking):
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the constraints or triggers that the table does not have, in order; none without a table."""
    if TABLE not in connection.introspection.table_names():
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            wanted = [f"{name}_{act}" for name in COLUMNS for act in _ACTS]
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
            wanted = list(COLUMNS)
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in there]


def _statements(vendor: str, names: list[str]) -> list[str]:
    if vendor == "sqlite":
        return [_trigger(*name.rsplit("_", 1)) for name in names]
    # Since PostgreSQL 13 the owner of a database may create this extension.
    extension = ["CREATE EXTENSION IF NOT EXISTS btree_gist"] if names else []
    return [*extension, *(_constraint(name) for name in names)]


def _constraint(name: str) -> str:
    return (
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} EXCLUDE USING gist"
        f" ({COLUMNS[name]} WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'held')"
    )


def _trigger(name: str, act: str) -> str:
    column = COLUMNS[name]
    # Instants are text of one form and one zone here, which compares as they do.
    itself = "AND id IS NOT NEW.id " if act == "update" else ""
    overlap = f"{column} = NEW.{column} AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at"
    other = f"SELECT 1 FROM {TABLE} WHERE state = 'held' {itself}AND {overlap}"  # noqa: S608 (names of this file)
    return (
        f"CREATE TRIGGER {name}_{act} BEFORE {act} ON {TABLE} WHEN NEW.state = 'held' AND EXISTS ({other})"
        f" BEGIN SELECT RAISE(ABORT, '{name}'); END"
    )
