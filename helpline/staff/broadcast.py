"""Pushes to a person's open sockets: hints; the heartbeat of helpline.staff.sockets is the promise."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def person_group(person_id: int) -> str:
    """Return the channel-layer group of everything one person of the staff has open."""
    return f"person.{person_id}"


def close_sockets(person_id: int) -> None:
    """Close all that this person has open, on commit; a layer that is down stops nothing."""
    # A lambda, not a partial: Django names a robust callback that failed by its __qualname__, which partials lack.
    transaction.on_commit(lambda: _send_closed(person_id), robust=True)


def _send_closed(person_id: int) -> None:
    layer = get_channel_layer()
    assert layer is not None
    async_to_sync(layer.group_send)(person_group(person_id), {"type": "staff.closed"})
