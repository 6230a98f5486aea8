"""One capacity over both channels: how many contacts somebody has in hand, without any contact's id."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from helpline.common.channel import Channel
from scheduling.models import CheckIn, Engagement, Pause
from scheduling.queries.turns import turns_of
from scheduling.rules.duty import NotOnDuty, check_room, duty_at, state_of


@transaction.atomic
def reserve(person_id: int, channel: Channel, now: datetime) -> None:
    """Take one place of somebody's capacity in the caller's transaction; raise NotOnDuty or NoCapacity.

    The check-in's row is the lock: two reservations for one person, on either channel, come one by one. On
    SQLite every transaction is alone from its beginning (transaction_mode IMMEDIATE). What is offered is what the
    seat takes that the person holds at this instant.
    """
    row = (
        CheckIn.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(person_id=person_id, person__is_active=True, until__isnull=True, at__lte=now)
        .first()
    )
    if row is None:
        raise NotOnDuty
    is_paused = Pause.objects.filter(check_in=row, until__isnull=True).exists()
    turns = turns_of([person_id], row.at, now).get(person_id, [])
    taken = dict(Engagement.objects.filter(person_id=person_id).values_list("channel", "n"))
    check_room(
        duty_at(state_of(is_paused=is_paused, is_not_answering=row.not_answering), row.at, turns, now),
        channel,
        max_chats=row.person.max_chats,
        chats=taken.get(Channel.CHAT, 0),
        calls=taken.get(Channel.PHONE, 0),
    )
    engagement, _ = Engagement.objects.get_or_create(person_id=person_id, channel=channel.value)
    Engagement.objects.filter(pk=engagement.pk).update(n=F("n") + 1)


def free(person_id: int, channel: Channel) -> None:
    """Give one place back, inside the caller's transaction; also after checking out.

    A place given back twice stays free: it must never keep a conversation from being erased.
    """
    Engagement.objects.filter(person_id=person_id, channel=channel.value, n__gt=0).update(n=F("n") - 1)
