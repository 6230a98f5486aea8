"""A conversation as it goes on: taken, keyed, stored, ended, erased."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from chat import broadcast, queries, shares
from chat.models import Conversation, Epoch, Offer, SealedFrame
from chat.rules.refusals import Code, Refused
from chat.rules.wire import Commit, RefuseOffer
from chat.services import presence, talk
from helpline.common.channel import Channel
from helpline.metrics.models import LanguageTally, LengthTally, WaitTally
from helpline.metrics.queries import tallies
from helpline.staff.models import Person
from scheduling.models import CheckIn
from scheduling.queries import on_duty as who_is_on_duty
from scheduling.queries import queue_lengths
from scheduling.services import check_out, free
from tests.chat.conftest import NOW, fresh_conv, next_epoch, offer_for, opening, sealed
from tests.chat.frames import MEMBER, b64
from tests.duty import on_seat

# What follows a commit (pushes, the half of the keep) is part of what these show.
pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(minutes=20)
Begin = Callable[..., Conversation]


def outcomes() -> dict[str, int]:
    return {outcome: n for outcome, n in tallies().items() if n}


def refused(code: Code) -> object:
    return pytest.raises(Refused, match=f"^{code.value}$")


def test_the_first_in_line_is_next(begin: Begin, on_duty: Person) -> None:
    first, second = begin(now=NOW), begin(now=NOW + timedelta(seconds=1))
    assert talk.take_next(on_duty.pk, "Asha", now=LATER).conv == first.conv
    assert talk.take_next(on_duty.pk, "Asha", now=LATER).conv == second.conv
    assert [one["letter"] for one in queries.conversations_of(on_duty.pk)] == ["A", "B"]
    assert queue_lengths()[Channel.CHAT] == 0


def test_whoever_is_away_lets_the_next_go_first_and_stays_in_front(begin: Begin, on_duty: Person) -> None:
    first, second = begin(now=NOW), begin(now=NOW + timedelta(seconds=1))
    presence.help_seeker_lost(first.conv, "socket", now=NOW)
    assert talk.take_next(on_duty.pk, "Asha", now=LATER).conv == second.conv
    place = queries.place_of(first.conv, LATER)
    assert place is not None
    assert place.position == 1


def test_nobody_takes_more_than_their_places(begin: Begin, on_duty: Person) -> None:
    for _ in range(3):
        begin()
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    with refused(Code.BUSY):
        talk.take_next(on_duty.pk, "Asha", now=LATER)


def test_nobody_takes_while_off_duty(begin: Begin, ben: Person) -> None:
    begin()
    with refused(Code.OFF_DUTY):
        talk.take_next(ben.pk, "Ben", now=LATER)


def test_an_empty_queue_leaves_the_place_free(on_duty: Person) -> None:
    with refused(Code.EMPTY):
        talk.take_next(on_duty.pk, "Asha", now=LATER)
    assert who_is_on_duty(Channel.CHAT, LATER)[0].engaged == 0


def test_a_counsellor_cannot_offer_before_the_commitment(begin: Begin, on_duty: Person) -> None:
    made = begin()
    with refused(Code.NOT_MEMBER):
        talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    Conversation.objects.update(pending_commit="")
    with refused(Code.EPOCH_STALE):
        talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")


def test_one_pid_makes_one_offer(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
    with refused(Code.SEQ_CONFLICT):
        talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")


def test_only_an_offer_that_was_made_can_be_sealed_to(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
    with refused(Code.NOT_MEMBER):
        talk.open_epoch(opening(made.conv, 1, pid=b64(8, 99)), now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.open_epoch(opening(made.conv, 1, commit=b64(32, 8)), now=LATER)
    with refused(Code.EPOCH_STALE):
        talk.open_epoch(opening(made.conv, 2), now=LATER)
    assert not Epoch.objects.exists()


def test_a_refused_offer_is_gone_and_another_may_come(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
    talk.refuse_offer(RefuseOffer(made.conv, 1, MEMBER["pid"], "sig"))
    with refused(Code.EPOCH_STALE):
        talk.refuse_offer(RefuseOffer(made.conv, 1, MEMBER["pid"], "sig"))
    talk.make_offer(offer_for(made.conv, 1, b64(8, 77)), on_duty.pk, "Asha")
    assert Offer.objects.count() == 1


def test_an_acked_frame_is_stored_and_the_same_bytes_again_get_the_same_number(talking: Begin) -> None:
    made = talking()
    assert talk.store(sealed(made.conv, 1), person_id=None, now=LATER) == (2, False)
    assert talk.store(sealed(made.conv, 2), person_id=None, now=LATER) == (3, False)
    assert talk.store(sealed(made.conv, 1), person_id=None, now=LATER) == (2, True)
    assert SealedFrame.objects.count() == 3


def test_other_bytes_under_a_used_number_are_refused(talking: Begin) -> None:
    made = talking()
    talk.store(sealed(made.conv, 3), person_id=None, now=LATER)
    for frame in (sealed(made.conv, 3, byte=6), sealed(made.conv, 2)):
        with refused(Code.SEQ_CONFLICT):
            talk.store(frame, person_id=None, now=LATER)


def test_nobody_speaks_under_anothers_pid(talking: Begin, on_duty: Person, ben: Person) -> None:
    made = talking()
    for frame, person_id in (
        (sealed(made.conv, 1), on_duty.pk),
        (sealed(made.conv, 2, pid=MEMBER["pid"]), None),
        (sealed(made.conv, 2, pid=MEMBER["pid"]), ben.pk),
        (sealed(made.conv, 2, pid=b64(8, 99)), on_duty.pk),
    ):
        with refused(Code.NOT_MEMBER):
            talk.store(frame, person_id=person_id, now=LATER)


def test_an_offer_that_was_not_sealed_to_may_not_speak(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=NOW)
    talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
    with refused(Code.NOT_MEMBER):
        talk.store(sealed(made.conv, 1, pid=MEMBER["pid"]), person_id=on_duty.pk, now=NOW)


def test_frames_of_the_epoch_before_pass_in_the_grace(talking: Begin, on_duty: Person) -> None:
    made = talking()
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    next_epoch(made.conv, on_duty, 2, now=LATER)
    assert talk.store(sealed(made.conv, 1), person_id=None, now=LATER + timedelta(seconds=45))
    with refused(Code.EPOCH_STALE):
        talk.store(sealed(made.conv, 2), person_id=None, now=LATER + timedelta(seconds=46))
    assert talk.store(sealed(made.conv, 1), person_id=None, now=LATER + timedelta(hours=1)) == (2, True)


def test_no_frame_before_the_first_epoch_or_of_one_to_come(begin: Begin) -> None:
    made = begin()
    for e in (1, 2):
        with refused(Code.EPOCH_STALE):
            talk.store(sealed(made.conv, 1, e=e), person_id=None, now=LATER)


def test_a_console_that_comes_back_asks_for_a_new_epoch(talking: Begin, on_duty: Person, ben: Person) -> None:
    made = talking()
    with refused(Code.NOT_MEMBER):
        talk.want_epoch(made.conv, ben.pk, "Ben", now=LATER)
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    found = Conversation.objects.get()
    assert (found.pending_e, found.pending_why, found.pending_commit) == (2, "reload", "")


def test_an_epoch_with_an_offer_is_abandoned_at_a_second_reload(talking: Begin, on_duty: Person) -> None:
    made = talking()
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    talk.commit_epoch(Commit(made.conv, 2, b64(32, 2)))
    talk.make_offer(offer_for(made.conv, 2), on_duty.pk, "Asha")
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    assert Conversation.objects.get().pending_e == 3


def test_a_reload_between_taking_and_offering_keeps_the_first_epoch(begin: Begin, on_duty: Person) -> None:
    made = begin()
    talk.take_next(on_duty.pk, "Asha", now=LATER)
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    found = Conversation.objects.get()
    assert (found.pending_e, found.pending_commit) == (1, b64(32, 1))


def test_a_commitment_is_made_once_and_only_when_asked(talking: Begin, on_duty: Person) -> None:
    made = talking()
    with refused(Code.EPOCH_STALE):
        talk.commit_epoch(Commit(made.conv, 2, b64(32, 2)))
    talk.want_epoch(made.conv, on_duty.pk, "Asha", now=LATER)
    talk.commit_epoch(Commit(made.conv, 2, b64(32, 2)))
    talk.commit_epoch(Commit(made.conv, 2, b64(32, 2)))
    with refused(Code.EPOCH_STALE):
        talk.commit_epoch(Commit(made.conv, 2, b64(32, 3)))


def test_the_end_counts_once_and_leaves_nothing(talking: Begin, on_duty: Person) -> None:
    made = talking()
    talk.store(sealed(made.conv, 1), person_id=None, now=LATER)
    talk.note_spoke(made.conv, on_duty.pk)
    talk.close(made.conv, on_duty.pk, abuse=False, now=LATER)
    assert outcomes() == {"answered": 1}
    with refused(Code.UNKNOWN_CONV):
        talk.close(made.conv, on_duty.pk, abuse=False, now=LATER)
    assert outcomes() == {"answered": 1}
    assert set(queries.held(made.conv).values()) == {0}
    assert who_is_on_duty(Channel.CHAT, LATER)[0].engaged == 0


def test_an_answered_contact_counts_its_wait_its_length_and_its_language(
    talking: Begin, on_duty: Person
) -> None:
    made = talking()
    talk.note_spoke(made.conv, on_duty.pk)
    talk.close(made.conv, on_duty.pk, abuse=False, now=LATER)
    assert WaitTally.objects.get().n == LengthTally.objects.get().n == LanguageTally.objects.get().n == 1
    assert LanguageTally.objects.get().language == "nl"


@pytest.mark.parametrize(("spoke", "abuse", "outcome"), [(True, True, "abuse"), (False, False, "silent")])
def test_a_mark_and_a_silence_are_their_own_outcomes(
    talking: Begin, on_duty: Person, spoke: bool, abuse: bool, outcome: str
) -> None:
    made = talking()
    if spoke:
        talk.note_spoke(made.conv, on_duty.pk)
    talk.close(made.conv, on_duty.pk, abuse=abuse, now=LATER)
    assert outcomes() == {outcome: 1}


def test_only_the_counsellor_of_a_conversation_can_end_or_mark_it(talking: Begin, ben: Person) -> None:
    made = talking()
    with refused(Code.NOT_MEMBER):
        talk.close(made.conv, ben.pk, abuse=True, now=LATER)
    with refused(Code.NOT_MEMBER):
        talk.note_spoke(made.conv, ben.pk)


def test_an_accepted_chat_without_hello_is_failed_or_given_up(talking: Begin, on_duty: Person) -> None:
    talk.close(talking(hello=False).conv, on_duty.pk, abuse=False, now=LATER)
    talk.leave(talking(hello=False).conv, now=LATER)
    assert outcomes() == {"failed": 1, "gave_up": 1}


def test_a_dropped_conversation_goes_to_the_front_and_to_the_next_counsellor(
    begin: Begin, talking: Begin, on_duty: Person, ben: Person
) -> None:
    made = talking()
    begin()
    presence.console_opened(on_duty.pk, process="here", socket="console", now=NOW)
    presence.console_lost(on_duty.pk, "console", name="Asha", now=LATER)
    presence.requeue_dropped(LATER + timedelta(minutes=2))
    place = queries.place_of(made.conv, LATER)
    assert place is not None
    assert place.position == 1
    on_seat(ben, {Channel.CHAT}, LATER)
    taken = talk.take_next(ben.pk, "Ben", now=LATER + timedelta(minutes=3))
    assert (taken.conv, taken.pending_e, taken.pending_commit) == (made.conv, 2, "")


def test_the_queue_counts_a_wait_from_when_it_came_back(talking: Begin, begin: Begin) -> None:
    made = talking()
    later = NOW + timedelta(minutes=40)
    talk.requeue(made.conv, now=later)
    shown = queries.queue_for_console(later + timedelta(seconds=1))
    assert (shown["waiting"], shown["longest"], shown["over5"]) == (1, 1, 0)
    shown = queries.queue_for_console(later + timedelta(minutes=5, seconds=1))
    assert (shown["longest"], shown["over5"]) == (301, 1)


def test_a_contact_that_was_answered_before_the_drop_stays_answered(talking: Begin, on_duty: Person) -> None:
    made = talking()
    talk.note_spoke(made.conv, on_duty.pk)
    talk.requeue(made.conv, now=LATER)
    talk.leave(made.conv, now=LATER)
    assert outcomes() == {"answered": 1}


def test_ending_one_leaves_the_half_of_another(begin: Begin) -> None:
    first, second = begin(), begin()
    talk.leave(first.conv, now=LATER)
    assert shares.get(first.conv) is None
    assert shares.get(second.conv) is not None


# Traced for coverage it would take five times as long, and covers nothing that others do not.
@pytest.mark.no_cover
@pytest.mark.fuzz
def test_t19_two_counsellors_accepting_at_once_never_get_the_same_one(
    begin: Begin,
    on_duty: Person,
    ben: Person,
    rounds: Callable[[int, int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = rounds(1_000, 10_000)
    # No page is open: telling nobody would take as long as half the race.
    monkeypatch.setattr(broadcast.HINTS, "are_lost", True)
    monkeypatch.setattr(broadcast.HINTS, "missed", set())
    on_seat(ben, {Channel.CHAT}, NOW)
    gate = threading.Barrier(3, timeout=60)
    results: dict[int, list[str]] = {on_duty.pk: [], ben.pk: []}
    takers = [
        threading.Thread(target=_take_each, args=(p, gate, results[p.pk], times)) for p in (on_duty, ben)
    ]
    for taker in takers:
        taker.start()
    for _ in range(times):
        conv = begin_at_once()
        gate.wait()
        gate.wait()
        assert sorted(results[p.pk][-1] for p in (on_duty, ben)) == sorted([conv, Code.EMPTY])
        forget_at_once(conv)
    for taker in takers:
        taker.join()


def begin_at_once() -> str:
    """Put one into the queue without the proof of work, which is not what is raced for."""
    return Conversation.objects.create(
        conv=fresh_conv(),
        state="waiting",
        language="nl",
        resume_hash=b64(32),
        began_at=NOW,
        queued_at=NOW,
        pending_e=1,
        pending_why="accept",
        pending_commit=b64(32, 1),
        process="here",
    ).conv


def forget_at_once(conv: str) -> None:
    """Take one away without an end, which would take as long as the race."""
    gone = Conversation.objects.get(conv=conv)
    assert gone.counsellor_id is not None
    gone.delete()
    free(gone.counsellor_id, Channel.CHAT)


def _take_each(person: Person, gate: threading.Barrier, results: list[str], times: int) -> None:
    try:
        for _ in range(times):
            gate.wait()
            try:
                results.append(talk.take_next(person.pk, person.name, now=LATER).conv)
            except Refused as refusal:
                results.append(refusal.code)
            gate.wait()
    finally:
        connections.close_all()


def test_the_check_in_of_a_person_may_end_while_a_conversation_runs(talking: Begin, on_duty: Person) -> None:
    made = talking()
    check_out(on_duty.pk, LATER)
    assert talk.store(sealed(made.conv, 2, pid=MEMBER["pid"]), person_id=on_duty.pk, now=LATER)
    assert not CheckIn.objects.filter(until=None).exists()
