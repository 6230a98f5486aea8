"""Which sweeps are due, and which are late. Read-only; one query each."""

from collections.abc import Iterable
from datetime import datetime

from helpline.sweeps.models import SweepRun
from helpline.sweeps.rules import Last, Sweep, is_due, is_late


def due(sweeps: Iterable[Sweep], now: datetime) -> list[Sweep]:
    """Return the sweeps that may run now, in the order given."""
    past = _past()
    return [sweep for sweep in sweeps if is_due(sweep.every, past.get(sweep.name, Last()), now)]


def overdue(sweeps: Iterable[Sweep], now: datetime) -> list[str]:
    """Return the names of the sweeps that should have run by now and did not, in the order given."""
    past = _past()
    return [sweep.name for sweep in sweeps if is_late(sweep.every, past.get(sweep.name, Last()), now)]


def _past() -> dict[str, Last]:
    return {run.name: run.last for run in SweepRun.objects.all()}
