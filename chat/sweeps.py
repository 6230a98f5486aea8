"""What the chat does on its own when time passes."""

from datetime import timedelta

from chat.services import presence
from helpline.sweeps.rules import Sweep

SWEEPS = (
    Sweep("chat_dead_processes", timedelta(seconds=15), presence.mark_dead_processes),
    Sweep("chat_end_lost", timedelta(seconds=30), presence.end_lost, erases=True),
    Sweep("chat_requeue_dropped", timedelta(seconds=10), presence.requeue_dropped),
    Sweep("chat_end_waits", timedelta(seconds=30), presence.end_waits),
    Sweep("chat_silent_consoles", timedelta(seconds=30), presence.silence_consoles),
    Sweep("chat_renew_shares", timedelta(minutes=5), presence.renew_shares),
    Sweep("chat_erase_shares", timedelta(minutes=1), presence.erase_shares, erases=True),
    Sweep("chat_erase_leftovers", timedelta(minutes=1), presence.erase_leftovers, erases=True),
)
