"""What the two pages would have heard by hints, read from the database alone. Read-only."""

from datetime import datetime
from typing import Any

from chat.models import Console, Conversation, Epoch, Offer
from chat.queries import accepted_frame, conversation, offer_fields
from chat.rules.presence import gone_in, is_there
from chat.rules.refusals import Close, Code, Refused
from chat.rules.states import State

# The hints that tell how something stands, so that the same one twice is one too many.
HINTED = frozenset({"epoch.want", "offer", "waiting", "peer"})


def is_taken_over(person_id: int, socket: str) -> bool:
    """Return whether a newer console of the same person goes on. One query."""
    return Console.objects.filter(person_id=person_id).exclude(socket=socket).exists()


def for_console(conv: str) -> list[dict[str, Any]]:
    """Return the commitment that waits for an offer and the epoch in use, as frames, in that order.

    Empty for a conversation that has ended. At most four queries.
    """
    try:
        found = conversation(conv)
    except Refused:
        return []
    frames = []
    offers = list(
        Offer.objects.filter(conversation_id=conv, e__in=(found.e, found.pending_e)).order_by("pid")
    )
    if found.pending_commit and not any(offer.e == found.pending_e for offer in offers):
        frames.append(accepted_frame(found))
    members = [offer for offer in offers if offer.e == found.e and offer.seal]
    for epoch in Epoch.objects.filter(conversation_id=conv, e=found.e):
        for offer in members:
            if offer.person_id == found.counsellor_id:
                frames.append(
                    {
                        "t": "epoch.open",
                        "conv": conv,
                        "e": epoch.e,
                        "commit": epoch.commit,
                        "prev": epoch.prev,
                        "members": [offer_fields(member) for member in members],
                        "seals": [{"pid": offer.pid, "s": offer.seal}],
                    }
                )
    return frames


def for_help_seeker(conv: str, socket: str, now: datetime) -> list[dict[str, Any]]:
    """Return what the help-seeker's page must know by now but for messages, as frames in their order.

    Raises Refused: unknown_conv for a conversation that has ended, taken_over when another page went on with it.
    At most three queries.
    """
    found = conversation(conv)
    if found.socket != socket:
        raise Refused(Code.TAKEN_OVER, Close.TAKEN_OVER)
    return [*_standing(found, now), *_offers(found)]


def counsellors_page(conv: str, now: datetime) -> tuple[float | None, dict[str, Any]]:
    """Return in how many seconds the counsellor's page counts as gone (0: it does), and the frame that says how it is.

    None seconds if it is there, or there is no such page. One query.
    """
    found = Conversation.objects.filter(conv=conv, state=State.ACTIVE).select_related("counsellor").first()
    return (gone_in(found.counsellor_lost_at, now), _peer(found, now)) if found else (None, {})


def _peer(found: Conversation, now: datetime) -> dict[str, Any]:
    name = found.counsellor.working_name if found.counsellor else ""
    return {"t": "peer", "conv": found.conv, "on": is_there(found.counsellor_lost_at, now), "name": name}


def _standing(found: Conversation, now: datetime) -> list[dict[str, Any]]:
    if found.state == State.WAITING:
        return [{"t": "waiting", "conv": found.conv, "front": True}] if found.in_front else []
    name = found.counsellor.working_name if found.counsellor else ""
    frames = [_peer(found, now)]
    if found.pending_e and not found.pending_commit:
        want = {"e": found.pending_e, "role": 1, "why": found.pending_why, "name": name}
        frames.append({"t": "epoch.want", "conv": found.conv, **want})
    return frames


def _offers(found: Conversation) -> list[dict[str, Any]]:
    name = found.counsellor.working_name if found.counsellor else ""
    pending = (
        Offer.objects.filter(conversation=found, e=found.pending_e).order_by("pid") if found.pending_e else ()
    )
    return [
        {"t": "offer", "conv": found.conv, "e": one.e, **offer_fields(one), "name": name} for one in pending
    ]
