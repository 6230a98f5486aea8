"""`helpline …` run as a program: with a production's settings alone, and on a database that is migrated already."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "HELPLINE_SECRET_KEY": "a key of at least fifty characters that nobody uses for anything real",
    "HELPLINE_PUBLIC_URL": "https://chat.example.org",
    "HELPLINE_FIELD_KEYS": "dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleTEyMzQ=",
    "HELPLINE_DATABASE_URL": "sqlite://:memory:",
    "HELPLINE_EMAIL_URL": "dummy://",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `helpline …` with these settings alone."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HELPLINE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "helpline", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory(prefix="helpline-migrated-")
    database = {"HELPLINE_DATABASE_URL": f"sqlite:///{folder.name}/helpline.sqlite3"}
    assert run("migrate", **{**GOOD, **database}).returncode == 0
    return folder


def migrated(path: Path) -> str:
    """Put a SQLite file with all tables at `path` and return its address for HELPLINE_DATABASE_URL.

    Migrating takes longer than most of what is tested on it: it is done once a process.
    """
    shutil.copyfile(Path(_folder().name) / "helpline.sqlite3", path)
    return f"sqlite:///{path}"
