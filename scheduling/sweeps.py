"""What this app does when its time has come."""

from datetime import timedelta
from typing import Final

from helpline.sweeps.rules import Sweep
from scheduling import postman, services
from scheduling.services.rota import colleagues, notices, patterns, requests, shifts

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)

SWEEPS: tuple[Sweep, ...] = (
    Sweep("scheduling_end_duty", _MINUTE, services.end_finished_duty),
    Sweep("scheduling_tell_turns", _MINUTE, services.tell_turns),
    Sweep("scheduling_release_unfit", _MINUTE, colleagues.release_unfit),
    Sweep("scheduling_release_unconfirmed", _MINUTE, shifts.release_unconfirmed),
    Sweep("scheduling_expire_requests", _MINUTE, requests.expire_requests),
    Sweep("scheduling_watch_gaps", _MINUTE, notices.watch_gaps),
    Sweep("scheduling_remind", timedelta(minutes=5), notices.remind),
    Sweep("scheduling_send_mails", _MINUTE, postman.send_due),
    Sweep("scheduling_make_shifts", _DAY, patterns.make_shifts),
    Sweep("scheduling_erase_duty", _DAY, services.erase_duty, erases=True),
    Sweep("scheduling_erase_rota", _DAY, services.erase_old_rota, erases=True),
)
