"""Which epoch is asked for next and why, and in which ones may still be written. Pure."""

from datetime import datetime, timedelta
from enum import Enum

# After a change of epoch, frames of the one before may still be on their way. The pages take them for 60 s: what is
# stored in the last moment still has to reach them, and must never be refused there once it was acked here.
GRACE = timedelta(seconds=45)


class Step(Enum):
    """What a conversation needs before its counsellor can speak."""

    PROMISE = "the number asked for still waits for the help-seeker's promise"
    OFFER = "the promise is there: the counsellor's page may make its key"
    ANEW = "another number has to be asked for"


def on_acceptance(e: int, pending_e: int, *, is_promised: bool) -> Step:
    """Return what is needed when a counsellor takes a conversation whose epoch in use is `e` (0: none yet).

    Only the promise that came with the start may be used; after that each needs a new one, made before the new key
    exists.
    """
    return Step.OFFER if pending_e and is_promised and not e else Step.ANEW


def on_return(pending_e: int, *, is_promised: bool, is_offered: bool) -> Step:
    """Return what is needed when the counsellor's page came back without its keys.

    `pending_e` is the number asked for (0: none). One that was offered a key is abandoned: the key is gone with the
    page, and a number is never used for a second one.
    """
    if not pending_e:
        return Step.ANEW
    if not is_promised:
        return Step.PROMISE
    return Step.ANEW if is_offered else Step.OFFER


def reason(*, held_keys: bool) -> str:
    """Return why another number is asked for: who never held keys here does not reload, but still accepts."""
    return "reload" if held_keys else "accept"


def may_write(
    written: int, *, e: int, first: int, previous: int | None, opened_at: datetime | None, now: datetime
) -> bool:
    """Return whether a frame of epoch `written` may be stored while `e` is in use (0: none yet).

    `previous` is the epoch that was open before it (None: there was none), which is not always `e` - 1: a number may
    have been abandoned. Its frames pass for GRACE after `opened_at`, when `e` was opened. `first` is the first number
    that the present counsellor was asked for: their page has no key of an earlier one.
    """
    if not e or opened_at is None or written < first:
        return False
    return written == e or (written == previous and now - opened_at <= GRACE)
