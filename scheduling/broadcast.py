"""Pushes about duty. A push is a hint: a page that missed it reads duty again."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

DUTY_CHANGED = "duty.changed"


def duty_group(person_id: int) -> str:
    """Return the channel-layer group that hears of one person's duty."""
    return f"duty.{person_id}"


def tell_duty(person_id: int) -> None:
    """Send `duty.changed` once the transaction is committed; a layer that is down changes nothing."""
    # A lambda: Django logs a failed robust callback by its __qualname__, which a partial does not have.
    transaction.on_commit(lambda: _send(person_id), robust=True)


def _send(person_id: int) -> None:
    layer = get_channel_layer()
    if layer is not None:
        async_to_sync(layer.group_send)(duty_group(person_id), {"type": DUTY_CHANGED})
