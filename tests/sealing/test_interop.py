"""The Python twin and the browser's modules hold a conversation, each in either half."""

import json
from collections.abc import Iterator

import pytest

from tests.sealing import hlc1, hlc1_messages
from tests.sealing.cast import (
    ASHA,
    CONV,
    NOW,
    OMAR,
    SEED,
    TRUST,
    epoch_frame,
    epoch_of,
    fixed,
    member_fields,
    message_frame,
    parse_epoch,
    parse_member,
    parse_place,
)
from tests.sealing.hlc1 import COUNSELLOR, HELP_SEEKER_PID, SUPERVISOR
from tests.sealing.hlc1 import b64u_decode as unb64u
from tests.sealing.hlc1 import b64u_encode as b64u
from tests.sealing.hlc1_messages import Place
from tests.sealing.node import Peer

BODY = {"k": "text", "t": "Kan ik iets vragen? 🙂", "at": NOW, "s": []}
INST = fixed("inst", 8)


@pytest.fixture
def browser() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


@pytest.mark.parametrize("role", [COUNSELLOR, SUPERVISOR])
def test_a_browser_counsellor_opens_what_python_sealed(browser: Peer, role: int) -> None:
    commit = hlc1.commit_to(CONV, 1, SEED)
    offer = browser.ask("offer", conv=b64u(CONV), e=1, commit=b64u(commit), role=role, now=NOW)
    member = parse_member(offer)
    hlc1.verify_offer(CONV, 1, commit, member, TRUST)
    epoch = epoch_of(member, ASHA.member())
    opened = browser.ask("open", frame=epoch_frame(epoch), now=NOW)
    transcript = hlc1.transcript_of(CONV, 1, commit, hlc1.NO_TRANSCRIPT, epoch.members)
    digits = hlc1.safety_digits(SEED, CONV, 1, commit, member)
    assert opened == {"T": b64u(transcript), "digits": digits}
    place = Place(CONV, 1, HELP_SEEKER_PID, INST, 1)
    said = hlc1_messages.seal_message(transcript, SEED, place, json.dumps(BODY).encode())
    assert browser.ask("hear", frame=message_frame(place, said), now=NOW) == BODY


def test_python_reads_a_browser_counsellor(browser: Peer) -> None:
    commit = hlc1.commit_to(CONV, 1, SEED)
    offer = browser.ask("offer", conv=b64u(CONV), e=1, commit=b64u(commit), role=1, now=NOW)
    epoch = epoch_of(parse_member(offer))
    transcript = unb64u(browser.ask("open", frame=epoch_frame(epoch), now=NOW)["T"])
    frame = browser.ask("say", body=BODY)
    body = hlc1_messages.open_message(transcript, SEED, parse_place(frame), unb64u(frame["c"]))
    assert hlc1_messages.parse_body(body) == BODY


def test_python_counsellors_open_what_a_browser_sealed(browser: Peer) -> None:
    promise = browser.ask("promise")
    conv, commit = unb64u(promise["conv"]), unb64u(promise["commit"])
    members = [device.member(conv, 1, commit) for device in (ASHA, OMAR)]
    taken = browser.ask("take", offers=[{"v": 1, **member_fields(each)} for each in members], now=NOW)
    for device, own in zip((ASHA, OMAR), members, strict=True):
        transcript, seed = hlc1.open_epoch(parse_epoch(taken["frame"]), own, device.kem_seed, TRUST)
        assert b64u(transcript) == taken["T"]
        assert hlc1.safety_digits(seed, conv, 1, commit, own) == taken["digits"][b64u(own.pid)]


def test_a_browser_help_seeker_and_python_read_each_other(browser: Peer) -> None:
    promise = browser.ask("promise")
    conv, commit = unb64u(promise["conv"]), unb64u(promise["commit"])
    asha = ASHA.member(conv, 1, commit)
    taken = browser.ask("take", offers=[{"v": 1, **member_fields(asha)}], now=NOW)
    transcript, seed = hlc1.open_epoch(parse_epoch(taken["frame"]), asha, ASHA.kem_seed, TRUST)
    frame = browser.ask("say", body=BODY)
    heard = hlc1_messages.open_message(transcript, seed, parse_place(frame), unb64u(frame["c"]))
    assert hlc1_messages.parse_body(heard) == BODY
    place = Place(conv, 1, asha.pid, INST, 1)
    said = hlc1_messages.seal_message(transcript, seed, place, json.dumps(BODY).encode())
    assert browser.ask("hear", frame=message_frame(place, said), now=NOW) == BODY


def test_a_keep_goes_both_ways(browser: Peer) -> None:
    halves = {"local": b64u(fixed("local", 32)), "share": b64u(fixed("share", 32))}
    key = hlc1.keep_key(fixed("local", 32), fixed("share", 32))
    theirs = browser.ask("wrap", **halves, state="staat")
    assert hlc1.unwrap(key, unb64u(theirs["iv"]), unb64u(theirs["ct"])) == b"staat"
    iv = fixed("iv", 12)
    ours = b64u(hlc1.wrap(key, iv, b"staat"))
    assert browser.ask("unwrap", **halves, iv=b64u(iv), ct=ours) == "staat"


def test_a_browser_refuses_python_where_python_would(browser: Peer) -> None:
    browser.ask("promise")
    stale = {"v": 1, **member_fields(ASHA.member())}
    assert browser.ask("take", offers=[stale], now=NOW) == {"refused": "E_SIG"}
