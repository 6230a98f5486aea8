"""How long the queues are: live for staff, on 10-minute marks for the public."""

from datetime import datetime

from helpline.common.channel import Channel
from scheduling.models import ChannelQueue
from scheduling.rules.public_queue import QueueState, public_state


def public_queue(channel: Channel, now: datetime) -> QueueState:
    """Return what the public may know of the queue: its state at the latest mark. One query."""
    row = ChannelQueue.objects.filter(pk=channel.value).first()
    return public_state(row.to_rule(), now) if row else QueueState.OPEN


def queue_lengths() -> dict[Channel, int]:
    """Return how many wait now on each channel, for staff only. One query."""
    posted = dict(ChannelQueue.objects.values_list("channel", "waiting"))
    return {channel: posted.get(channel.value, 0) for channel in Channel}
