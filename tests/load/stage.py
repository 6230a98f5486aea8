"""Real processes on this machine: a server, a PostgreSQL and a Redis of one's own, on free loopback ports.

Everything lives in one temporary folder and ends with `with Stage()`.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from tests.command import migrated

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 30.0
POSTGRES_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def has_postgres() -> bool:
    """Whether this machine can run a PostgreSQL of our own."""
    return bool(POSTGRES_BINARIES) and "postgres" in {user.pw_name for user in pwd.getpwall()}


def has_redis() -> bool:
    """Whether this machine can run a Redis of our own."""
    return shutil.which("redis-server") is not None


class Stage:
    """A temporary folder, and every process that was started in it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="helpline-stage-")))
        self.folder.chmod(0o755)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def ends(self, what: Any) -> Any:
        """Have something stopped at the end."""
        self._stack.callback(what.stop)
        return what

    def postgres(self) -> "Postgres":
        one: Postgres = self.ends(Postgres(self.folder / f"postgres-{secrets.token_hex(4)}"))
        one.create()
        one.start()
        return one

    def redis(self) -> "Redis":
        one: Redis = self.ends(Redis(self.folder))
        one.start()
        return one

    def sqlite_url(self) -> str:
        return migrated(self.folder / f"chat-{secrets.token_hex(4)}.sqlite3")

    def server(self, database_url: str, redis_url: str = "", *, bench: bool = False) -> "Server":
        one: Server = self.ends(Server(self, database_url, redis_url, bench=bench))
        return one


class Postgres:
    """A PostgreSQL with the durability it has as shipped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.user = pwd.getpwnam("postgres")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/helpline"

    def create(self) -> None:
        self.folder.mkdir(mode=0o700)
        os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._run(
            "initdb", "-D", self.data, "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"
        )
        with (self.folder / "data" / "postgresql.conf").open("a") as conf:
            conf.write(f"listen_addresses = '127.0.0.1'\nport = {self.port}\nmax_connections = 200\n")
            conf.write(f"unix_socket_directories = '{self.folder}'\n")

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-l", f"{self.folder}/log", "-w", "start")
        if not (self.folder / "made").exists():
            self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "helpline")
            (self.folder / "made").touch()

    def kill(self) -> None:
        """Stop without a checkpoint or a word to anybody, as a power cut would."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.kill()

    def dump(self) -> bytes:
        return self._run("pg_dump", "-h", "127.0.0.1", "-p", str(self.port), "helpline")

    def _run(self, program: str, *arguments: str) -> bytes:
        done = subprocess.run(
            [str(POSTGRES_BINARIES[-1] / program), *arguments],
            user="postgres",
            group="postgres",
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return done.stdout or b""


class Redis:
    """A Redis without persistence, as the product asks for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                str(self.port),
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        wait_for_port(self.port)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def hang(self) -> None:
        """Hold it, so that it neither answers nor closes."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    stop = kill


class Server:
    """`helpline serve`, or the same with raised budgets for a bench; its output is kept in `log`."""

    def __init__(self, stage: Stage, database_url: str, redis_url: str, *, bench: bool) -> None:
        self.port = free_port()
        self.database_url = database_url
        self.bench = bench
        self.log = stage.folder / f"server-{self.port}.log"
        self.folder = stage.folder
        self.process: subprocess.Popen[bytes] | None = None
        self.temporary = stage.folder / f"tmp-{self.port}"
        self.temporary.mkdir()
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HELPLINE_", "DJANGO_"))
        }
        self.environment = kept | {
            "HELPLINE_SECRET_KEY": "a bench's key that is long enough to be taken for a real one, and is not",
            "HELPLINE_PUBLIC_URL": f"http://localhost:{self.port}",
            "HELPLINE_DATABASE_URL": database_url,
            "HELPLINE_REDIS_URL": redis_url,
            "HELPLINE_FIELD_KEYS": "dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleTEyMzQ=",
            "HELPLINE_PHONE_DISPLAY": "0800 – 000 00 00",
            "HELPLINE_EMAIL_URL": "console://",
            "TMPDIR": str(self.temporary),
        }

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def run(self, *arguments: str, **more: Any) -> str:
        """Run one `python -m …` beside the server, in its environment, and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
            **more,
        )
        if done.returncode:
            raise RuntimeError(
                f"{' '.join(arguments[:3])} ended with {done.returncode}:\n{done.stderr[-3000:]}"
            )
        return done.stdout

    def seed(self, conversations: int = 0, consoles: int = 1) -> dict[str, Any]:
        """Migrate and seed; return what clients need: `convs`, `token`, `cookies` (one a counsellor)."""
        seeded: dict[str, Any] = json.loads(self.run("tests.load.seed", str(conversations), str(consoles)))
        return seeded

    def start(self) -> float:
        """Start and return the seconds until the first 200."""
        began = time.perf_counter()
        self.spawn()
        self.wait_until_live()
        return time.perf_counter() - began

    def spawn(self) -> None:
        module = ["tests.load.server"] if self.bench else ["helpline", "serve"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module, "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_until_live(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.01)
            if self.process is not None and self.process.poll() is not None:
                break
        raise RuntimeError(f"the server did not come up:\n{self.log.read_text()[-3000:]}")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def terminate(self) -> int:
        """Ask it to stop as an update would; return its exit code."""
        assert self.process is not None
        self.process.terminate()
        code = self.process.wait(timeout=15)
        self.process = None
        return code

    stop = kill


def wait_for_port(port: int) -> None:
    """Return once somebody listens on the port."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
