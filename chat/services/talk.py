"""A conversation as it goes on: taken by a counsellor, keys agreed, frames stored, presence, the end."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from chat import broadcast
from chat.models import Conversation, Epoch, Offer, SealedFrame
from chat.queries import accepted_frame, message, offer_fields, previous_epoch, waiting
from chat.rules import epochs
from chat.rules.letters import next_letter
from chat.rules.refusals import Code, Refused
from chat.rules.states import Event, State, after
from chat.rules.wire import HELP_SEEKER_PID, Commit, OpenEpoch, RefuseOffer, Sealed, decode
from chat.rules.wire import Offer as OfferFrame
from chat.services.erasure import end, tell_queue
from helpline.common.channel import Channel
from scheduling.rules.duty import NoCapacity, NotOnDuty
from scheduling.services import free, reserve

COUNSELLOR_ROLE = 1


@transaction.atomic
def take_next(person_id: int, name: str, *, now: datetime, last_letter: str = "") -> Conversation:
    """Give the first one in line who is connected to a counsellor, atomically; `last_letter` is not given again soon.

    Raises Refused: off_duty, busy (no place left) or empty. Whoever is away keeps the place in front and lets the
    next go first. The `UPDATE … WHERE state = waiting` makes two takers impossible on any database.
    """
    try:
        reserve(person_id, Channel.CHAT, now)
    except NotOnDuty:
        raise Refused(Code.OFF_DUTY) from None
    except NoCapacity:
        raise Refused(Code.BUSY) from None
    after(State.WAITING, Event.ACCEPT)
    letter = _free_letter(person_id, last_letter)
    for conv in list(waiting().filter(lost_at=None).values_list("conv", flat=True)):
        taken = Conversation.objects.filter(conv=conv, state=State.WAITING).update(
            state=State.ACTIVE, counsellor_id=person_id, letter=letter, accepted_at=now, counsellor_lost_at=None,
        )  # fmt: skip
        if taken:
            return _accepted(conv, name, now)
    raise Refused(Code.EMPTY)


@transaction.atomic
def want_epoch(conv: str, person_id: int, name: str, *, now: datetime) -> None:
    """Ask the help-seeker's page for a new epoch: the counsellor's page came back without its keys."""
    found = _locked(conv)
    if found.counsellor_id != person_id:
        raise Refused(Code.NOT_MEMBER)
    offers = Offer.objects.filter(conversation=found)
    is_offered = bool(found.pending_e) and offers.filter(e=found.pending_e).exists()
    step = epochs.on_return(found.pending_e, is_promised=bool(found.pending_commit), is_offered=is_offered)
    if step is epochs.Step.OFFER:
        transaction.on_commit(partial(broadcast.tell_console, person_id, accepted_frame(found)))
    elif step is epochs.Step.ANEW:
        held_keys = offers.filter(person_id=person_id).exclude(seal="").exists()
        _ask_anew(found, epochs.reason(held_keys=held_keys))
    found.counsellor_lost_at = None
    found.save(update_fields=["last_e", "pending_e", "pending_why", "pending_commit", "counsellor_lost_at"])
    if not found.pending_commit:
        transaction.on_commit(partial(broadcast.tell_help_seeker, conv, _want(found, name)))
    transaction.on_commit(partial(broadcast.tell_help_seeker, conv, _peer(conv, name, on=True)))


@transaction.atomic
def commit_epoch(frame: Commit) -> None:
    """Keep the help-seeker's commitment for the epoch that was asked for; raise Refused(epoch_stale) for another."""
    found = _locked(frame.conv)
    if frame.e != found.pending_e or found.pending_commit not in {"", frame.commit}:
        raise Refused(Code.EPOCH_STALE)
    found.pending_commit = frame.commit
    found.save(update_fields=["pending_commit"])
    transaction.on_commit(partial(broadcast.tell_console, found.counsellor_id, accepted_frame(found)))


@transaction.atomic
def make_offer(frame: OfferFrame, person_id: int, name: str) -> None:
    """Keep a counsellor's offer and pass it to the help-seeker's page."""
    found = _locked(frame.conv)
    _must_hold(found, person_id)
    if frame.role != COUNSELLOR_ROLE:
        # Nobody joins as a supervisor yet.
        raise Refused(Code.NOT_MEMBER)
    if frame.e != found.pending_e or not found.pending_commit:
        raise Refused(Code.EPOCH_STALE)
    if Offer.objects.filter(conversation=found, e=frame.e, pid=frame.pid).exists():
        raise Refused(Code.SEQ_CONFLICT)
    made = Offer.objects.create(
        conversation=found, person_id=person_id, e=frame.e, role=frame.role, pid=frame.pid, kem_key=frame.pk,
        cert=frame.cert, sig=frame.sig,
    )  # fmt: skip
    push = {"t": "offer", "conv": found.conv, "e": made.e, **offer_fields(made), "name": name}
    transaction.on_commit(partial(broadcast.tell_help_seeker, found.conv, push))


@transaction.atomic
def open_epoch(frame: OpenEpoch, *, now: datetime) -> None:
    """Open the epoch the help-seeker's page sealed; only offers that were made for it may be in it."""
    found = _locked(frame.conv)
    if frame.e != found.pending_e or frame.commit != found.pending_commit:
        raise Refused(Code.EPOCH_STALE)
    offers = {offer.pid: offer for offer in Offer.objects.filter(conversation=found, e=frame.e)}
    for member in frame.members:
        made = offers.get(member.pid)
        if made is None or made.person_id != found.counsellor_id or offer_fields(made) != _fields_of(member):
            raise Refused(Code.NOT_MEMBER)
    Epoch.objects.create(conversation=found, e=frame.e, commit=frame.commit, prev=frame.prev)
    for pid, seal in frame.seals:
        offers[pid].seal = seal
        offers[pid].save(update_fields=["seal"])
    found.e, found.opened_at = frame.e, now
    found.pending_e, found.pending_why, found.pending_commit = 0, "", ""
    found.save(update_fields=["e", "opened_at", "pending_e", "pending_why", "pending_commit"])
    # One counsellor for now: each member's page gets the whole frame with its own seal.
    for pid, seal in frame.seals:
        push = {
            "t": "epoch.open", "conv": found.conv, "e": frame.e, "commit": frame.commit, "prev": frame.prev,
            "members": [_fields_of(member) for member in frame.members], "seals": [{"pid": pid, "s": seal}],
        }  # fmt: skip
        transaction.on_commit(partial(broadcast.tell_console, offers[pid].person_id, push))


@transaction.atomic
def refuse_offer(frame: RefuseOffer) -> None:
    """Tell the counsellor's page why the help-seeker's page did not accept its offer, and drop the offer."""
    found = _locked(frame.conv)
    gone, _ = Offer.objects.filter(conversation=found, e=frame.e, pid=frame.pid, seal="").delete()
    if not gone:
        raise Refused(Code.EPOCH_STALE)
    push = {"t": "epoch.refuse", "conv": found.conv, "e": frame.e, "pid": frame.pid, "why": frame.why}
    transaction.on_commit(partial(broadcast.tell_console, found.counsellor_id, push))


@transaction.atomic
def store(frame: Sealed, *, person_id: int | None, now: datetime) -> tuple[int, bool]:
    """Store one sealed frame and return (its number, whether it was there already).

    `person_id` None is the help-seeker's page. The same bytes again get the same number; other bytes under a used
    number, or a number that does not rise, raise Refused(seq_conflict). Whoever is acked after this returns has it
    on the disk.
    """
    found = _locked(frame.conv)
    sealed_to = Offer.objects.filter(conversation=found, e=frame.e).exclude(seal="")
    members = dict(sealed_to.values_list("pid", "person_id"))
    _check_sender(found, frame, person_id, members)
    ciphertext = decode(frame.c)
    own = SealedFrame.objects.filter(conversation=found, e=frame.e, pid=frame.pid, inst=frame.inst)
    last = own.order_by("-q").first()
    if last is not None and frame.q <= last.q:
        same = last if last.q == frame.q else own.filter(q=frame.q).first()
        if same is None or bytes(same.ciphertext) != ciphertext:
            raise Refused(Code.SEQ_CONFLICT)
        return same.n, True
    _check_epoch(found, frame, members, now)
    found.n += 1
    changed = ["n"]
    if person_id is not None and found.hello_at is None:
        # The counsellor's first sealed frame is `hello`: from here on the contact is answered.
        found.hello_at = now
        changed.append("hello_at")
    found.save(update_fields=changed)
    stored = SealedFrame.objects.create(
        conversation=found,
        n=found.n,
        e=frame.e,
        pid=frame.pid,
        inst=frame.inst,
        q=frame.q,
        ciphertext=ciphertext,
    )
    push = message(stored)
    if person_id is None:
        transaction.on_commit(partial(broadcast.tell_console, found.counsellor_id, push))
    else:
        transaction.on_commit(partial(broadcast.tell_help_seeker, found.conv, push))
    return stored.n, False


@transaction.atomic
def note_spoke(conv: str, person_id: int) -> None:
    """Remember that the help-seeker wrote something: the one bit between answered and silent."""
    found = _locked(conv)
    _must_hold(found, person_id)
    found.spoke = True
    found.save(update_fields=["spoke"])


@transaction.atomic
def leave(conv: str, *, now: datetime) -> None:
    """End a conversation because the help-seeker leaves."""
    end(_locked(conv), Event.LEAVE, now=now, told_help_seeker="you", told_counsellor="help_seeker")


@transaction.atomic
def close(conv: str, person_id: int, *, abuse: bool, now: datetime) -> None:
    """End a conversation because its counsellor does."""
    found = _locked(conv)
    _must_hold(found, person_id)
    end(found, Event.END, now=now, told_help_seeker="counsellor", told_counsellor="you", abuse=abuse)


@transaction.atomic
def requeue(conv: str, *, now: datetime) -> None:
    """Put a conversation whose counsellor dropped out at the front of the queue."""
    found = _locked(conv)
    found.state = after(found.state_value, Event.COUNSELLOR_LOST)
    lost = found.counsellor_id
    found.counsellor, found.letter, found.in_front, found.queued_at = None, "", True, now
    found.counsellor_lost_at = None
    found.pending_e, found.pending_why, found.pending_commit = 0, "", ""
    found.save()
    if lost is not None:
        free(lost, Channel.CHAT)
    tell_queue(now)
    transaction.on_commit(
        partial(broadcast.tell_help_seeker, conv, {"t": "waiting", "conv": conv, "front": True})
    )
    transaction.on_commit(
        partial(broadcast.tell_console, lost, {"t": "conv.closed", "conv": conv, "why": "requeued"})
    )


def _accepted(conv: str, name: str, now: datetime) -> Conversation:
    found = _locked(conv)
    found.first_accepted_at = found.first_accepted_at or now
    step = epochs.on_acceptance(found.e, found.pending_e, is_promised=bool(found.pending_commit))
    if step is epochs.Step.ANEW:
        _ask_anew(found, "accept")
    else:
        transaction.on_commit(partial(broadcast.tell_console, found.counsellor_id, accepted_frame(found)))
    transaction.on_commit(partial(broadcast.tell_help_seeker, conv, _want(found, name)))
    found.first_e = found.pending_e
    found.save(
        update_fields=["first_accepted_at", "last_e", "pending_e", "pending_why", "pending_commit", "first_e"]
    )
    tell_queue(now)
    return found


def _ask_anew(found: Conversation, why: str) -> None:
    """Ask for a commitment to the next number: one that was promised before may never be used again."""
    found.last_e += 1
    found.pending_e, found.pending_why, found.pending_commit = found.last_e, why, ""


def _locked(conv: str) -> Conversation:
    found = Conversation.objects.select_for_update().filter(conv=conv).first()
    if found is None:
        raise Refused(Code.UNKNOWN_CONV)
    return found


def _must_hold(found: Conversation, person_id: int) -> None:
    if found.counsellor_id != person_id:
        raise Refused(Code.NOT_MEMBER)


def _check_sender(found: Conversation, frame: Sealed, person_id: int | None, members: dict[str, int]) -> None:
    """Raise Refused(not_member) unless the sender owns that pid in that epoch, whose members are given by pid."""
    if (frame.pid == HELP_SEEKER_PID) != (person_id is None):
        raise Refused(Code.NOT_MEMBER)
    if person_id is not None:
        _must_hold(found, person_id)
        if members.get(frame.pid) != person_id:
            raise Refused(Code.NOT_MEMBER)


def _check_epoch(found: Conversation, frame: Sealed, members: dict[str, int], now: datetime) -> None:
    """Raise Refused(epoch_stale) unless somebody present can open it: the epoch in use, or within its grace the last.

    What another page could open, one that comes after it cannot: the sender's page seals it anew.
    """
    previous = None if frame.e == found.e else previous_epoch(found)
    if not epochs.may_write(
        frame.e, e=found.e, first=found.first_e, previous=previous, opened_at=found.opened_at, now=now
    ):
        raise Refused(Code.EPOCH_STALE)
    if found.counsellor_id not in members.values():
        raise Refused(Code.EPOCH_STALE)
    if frame.e != found.e and (_writes_in_the_new(found, frame) or not _holds_both(found, frame.e)):
        raise Refused(Code.EPOCH_STALE)


def _writes_in_the_new(found: Conversation, frame: Sealed) -> bool:
    """Return whether that side has begun to write in the epoch in use; from then on it never goes back."""
    is_help_seeker = Q(pid=HELP_SEEKER_PID)
    side = is_help_seeker if frame.pid == HELP_SEEKER_PID else ~is_help_seeker
    return SealedFrame.objects.filter(side, conversation=found, e=found.e).exists()


def _holds_both(found: Conversation, earlier: int) -> bool:
    """Return whether every device of the epoch in use was in that earlier one too, by its certificate."""
    sealed_to = Offer.objects.filter(conversation=found).exclude(seal="")
    now, then = (set(sealed_to.filter(e=e).values_list("cert", flat=True)) for e in (found.e, earlier))
    return now <= then


def _free_letter(person_id: int, last: str) -> str:
    used = set(Conversation.objects.filter(counsellor_id=person_id).values_list("letter", flat=True))
    return next_letter(used, last)


def _fields_of(member: Any) -> dict[str, Any]:
    return {"role": member.role, "pid": member.pid, "pk": member.pk, "cert": member.cert, "sig": member.sig}


def _want(found: Conversation, name: str) -> dict[str, Any]:
    return {
        "t": "epoch.want", "conv": found.conv, "e": found.pending_e, "role": 1, "why": found.pending_why, "name": name,
    }  # fmt: skip


def _peer(conv: str, name: str, *, on: bool) -> dict[str, Any]:
    return {"t": "peer", "conv": conv, "on": on, "name": name}
