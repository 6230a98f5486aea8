"""Skips tests whose server or browser is not there; names at the end what was not run and how to get it."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True)
class Need:
    """Something outside Python that a marked test needs."""

    marker: str
    what: str
    setting: str
    get_it: str

    @property
    def is_met(self) -> bool:
        return bool(os.environ.get(self.setting))

    @property
    def reason(self) -> str:
        return f"needs {self.what}: {self.get_it}"

    def sentence(self, count: int) -> str:
        """Return the line that says how many tests this need kept from running."""
        return f"Not run: {count} {self.what} test{'' if count == 1 else 's'}: {self.get_it}"


NEEDS = (
    Need("browser", "browser", "HELPLINE_TEST_CHROMIUM", "apt-get install chromium"),
    Need(
        "postgres",
        "PostgreSQL",
        "HELPLINE_TEST_POSTGRES_URL",
        "apt-get install postgresql, then set HELPLINE_TEST_POSTGRES_URL=postgres://name:word@host/database",
    ),
    Need(
        "redis",
        "Redis",
        "HELPLINE_TEST_REDIS_URL",
        "apt-get install redis-server, then set HELPLINE_TEST_REDIS_URL=redis://127.0.0.1:6379",
    ),
)

# Tests read one name for where Chromium is, wherever it was found. The headless shell is the same browser without the
# windows' part, which takes a quarter of the time.
_named = os.environ.get("HELPLINE_TEST_CHROMIUM")
if found := _named or shutil.which("chromium-headless-shell") or shutil.which("chromium"):
    os.environ["HELPLINE_TEST_CHROMIUM"] = found


def unmet(markers: Iterable[str]) -> Need | None:
    """Return the first need among these markers that this machine does not meet."""
    held = set(markers)
    return next((need for need in NEEDS if need.marker in held and not need.is_met), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if need := unmet(mark.name for mark in item.iter_markers()):
            item.add_marker(pytest.mark.skip(reason=need.reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # A skip's report is (file, line, "Skipped: reason"), also when another worker sent it.
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])]
    counts = {need: sum(reason.endswith(need.reason) for reason in reasons) for need in NEEDS}
    lines = [need.sentence(count) for need, count in counts.items() if count]
    if lines:
        terminalreporter.section("what this machine could not run")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def rounds() -> Callable[[int, int], int]:
    """Of rounds(1_000, 10_000), `make test` takes the first number and `make fuzz` the second."""

    def choose(usual: int, fuzz: int) -> int:
        return fuzz if os.environ.get("HELPLINE_FUZZ") else usual

    return choose
