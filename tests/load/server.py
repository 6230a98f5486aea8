"""`python -m tests.load.server --port N`: `helpline serve` with budgets that no bench reaches.

The environment's BENCH_BUDGET (frames a minute, burst) and BENCH_STALLED (seconds) choose others. With
BENCH_COUNT, on SIGUSR1 it writes how many queries were asked so far, by the table asked, as one JSON line to its log.
"""

import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpline.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402

from chat.consumers.frames import FrameConsumer  # noqa: E402
from chat.rules.flood import Bucket  # noqa: E402
from helpline import bounded  # noqa: E402

ASKED: Counter[str] = Counter()
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)


def count(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
    found = TABLE.search(sql)
    ASKED[found.group(1) if found else sql.split(maxsplit=1)[0].lower()] += 1
    return execute(sql, parameters, many, context)


def watch_connection(connection: Any, **_: Any) -> None:
    if count not in connection.execute_wrappers:
        connection.execute_wrappers.append(count)


def tell(*_: object) -> None:
    sys.stdout.write(json.dumps({"asked": ASKED}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    settings.PROOF_COST = 1
    per_minute, burst = map(float, os.environ.get("BENCH_BUDGET", "1e9,1e9").split(","))
    FrameConsumer.new_bucket = staticmethod(lambda: Bucket(per_minute=per_minute, burst=burst, left=burst))
    bounded.STALLED_SECONDS = float(os.environ.get("BENCH_STALLED", bounded.STALLED_SECONDS))
    if os.environ.get("BENCH_COUNT"):
        connection_created.connect(watch_connection)
        signal.signal(signal.SIGUSR1, tell)
    call_command("serve", *sys.argv[1:])
