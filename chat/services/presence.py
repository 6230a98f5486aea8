"""Who is connected, and what follows when nobody comes back."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from chat import broadcast, shares
from chat.briefly import LEFT
from chat.models import Console, Conversation, ServerProcess, UsedProof
from chat.queries import waiting
from chat.rules.states import Event, State
from chat.services.erasure import end, is_open_now, overwrite_log, tell_queue
from chat.services.talk import leave, requeue
from helpline.charity.queries import limits
from helpline.common.channel import Channel
from scheduling.queries import duty_of, on_duty, queue_lengths
from scheduling.services import end_duty_of, set_answering, set_not_answering

LEASE = timedelta(seconds=45)
SILENT_CONSOLE = timedelta(seconds=90)
BEGINNING_SECONDS = 60


def keep_lease(process: str, now: datetime) -> None:
    """Say that this server process lives; its sockets count as lost LEASE after the last time."""
    ServerProcess.objects.update_or_create(name=process, defaults={"lease_until": now + LEASE})


def end_lease(process: str, now: datetime) -> None:
    """Say farewell for all sockets of a process that stops."""
    ServerProcess.objects.filter(name=process).delete()
    mark_dead_processes(now)


@transaction.atomic
def help_seeker_lost(conv: str, socket: str, *, now: datetime) -> None:
    """Note that the help-seeker's socket closed, unless a newer page has taken over; end it if they left before."""
    found = Conversation.objects.select_for_update().filter(conv=conv, socket=socket, lost_at=None).first()
    if found is None:
        return
    if LEFT.has(conv, found.resume_hash):
        # The exit's word came before the start was stored, and its page is not there any more to be asked.
        leave(conv, now=now)
        transaction.on_commit(partial(LEFT.forget, conv, found.resume_hash))
        return
    found.lost_at = now
    found.save(update_fields=["lost_at"])
    push = {"t": "peer", "conv": conv, "on": False}
    transaction.on_commit(partial(broadcast.tell_console, found.counsellor_id, push))
    transaction.on_commit(broadcast.queue_changed)


@transaction.atomic
def console_opened(person_id: int, *, process: str, socket: str, now: datetime) -> None:
    """Make this page the person's one console; an older one is told that it was taken over."""
    Console.objects.update_or_create(
        person_id=person_id, defaults={"process": process, "socket": socket, "lost_at": None}
    )
    set_answering(person_id, now)
    transaction.on_commit(partial(broadcast.take_over_console, person_id, socket))


@transaction.atomic
def console_lost(person_id: int, socket: str, *, name: str, now: datetime) -> None:
    """Note that a counsellor's console closed, unless a newer page has taken over, and tell their help-seekers.

    It also closes because the account did: then nobody comes back, and the conversations go to the queue at once.
    """
    if not Console.objects.filter(person_id=person_id, socket=socket, lost_at=None).update(lost_at=now):
        return
    if Console.objects.filter(person_id=person_id, person__is_active=False).exists():
        requeue_dropped(now)
    mine = Conversation.objects.filter(counsellor_id=person_id, counsellor_lost_at=None)
    for conv in list(mine.values_list("conv", flat=True)):
        transaction.on_commit(
            partial(broadcast.tell_help_seeker, conv, {"t": "peer", "conv": conv, "on": False, "name": name})
        )
    mine.update(counsellor_lost_at=now)


@transaction.atomic
def mark_dead_processes(now: datetime) -> None:
    """Count the sockets of every process whose lease ran out as lost (kill -9 writes no farewell)."""
    living = ServerProcess.objects.filter(lease_until__gt=now).values_list("name", flat=True)
    lost = Conversation.objects.filter(lost_at=None).exclude(process__in=list(living))
    for conv, person_id in list(lost.values_list("conv", "counsellor_id")):
        transaction.on_commit(
            partial(broadcast.tell_console, person_id, {"t": "peer", "conv": conv, "on": False})
        )
    lost.update(lost_at=now)
    for console in (
        Console.objects.filter(lost_at=None).exclude(process__in=list(living)).select_related("person")
    ):
        console_lost(console.person_id, console.socket, name=console.person.working_name, now=now)
    ServerProcess.objects.filter(lease_until__lte=now - LEASE).delete()


def end_lost(now: datetime) -> None:
    """End each conversation whose help-seeker has been away for longer than their place is kept."""
    away = now - timedelta(minutes=limits().keep_place_minutes)
    for conv in _all(Q(lost_at__lte=away)):
        _end(conv, Q(lost_at__lte=away), Event.LOST, "lost", now=now)


def requeue_dropped(now: datetime) -> None:
    """Send each conversation whose counsellor has been away too long, or whose account closed, to the queue's front."""
    away = now - timedelta(minutes=limits().requeue_minutes)
    gone = Q(state=State.ACTIVE) & (
        Q(counsellor_lost_at__lte=away) | Q(counsellor=None) | Q(counsellor__is_active=False)
    )
    for conv, person_id, is_active in list(
        Conversation.objects.filter(gone).values_list("conv", "counsellor_id", "counsellor__is_active")
    ):
        with transaction.atomic():
            # The counsellor may have come back since the list was made: lock, then look again.
            list(Conversation.objects.select_for_update().filter(conv=conv))
            if Conversation.objects.filter(gone, conv=conv).exists():
                requeue(conv, now=now)
        if person_id is not None and not is_active:
            end_duty_of(person_id, now)


def signed_off(person_id: int, now: datetime) -> None:
    """End somebody's duty and send their conversations to the queue's front at once: they do not come back."""
    # First the duty: otherwise the page, which may still be open, could take one of them back.
    end_duty_of(person_id, now)
    for conv in _all(Q(counsellor_id=person_id)):
        with transaction.atomic():
            # One that ended or went on elsewhere since the list was made is nobody's to give back.
            if Conversation.objects.select_for_update().filter(conv=conv, counsellor_id=person_id).exists():
                requeue(conv, now=now)


def end_waits(now: datetime) -> None:
    """End each wait that is longer than the longest one, and all of them once the hours are over."""
    longest = Q(state=State.WAITING, queued_at__lte=now - timedelta(minutes=limits().longest_wait_minutes))
    for conv in _all(longest):
        _end(conv, longest, Event.LONGEST_WAIT, "longest_wait", now=now)
    if not is_open_now(now):
        everyone = Q(state=State.WAITING)
        for conv in _all(everyone):
            _end(conv, everyone, Event.CLOSING, "closing", now=now)
    _repair_queue(now)


def silence_consoles(now: datetime) -> None:
    """Offer nothing to somebody on chat duty who has had no console for 90 s: the one they had, or since they began."""
    on_chat = {one.person_id for one in on_duty(Channel.CHAT, now)}
    here = set(
        Console.objects.filter(person_id__in=on_chat)
        .filter(Q(lost_at=None) | Q(lost_at__gt=now - SILENT_CONSOLE))
        .values_list("person_id", flat=True)
    )
    for person_id in sorted(on_chat - here):
        since = duty_of(person_id, now).since
        if since is not None and since <= now - SILENT_CONSOLE:
            set_not_answering(person_id, now)


def renew_shares(_: datetime) -> None:
    """Keep the halves of the keeps of all live conversations; the others run out by themselves."""
    for conv in _all(Q()):
        shares.renew(conv)


def erase_shares(_: datetime) -> None:
    """Forget each half whose conversation is gone: at its end the store of the halves was away."""
    # The halves first, then who lives: one that was kept meanwhile is not on the list.
    kept = shares.lying()
    living = set(_all(Q()))
    for conv, seconds in kept.items():
        # A conversation that begins keeps its half a moment before it is to be seen.
        if conv not in living and seconds > BEGINNING_SECONDS:
            shares.drop(conv)


def erase_leftovers(now: datetime) -> None:
    """Erase spent proofs of work past their expiry, and empty SQLite's log of what was erased before."""
    UsedProof.objects.filter(expires_at__lte=now).delete()
    overwrite_log()


@transaction.atomic
def _repair_queue(now: datetime) -> None:
    """Post the queue's length again if two changes at once left another number."""
    if queue_lengths()[Channel.CHAT] != waiting().count():
        tell_queue(now)


def _all(which: Q) -> list[str]:
    return list(Conversation.objects.filter(which).order_by("conv").values_list("conv", flat=True))


def _end(conv: str, still: Q, event: Event, why: str, *, now: datetime) -> None:
    with transaction.atomic():
        # Somebody may have come back, or been taken, since the list was made.
        found = Conversation.objects.select_for_update().filter(still, conv=conv).first()
        if found is not None:
            end(found, event, now=now, told_help_seeker=why, told_counsellor=why)
