"""Who is connected, and what follows when nobody comes back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, NoReturn

import pytest
from django.core.cache import caches
from redis.exceptions import RedisError

from chat import queries, shares
from chat.briefly import LEFT
from chat.models import Console, Conversation, ServerProcess, UsedProof
from chat.queries import halves_in_memory
from chat.services import presence, talk
from chat.services.erasure import end
from helpline.common.channel import Channel
from helpline.metrics.queries import tallies
from helpline.staff.models import Person
from helpline.staff.services import deactivate
from scheduling.models import OpeningBlock
from scheduling.queries import duty_of, on_duty, queue_lengths
from scheduling.rules.duty import DutyState
from scheduling.services import check_out, post_queue
from tests.chat.conftest import NOW, fresh_conv

Begin = Callable[..., Conversation]
MINUTE = timedelta(minutes=1)


def outcomes() -> dict[str, int]:
    return {outcome: n for outcome, n in tallies().items() if n}


def lost_at(conv: str) -> object:
    return Conversation.objects.get(conv=conv).lost_at


def test_a_closed_socket_is_noted_once_and_only_by_the_newest(begin: Begin) -> None:
    made = begin()
    presence.help_seeker_lost(made.conv, "an older socket", now=NOW)
    assert lost_at(made.conv) is None
    presence.help_seeker_lost(made.conv, "socket", now=NOW)
    presence.help_seeker_lost(made.conv, "socket", now=NOW + MINUTE)
    assert lost_at(made.conv) == NOW


def test_a_socket_whose_page_left_before_its_start_was_stored_ends_the_conversation(
    begin: Begin, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    made = begin()
    LEFT.note(made.conv, made.resume_hash)
    with django_capture_on_commit_callbacks(execute=True):
        presence.help_seeker_lost(made.conv, "socket", now=NOW)
    assert not Conversation.objects.exists()
    assert outcomes() == {"gave_up_early": 1}
    assert not LEFT.has(made.conv, made.resume_hash)


def test_a_place_is_kept_for_fifteen_minutes_and_then_counted_to_the_loss(begin: Begin) -> None:
    made = begin()
    presence.help_seeker_lost(made.conv, "socket", now=NOW + timedelta(seconds=4))
    presence.end_lost(NOW + 15 * MINUTE)
    assert Conversation.objects.exists()
    presence.end_lost(NOW + 16 * MINUTE)
    assert outcomes() == {"gave_up_early": 1}


def test_a_conversation_whose_help_seeker_is_gone_ends_as_it_stood(talking: Begin, on_duty: Person) -> None:
    made = talking()
    talk.note_spoke(made.conv, on_duty.pk)
    presence.help_seeker_lost(made.conv, "socket", now=NOW + MINUTE)
    presence.end_lost(NOW + 17 * MINUTE)
    assert outcomes() == {"answered": 1}
    assert on_duty_chats() == [0]


def on_duty_chats() -> list[int]:
    return [one.engaged for one in on_duty(Channel.CHAT, NOW)]


def test_the_longest_wait_ends_busy_or_unstaffed(begin: Begin, on_duty: Person) -> None:
    begin()
    presence.end_waits(NOW + 59 * MINUTE)
    assert outcomes() == {}
    presence.end_waits(NOW + 60 * MINUTE)
    assert outcomes() == {"busy": 1}
    begin(now=NOW)
    check_out(on_duty.pk, NOW)
    presence.end_waits(NOW + 61 * MINUTE)
    assert outcomes() == {"busy": 1, "unstaffed": 1}


def test_closing_time_ends_every_wait_and_no_conversation(begin: Begin, talking: Begin) -> None:
    talking()
    begin()
    OpeningBlock.objects.all().delete()
    presence.end_waits(NOW + MINUTE)
    assert [one.state for one in Conversation.objects.all()] == ["active"]
    assert sum(outcomes().values()) == 1


def test_a_console_that_closes_tells_and_after_two_minutes_requeues(talking: Begin, on_duty: Person) -> None:
    talking()
    presence.console_opened(on_duty.pk, process="here", socket="one", now=NOW)
    presence.console_lost(on_duty.pk, "an older one", name="Asha", now=NOW)
    assert Conversation.objects.get().counsellor_lost_at is None
    presence.console_lost(on_duty.pk, "one", name="Asha", now=NOW)
    presence.requeue_dropped(NOW + 2 * MINUTE - timedelta(seconds=1))
    assert Conversation.objects.get().state == "active"
    presence.requeue_dropped(NOW + 2 * MINUTE)
    found = Conversation.objects.get()
    assert (found.state, found.in_front, found.counsellor_id) == ("waiting", True, None)
    assert on_duty_chats() == [0]


def test_a_counsellor_who_comes_back_in_time_keeps_the_conversation(talking: Begin, on_duty: Person) -> None:
    made = talking()
    presence.console_opened(on_duty.pk, process="here", socket="one", now=NOW)
    presence.console_lost(on_duty.pk, "one", name="Asha", now=NOW)
    presence.console_opened(on_duty.pk, process="here", socket="two", now=NOW + MINUTE)
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=NOW + MINUTE)
    presence.requeue_dropped(NOW + 5 * MINUTE)
    assert Conversation.objects.get().counsellor_id == on_duty.pk


def test_a_closed_account_gives_its_conversations_back_as_its_console_closes(
    talking: Begin, on_duty: Person
) -> None:
    talking()
    presence.console_opened(on_duty.pk, process="here", socket="one", now=NOW)
    deactivate(on_duty.pk, by=None, now=NOW)
    presence.console_lost(on_duty.pk, "one", name="Asha", now=NOW)
    assert Conversation.objects.get().state == "waiting"
    assert duty_of(on_duty.pk, NOW + MINUTE).state is DutyState.OFF


def test_a_closed_account_without_a_console_gives_its_conversations_back_with_the_next_sweep(
    talking: Begin, on_duty: Person
) -> None:
    talking()
    deactivate(on_duty.pk, by=None, now=NOW)
    presence.requeue_dropped(NOW + timedelta(seconds=10))
    assert Conversation.objects.get().state == "waiting"
    assert duty_of(on_duty.pk, NOW + MINUTE).state is DutyState.OFF


def test_sockets_of_a_process_that_died_count_as_lost(talking: Begin, on_duty: Person) -> None:
    made = talking()
    presence.console_opened(on_duty.pk, process="here", socket="one", now=NOW)
    presence.mark_dead_processes(NOW + timedelta(seconds=44))
    assert lost_at(made.conv) is None
    presence.mark_dead_processes(NOW + timedelta(seconds=45))
    assert lost_at(made.conv) == NOW + timedelta(seconds=45)
    assert Console.objects.get().lost_at is not None


def test_a_process_that_stops_says_farewell_for_its_sockets(begin: Begin) -> None:
    made = begin()
    presence.end_lease("here", NOW)
    assert lost_at(made.conv) == NOW
    assert not ServerProcess.objects.exists()


def test_somebody_who_begins_elsewhere_has_ninety_seconds_to_open_the_console(on_duty: Person) -> None:
    presence.console_opened(on_duty.pk, process="here", socket="one", now=NOW - 10 * MINUTE)
    presence.console_lost(on_duty.pk, "one", name="Asha", now=NOW - 9 * MINUTE)
    presence.silence_consoles(NOW + timedelta(seconds=89))
    assert duty_of(on_duty.pk, NOW).state is DutyState.ON
    presence.silence_consoles(NOW + timedelta(seconds=90))
    assert duty_of(on_duty.pk, NOW).state is DutyState.NOT_ANSWERING


def test_who_never_opened_a_console_is_offered_nothing_either(on_duty: Person) -> None:
    presence.silence_consoles(NOW + timedelta(seconds=90))
    assert duty_of(on_duty.pk, NOW).state is DutyState.NOT_ANSWERING


def test_somebody_whose_console_is_away_is_offered_nothing_until_it_is_back(on_duty: Person) -> None:
    presence.console_opened(on_duty.pk, process="here", socket="one", now=NOW)
    presence.console_lost(on_duty.pk, "one", name="Asha", now=NOW)
    presence.silence_consoles(NOW + timedelta(seconds=89))
    assert duty_of(on_duty.pk, NOW).state is DutyState.ON
    presence.silence_consoles(NOW + timedelta(seconds=90))
    assert duty_of(on_duty.pk, NOW).state is DutyState.NOT_ANSWERING
    presence.console_opened(on_duty.pk, process="here", socket="two", now=NOW + 2 * MINUTE)
    assert duty_of(on_duty.pk, NOW).state is DutyState.ON


def test_spent_proofs_go_when_they_have_expired(db: None) -> None:
    UsedProof.objects.create(nonce="spent", expires_at=NOW)
    UsedProof.objects.create(nonce="not yet", expires_at=NOW + MINUTE)
    presence.erase_leftovers(NOW)
    assert [one.nonce for one in UsedProof.objects.all()] == ["not yet"]


def test_whoever_came_back_while_the_sweep_ran_is_left_alone(
    begin: Begin, on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for made in (begin(), begin()):
        presence.help_seeker_lost(made.conv, "socket", now=NOW)

    def end_and_bring_back(found: Conversation, *args: Any, **kwargs: Any) -> None:
        end(found, *args, **kwargs)
        Conversation.objects.update(lost_at=None)

    monkeypatch.setattr(presence, "end", end_and_bring_back)
    presence.end_lost(NOW + 16 * MINUTE)
    assert Conversation.objects.count() == 1


def test_a_counsellor_who_came_back_while_the_sweep_ran_keeps_the_other(
    talking: Begin, on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    talking()
    talking()
    Conversation.objects.update(counsellor_lost_at=NOW)

    def requeue_and_bring_back(conv: str, *, now: datetime) -> None:
        talk.requeue(conv, now=now)
        Conversation.objects.update(counsellor_lost_at=None)

    monkeypatch.setattr(presence, "requeue", requeue_and_bring_back)
    presence.requeue_dropped(NOW + 3 * MINUTE)
    assert sorted(one.state for one in Conversation.objects.all()) == ["active", "waiting"]


def test_a_queue_length_that_two_changes_left_wrong_is_posted_again(begin: Begin) -> None:
    begin()
    post_queue(Channel.CHAT, 5, False, NOW)
    presence.end_waits(NOW)
    assert queue_lengths()[Channel.CHAT] == 1


def test_the_halves_of_live_conversations_are_renewed(begin: Begin) -> None:
    made = begin()
    shares.put(made.conv, "half")
    presence.renew_shares(NOW)
    assert shares.get(made.conv) == "half"


def test_a_half_that_could_not_be_dropped_at_the_end_counts_and_is_dropped_when_its_store_is_back(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, living = begin(), begin()
    with monkeypatch.context() as away:
        away.setattr(type(caches["shares"]), "delete", _raise)
        talk.leave(gone.conv, now=NOW)
    assert halves_in_memory() == 2
    monkeypatch.setattr(presence, "BEGINNING_SECONDS", 0)
    presence.erase_shares(NOW)
    assert (shares.get(gone.conv), halves_in_memory()) == (None, 1)
    assert shares.get(living.conv) is not None


def test_the_half_of_a_conversation_that_just_begins_is_left_alone(db: None) -> None:
    shares.put(fresh_conv(), "half")
    presence.erase_shares(NOW)
    assert halves_in_memory() == 1


def test_a_half_past_its_time_does_not_lie_about_until_somebody_asks(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "LIFE_SECONDS", -1)
    shares.put(fresh_conv(), "half")
    monkeypatch.undo()
    presence.erase_shares(NOW)
    assert halves_in_memory() == 0


def test_whoever_has_no_connection_keeps_a_place_and_is_not_shown_as_one_to_take(begin: Begin) -> None:
    lost = begin()
    presence.help_seeker_lost(lost.conv, "socket", now=NOW)
    later = NOW + timedelta(minutes=20)
    shown = queries.queue_for_console(later)
    assert (shown["waiting"], shown["away"], shown["longest"]) == (0, 1, None)
    begin(now=later)
    shown = queries.queue_for_console(later)
    assert (shown["waiting"], shown["away"], shown["longest"]) == (1, 1, 0)


def _raise(*_: object, **__: object) -> NoReturn:
    raise RedisError
