"""The browser's files: the same bytes everywhere, listed with their hashes, within the page's budget."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "static"
STYLES = ROOT / "helpline" / "common" / "static"
MOST_SCRIPT = 30_000
MOST_STYLE = 10_000


@pytest.fixture(scope="module")
def built_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sources, built in another folder."""
    elsewhere = tmp_path_factory.mktemp("another checkout")
    shutil.copy(ROOT / ".build.mjs", elsewhere)
    for sources in (*ROOT.glob("*/browser"), *ROOT.glob("helpline/*/browser")):
        shutil.copytree(sources, elsewhere / sources.relative_to(ROOT))
    (elsewhere / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(["node", ".build.mjs"], cwd=elsewhere, check=True)
    return elsewhere / "build" / "static"


def gzipped(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_another_folder_gives_the_same_bytes(built_elsewhere: Path) -> None:
    ours = {file.name: file.read_bytes() for file in BUILT.iterdir()}
    assert ours == {file.name: file.read_bytes() for file in built_elsewhere.iterdir()}


def test_the_manifest_lists_each_script_with_its_hash() -> None:
    manifest = json.loads((BUILT / "manifest.json").read_text())
    assert sorted(manifest) == sorted(file.name for file in BUILT.glob("*.js"))
    for name, listed in manifest.items():
        digest = hashlib.sha384((BUILT / name).read_bytes()).digest()
        assert listed["integrity"] == f"sha384-{base64.b64encode(digest).decode()}"
        assert listed["bytes"] == (BUILT / name).stat().st_size


def test_every_script_that_a_page_names_is_built() -> None:
    pages = [page.read_text() for page in (ROOT / "templates").rglob("*.html")]
    named = {name for page in pages for name in re.findall(r'{% bundle "([\w.]+)" %}', page)}
    assert named
    assert named <= {file.name for file in BUILT.glob("*.js")}


def test_no_script_names_a_folder_of_the_machine_that_built_it() -> None:
    for script in BUILT.glob("*.js"):
        assert str(ROOT) not in script.read_text()
        assert "node_modules" not in script.read_text()


def test_the_help_seekers_scripts_weigh_at_most_30_kilobytes() -> None:
    assert gzipped(BUILT / "chat.js", BUILT / "solver.js") <= MOST_SCRIPT


def test_the_help_seekers_styles_weigh_at_most_10_kilobytes() -> None:
    page = (ROOT / "templates" / "base.html").read_text()
    named = re.findall(r"{% static '([\w/.]+\.css)' %}", page)
    assert named
    assert gzipped(*(STYLES / name for name in named)) <= MOST_STYLE
