"""A missing or bad setting stops the start with one sentence; none can switch the demo on."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpline.alone import alone
from tests.command import GOOD, ROOT, migrated, run


@pytest.mark.parametrize("missing", ["HELPLINE_SECRET_KEY", "HELPLINE_PUBLIC_URL", "HELPLINE_FIELD_KEYS"])
def test_a_missing_setting_stops_the_start_and_says_what_to_set(missing: str) -> None:
    done = run("check", **{name: value for name, value in GOOD.items() if name != missing})
    assert done.returncode != 0
    assert f"Set {missing}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HELPLINE_PUBLIC_URL", "chat.example.org"),
        ("HELPLINE_PUBLIC_URL", "http://chat.example.org"),
        ("HELPLINE_PUBLIC_URL", "https://chat.example.org/here"),
        ("HELPLINE_PUBLIC_URL", "https://[x"),
        ("HELPLINE_PUBLIC_URL", "https://chat.example.org:abc"),
        ("HELPLINE_NAME_FILE", "/nonexistent"),
        ("HELPLINE_EXIT_URL", "http://www.example.org/"),
        ("HELPLINE_PHONE_DISPLAY", "call us"),
        ("HELPLINE_TEAM_KEY", "AAAA"),
        ("HELPLINE_DATABASE_URL", "mysql://name:word@host/database"),
        ("HELPLINE_DATABASE_URL", "nothing at all"),
        ("HELPLINE_REDIS_URL", "http://redis"),
        ("HELPLINE_FIELD_KEYS", "short"),
        ("HELPLINE_EMAIL_URL", "pigeon://mail"),
        ("HELPLINE_EMAIL_URL", "console://"),
        ("HELPLINE_SECRET_KEY", "short"),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence(name: str, value: str) -> None:
    done = run("check", **{**GOOD, name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_each_setting_can_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(GOOD["HELPLINE_SECRET_KEY"] + "\n")
    rest = {name: value for name, value in GOOD.items() if name != "HELPLINE_SECRET_KEY"}
    done = run("check", HELPLINE_SECRET_KEY_FILE=str(secret), **rest)
    assert done.returncode == 0, done.stderr


def test_a_safe_production_passes_the_deployment_checks() -> None:
    done = run("check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert done.returncode == 0, done.stderr


def test_no_setting_of_a_production_opens_the_demos_sign_in() -> None:
    tried = {
        "HELPLINE_DEMO": "1",
        "HELPLINE_MODE": "demo",
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "helpline.demo.settings",
        "HELPLINE_DEMO_PORT": "8000",
    }
    asked = "from django.conf import settings; from django.urls import NoReverseMatch, reverse\n"
    asked += "try: print(settings.DEMO, settings.SETTINGS_MODULE, reverse('demo_sign_in'))\n"
    asked += "except NoReverseMatch: print(settings.DEMO, settings.SETTINGS_MODULE, 'none')\n"
    done = run("shell", "--no-imports", "-c", asked, **{**GOOD, **tried})
    assert done.stdout.split() == ["False", "helpline.settings", "none"], done.stderr


def test_a_new_field_key_is_made_before_any_setting_is_there() -> None:
    made = run("new-field-key").stdout.strip()
    assert run("check", **{**GOOD, "HELPLINE_FIELD_KEYS": made}).returncode == 0


def test_the_demo_refuses_a_public_address(tmp_path: Path) -> None:
    done = run("demo", "--host", "0.0.0.0", HELPLINE_DEMO_DIR=str(tmp_path))
    assert done.returncode != 0
    assert "127.0.0.1" in done.stderr


@pytest.mark.parametrize(
    "choice", ["--settings=helpline.demo.settings", "--setting=helpline.demo.settings", "--pythonpath=/tmp"]
)
def test_no_word_on_the_command_line_chooses_the_settings(choice: str) -> None:
    done = run("check", choice, **GOOD)
    assert done.returncode != 0
    assert "the settings cannot be chosen" in done.stderr


def test_the_demos_settings_refuse_to_stand_on_a_productions() -> None:
    code = "import helpline.settings, helpline.demo.settings"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **GOOD},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "for `helpline demo` only" in done.stderr


def test_the_demos_own_database_can_be_asked_and_only_that_way(tmp_path: Path) -> None:
    folder = {"HELPLINE_DEMO_DIR": str(tmp_path)}
    missing = run("demo", "tallies", "--closed", **folder)
    assert "helpline migrate" in missing.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["closed"]
    assert "Set HELPLINE_" in run("tallies", **folder).stderr
    for word in ("serve", "shell", "create-admin"):
        assert f"unrecognized arguments: {word}" in run("demo", word, **folder).stderr


@pytest.mark.parametrize("port", ["a hundred", "0", "65536", "-1"])
def test_the_demo_refuses_what_is_no_port(tmp_path: Path, port: str) -> None:
    done = run("demo", HELPLINE_DEMO_DIR=str(tmp_path), HELPLINE_DEMO_PORT=port)
    assert done.stderr == "helpline: HELPLINE_DEMO_PORT must be a port's number, from 1 to 65535.\n"


def test_work_refuses_to_run_beside_a_server_without_redis() -> None:
    done = run("work", **GOOD)
    assert done.returncode != 0
    assert "HELPLINE_REDIS_URL" in done.stderr


def test_a_second_server_without_redis_is_refused(tmp_path: Path) -> None:
    first = alone(tmp_path / "lock")
    assert first is not None
    assert alone(tmp_path / "lock") is None
    first.close()
    second = alone(tmp_path / "lock")
    assert second is not None
    second.close()


def test_serve_says_why_it_does_not_start_twice(tmp_path: Path) -> None:
    database = {**GOOD, "HELPLINE_DATABASE_URL": migrated(tmp_path / "helpline.sqlite3")}
    with (tmp_path / "helpline.sqlite3.serving").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = run("serve", "--port", "1", **database)
    assert done.returncode != 0
    assert "HELPLINE_REDIS_URL" in done.stderr


def test_a_command_without_its_tables_says_so_in_a_sentence(tmp_path: Path) -> None:
    database = {**GOOD, "HELPLINE_DATABASE_URL": f"sqlite:///{tmp_path / 'helpline.sqlite3'}"}
    done = run("tallies", **database)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "`helpline migrate` has not been run" in done.stderr
    assert "Traceback" in run("tallies", "--traceback", **database).stderr


def test_held_says_that_redis_is_away(tmp_path: Path) -> None:
    database = {**GOOD, "HELPLINE_DATABASE_URL": migrated(tmp_path / "helpline.sqlite3")}
    done = run("held", "A0Ko0TQVbYTtdWV5ZYxPwg", HELPLINE_REDIS_URL="redis://127.0.0.1:1", **database)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "Redis did not answer" in done.stderr


def test_held_takes_an_id_that_begins_with_a_dash(tmp_path: Path) -> None:
    database = {**GOOD, "HELPLINE_DATABASE_URL": migrated(tmp_path / "helpline.sqlite3")}
    assert run("held", "-0Ko0TQVbYTtdWV5ZYxPwg", **database).stdout.startswith(
        "Nothing is held in the database."
    )
    assert run("held", "no-id", **database).returncode != 0
