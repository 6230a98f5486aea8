"""`helpline work`: run the sweeps beside one or more servers."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from helpline.sweep_list import SWEEPS
from helpline.sweeps.runner import run_forever


class Command(BaseCommand):
    """Erase, count up and end what time ends. Several may run: a lease lets one at a time do each sweep."""

    help = "Run the sweeps until told to stop."

    def handle(self, *_: Any, **__: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        if not settings.REDIS_URL:
            raise CommandError(
                "`work` needs HELPLINE_REDIS_URL: without Redis the one `serve` process runs the sweeps itself."
            )
        asyncio.run(_run())


async def _run() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await run_forever(SWEEPS, stop)
