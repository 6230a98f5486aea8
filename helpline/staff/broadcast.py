"""Pushes to a person's open sockets: hints; the heartbeat of helpline.staff.sockets is the promise."""

from django.db import transaction

from helpline.common.layer import send_now


def person_group(person_id: int) -> str:
    """Return the channel-layer group of everything one person of the staff has open."""
    return f"person.{person_id}"


def close_sockets(person_id: int) -> None:
    """Close all that this person has open, on commit; a layer that is down stops nothing."""
    # A lambda, not a partial: Django names a robust callback that failed by its __qualname__, which partials lack.
    transaction.on_commit(lambda: _send_closed(person_id), robust=True)


def _send_closed(person_id: int) -> None:
    send_now(person_group(person_id), {"type": "staff.closed"})
