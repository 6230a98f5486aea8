"""The files of a real start: unprivileged, read-only, secrets as files, and silent about visitors."""

import http.server
import importlib.util
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat.consumers.help_seeker import MOST_PUBLIC_SOCKETS

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


@pytest.fixture
def health() -> Iterator[http.server.HTTPServer]:
    """A server on loopback that answers 200 to /live for the public name only, and 503 otherwise."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            well = self.path == "/live" and self.headers["Host"] == "chat.example.org"
            self.send_response(200 if well else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def probe(address: str) -> int:
    spec = importlib.util.spec_from_file_location("probe", DEPLOY / "probe.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    answer: int = module.main(address)
    return answer


def lines(name: str) -> list[str]:
    return [line for line in (DEPLOY / name).read_text().splitlines() if line and not line.startswith("#")]


def test_the_server_has_a_descriptor_for_every_page_it_lets_in_and_as_many_to_spare() -> None:
    limit = SERVICES["web"]["ulimits"]["nofile"]
    assert limit["soft"] == limit["hard"] >= 2 * MOST_PUBLIC_SOCKETS


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_can_do_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["caddy"]


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_the_databases_have_no_way_out(name: str) -> None:
    assert [COMPOSE["networks"][network] for network in SERVICES[name]["networks"]] == [{"internal": True}]


def test_no_secret_stands_in_the_environment() -> None:
    for service in SERVICES.values():
        secret = [name for name in service.get("environment", {}) if re.search("SECRET|KEYS|PASSWORD", name)]
        assert all(name.endswith("_FILE") for name in secret)
    assert {"file"} == {key for secret in COMPOSE["secrets"].values() for key in secret}


def test_valkey_has_no_place_on_disk() -> None:
    assert "volumes" not in SERVICES["valkey"]
    assert {'save ""', "appendonly no", "slowlog-log-slower-than -1"} <= set(lines("valkey.conf"))


def test_postgresql_logs_no_statement_and_keeps_no_archive() -> None:
    settings = dict(line.split(" = ") for line in lines("postgresql.conf"))
    assert settings["log_statement"] == "none"
    assert settings["log_min_error_statement"] == "panic"
    assert settings["log_parameter_max_length"] == settings["log_parameter_max_length_on_error"] == "0"
    assert settings["log_connections"] == settings["log_disconnections"] == settings["archive_mode"] == "off"
    assert settings["synchronous_commit"] == "on"


def test_the_proxy_writes_about_certificates_only() -> None:
    caddyfile = (DEPLOY / "Caddyfile").read_text()
    assert not re.search(r"^\s*log\s*({.*)?$", caddyfile, re.MULTILINE)
    assert re.findall(r"^\s*include (.+)$", caddyfile, re.MULTILINE) == ["tls.obtain tls.renew"]


def test_the_proxy_takes_the_address_and_the_agent_out() -> None:
    removed = re.findall(r"header_up -(\S+)", (DEPLOY / "Caddyfile").read_text())
    assert {"X-Forwarded-For", "User-Agent"} <= set(removed)


def test_the_probe_asks_by_the_public_name(
    health: http.server.HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPLINE_PUBLIC_URL", "https://chat.example.org")
    assert probe(f"http://127.0.0.1:{health.server_port}/live") == 0


def test_the_probe_reports_an_unwell_server(
    health: http.server.HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPLINE_PUBLIC_URL", "https://chat.example.org")
    assert probe(f"http://127.0.0.1:{health.server_port}/ready") == 1


def test_the_probe_reports_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_PUBLIC_URL", "https://chat.example.org")
    assert probe("http://127.0.0.1:1/live") == 1
