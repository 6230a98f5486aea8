"""Who is on duty, read from check-ins, pauses and engagements."""

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from helpline.common.channel import Channel
from scheduling.models import CheckIn, Engagement, Pause
from scheduling.rules import duty as rules
from scheduling.rules.duty import OFF_DUTY, Duty, OnDuty, Presence

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counted(TypedDict):
        """What the query adds to a check-in's own columns."""

        is_paused: bool
        chats: int
        calls: int

    Row = WithAnnotations[CheckIn, Counted]


def on_duty(channel: Channel, at: datetime) -> tuple[OnDuty, ...]:
    """Return those who take contacts of the channel, longest checked in first. One query.

    A past instant shows who was checked in then, with what they have in hand now.
    """
    rows = _present(at).filter(person__is_active=True).select_related("person")
    return rules.on_duty([_presence(row) for row in rows], channel)


def duty_of(person_id: int, at: datetime) -> Duty:
    """Return one person's duty. One query."""
    row = _present(at).filter(person_id=person_id).first()
    return _duty(row) if row else OFF_DUTY


def _present(at: datetime) -> "QuerySet[Row]":
    runs = Q(at__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))

    def in_hand(channel: Channel) -> Coalesce:
        held = Engagement.objects.filter(person=OuterRef("person"), channel=channel.value)
        return Coalesce(Subquery(held.values("n")[:1]), 0, output_field=IntegerField())

    return (
        CheckIn.objects.filter(runs)
        .annotate(
            is_paused=Exists(Pause.objects.filter(runs, check_in=OuterRef("pk"))),
            chats=in_hand(Channel.CHAT),
            calls=in_hand(Channel.PHONE),
        )
        .order_by("at", "pk")
    )


def _duty(row: "Row") -> Duty:
    state = rules.state_of(is_paused=row.is_paused, is_not_answering=row.not_answering)
    return Duty(state, row.channels, row.at)


def _presence(row: "Row") -> Presence:
    return Presence(
        person_id=row.person_id,
        name=row.person.shown_name,
        duty=_duty(row),
        max_chats=row.person.max_chats,
        chats=row.chats,
        calls=row.calls,
    )
