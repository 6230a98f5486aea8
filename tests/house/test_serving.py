"""A started server: its log, its farewell, and a port that is taken."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import GOOD, ROOT, migrated


def start(port: int, **settings: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "helpline", "serve", "--port", str(port)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def settings_of_one(tmp_path: Path) -> dict[str, str]:
    """The settings of a server of its own, migrated."""
    return {
        **GOOD,
        "HELPLINE_PUBLIC_URL": "http://localhost:8000",
        "HELPLINE_DATABASE_URL": migrated(tmp_path / "helpline.sqlite3"),
    }


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(port: int) -> bool:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def test_a_server_logs_listed_fields_as_json_and_no_request(settings_of_one: dict[str, str]) -> None:
    port = free_port()
    server = start(port, **settings_of_one)
    assert answers(port)
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(
            b"GET /canary-path?number=0612345678 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        while one.recv(4096):
            pass
    server.send_signal(signal.SIGTERM)
    printed, _ = server.communicate(timeout=30)
    lines = [json.loads(line) for line in printed.splitlines()]
    assert lines[0]["event"] == "serving"
    assert "canary" not in printed
    assert "0612345678" not in printed
    assert server.returncode == 0


HANDSHAKE = (
    b"GET %s HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:8000\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n%s\r\n"
)


def answer_to(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(sent)
        return one.recv(4096)


NOT_OURS = [
    HANDSHAKE % (b"/ws/canary/", b""),
    HANDSHAKE % (b"/canary", b""),
    HANDSHAKE % (b"/ws/chat/%ff%00", b""),
    HANDSHAKE % (b"/ws/chat/\xff", b""),
    HANDSHAKE % (b"/ws/chat/", b"Sec-WebSocket-Protocol: canary\xff\r\n"),
    HANDSHAKE % (b"/ws/chat/", b"Canary\xff: 1\r\n"),
    HANDSHAKE.replace(b"Version: 13", b"Version: canary") % (b"/ws/chat/", b""),
    HANDSHAKE.replace(b"AAAA==", b"A") % (b"/ws/chat/", b""),
    b"canary\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: canary:x\r\n\r\n",
]


def test_a_handshake_that_is_none_of_ours_leaves_no_line(settings_of_one: dict[str, str]) -> None:
    port = free_port()
    server = start(port, **settings_of_one)
    assert answers(port)
    for handshake in NOT_OURS:
        assert not answer_to(port, handshake).startswith(b"HTTP/1.1 101")
    assert answer_to(port, HANDSHAKE % (b"/ws/chat/", b"")).startswith(b"HTTP/1.1 101")
    elsewhere = HANDSHAKE % (b"/ws/chat/", b"Daphne-Root-Path: /elsewhere\r\n")
    assert answer_to(port, elsewhere).startswith(b"HTTP/1.1 101")
    server.send_signal(signal.SIGTERM)
    printed, _ = server.communicate(timeout=30)
    assert [json.loads(line)["event"] for line in printed.splitlines()] == ["serving"]


def opened_by(pid: int) -> list[str]:
    """Return the files that a process has open; one that it closes meanwhile is left out."""
    names = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            names.append(os.readlink(descriptor))
    return names


def test_a_body_stays_in_memory_and_has_a_bound(settings_of_one: dict[str, str]) -> None:
    port = free_port()
    server = start(port, **settings_of_one)
    assert answers(port)
    head = b"POST /chat/leave HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        one.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n6\r\ncanary\r\n")
        # Answered by the same loop, so that what came before was taken.
        assert answer_to(port, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").startswith(
            b"HTTP/1.1 200"
        )
        assert not [name for name in opened_by(server.pid) if "(deleted)" in name]
        one.sendall(b"0\r\n\r\n")
        assert one.recv(4096).startswith(b"HTTP/1.1 204")
    for length in (b"Transfer-Encoding: chunked\r\n\r\n50000\r\n", b"Content-Length: 327680\r\n\r\n"):
        assert answer_to(port, head + length + b"x" * 0x50000).startswith(b"HTTP/1.1 413")
    server.send_signal(signal.SIGTERM)
    printed, _ = server.communicate(timeout=30)
    assert [json.loads(line)["event"] for line in printed.splitlines()] == ["serving"]


FALLS = """
import django
django.setup()
from django.core.management import call_command
from helpline import serving

async def fall(stop):
    raise ValueError

serving.watch = fall
call_command("serve", "--port", "%d")
"""


def test_a_server_whose_own_task_falls_stops_as_one_that_failed(settings_of_one: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FALLS % free_port()],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "helpline.settings", **settings_of_one},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    lines = [json.loads(line) for line in (done.stdout + done.stderr).splitlines()]
    assert {"task_fell", "serving"} <= {line["event"] for line in lines}
    assert done.returncode == 1


def test_a_taken_port_is_named(settings_of_one: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = start(port, **settings_of_one)
        printed, _ = server.communicate(timeout=30)
    assert server.returncode != 0
    assert f"Port {port} is taken" in printed
