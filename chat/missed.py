"""What a console would have heard by hints, read from the database. Read-only."""

from typing import Any

from chat.models import Console, Epoch, Offer
from chat.queries import accepted_frame, conversation, frames_after, offer_fields
from chat.rules.refusals import Refused


def is_taken_over(person_id: int, socket: str) -> bool:
    """Return whether a newer console of the same person goes on. One query."""
    return Console.objects.filter(person_id=person_id).exclude(socket=socket).exists()


def for_console(conv: str, n: int) -> list[dict[str, Any]]:
    """Return the commitment that waits for an offer, the epoch in use and the frames above n, as frames, in that order.

    Empty for a conversation that has ended. At most five queries.
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
    return [*frames, *frames_after(conv, n)]
