"""A SQLite file with all tables, made once a process: migrating takes longer than most of what is tested on it."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory(prefix="helpline-migrated-")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HELPLINE_", "DJANGO_"))
    }
    subprocess.run(
        [sys.executable, "-m", "helpline", "migrate"],
        cwd=ROOT,
        env={
            **kept,
            "HELPLINE_SECRET_KEY": "a key that is long enough to be taken for a real one, and is not one at all",
            "HELPLINE_PUBLIC_URL": "http://localhost:8000",
            "HELPLINE_FIELD_KEYS": "dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleTEyMzQ=",
            "HELPLINE_DATABASE_URL": f"sqlite:///{folder.name}/helpline.sqlite3",
            "HELPLINE_EMAIL_URL": "dummy://",
        },
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


def migrated(path: Path) -> str:
    """Put a migrated database at `path` and return its address for HELPLINE_DATABASE_URL."""
    shutil.copyfile(Path(_folder().name) / "helpline.sqlite3", path)
    return f"sqlite:///{path}"
