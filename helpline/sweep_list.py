"""Every sweep of every app: apps hand theirs down as plain values, so that `sweeps` imports none of them."""

from chat.sweeps import SWEEPS as CHAT
from helpline.staff.sweeps import SWEEPS as STAFF
from scheduling.sweeps import SWEEPS as SCHEDULING

SWEEPS = (*CHAT, *SCHEDULING, *STAFF)
ERASING = tuple(sweep for sweep in SWEEPS if sweep.erases)
