"""What pytest was taught: workers apart in Redis, tests without their server named, what is measured."""

import pytest

from tests.plugins.measured import is_measured
from tests.plugins.unrun import NEEDS, unmet
from tests.plugins.workers import own_database


@pytest.mark.parametrize(
    ("url", "worker", "own"),
    [
        ("redis://127.0.0.1:6379", "gw0", "redis://127.0.0.1:6379?db=1"),
        ("redis://127.0.0.1:6379/0", "gw1", "redis://127.0.0.1:6379/0?db=2"),
        ("unix:///run/redis.sock", "gw1", "unix:///run/redis.sock?db=2"),
        ("redis://127.0.0.1:6379", "", "redis://127.0.0.1:6379"),
        ("", "gw0", ""),
    ],
)
def test_each_worker_has_its_own_redis_database(url: str, worker: str, own: str) -> None:
    assert own_database(url, worker) == own


def test_more_workers_than_redis_has_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="At most 15 workers"):
        own_database("redis://127.0.0.1:6379", "gw15")


def test_a_marked_test_is_kept_back_without_its_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPLINE_TEST_REDIS_URL", raising=False)
    assert unmet(["asyncio", "redis"]) == NEEDS[2]
    monkeypatch.setenv("HELPLINE_TEST_REDIS_URL", "redis://127.0.0.1:6379")
    assert unmet(["asyncio", "redis"]) is None


def test_what_was_not_run_is_named_with_how_to_get_it() -> None:
    assert NEEDS[0].sentence(1) == "Not run: 1 browser test: apt-get install chromium"
    assert NEEDS[0].sentence(14) == "Not run: 14 browser tests: apt-get install chromium"


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("tests/chat/test_talk.py", True),
        ("tests/chat/test_epoch_rules.py", True),
        ("tests/staff/test_services.py", True),
        ("tests/staff/test_me_page.py", False),
        ("tests/charity/test_pages.py", False),
        ("tests/chat/test_console_socket.py", False),
        ("tests/faults/test_redis.py", False),
        ("tests/test_docs.py", False),
    ],
)
def test_what_a_page_a_socket_or_a_server_runs_counts_for_no_rule_or_service(path: str, counts: bool) -> None:
    assert is_measured(path) is counts
