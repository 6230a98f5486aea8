"""Setting a checkout up: the right uv or none, and nothing done twice."""

import hashlib
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
INDEX_PAGE = b'<a href="../../files/uv-1.0-py3-none-manylinux_2_17_x86_64.whl#sha256=00">uv</a>'


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / ".bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def state(bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bootstrap, "STATE", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def wheels() -> list[dict[str, str]]:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    (uv,) = (package for package in packages if package["name"] == "uv")
    pinned: list[dict[str, str]] = uv["wheels"]
    return pinned


def test_what_one_test_needs_is_said_and_can_be_set_up() -> None:
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    line = re.search(r"^make setup-dev\n\.venv/bin/python -m pytest (tests/\S+)$", readme, re.MULTILINE)
    assert line is not None
    assert (ROOT / line[1]).exists()
    # A target with a sentence stands in `make help`.
    assert re.search(r"^setup-dev:.*## \w", makefile, re.MULTILINE)


@pytest.mark.parametrize(
    ("machine", "part"),
    [
        (("Linux", "x86_64", "glibc"), "manylinux_2_17_x86_64"),
        (("Linux", "aarch64", "glibc"), "aarch64"),
        (("Linux", "x86_64", ""), "musllinux_1_1_x86_64"),
        (("Darwin", "arm64", ""), "macosx_11_0_arm64"),
    ],
)
def test_each_machine_gets_the_uv_made_for_it(
    bootstrap: ModuleType, wheels: list[dict[str, str]], machine: tuple[str, str, str], part: str
) -> None:
    assert part in bootstrap.pick_wheel(wheels, *machine)["url"]


def test_a_machine_without_a_wheel_is_told_what_to_do(
    bootstrap: ModuleType, wheels: list[dict[str, str]]
) -> None:
    with pytest.raises(SystemExit, match=r"install the version that uv\.lock names"):
        bootstrap.pick_wheel(wheels, "Linux", "vax", "glibc")


def test_a_changed_uv_is_refused(bootstrap: ModuleType) -> None:
    pinned = f"sha256:{hashlib.sha256(b'as published').hexdigest()}"
    assert bootstrap.verified(b"as published", pinned) == b"as published"
    with pytest.raises(SystemExit, match="Nothing was installed"):
        bootstrap.verified(b"as changed on the way", pinned)


def test_a_machine_with_its_own_package_index_gets_uv_from_there(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "own=https://packages.example.org/simple/")
    monkeypatch.setattr(bootstrap, "fetch", lambda url, accept="": INDEX_PAGE)
    found = bootstrap.at_index("https://elsewhere.example.org/a/uv-1.0-py3-none-manylinux_2_17_x86_64.whl")
    assert found == "https://packages.example.org/files/uv-1.0-py3-none-manylinux_2_17_x86_64.whl"


def test_a_package_index_without_that_uv_says_so(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://packages.example.org/simple")
    monkeypatch.setattr(bootstrap, "fetch", lambda url, accept="": INDEX_PAGE)
    with pytest.raises(SystemExit, match=r"does not have uv-2\.0\.whl"):
        bootstrap.at_index("https://elsewhere.example.org/a/uv-2.0.whl")


def test_a_step_that_was_done_is_not_done_again(bootstrap: ModuleType, state: Path) -> None:
    assert not bootstrap.holds("python", "one lock file")
    bootstrap.remember("python", "one lock file", "run")
    assert bootstrap.holds("python", "one lock file")
    assert not bootstrap.holds("python", "another lock file")


def test_a_step_cut_short_is_done_again(bootstrap: ModuleType, state: Path) -> None:
    bootstrap.remember("python", "one lock file", "dev")
    bootstrap.forget("python")
    assert not bootstrap.holds("python", "one lock file")
    assert bootstrap.at_least_dev("python", "run")


def test_a_demo_does_not_take_the_developers_packages_away(bootstrap: ModuleType, state: Path) -> None:
    assert not bootstrap.at_least_dev("python", "run")
    bootstrap.remember("python", "one lock file", "dev")
    assert bootstrap.at_least_dev("python", "run")


def test_a_changed_source_changes_the_fingerprint(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    source = tmp_path / "page.js"
    source.write_text("export const limit = 1;")
    before = bootstrap.fingerprint(["page.js"])
    source.write_text("export const limit = 2;")
    assert bootstrap.fingerprint(["page.js"]) != before


def test_a_file_is_replaced_whole(bootstrap: ModuleType, tmp_path: Path) -> None:
    bootstrap.place(tmp_path / "node", b"first")
    bootstrap.place(tmp_path / "node", b"second")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("node", b"second")]
