"""`python -m tests.load.server --port N`: `helpline serve` with budgets that no bench reaches.

The environment's BENCH_BUDGET (frames a minute, burst), BENCH_STALLED and BENCH_LOOK (seconds) choose others. With
BENCH_COUNT, on SIGUSR1 it writes how many queries were asked so far as one JSON line to its log: by table, those of
the sweeps together. Sweeps run in threads of their own, everything that a socket asks in the one thread of the sockets.
"""

import json
import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpline.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402

from chat.consumers import watch  # noqa: E402
from chat.consumers.frames import FrameConsumer  # noqa: E402
from chat.rules.flood import Bucket  # noqa: E402
from helpline import bounded  # noqa: E402

ASKED: Counter[str] = Counter()
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)


def count(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
    found = TABLE.search(sql)
    in_sweep = threading.current_thread().name.startswith("asyncio_")
    ASKED["sweeps" if in_sweep else found.group(1) if found else sql.split(maxsplit=1)[0].lower()] += 1
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
    FrameConsumer.new_reads = staticmethod(FrameConsumer.new_bucket)
    bounded.STALLED_SECONDS = float(os.environ.get("BENCH_STALLED", bounded.STALLED_SECONDS))
    watch.LOOK_SECONDS = float(os.environ.get("BENCH_LOOK", watch.LOOK_SECONDS))
    if os.environ.get("BENCH_COUNT"):
        connection_created.connect(watch_connection)
        signal.signal(signal.SIGUSR1, tell)
    call_command("serve", *sys.argv[1:])
