"""What is not listed is not written."""

import json
import logging
import sys
from collections.abc import Iterator
from types import TracebackType

import pytest
import structlog

from helpline.logs import PlaceOnly, configure, only_listed, place_of


@pytest.fixture
def configured() -> Iterator[None]:
    """Logging as the product sets it up, put back afterwards."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    configure()
    yield
    structlog.configure(**before)
    root.handlers, root.level = handlers, level


def test_a_field_that_is_not_listed_is_dropped() -> None:
    kept = only_listed(None, "", {"event": "swept", "sweep": "erase", "address": "192.0.2.7", "conv": "abc"})
    assert kept == {"event": "swept", "sweep": "erase"}


def failed() -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        raise ValueError("a secret of somebody at 192.0.2.7")
    except ValueError as fault:
        return type(fault), fault, fault.__traceback__


def test_an_exception_is_logged_by_class_and_place_and_never_by_its_words() -> None:
    record = logging.LogRecord(
        "django.request", 40, __file__, 1, "Error at /nl/?n=%s", ("0612345678",), failed()
    )
    line = PlaceOnly().format(record)
    assert json.loads(line)["exception"] == "ValueError"
    assert "test_logs.py:" in json.loads(line)["place"]
    assert "secret" not in line
    assert "0612345678" not in line


def test_a_message_of_another_library_is_not_written() -> None:
    record = logging.LogRecord("daphne", 30, __file__, 1, "192.0.2.7 GET /chat", (), None)
    line = json.loads(PlaceOnly().format(record))
    assert set(line) == {"event", "level", "logger", "time"}


@pytest.mark.parametrize("name", ["django.request", "django.security", "daphne.ws_protocol", "daphne.server"])
def test_no_library_dates_a_visit_by_a_warning(configured: None, name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.WARNING)


def test_a_place_is_a_file_and_a_line() -> None:
    assert place_of(failed()[2]).split(":")[0].endswith("house/test_logs.py")
    assert place_of(None) == ""


def test_our_own_lines_are_json_of_listed_fields(
    configured: None, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.get_logger().warning("swept", sweep="erase", body="what somebody said")
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "swept"
    assert "body" not in line
    assert sys.stderr is not None
