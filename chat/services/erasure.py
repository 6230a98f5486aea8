"""The end of a conversation: counted and erased in one transaction."""

from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction

from chat import broadcast, shares
from chat.models import Conversation
from chat.queries import waiting
from chat.rules.outcomes import Ending, outcome_of
from chat.rules.states import Event, after
from helpline.charity.queries import limits
from helpline.common.channel import Channel
from helpline.metrics.services import count_contact
from scheduling.queries import availability, on_duty
from scheduling.rules.hours import State as DoorState
from scheduling.services import free, post_queue

LOG_WAIT_MS = 200


def end(
    found: Conversation,
    event: Event,
    *,
    now: datetime,
    told_help_seeker: str,
    told_counsellor: str,
    abuse: bool = False,
) -> None:
    """Count one locked conversation's outcome and erase everything held of it. Call inside a transaction.

    `told_…` is the `why` each side's page reads in `conv.closed`.
    """
    after(found.state_value, event)
    _count(found, event, now, abuse=abuse)
    conv, person_id = found.conv, found.counsellor_id
    if person_id is not None:
        free(person_id, Channel.CHAT)
    found.delete()
    tell_queue(now)
    # After the commit, and also when a push fails: what was stored is gone before a page hears that it is. The layer's
    # group carries the word and goes after it.
    transaction.on_commit(partial(shares.drop, conv))
    # robust: if the log cannot be emptied now, the pages hear of the end all the same.
    transaction.on_commit(overwrite_log, robust=True)
    transaction.on_commit(partial(broadcast.tell_help_seeker, conv, _closed(conv, told_help_seeker)))
    transaction.on_commit(partial(broadcast.forget_help_seeker, conv))
    transaction.on_commit(partial(broadcast.tell_console, person_id, _closed(conv, told_counsellor)))


def _count(found: Conversation, event: Event, now: datetime, *, abuse: bool) -> None:
    """Count the outcome. A wait ends with the acceptance or the end, a length begins with the hello."""
    at_end = found.lost_at if event is Event.LOST and found.lost_at else now
    waited = (found.first_accepted_at or at_end) - found.began_at
    ending = Ending(
        event=event,
        marked_abuse=abuse,
        said_hello=found.hello_at is not None,
        spoke=found.spoke,
        was_accepted=found.first_accepted_at is not None,
        waited=waited,
        short_abandon=timedelta(seconds=limits().short_abandon_seconds),
        on_duty=bool(on_duty(Channel.CHAT, now)),
    )
    length = at_end - found.hello_at if found.hello_at else None
    count_contact(
        Channel.CHAT, outcome_of(ending), found.began_at, wait=waited, length=length, language=found.language
    )


def tell_queue(now: datetime) -> None:
    """Post the queue's length to the one place both channels read, and hint it to the pages on commit."""
    count = waiting().count()
    post_queue(Channel.CHAT, count, count >= limits().queue_cap, now)
    transaction.on_commit(broadcast.queue_changed)


def overwrite_log() -> None:
    """Empty SQLite's write-ahead log, so that erased rows do not stay in it; PostgreSQL does this in its own time."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
        with connection.cursor() as cursor:
            # A reader that goes on, as a backup does, makes it do less, not fail: the erase sweep tries again. Nobody
            # waits for it longer than this, neither the pages that are to be told nor the one thread of all sockets.
            cursor.execute(f"PRAGMA busy_timeout={LOG_WAIT_MS}")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout={usual}")


def is_open_now(now: datetime) -> bool:
    """Return whether the chat's hours say open, staffed or not."""
    return availability(Channel.CHAT, now).state is not DoorState.CLOSED


def _closed(conv: str, why: str) -> dict[str, str]:
    return {"t": "conv.closed", "conv": conv, "why": why}
