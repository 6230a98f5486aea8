"""The cast of these tests: Asha is a counsellor, Omar a supervisor, the help-seeker has no name."""

from dataclasses import dataclass
from hashlib import shake_256

from cryptography.hazmat.primitives.asymmetric import ec

from tests.sealing import hlc1
from tests.sealing.hlc1 import COUNSELLOR, SUPERVISOR, EpochOpen, Member, Trust
from tests.sealing.hlc1 import b64u_decode as unb64u
from tests.sealing.hlc1 import b64u_encode as b64u
from tests.sealing.hlc1_messages import Place

# 24 November 2026, 19:12 UTC.
NOW = 1_795_547_520
TRUST = Trust(NOW)


def fixed(name: str, length: int) -> bytes:
    """Return bytes that are the same in every run."""
    return shake_256(name.encode()).digest(length)


CONV, SEED = fixed("conv", 16), fixed("seed", 32)
COMMIT = hlc1.commit_to(CONV, 1, SEED)


@dataclass(frozen=True)
class Device:
    """A counsellor's device, its one-use key and its certificate."""

    name: str
    role: int = COUNSELLOR

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(fixed(f"device {self.name}", 32), "big") % 2**255
        return ec.derive_private_key(number, ec.SECP256R1())

    @property
    def kem_seed(self) -> bytes:
        return fixed(f"kem {self.name}", 32)

    def cert(self, signer: ec.EllipticCurvePrivateKey | None = None) -> bytes:
        serial, public = fixed(f"serial {self.name}", 8), hlc1.public_bytes(self.key)
        tbs = hlc1.certificate_tbs(serial, self.role, NOW, NOW + 30 * hlc1.DAY_SECONDS, public)
        return tbs + hlc1.sign(signer or self.key, tbs)

    def member(self, conv: bytes = CONV, e: int = 1, commit: bytes = COMMIT) -> Member:
        """Return this device's offer for an epoch."""
        pk = hlc1.kem_public_bytes(self.kem_seed)
        unsigned = Member(self.role, fixed(f"pid {self.name}", 8), pk, self.cert())
        return hlc1.make_offer(self.key, conv, e, commit, unsigned)


ASHA, BEN, OMAR = Device("Asha"), Device("Ben"), Device("Omar", SUPERVISOR)


def epoch_of(*members: Member, conv: bytes = CONV, e: int = 1, seed: bytes = SEED) -> EpochOpen:
    """Return the epoch.open a help-seeker sends."""
    commit = hlc1.commit_to(conv, e, seed)
    transcript = hlc1.transcript_of(conv, e, commit, hlc1.NO_TRANSCRIPT, members)
    seals = {each.pid: hlc1.seal_seed(each.pk, transcript, each.pid, seed) for each in members}
    return EpochOpen(conv, e, commit, hlc1.NO_TRANSCRIPT, members, seals)


def member_fields(member: Member) -> dict[str, object]:
    texts = {name: b64u(getattr(member, name)) for name in ("pid", "pk", "cert", "sig")}
    return {"role": member.role, **texts}


def parse_member(fields: dict[str, object]) -> Member:
    texts = {name: unb64u(str(fields[name])) for name in ("pid", "pk", "cert", "sig")}
    return Member(int(str(fields["role"])), **texts)


def epoch_frame(epoch: EpochOpen) -> dict[str, object]:
    """Return the epoch.open as it goes over the wire."""
    hashes = {"conv": b64u(epoch.conv), "e": epoch.e, "commit": b64u(epoch.commit), "prev": b64u(epoch.prev)}
    members = [member_fields(member) for member in epoch.members]
    seals = [{"pid": b64u(pid), "s": b64u(seal)} for pid, seal in epoch.seals.items()]
    return {"v": 1, "t": "epoch.open", **hashes, "members": members, "seals": seals}


def parse_epoch(frame: dict[str, object]) -> EpochOpen:
    conv, commit, prev = (unb64u(str(frame[name])) for name in ("conv", "commit", "prev"))
    members, seals = frame["members"], frame["seals"]
    assert isinstance(members, list)
    assert isinstance(seals, list)
    by_pid = {unb64u(seal["pid"]): unb64u(seal["s"]) for seal in seals}
    return EpochOpen(conv, int(str(frame["e"])), commit, prev, tuple(map(parse_member, members)), by_pid)


def message_frame(place: Place, ciphertext: bytes) -> dict[str, object]:
    ids = {
        "conv": b64u(place.conv),
        "e": place.e,
        "pid": b64u(place.pid),
        "inst": b64u(place.inst),
        "q": place.q,
    }
    return {"v": 1, "t": "msg", **ids, "c": b64u(ciphertext)}


def parse_place(frame: dict[str, object]) -> Place:
    conv, pid, inst = (unb64u(str(frame[name])) for name in ("conv", "pid", "inst"))
    return Place(conv, int(str(frame["e"])), pid, inst, int(str(frame["q"])))
