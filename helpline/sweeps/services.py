"""Running what is due, one holder at a time."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db.models import Q

from helpline.common.faults import place_of
from helpline.sweeps.models import SweepRun
from helpline.sweeps.queries import due
from helpline.sweeps.rules import LEASE, RETRY_AFTER, Sweep

log = structlog.get_logger()


def run_due(sweeps: Iterable[Sweep], holder: str, now: datetime) -> list[str]:
    """Run the sweeps that are due and that nobody else holds; return the names of those that ended well.

    `holder`: a name of this process that no other has. The sweeps run in the order given. One that fails is
    logged by class and place, is due again later and stops no other. Not to be called in a transaction: each
    sweep opens its own.
    """
    ran = []
    for sweep in due(sweeps, now):
        if _take(sweep, holder, now) and _run(sweep, holder, now):
            ran.append(sweep.name)
    return ran


def _take(sweep: Sweep, holder: str, now: datetime) -> bool:
    """Take the sweep's lease in one conditional UPDATE: of several that try at once, one succeeds."""
    SweepRun.objects.bulk_create([SweepRun(name=sweep.name)], ignore_conflicts=True)
    retry = min(sweep.every, RETRY_AFTER)
    free = SweepRun.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        Q(ran_at=None) | Q(ran_at__lte=now - sweep.every),
        Q(failed_at=None) | Q(failed_at__lte=now - retry),
        name=sweep.name,
    )
    return free.update(holder=holder, lease_until=now + LEASE) == 1


def _run(sweep: Sweep, holder: str, now: datetime) -> bool:
    # Whoever took the lease over meanwhile keeps it: then neither update finds the row.
    held = SweepRun.objects.filter(name=sweep.name, holder=holder)
    try:
        sweep.run(now)
    except Exception as fault:  # noqa: BLE001
        # The one boundary where everything is caught: erasing must go on whatever another sweep, of an app
        # that this one knows nothing of, stumbled over. Only class and place are written: a message may carry
        # values.
        held.update(failed_at=now, lease_until=None)
        log.error(
            "sweep_failed",
            sweep=sweep.name,
            exception=type(fault).__name__,
            place=place_of(fault.__traceback__),
        )
        return False
    held.update(ran_at=now, failed_at=None, lease_until=None)
    return True
