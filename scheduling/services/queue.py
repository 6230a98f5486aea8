"""Each channel posts its own queue's length here, so that neither needs to know the other."""

from datetime import datetime

from django.db import transaction

from helpline.common.channel import Channel
from scheduling.models import ChannelQueue
from scheduling.rules.public_queue import mark_of, posted


@transaction.atomic
def post_queue(channel: Channel, waiting: int, full: bool, now: datetime) -> None:
    """Store a queue's new length in the caller's transaction; the public sees it from the next mark on."""
    row, _ = ChannelQueue.objects.select_for_update().get_or_create(
        pk=channel.value, defaults={"mark": mark_of(now)}
    )
    queue = posted(row.to_rule(), waiting=waiting, full=full, now=now)
    row.waiting, row.full = queue.waiting, queue.full
    row.waiting_at_mark, row.full_at_mark = queue.waiting_at_mark, queue.full_at_mark
    row.mark = queue.mark
    row.save()
