"""An allow-list of log fields: what is not listed is not written. One JSON object a line.

Other people's log messages carry paths, addresses and values; of them only the logger's name, the level and, for an
exception, its class and place are kept.
"""

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

from helpline.common.faults import place_of

ALLOWED = frozenset(
    {"event", "level", "time", "logger", "exception", "place", "sweep", "seconds", "command", "port", "code"}
)


def only_listed(_: Any, __: str, fields: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop every field that ALLOWED does not name (a structlog processor)."""
    return {name: value for name, value in fields.items() if name in ALLOWED}


class PlaceOnly(logging.Formatter):
    """Write a standard log record as its logger, level and, of an exception, class and place; never its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON line."""
        line = {
            "event": "logged",
            "level": record.levelname.lower(),
            "logger": record.name,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["place"] = place_of(record.exc_info[2])
        return json.dumps(line)


def configure(_: Mapping[str, Any] | None = None) -> None:
    """Set up both kinds of logging (Django calls this with LOGGING; it needs nothing from it)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceOnly())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    # A 404 or a refused form is no fault; its line would only date a visit.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
    # Daphne's word for a handshake that cannot be read: no fault of ours either, and its line is the visitor's time.
    logging.getLogger("daphne.ws_protocol").setLevel(logging.CRITICAL)
    # Its warnings date visitors too: a page that went while the server was slow.
    logging.getLogger("daphne.server").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            only_listed,
            structlog.processors.JSONRenderer(),
        ],
        # Asked at each line, so that it follows a stream that was replaced.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
