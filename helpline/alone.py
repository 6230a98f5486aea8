"""One server process at a time where there is no Redis: its layer and its halves of keeps live in its memory."""

import fcntl
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings


def lock_path() -> Path:
    """Return the lock's file: beside the SQLite database, or with PostgreSQL in this machine's folder for such."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and database["NAME"] != ":memory:":
        return Path(f"{database['NAME']}.serving")
    return Path(tempfile.gettempdir()) / "helpline.serving"


def alone(path: Path) -> IO[str] | None:
    """Return the held lock, or None if another process holds it. It goes with the process, kill -9 included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
