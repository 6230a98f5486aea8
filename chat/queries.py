"""What the pages of the chat may read. Read-only; the number of queries stands in the tests."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from chat import broadcast, shares
from chat.models import Conversation, Epoch, Offer, SealedFrame
from chat.rules.presence import is_there
from chat.rules.queue import Place, wait_minutes
from chat.rules.refusals import Close, Code, Refused
from chat.rules.states import State
from chat.rules.wire import encode
from helpline.charity.queries import limits
from helpline.common.channel import Channel
from helpline.metrics.queries import recent_lengths
from helpline.metrics.rules import LENGTH_BUCKETS
from scheduling.queries import availability, on_duty, queue_lengths

CHAT = Channel.CHAT
LONG_WAIT = timedelta(minutes=5)
# Frames read at once: at most about a megabyte.
BATCH = 200


def waiting() -> QuerySet[Conversation]:
    """Return those who wait, first in line first."""
    return Conversation.objects.filter(state=State.WAITING).order_by("-in_front", "queued_at", "conv")


def conversation(conv: str) -> Conversation:
    """Return one live conversation; raise Refused(unknown_conv), which also closes the socket, if there is none."""
    try:
        return Conversation.objects.get(conv=conv)
    except Conversation.DoesNotExist:
        raise Refused(Code.UNKNOWN_CONV, Close.UNKNOWN_CONV) from None


def is_held_by(conv: str, person_id: int) -> bool:
    """Return whether this counsellor holds that conversation; one that has ended is nobody's. One query."""
    return Conversation.objects.filter(conv=conv, counsellor_id=person_id).exists()


def place_of(conv: str, now: datetime) -> Place | None:
    """Return what one who waits is told, or None when they do not wait (any more)."""
    order = list(waiting().values_list("conv", flat=True))
    if conv not in order:
        return None
    position = order.index(conv) + 1
    present = on_duty(Channel.CHAT, now)
    seats = sum(one.capacity for one in present)
    door = availability(Channel.CHAT, now)
    soon = door.closes_at is not None and door.closes_at - now <= timedelta(
        minutes=limits().closing_soon_minutes
    )
    wait = wait_minutes(position, seats, recent_lengths(Channel.CHAT, now), LENGTH_BUCKETS)
    return Place(position, wait, soon, not present)


def place_fields(place: Place) -> dict[str, Any]:
    """Return a place as the `place` frame carries it."""
    return {
        "position": place.position,
        "wait": list(place.wait) if place.wait else None,
        "soon": place.soon,
        "away": place.away,
    }


def frames_after(conv: str, n: int) -> list[dict[str, Any]]:
    """Return the first BATCH stored frames numbered above n, in order, as `msg` frames. One query."""
    stored = SealedFrame.objects.filter(conversation_id=conv, n__gt=n).order_by("n")[:BATCH]
    return [message(frame) for frame in stored]


def message(frame: SealedFrame) -> dict[str, Any]:
    """Return one stored frame as it goes over the wire."""
    return {
        "t": "msg",
        "conv": frame.conversation_id,
        "e": frame.e,
        "pid": frame.pid,
        "inst": frame.inst,
        "q": frame.q,
        "c": encode(bytes(frame.ciphertext)),
        "n": frame.n,
    }


def offer_fields(offer: Offer) -> dict[str, Any]:
    """Return an offer's fields as its maker sent them."""
    return {"role": offer.role, "pid": offer.pid, "pk": offer.kem_key, "cert": offer.cert, "sig": offer.sig}


def opened_epochs(conv: str) -> list[dict[str, Any]]:
    """Return every opened epoch with its members, oldest first. Two queries."""
    members: dict[int, list[Offer]] = {}
    for offer in Offer.objects.filter(conversation_id=conv).exclude(seal=""):
        members.setdefault(offer.e, []).append(offer)
    return [
        {
            "e": epoch.e,
            "commit": epoch.commit,
            "prev": epoch.prev,
            "members": [offer_fields(offer) for offer in members.get(epoch.e, [])],
        }
        for epoch in Epoch.objects.filter(conversation_id=conv).order_by("e")
    ]


def previous_epoch(found: Conversation) -> int | None:
    """Return the number of the epoch that was open before the one in use, if there was one. One query."""
    earlier = Epoch.objects.filter(conversation=found, e__lt=found.e).order_by("-e")
    return earlier.values_list("e", flat=True).first()


def state_for_help_seeker(found: Conversation, now: datetime) -> dict[str, Any]:
    """Return the `conv.state` frame: all a help-seeker's page needs to begin or to go on."""
    place = place_of(found.conv, now) if found.state == State.WAITING else None
    pending = (
        Offer.objects.filter(conversation_id=found.conv, e=found.pending_e)
        if found.pending_e
        else Offer.objects.none()
    )
    return {
        "t": "conv.state",
        "conv": found.conv,
        "state": found.state,
        "e": found.e,
        "pending": {"e": found.pending_e, "why": found.pending_why, "commit": found.pending_commit or None}
        if found.pending_e
        else None,
        "share": shares.get(found.conv),
        "place": place_fields(place) if place else None,
        "name": found.counsellor.working_name if found.counsellor else None,
        "opened": opened_epochs(found.conv),
        "offers": [{"conv": found.conv, "e": offer.e, **offer_fields(offer)} for offer in pending],
        "n": found.n,
        "peer": is_there(found.counsellor_lost_at, now),
    }


def queue_for_console(now: datetime) -> dict[str, Any]:
    """Return the queue as the console shows it; only staff see a number.

    Who waits is who can be taken: whoever has no connection keeps the place and is counted as away. A wait is
    counted from where it began: of a conversation that came back to the queue, from then.
    """
    rows = list(waiting().values_list("queued_at", "lost_at"))
    since = [queued_at for queued_at, lost_at in rows if lost_at is None]
    return {
        "away": len(rows) - len(since),
        "waiting": len(since),
        "over5": sum(now - at > LONG_WAIT for at in since),
        "longest": int((now - min(since)).total_seconds()) if since else None,
        "on_duty": len(on_duty(Channel.CHAT, now)),
        "phone_waiting": queue_lengths().get(Channel.PHONE, 0),
    }


def conversations_of(person_id: int) -> list[dict[str, Any]]:
    """Return one counsellor's conversations as the `console` frame lists them, in the order they came. One query."""
    mine = Conversation.objects.filter(counsellor_id=person_id).order_by("accepted_at", "letter")
    return [
        {
            "conv": one.conv,
            "letter": one.letter,
            "lang": one.language,
            "e": one.e,
            "n": one.n,
            "since": one.accepted_at.isoformat() if one.accepted_at else None,
            "peer": one.lost_at is None,
            "state": one.state,
        }
        for one in mine
    ]


def accepted_frame(found: Conversation) -> dict[str, Any]:
    """Return the `conv.accepted` frame: the commitment is there, the console may make its key."""
    return {
        "t": "conv.accepted",
        "conv": found.conv,
        "letter": found.letter,
        "lang": found.language,
        "since": found.accepted_at.isoformat() if found.accepted_at else None,
        "e": found.pending_e,
        "commit": found.pending_commit,
        "why": found.pending_why,
        "n": found.n,
    }


def held(conv: str) -> dict[str, int]:
    """Return how many rows and halves this system holds of one conversation; all zero after its end."""
    return {
        "conversation": Conversation.objects.filter(conv=conv).count(),
        "epochs": Epoch.objects.filter(conversation_id=conv).count(),
        "offers": Offer.objects.filter(conversation_id=conv).count(),
        "sealed frames": SealedFrame.objects.filter(conversation_id=conv).count(),
        "halves of the keep": int(shares.get(conv) is not None),
        "groups of the layer": int(broadcast.is_group_kept(conv)),
    }


def halves_in_memory() -> int:
    """Return how many halves of keeps lie in the server's memory, also of conversations that are gone.

    Raises RedisError while Redis is away.
    """
    return len(shares.lying())
