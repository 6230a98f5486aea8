"""Coming in: the proof of work, the door, a start, a knock at a shut door, and coming back."""

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import altcha
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from redis.exceptions import RedisError

from chat import broadcast, shares
from chat.briefly import LEFT, TURNED_AWAY
from chat.door import chat_now
from chat.models import Conversation, UsedProof
from chat.queries import waiting
from chat.rules.flood import proof_cost
from chat.rules.outcomes import outcome_at_the_door
from chat.rules.refusals import Close, Code, Refused
from chat.rules.states import State
from chat.rules.wire import Open, Resume, Share, decode, encode
from chat.services.erasure import tell_queue
from chat.services.talk import leave
from helpline.charity.queries import limits
from helpline.common.channel import Channel
from helpline.metrics.rules import Outcome
from helpline.metrics.services import count_contact

PROOF_ALGORITHM = "PBKDF2/SHA-256"
PROOF_LIFE = timedelta(minutes=10)
RECENT = timedelta(minutes=10)
# The answer is a counter in [256, 1024): so many tries at the most, and never an endless search on a slow phone.
FEWEST_TRIES, MOST_TRIES = 256, 1_024
# What a page says of the outcome at the door.
WHY = {
    Outcome.CLOSED: "closed",
    Outcome.CLOSED_HOLIDAY: "closed",
    Outcome.CLOSED_UNPLANNED: "closed",
    Outcome.UNSTAFFED: "unstaffed",
    Outcome.BUSY: "full",
}


@dataclass(frozen=True)
class Shut:
    """The attempt found no open door; it was counted. `opens` is the next opening, or None if none is known."""

    why: str
    opens: datetime | None


def new_challenge(now: datetime) -> dict[str, object]:
    """Return an ALTCHA challenge, harder when many conversations began in the last ten minutes."""
    made = altcha.create_challenge(
        PROOF_ALGORITHM,
        proof_cost(settings.PROOF_COST, _recent_starts()),
        expires_at=now + PROOF_LIFE,
        counter=FEWEST_TRIES + secrets.randbelow(MOST_TRIES - FEWEST_TRIES),
        hmac_secret=settings.SECRET_KEY,
    )
    challenge: dict[str, object] = made.to_dict()
    return challenge


@transaction.atomic
def start(frame: Open, *, process: str, socket: str, now: datetime) -> Conversation | Shut:
    """Begin a conversation in the queue, or count the attempt that finds the door shut, once however often it asks.

    One that asks again and finds the door open by then is let in: a second attempt, and a second contact.

    Raises Refused(proof) if the proof of work is missing, expired or spent, Refused(seq_conflict) if the
    conversation's id exists: ids are random, so that is a fault of the page.
    """
    _spend(frame.proof, now)
    shut = _shut(now)
    if shut:
        if not TURNED_AWAY.has(frame.conv, frame.resume):
            count_contact(Channel.CHAT, shut[0], now, wait=None, length=None, language=frame.lang)
            transaction.on_commit(partial(TURNED_AWAY.note, frame.conv, frame.resume))
        return shut[1]
    try:
        with transaction.atomic():
            made = Conversation.objects.create(
                conv=frame.conv,
                state=State.WAITING,
                language=frame.lang,
                resume_hash=frame.resume,
                began_at=now,
                queued_at=now,
                pending_e=1,
                pending_why="accept",
                pending_commit=frame.commit,
                process=process,
                socket=socket,
            )
    except IntegrityError:
        raise Refused(Code.SEQ_CONFLICT, Close.BAD_FRAME) from None
    tell_queue(now)
    # Before the commit: whoever ends the conversation comes after it, and drops what is there then.
    shares.put(frame.conv, frame.share)
    return made


@transaction.atomic
def knock(language: str, proof: str, *, now: datetime) -> Outcome | None:
    """Count "I wanted to chat now" at a shut door; None, and nothing counted, when the door is open after all."""
    _check(proof)
    shut = _shut(now)
    if shut is None:
        # Not spent: whoever did not hear this asks again with it.
        return None
    _spend(proof, now)
    count_contact(Channel.CHAT, shut[0], now, wait=None, length=None, language=language)
    return shut[0]


@transaction.atomic
def resume(frame: Resume, *, process: str, socket: str) -> Conversation:
    """Move a live conversation to the page that shows its token; an older page is told that it was taken over.

    Raises Refused(unknown_conv) for a wrong token just as for no conversation: neither says which.
    """
    found = _by_token(frame.conv, frame.token)
    found.process, found.socket, found.lost_at = process, socket, None
    found.save(update_fields=["process", "socket", "lost_at"])
    transaction.on_commit(partial(broadcast.take_over_help_seeker, found.conv, socket))
    transaction.on_commit(
        partial(broadcast.tell_console, found.counsellor_id, {"t": "peer", "conv": found.conv, "on": True})
    )
    transaction.on_commit(broadcast.queue_changed)
    return found


@transaction.atomic
def bring_share(frame: Share) -> None:
    """Keep again the half that this server lost; an existing half is never replaced."""
    found = Conversation.objects.select_for_update().filter(conv=frame.conv).first()
    if found is None:
        raise Refused(Code.UNKNOWN_CONV, Close.UNKNOWN_CONV)
    if shares.get(found.conv) is None:
        shares.put(found.conv, frame.share)


@transaction.atomic
def leave_by_token(conv: str, token: str, *, now: datetime) -> None:
    """End a conversation for the exit button, also one whose start is still on its way.

    Raises Refused(unknown_conv) for a wrong token or none to end.
    """
    try:
        _by_token(conv, token)
    except Refused:
        LEFT.note(conv, _hash_of(token))
        raise
    leave(conv, now=now)


def left_meanwhile(frame: Open, *, now: datetime) -> bool:
    """End a conversation that has just begun if its page has left before; return whether it did.

    To be asked once the start is committed: before that, the exit might still look for it in vain.
    """
    if not LEFT.has(frame.conv, frame.resume):
        return False
    leave(frame.conv, now=now)
    LEFT.forget(frame.conv, frame.resume)
    return True


def _by_token(conv: str, token: str) -> Conversation:
    """Return the locked conversation whose token this is."""
    found = Conversation.objects.select_for_update().filter(conv=conv).first()
    if found is None or _hash_of(token) != found.resume_hash:
        raise Refused(Code.UNKNOWN_CONV, Close.UNKNOWN_CONV)
    return found


def _hash_of(token: str) -> str:
    return encode(hashlib.sha256(decode(token)).digest())


def _shut(now: datetime) -> tuple[Outcome, Shut] | None:
    door = chat_now(now)
    outcome = outcome_at_the_door(door, is_full=waiting().count() >= limits().queue_cap)
    if outcome is None:
        return None
    return outcome, Shut(WHY[outcome], door.next_opening)


def _check(proof: str) -> None:
    if not altcha.verify_solution(proof, settings.SECRET_KEY).verified:
        raise Refused(Code.PROOF)


def _spend(proof: str, now: datetime) -> None:
    """Accept a proof of work once; raise Refused(proof) otherwise."""
    _check(proof)
    try:
        nonce = str(json.loads(base64.b64decode(proof))["challenge"]["parameters"]["nonce"])[:64]
        with transaction.atomic():
            UsedProof.objects.create(nonce=nonce, expires_at=now + PROOF_LIFE)
    except (IntegrityError, KeyError, TypeError, ValueError, binascii.Error):
        raise Refused(Code.PROOF) from None
    # Knocks and starts at a shut door too: each makes the next one dearer.
    _count_start()


def _recent_starts() -> int:
    try:
        found: int = cache.get("starts", 0)
    except RedisError:
        # The queue's cap protects without it.
        return 0
    return found


def _count_start() -> None:
    """Count a start for the difficulty of the next ones: a number that lives ten minutes, beside no contact."""
    try:
        if not cache.add("starts", 1, timeout=RECENT.total_seconds()):
            cache.incr("starts")
    except (RedisError, ValueError):
        # Redis is away, or the ten minutes were over in between: the next start counts again.
        return
