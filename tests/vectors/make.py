"""Make the published vectors of HLC1: `python -m tests.vectors.make`.

Every input is SHAKE256("HLC1 vector " || name), signatures are deterministic (RFC 6979), so the files can be
made again byte for byte. Byte strings are base64url without padding; names ending in _sha256 are hexadecimal.
"""

import json
from dataclasses import dataclass
from hashlib import sha256, shake_256
from hmac import digest
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from tests.sealing import hlc1, hlc1_messages
from tests.sealing.hlc1 import HELP_SEEKER_PID, Member
from tests.sealing.hlc1 import b64u_encode as b64u
from tests.sealing.hlc1_messages import Place
from tests.sealing.node import ask_node

FOLDER = Path(__file__).parent
NOT_BEFORE = 1_790_000_000
NOW = NOT_BEFORE + 600
QUESTION = '{"k":"text","t":"Hallo, kan ik iets vragen?"}'


def main() -> None:
    """Write the files beside this script."""
    for name, content in files().items():
        (FOLDER / name).write_text(content)


def files() -> dict[str, str]:
    """Return each file's name and text."""
    first, second = epoch_1(), epoch_2()
    made = {
        "epoch_1.json": first,
        "epoch_2.json": second,
        "refused.json": refused(second),
        "keep.json": keep(),
        "padding.json": padding(),
        "bodies.json": bodies(),
    }
    return {name: json.dumps(value, indent=1, ensure_ascii=False) + "\n" for name, value in made.items()}


def named(name: str, length: int) -> bytes:
    return shake_256(b"HLC1 vector " + name.encode()).digest(length)


def device(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(named(name, 32), "big") % 2**255, ec.SECP256R1())


def sealed_with_ekm(*wanted: tuple[Member, bytes, bytes, str]) -> list[bytes]:
    """Seal (member, transcript, seed, name of the randomness) in Node: Python's HPKE takes no randomness."""
    question = [
        {
            "pk": b64u(member.pk),
            "transcript": b64u(transcript),
            "pid": b64u(member.pid),
            "seed": b64u(seed),
            "ekm": b64u(named(ekm, 64)),
        }
        for member, transcript, seed, ekm in wanted
    ]
    answer = ask_node("seal_with_ekm.js", question)
    assert isinstance(answer, list)
    return [hlc1.b64u_decode(seal) for seal in answer]


def epoch_1() -> dict[str, object]:
    """One counsellor; only the layout of the certificate counts: signature and validity would be refused."""
    conv, seed, inst = named("conv", 16), named("seed", 32), named("inst", 8)
    tbs = hlc1.certificate_tbs(
        named("serial", 8), hlc1.COUNSELLOR, NOT_BEFORE, 1_797_776_000, hlc1.public_bytes(device("dev"))
    )
    pk = hlc1.kem_public_bytes(named("kem", 32))
    member = Member(hlc1.COUNSELLOR, named("pid", 8), pk, tbs + named("certsig", 64))
    commit = hlc1.commit_to(conv, 1, seed)
    transcript = hlc1.transcript_of(conv, 1, commit, hlc1.NO_TRANSCRIPT, [member])
    [seal] = sealed_with_ekm((member, transcript, seed, "ekm"))
    place = Place(conv, 1, HELP_SEEKER_PID, inst, 1)
    message = hlc1_messages.seal_message(transcript, seed, place, QUESTION.encode())
    return {
        "conv": b64u(conv),
        "e": 1,
        "seed": b64u(seed),
        "commit": b64u(commit),
        "role": member.role,
        "pid": b64u(member.pid),
        "kem": b64u(named("kem", 32)),
        "pk": b64u(pk),
        "pk_sha256": sha256(pk).hexdigest(),
        "cert": b64u(member.cert),
        "cert_sha256": sha256(member.cert).hexdigest(),
        "prev": b64u(hlc1.NO_TRANSCRIPT),
        "T": b64u(transcript),
        "ekm": b64u(named("ekm", 64)),
        "seal": b64u(seal),
        "seal_sha256": sha256(seal).hexdigest(),
        "prk": b64u(digest(transcript, seed, "sha256")),
        "inst": b64u(inst),
        "key": b64u(hlc1_messages.message_key(transcript, seed, HELP_SEEKER_PID, inst)),
        "q": 1,
        "body": QUESTION,
        "message": b64u(message),
        "message_sha256": sha256(message).hexdigest(),
        "digits": hlc1.safety_digits(seed, conv, 1, commit, member),
    }


@dataclass(frozen=True)
class Person:
    """A member of the second epoch with everything behind it."""

    letter: str
    device: ec.EllipticCurvePrivateKey
    member: Member


def person(letter: str, role: int, conv: bytes, e: int, commit: bytes) -> Person:
    key = device("dev " + letter)
    serial, public = named("serial " + letter, 8), hlc1.public_bytes(key)
    tbs = hlc1.certificate_tbs(serial, role, NOT_BEFORE, NOT_BEFORE + hlc1.LONGEST_SECONDS, public)
    pk = hlc1.kem_public_bytes(named("kem " + letter, 32))
    member = Member(role, named("pid " + letter, 8), pk, tbs + hlc1.sign(key, tbs))
    return Person(letter, key, hlc1.make_offer(key, conv, e, commit, member))


def fields(member: Member) -> dict[str, object]:
    as_text = {name: b64u(getattr(member, name)) for name in ("pid", "pk", "cert", "sig")}
    return {"role": member.role, **as_text}


def epoch_2() -> dict[str, object]:
    """Two members, one of them a supervisor, both self-signed; follows on the first epoch."""
    conv, seed, e = named("conv", 16), named("seed 2", 32), 2
    commit = hlc1.commit_to(conv, e, seed)
    prev = hlc1.b64u_decode(str(epoch_1()["T"]))
    people = [
        person("a", hlc1.COUNSELLOR, conv, e, commit),
        person("b", hlc1.SUPERVISOR, conv, e, commit),
    ]
    people.sort(key=lambda each: each.member.pid)
    transcript = hlc1.transcript_of(conv, e, commit, prev, [each.member for each in people])
    seals = sealed_with_ekm(*((each.member, transcript, seed, "ekm " + each.letter) for each in people))
    senders = [HELP_SEEKER_PID, *(each.member.pid for each in people)]
    return {
        "now": NOW,
        "frame": {
            "v": 1,
            "t": "epoch.open",
            "conv": b64u(conv),
            "e": e,
            "commit": b64u(commit),
            "prev": b64u(prev),
            "members": [fields(each.member) for each in people],
            "seals": [
                {"pid": b64u(each.member.pid), "s": b64u(seal)}
                for each, seal in zip(people, seals, strict=True)
            ],
        },
        "kem": {b64u(each.member.pid): b64u(named("kem " + each.letter, 32)) for each in people},
        "seed": b64u(seed),
        "T": b64u(transcript),
        "digits": {
            b64u(each.member.pid): hlc1.safety_digits(seed, conv, e, commit, each.member) for each in people
        },
        "messages": [
            frame_of(transcript, seed, Place(conv, e, pid, named(f"inst {q}", 8), q), body)
            for q, (pid, body) in enumerate(zip(senders, SPOKEN, strict=True), start=1)
        ],
    }


SPOKEN = (
    '{"k":"text","t":"Zijn jullie er allebei? 🙂","at":1790000601,"s":[]}',
    '{"k":"hello","s":[["AAAAAAAAAAA","AAAAAAAAAAA",1]]}',
    json.dumps({"k": "text", "t": "x" * 3500, "s": []}, separators=(",", ":")),
)


def frame_of(transcript: bytes, seed: bytes, place: Place, body: str) -> dict[str, object]:
    ids = {
        "conv": b64u(place.conv),
        "e": place.e,
        "pid": b64u(place.pid),
        "inst": b64u(place.inst),
        "q": place.q,
    }
    sealed = hlc1_messages.seal_message(transcript, seed, place, body.encode())
    return {"frame": {"v": 1, "t": "msg", **ids, "c": b64u(sealed)}, "body": body}


def refused(second: dict[str, object]) -> list[dict[str, object]]:
    """One case for each client error, made from the second epoch."""
    frame, seed = second["frame"], named("seed 2", 32)
    assert isinstance(frame, dict)
    conv, e, commit, transcript = (
        named("conv", 16),
        2,
        hlc1.commit_to(named("conv", 16), 2, seed),
        second["T"],
    )
    asha = person("a", hlc1.COUNSELLOR, conv, e, commit).member
    own = {"pid": b64u(asha.pid), "pk": b64u(asha.pk), "kem": b64u(named("kem a", 32))}
    [false_seal] = sealed_with_ekm((asha, hlc1.b64u_decode(str(transcript)), named("seed 3", 32), "ekm c"))
    team_key = b64u(hlc1.public_bytes(device("team")))
    offer = {"conv": b64u(conv), "e": e, "commit": b64u(commit), "member": fields(asha)}
    swapped = fields(asha) | {"pk": b64u(hlc1.kem_public_bytes(named("kem c", 32)))}
    place = Place(conv, e, HELP_SEEKER_PID, named("inst 1", 8), 1)
    padded = bytearray(hlc1_messages.pad(b'{"k":"hello","s":[]}'))
    padded[-1] = 1
    dirty = hlc1_messages.seal_padded(hlc1.b64u_decode(str(transcript)), seed, place, bytes(padded))
    said = {"conv": b64u(conv), "e": e, "pid": b64u(place.pid), "inst": b64u(place.inst), "q": 1}
    spoken = {"T": transcript, "seed": b64u(seed), "place": said}
    genuine = hlc1_messages.seal_message(
        hlc1.b64u_decode(str(transcript)), seed, place, b'{"k":"hello","s":[]}'
    )
    alone = frame | {"members": [each for each in frame["members"] if each["pid"] == own["pid"]]}
    others = frame | {"seals": [{"pid": own["pid"], "s": b64u(false_seal)}]}
    year_later = NOW + 365 * hlc1.DAY_SECONDS
    return [
        {"code": "E_VERSION", "does": "version", "frame": frame | {"v": 2}},
        {"code": "E_SIG", "does": "offer", "now": NOW, **offer, "member": swapped},
        {"code": "E_CERT", "does": "offer", "now": NOW, "team_key": team_key, **offer},
        {"code": "E_ROLE", "does": "offer", "now": NOW, **offer, "member": fields(asha) | {"role": 2}},
        {"code": "E_EXPIRED", "does": "offer", "now": year_later, **offer},
        {"code": "E_COMMIT", "does": "open", "now": NOW, **own, "frame": others},
        {"code": "E_OPEN", "does": "open", "now": NOW, **own, "frame": alone},
        {"code": "E_TAG", "does": "message", **spoken, "c": b64u(bytes([genuine[0] ^ 1]) + genuine[1:])},
        {"code": "E_PAD", "does": "message", **spoken, "c": b64u(dirty)},
        {"code": "E_GAP", "does": "order", "numbers": [1, 3, 3]},
        {"code": "E_LOCK", "does": "lock", "conv": b64u(conv)},
    ]


def keep() -> dict[str, object]:
    """A keep with what goes into it."""
    local, share, iv = named("local", 32), named("share", 32), named("iv", 12)
    state = '{"conv":"","e":1,"pending":null,"epochs":[]}'
    key = hlc1.keep_key(local, share)
    ciphertext = hlc1.wrap(key, iv, state.encode())
    halves = {"local": b64u(local), "share": b64u(share), "key": b64u(key)}
    return {**halves, "iv": b64u(iv), "state": state, "ct": b64u(ciphertext)}


def padding() -> dict[str, object]:
    """Bodies of bytes 0x61, by length, and padded bytes nobody may accept: head, zeros up to size, tail."""
    lengths = (0, 1, 1022, 1023, 4094)
    padded = [hlc1_messages.pad(b"a" * length) for length in lengths]
    return {
        "padded": [
            {"length": length, "size": len(each), "sha256": sha256(each).hexdigest()}
            for length, each in zip(lengths, padded, strict=True)
        ],
        "refused": [
            {"why": "another size", "head": "AAA", "size": 1025, "tail": ""},
            {"why": "empty", "head": "", "size": 0, "tail": ""},
            {"why": "longer than it is", "head": b64u((1023).to_bytes(2, "big")), "size": 1024, "tail": ""},
            {"why": "not zeros", "head": b64u(b"\0\1a"), "size": 1024, "tail": "AQ"},
        ],
    }


def bodies() -> dict[str, list[str]]:
    """Bodies everybody reads and bodies nobody reads; bytes as base64url, so that they need not be text."""
    pid, hash_ = b64u(named("pid", 8)), b64u(named("seed", 32))
    seen = f'["{pid}","{pid}",1]'
    accepted = [
        '{"k":"text","t":"","s":[]}',
        '{"k":"text","t":"Dag","at":1790000600,"s":[' + ",".join([seen] * 4) + "]}",
        '{"s":[],"k":"hello"}',
        '{"k":"typing","on":false,"s":[]}',
        '{"k":"hist","e":1,"seed":"' + hash_ + '","T":"' + hash_ + '","s":[]}',
        '{"k":"left","pid":"' + pid + '","s":[]}',
        '{"k":"bye","q":9007199254740991,"s":[]}',
        '{"k":"seen","r":[' + seen + '],"s":[]}',
        '{"k":"text","t":"' + "é" * 1750 + '","s":[]}',
    ]
    refused_texts = [
        "",
        "null",
        "[]",
        "7",
        '"text"',
        "{}",
        '{"k":"text","t":"Dag"}',
        '{"k":"text","t":7,"s":[]}',
        '{"k":"text","t":"' + "é" * 1751 + '","s":[]}',
        '{"k":"text","t":"Dag","at":"now","s":[]}',
        '{"k":"text","t":"Dag","at":1.5,"s":[]}',
        '{"k":"text","t":"Dag","at":0,"s":[]}',
        '{"k":"text","t":"Dag","at":NaN,"s":[]}',
        '{"k":"text","t":"Dag","x":1,"s":[]}',
        '{"k":"hello","at":1790000600,"s":[]}',
        '{"k":"picture","s":[]}',
        '{"k":"__proto__","s":[]}',
        '{"k":["text"],"t":"Dag","s":[]}',
        '{"k":"typing","on":1,"s":[]}',
        '{"k":"hist","e":0,"seed":"' + hash_ + '","T":"' + hash_ + '","s":[]}',
        '{"k":"hist","e":4294967296,"seed":"' + hash_ + '","T":"' + hash_ + '","s":[]}',
        '{"k":"hist","e":1,"seed":"' + pid + '","T":"' + hash_ + '","s":[]}',
        '{"k":"left","pid":"' + hash_ + '","s":[]}',
        '{"k":"left","pid":7,"s":[]}',
        '{"k":"bye","q":true,"s":[]}',
        '{"k":"bye","q":9007199254740992,"s":[]}',
        '{"k":"seen","r":[' + ",".join([seen] * 5) + '],"s":[]}',
        '{"k":"seen","r":[["' + pid + '",1]],"s":[]}',
        '{"k":"hello","s":{}}',
        '{"k":"hello","s":[["","' + pid + '",1]]}',
        '{"k":"hello","s":["abc"]}',
        '{"k":"hello","s":[]} trailing',
    ]
    not_utf8 = b'{"k":"text","t":"\xff","s":[]}'
    byte_order_mark = b'\xef\xbb\xbf{"k":"hello","s":[]}'
    return {
        "accepted": [b64u(text.encode()) for text in accepted],
        "refused": [
            b64u(each) for each in (*(text.encode() for text in refused_texts), not_utf8, byte_order_mark)
        ],
    }


if __name__ == "__main__":
    main()
