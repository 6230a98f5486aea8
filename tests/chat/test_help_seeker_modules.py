"""Runs tests/js/chat/ under Node: the line both pages share, and the help-seeker's side of a conversation."""

from tests.sealing.node import ROOT, run_node


def test_the_help_seekers_modules_pass_their_own_tests() -> None:
    tests = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/js/chat/*.test.js"))
    assert tests
    ran = run_node("--test", *tests)
    assert ran.returncode == 0, ran.stdout + ran.stderr
