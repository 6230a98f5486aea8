"""Runs tests/js/console/ under Node: the console's side of a conversation and its device."""

from tests.sealing.node import ROOT, run_node


def test_the_consoles_modules_pass_their_own_tests() -> None:
    tests = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/js/console/*.test.js"))
    assert tests
    ran = run_node("--test", *tests)
    assert ran.returncode == 0, ran.stdout + ran.stderr
