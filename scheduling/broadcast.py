"""Pushes about duty. A push is a hint: a page that missed it reads duty again."""

from django.db import transaction

from helpline.common.layer import send_now

DUTY_CHANGED = "duty.changed"
# Who is there has changed: for pages that show it of everybody together.
PRESENT_GROUP = "duty"
PRESENT_CHANGED = "present.changed"


def duty_group(person_id: int) -> str:
    """Return the channel-layer group that hears of one person's duty."""
    return f"duty.{person_id}"


def tell_duty(person_id: int) -> None:
    """Hint to one person's pages, and to all that show who is there, once the transaction is committed.

    A layer that is down changes nothing.
    """
    # A lambda: Django logs a failed robust callback by its __qualname__, which a partial does not have.
    transaction.on_commit(lambda: _send(person_id), robust=True)


def _send(person_id: int) -> None:
    send_now(duty_group(person_id), {"type": DUTY_CHANGED})
    send_now(PRESENT_GROUP, {"type": PRESENT_CHANGED})
