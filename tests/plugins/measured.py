"""Coverage is measured while rules and services are tested, not while pages, sockets and servers are.

Measuring makes Python half as fast again, and a branch of a rule or service that only a page's test takes is a branch
without a test of its own.
"""

from collections.abc import Generator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNMEASURED = (
    "tests/test_*", "tests/browser/*", "tests/canary/*", "tests/faults/*", "tests/house/*", "tests/plugins/*",
    "tests/sealing/*", "*_page.py", "*_pages.py", "*/test_pages.py", "*_views.py", "*_modules.py", "*_socket.py",
    "*/test_sockets.py", "*/test_access.py", "*/test_passkey*.py", "*/test_sign_in.py",
)  # fmt: skip


def is_measured(path: str) -> bool:
    """Return whether what this file's tests run counts as tested; the path is relative to the root."""
    return not any(fnmatch(path, pattern) for pattern in UNMEASURED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if measuring is None or is_measured(str(item.path.relative_to(ROOT))):
        return (yield)
    measuring.pause()
    try:
        return (yield)
    finally:
        measuring.resume()
