"""The coverage that `make test` insists on: every branch of rules, services and the browser's sealing.

`python -m tests.gates` reads the .coverage file of the run before it, and runs the sealing modules' own tests
once more under Node's coverage.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELD = ("*/rules/*", "*/rules.py", "*/services/*", "*/services.py")
SEALING = "chat/browser/sealing/"


def main() -> int:
    print("Every branch of rules and services, and of the sealing modules:", flush=True)
    report = [
        sys.executable,
        "-m",
        "coverage",
        "report",
        "--fail-under=100",
        "--show-missing",
        "--skip-covered",
    ]
    python = subprocess.run([*report, f"--include={','.join(HELD)}"], cwd=ROOT, check=False).returncode
    sealing = sealing_gaps()
    for gap in sealing:
        print(gap)
    print("Sealing modules:", "gaps as listed above." if sealing else "every branch taken.")
    return 1 if python or sealing else 0


def sealing_gaps() -> list[str]:
    """Run the sealing modules' tests under Node and return each branch that was not taken, as file:line."""
    tests = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/js/sealing/**/*.test.js"))
    command = ["node", "--test", "--experimental-test-coverage", "--test-reporter=lcov", *tests]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        return [f"The sealing tests failed; run: node --test {' '.join(tests)}"]
    return unmeasured(done.stdout) + untaken(done.stdout)


def unmeasured(lcov: str) -> list[str]:
    """Return the sealing modules that an lcov report does not know, since no test loads them, in order."""
    modules = sorted(str(path.relative_to(ROOT)) for path in (ROOT / SEALING).glob("**/*.js"))
    measured = {line.removeprefix("SF:") for line in lcov.splitlines()}
    return [f"{module}: no test loads it" for module in modules if module not in measured]


def untaken(lcov: str) -> list[str]:
    """Return the branches of sealing modules that an lcov report counts as never taken, in its order."""
    gaps: list[str] = []
    module = ""
    for line in lcov.splitlines():
        key, _, value = line.partition(":")
        if key == "SF":
            module = value if value.startswith(SEALING) else ""
        elif key == "BRDA" and module:
            at, _block, _branch, taken = value.split(",")
            if taken in {"0", "-"}:
                gaps.append(f"{module}:{at}: a branch that no test takes")
    return gaps


if __name__ == "__main__":
    sys.exit(main())
