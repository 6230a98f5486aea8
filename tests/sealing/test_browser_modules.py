"""Runs tests/js/sealing/ under Node, with every branch of the sealing modules covered."""

import re
from subprocess import CompletedProcess

import pytest

from tests.sealing.node import ROOT, SCRIPTS, run_node

MODULES = ROOT / "chat/browser/sealing"


@pytest.fixture(scope="module")
def node_run() -> CompletedProcess[str]:
    """One run of every test: names and results on stderr, coverage as LCOV on stdout."""
    reporters = [
        *("--test-reporter=tap", "--test-reporter-destination=stderr"),
        *("--test-reporter=lcov", "--test-reporter-destination=stdout"),
    ]
    tests = sorted(str(path) for path in SCRIPTS.glob("*.test.js"))
    return run_node("--test", "--experimental-test-coverage", *reporters, *tests)


def test_the_browser_modules_pass_their_tests(node_run: CompletedProcess[str]) -> None:
    assert node_run.returncode == 0, node_run.stderr
    assert re.search(r"^# fail 0$", node_run.stderr, re.MULTILINE)


@pytest.mark.parametrize("number", range(1, 17))
def test_the_attack_is_tried_on_the_browser_modules(node_run: CompletedProcess[str], number: int) -> None:
    assert re.search(rf"^ok \d+ - T{number:02d} ", node_run.stderr, re.MULTILINE)


def test_every_branch_and_line_of_the_sealing_modules_is_covered(node_run: CompletedProcess[str]) -> None:
    missed, seen = [], set()
    for record in node_run.stdout.split("end_of_record"):
        source = re.search(r"^SF:(.*)$", record, re.MULTILINE)
        if source is None or (ROOT / source[1]).parent != MODULES:
            continue
        seen.add((ROOT / source[1]).name)
        lines = re.findall(r"^DA:(\d+),0$", record, re.MULTILINE)
        branches = re.findall(r"^BRDA:(\d+),\d+,\d+,(?:0|-)$", record, re.MULTILINE)
        missed += [f"{source[1]}:{line}" for line in (*lines, *branches)]
    assert seen == {path.name for path in MODULES.glob("*.js")}
    assert missed == []
