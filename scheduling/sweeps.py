"""What this app does when its time has come."""

from datetime import timedelta

from helpline.sweeps.rules import Sweep
from scheduling import services

SWEEPS: tuple[Sweep, ...] = (
    Sweep("scheduling_end_duty", timedelta(minutes=1), services.end_finished_duty),
    Sweep("scheduling_tell_turns", timedelta(minutes=1), services.tell_turns),
    Sweep("scheduling_erase_duty", timedelta(days=1), services.erase_duty, erases=True),
    Sweep("scheduling_erase_rota", timedelta(days=1), services.erase_old_rota, erases=True),
)
