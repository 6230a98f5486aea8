"""Tests that run side by side share no Redis: each worker has a numbered database of its own.

PostgreSQL needs nothing here: pytest-django gives each worker its own database.
"""

import os

MOST_WORKERS = 15  # a Redis as shipped has 16 numbered databases


def own_database(url: str, worker: str) -> str:
    """Return the address with the worker's own database number: gw0 gets 1. Without a worker it stays."""
    number = worker.removeprefix("gw")
    if not url or not number.isdigit():
        return url
    if int(number) >= MOST_WORKERS:
        raise ValueError(f"At most {MOST_WORKERS} workers share one Redis.")
    # The number in the query is read for unix:// too, where the path is the socket's.
    return f"{url.partition('?')[0]}?db={int(number) + 1}"


# Before the settings are read, which is why this happens on import.
if os.environ.get("HELPLINE_TEST_REDIS_URL"):
    os.environ["HELPLINE_TEST_REDIS_URL"] = own_database(
        os.environ["HELPLINE_TEST_REDIS_URL"], os.environ.get("PYTEST_XDIST_WORKER", "")
    )
