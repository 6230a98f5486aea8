"""The published vectors, made and read by the Python twin."""

import json
from hashlib import sha256
from typing import Any

import pytest

from tests.sealing import hlc1, hlc1_messages
from tests.sealing.cast import parse_epoch, parse_member, parse_place
from tests.sealing.hlc1 import HELP_SEEKER_PID, SealingError, Trust
from tests.sealing.hlc1 import b64u_decode as unb64u
from tests.sealing.hlc1_messages import Reader
from tests.sealing.node import ask_node
from tests.vectors.make import FOLDER, files


def vectors(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


# Published with the first version; written out here so that a remade file cannot change them.
PUBLISHED = {
    "pk_sha256": "08afa11ed731ad4164a98c12038b59190767f2cb66ecf4b300a21635322f400c",
    "cert_sha256": "e50f10e7ffc59441e0430968f70e4478d62800df10d726ad33a57d82f32cbbd7",
    "seal_sha256": "429c2a336d83930f56e1f17b2800f290eec0f5e10f82b14e0fffc49b08a3cd2a",
    "message_sha256": "5411c75f3114a286883a0d702640e22b006ec1a16061a0854dc1d148dd1b6dd7",
    "digits": "366 444 413",
}
PUBLISHED_BYTES = {
    "commit": "dfa0ccc903070233aa2513fc088dd96f613c798a1b8e9a7b467e1db4119f2a4d",
    "T": "098ff9b3f8a52ae68210e982ac16c32471e7a9b8ec5f9caddceeae3466245ec3",
    "prk": "fff8c6481c035ca74b3c9822f40b2b5cafa4c5619778c529be554773ef830300",
    "key": "78388540da524b80cdfd5594d09f259f12763559ea3dc2a4cafb16c916ac1300",
}


def test_the_files_are_what_the_script_makes() -> None:
    for name, content in files().items():
        assert (FOLDER / name).read_text() == content


def test_the_first_epoch_is_the_published_one() -> None:
    known = vectors("epoch_1")
    assert {name: known[name] for name in PUBLISHED} == PUBLISHED
    assert {name: unb64u(known[name]).hex() for name in PUBLISHED_BYTES} == PUBLISHED_BYTES
    assert len(unb64u(known["message"])) == 1040


def test_the_working_groups_vectors_of_the_kem_come_out_of_both() -> None:
    rows = vectors("working_group_647a")["rows"]
    of_browser: Any = ask_node("encapsulate.js", rows)
    for row, made in zip(rows, of_browser, strict=True):
        seed, enc = bytes.fromhex(row["skRm"]), bytes.fromhex(made["enc"])
        assert made["pkRm"] == hlc1.kem_public_bytes(seed).hex()
        assert made["opened"] == made["shared_secret"] == row["shared_secret"]
        assert hlc1.kem_shared_secret(seed, enc).hex() == row["shared_secret"]
        for name, length in (("pkRm", 1216), ("enc", 1120)):
            begins, ends = row[name]
            assert (len(made[name]), made[name].startswith(begins)) == (2 * length, True)
            assert made[name].endswith(ends)


def test_the_seal_of_the_first_epoch_opens() -> None:
    known = vectors("epoch_1")
    kem, transcript, pid, seal = (unb64u(known[name]) for name in ("kem", "T", "pid", "seal"))
    assert hlc1.open_seed(kem, transcript, pid, seal) == unb64u(known["seed"])


def test_both_members_of_the_second_epoch_open_it() -> None:
    known = vectors("epoch_2")
    epoch = parse_epoch(known["frame"])
    for member in epoch.members:
        kem = unb64u(known["kem"][hlc1.b64u_encode(member.pid)])
        transcript, seed = hlc1.open_epoch(epoch, member, kem, Trust(known["now"]))
        assert (transcript, seed) == (unb64u(known["T"]), unb64u(known["seed"]))
        digits = hlc1.safety_digits(seed, epoch.conv, epoch.e, epoch.commit, member)
        assert digits == known["digits"][hlc1.b64u_encode(member.pid)]


def test_the_messages_of_the_second_epoch_are_read() -> None:
    known = vectors("epoch_2")
    transcript, seed = unb64u(known["T"]), unb64u(known["seed"])
    for message in known["messages"]:
        frame = message["frame"]
        body = hlc1_messages.open_message(transcript, seed, parse_place(frame), unb64u(frame["c"]))
        assert body.decode() == message["body"]
        assert hlc1_messages.parse_body(body) == json.loads(message["body"])


def attempt(case: dict[str, Any]) -> None:
    match case["does"]:
        case "offer":
            team_key = unb64u(case["team_key"]) if "team_key" in case else None
            trust, member = Trust(case["now"], team_key), parse_member(case["member"])
            hlc1.verify_offer(unb64u(case["conv"]), case["e"], unb64u(case["commit"]), member, trust)
        case "open":
            epoch = parse_epoch(case["frame"])
            own = next(member for member in epoch.members if member.pid == unb64u(case["pid"]))
            hlc1.open_epoch(epoch, own, unb64u(case["kem"]), Trust(case["now"]))
        case "message":
            transcript, seed, sealed = (unb64u(case[name]) for name in ("T", "seed", "c"))
            hlc1_messages.open_message(transcript, seed, parse_place(case["place"]), sealed)
        case "order":
            reader = Reader()
            for q in case["numbers"]:
                if reader.consider(1, HELP_SEEKER_PID, HELP_SEEKER_PID, q) == "next":
                    reader.read(1, HELP_SEEKER_PID, HELP_SEEKER_PID, q)


# A frame's version and a tab's lock exist in the browser only.
HELD_HERE = [case for case in vectors("refused") if case["does"] not in ("version", "lock")]


@pytest.mark.parametrize("case", HELD_HERE, ids=lambda case: case["code"])
def test_a_refused_vector_is_refused_with_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(SealingError) as refusal:
        attempt(case)
    assert refusal.value.code == case["code"]


def test_the_keep_opens_with_both_halves() -> None:
    known = vectors("keep")
    local, share, iv, ciphertext = (unb64u(known[name]) for name in ("local", "share", "iv", "ct"))
    assert hlc1.unwrap(hlc1.keep_key(local, share), iv, ciphertext).decode() == known["state"]
    with pytest.raises(SealingError):
        hlc1.unwrap(hlc1.keep_key(share, local), iv, ciphertext)


def test_padded_bodies_are_the_published_bytes() -> None:
    for known in vectors("padding")["padded"]:
        padded = hlc1_messages.pad(b"a" * known["length"])
        assert (len(padded), sha256(padded).hexdigest()) == (known["size"], known["sha256"])


@pytest.mark.parametrize("known", vectors("padding")["refused"], ids=lambda known: known["why"])
def test_padded_bytes_that_are_not_well_formed_are_refused(known: dict[str, Any]) -> None:
    head, tail = unb64u(known["head"]), unb64u(known["tail"])
    with pytest.raises(SealingError):
        hlc1_messages.unpad(head + bytes(known["size"] - len(head) - len(tail)) + tail)


def test_bodies_are_read_and_refused_as_published() -> None:
    known = vectors("bodies")
    for body in known["accepted"]:
        hlc1_messages.parse_body(unb64u(body))
    for body in known["refused"]:
        with pytest.raises(SealingError):
            hlc1_messages.parse_body(unb64u(body))
