"""Each attack of docs/sealing.md, tried on the Python twin; tests/js/sealing/ tries the browser's modules."""

from dataclasses import replace

import pytest

from tests.sealing import hlc1, hlc1_messages
from tests.sealing.cast import (
    ASHA,
    BEN,
    COMMIT,
    CONV,
    NOW,
    OMAR,
    SEED,
    TRUST,
    Device,
    epoch_of,
    fixed,
)
from tests.sealing.hlc1 import COUNSELLOR, HELP_SEEKER_PID, SUPERVISOR, SealingError, Trust
from tests.sealing.hlc1_messages import Place, Reader

TRANSCRIPT = hlc1.transcript_of(CONV, 1, COMMIT, hlc1.NO_TRANSCRIPT, [ASHA.member()])
PLACE = Place(CONV, 1, HELP_SEEKER_PID, fixed("inst", 8), 1)
SAID = hlc1_messages.seal_message(TRANSCRIPT, SEED, PLACE, b"Dag")


def refused(code: str) -> "pytest.RaisesExc[SealingError]":
    return pytest.RaisesExc(SealingError, check=lambda error: error.code == code)


def test_an_offer_and_an_epoch_that_hold_are_opened() -> None:
    frame = epoch_of(ASHA.member(), OMAR.member())
    for device in (ASHA, OMAR):
        assert hlc1.open_epoch(frame, device.member(), device.kem_seed, TRUST)[1] == SEED


def test_t01_a_swapped_kem_key_is_refused() -> None:
    swapped = replace(ASHA.member(), pk=BEN.member().pk)
    with refused("E_SIG"):
        hlc1.verify_offer(CONV, 1, COMMIT, swapped, TRUST)


def test_t02_a_ghost_with_its_own_certificate_is_refused() -> None:
    team = Device("team").key
    pinned = Trust(NOW, team_key=hlc1.public_bytes(team))
    hlc1.verify_certificate(ASHA.cert(team), pinned, COUNSELLOR)
    with refused("E_CERT"):
        hlc1.verify_offer(CONV, 1, COMMIT, Device("ghost").member(), pinned)


def test_t03_a_counsellors_certificate_is_no_supervisors() -> None:
    with refused("E_ROLE"):
        hlc1.verify_offer(CONV, 1, COMMIT, replace(ASHA.member(), role=SUPERVISOR), TRUST)


def test_t04_an_offer_replayed_into_another_conversation_is_refused() -> None:
    other = fixed("another conversation", 16)
    with refused("E_SIG"):
        hlc1.verify_offer(other, 1, hlc1.commit_to(other, 1, SEED), ASHA.member(), TRUST)


def test_t05_an_offer_replayed_into_a_later_epoch_is_refused() -> None:
    with refused("E_SIG"):
        hlc1.verify_offer(CONV, 2, COMMIT, ASHA.member(), TRUST)


def test_t06_a_member_list_changed_after_sealing_is_refused() -> None:
    frame = epoch_of(ASHA.member())
    changed = replace(frame, members=(*frame.members, BEN.member()))
    with refused("E_OPEN"):
        hlc1.open_epoch(changed, ASHA.member(), ASHA.kem_seed, TRUST)


def test_t07_a_seed_the_server_sealed_itself_is_refused() -> None:
    asha = ASHA.member()
    false_seal = hlc1.seal_seed(asha.pk, TRANSCRIPT, asha.pid, fixed("another seed", 32))
    changed = replace(epoch_of(asha), seals={asha.pid: false_seal})
    with refused("E_COMMIT"):
        hlc1.open_epoch(changed, asha, ASHA.kem_seed, TRUST)


def test_t08_a_replayed_message_is_dropped() -> None:
    reader = Reader()
    reader.read(1, HELP_SEEKER_PID, PLACE.inst, 1)
    assert reader.consider(1, HELP_SEEKER_PID, PLACE.inst, 1) == "duplicate"


def test_t09_a_message_ahead_of_its_turn_is_not_read() -> None:
    assert Reader().consider(1, HELP_SEEKER_PID, PLACE.inst, 2) == "gap"


def test_t10_a_dropped_message_shows_once_asking_again_has_not_brought_it() -> None:
    reader = Reader()
    reader.consider(1, HELP_SEEKER_PID, PLACE.inst, 2)
    with refused("E_GAP"):
        reader.consider(1, HELP_SEEKER_PID, PLACE.inst, 2)


def test_t11_messages_with_exchanged_numbers_do_not_open() -> None:
    with refused("E_TAG"):
        hlc1_messages.open_message(TRANSCRIPT, SEED, replace(PLACE, q=2), SAID)


def test_t12_a_message_sent_back_to_its_sender_does_not_open() -> None:
    with refused("E_TAG"):
        hlc1_messages.open_message(TRANSCRIPT, SEED, replace(PLACE, pid=ASHA.member().pid), SAID)


def test_t13_a_message_of_another_epoch_does_not_open() -> None:
    later = hlc1.transcript_of(CONV, 2, COMMIT, TRANSCRIPT, [ASHA.member()])
    with refused("E_TAG"):
        hlc1_messages.open_message(later, SEED, replace(PLACE, e=2), SAID)


def test_t14_a_message_with_one_bit_changed_does_not_open() -> None:
    changed = SAID[:500] + bytes([SAID[500] ^ 1]) + SAID[501:]
    with refused("E_TAG"):
        hlc1_messages.open_message(TRANSCRIPT, SEED, PLACE, changed)


def test_t15_digits_depend_on_the_promised_seed_and_on_the_key() -> None:
    asha = ASHA.member()
    other = replace(asha, pk=BEN.member().pk)
    seeds = (SEED, fixed("another seed", 32))
    shown = {hlc1.safety_digits(seed, CONV, 1, COMMIT, member) for seed in seeds for member in (asha, other)}
    assert len(shown) == 4


def test_t16_two_tabs_from_one_state_never_share_a_key() -> None:
    copied = replace(PLACE, inst=fixed("another tab", 8))
    other = hlc1_messages.seal_message(TRANSCRIPT, SEED, copied, b"Dag")
    assert other != SAID
    assert hlc1_messages.open_message(TRANSCRIPT, SEED, copied, other) == b"Dag"
    with refused("E_TAG"):
        hlc1_messages.open_message(TRANSCRIPT, SEED, PLACE, other)
