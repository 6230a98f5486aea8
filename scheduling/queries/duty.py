"""Who is on duty, read from check-ins, the seats they stand on, pauses and engagements."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from helpline.common.channel import Channel
from scheduling.models import CheckIn, Engagement, Pause
from scheduling.queries.turns import turns_of
from scheduling.rules import duty as rules
from scheduling.rules.duty import OFF_DUTY, Duty, OnDuty, Presence, Turn

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counted(TypedDict):
        """What the query adds to a check-in's own columns."""

        is_paused: bool
        chats: int
        calls: int

    Row = WithAnnotations[CheckIn, Counted]


def on_duty(channel: Channel, at: datetime) -> tuple[OnDuty, ...]:
    """Return those who take contacts of the channel, in ring order. Two queries.

    A past instant shows who was checked in then, on the rota and with what they have in hand as it is now.
    """
    rows = list(_present(at).filter(person__is_active=True).select_related("person"))
    duties = _duties(rows, at)
    return rules.on_duty([_presence(row, duties[row.person_id]) for row in rows], channel)


def duty_of(person_id: int, at: datetime) -> Duty:
    """Return one person's duty. Two queries."""
    return duties_of([person_id], at).get(person_id, OFF_DUTY)


def duties_of(person_ids: Collection[int], at: datetime) -> dict[int, Duty]:
    """Return the duty of each of these people who is checked in. Two queries."""
    return _duties(list(_present(at).filter(person__in=person_ids)), at)


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


def _duties(rows: "list[Row]", at: datetime) -> dict[int, Duty]:
    if not rows:
        return {}
    # In the order of the check-ins: the first is the earliest.
    turns = turns_of([row.person_id for row in rows], rows[0].at, at)
    return {row.person_id: _duty(row, turns.get(row.person_id, []), at) for row in rows}


def _duty(row: "Row", turns: list[Turn], at: datetime) -> Duty:
    state = rules.state_of(is_paused=row.is_paused, is_not_answering=row.not_answering)
    return rules.duty_at(state, row.at, turns, at)


def _presence(row: "Row", duty: Duty) -> Presence:
    return Presence(
        person_id=row.person_id,
        name=row.person.shown_name,
        duty=duty,
        max_chats=row.person.max_chats,
        chats=row.chats,
        calls=row.calls,
    )
