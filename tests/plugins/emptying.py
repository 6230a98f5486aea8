"""After a test that commits, its rows are deleted; Django would truncate every table and make all rights again.

On PostgreSQL that took 0.2 s a test, and the roles, which belong to the tables as `helpline migrate` leaves them, had
to be made anew for each person of each test.
"""

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase

# What `helpline migrate` leaves behind.
KEPT = {
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations",
}  # fmt: skip


def empty(_: TransactionTestCase) -> None:
    """Delete the rows of every other table. In one transaction, as keys are only checked at its end."""
    for alias in connections:
        connection = connections[alias]
        tables = set(connection.introspection.table_names()) - KEPT
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@pytest.fixture(scope="session", autouse=True)
def _emptying() -> None:
    TransactionTestCase._fixture_teardown = empty  # type: ignore[attr-defined]
