"""What pytest was taught: workers apart in Redis, tests without their server named, gaps in coverage found."""

import pytest

from tests.gates import unmeasured, untaken
from tests.plugins.unrun import NEEDS, unmet
from tests.plugins.workers import own_database

LCOV = """SF:chat/browser/sealing/keys.js
BRDA:3,0,0,1
BRDA:9,1,0,0
end_of_record
SF:tests/js/sealing/keys.test.js
BRDA:2,0,0,0
end_of_record
"""


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


def test_the_gate_names_each_sealing_branch_that_no_test_takes() -> None:
    assert untaken(LCOV) == ["chat/browser/sealing/keys.js:9: a branch that no test takes"]


def test_the_gate_names_each_sealing_module_that_no_test_loads() -> None:
    gaps = unmeasured(LCOV)
    assert "chat/browser/sealing/epochs.js: no test loads it" in gaps
    assert "chat/browser/sealing/keys.js: no test loads it" not in gaps
