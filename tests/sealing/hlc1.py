"""HLC1 a second time, in Python, from docs/sealing.md: what the browser modules are compared with.

Here: devices, offers, epochs, digits and the keep; what is said in an epoch: hlc1_messages.py. Names and order
follow chat/browser/sealing/. HPKE is the `cryptography` package's own.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha3_256, sha256, shake_256
from hmac import digest

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HELP_SEEKER_PID = bytes(8)
NO_TRANSCRIPT = bytes(32)
COUNSELLOR, SUPERVISOR = 1, 2
DAY_SECONDS = 86_400
LONGEST_SECONDS = 35 * DAY_SECONDS
X_WING_LABEL = bytes.fromhex("5c2e2f2f5e5c")
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealingError(Exception):
    """A refusal, with a code of the closed list."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


def sha(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def hkdf(ikm: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(ikm)


# Device keys and certificates


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Raw r || s; deterministic (RFC 6979), so that the vectors can be made again."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Trust:
    """What a page trusts, and when."""

    now: int
    team_key: bytes | None = None
    revoked: tuple[str, ...] = ()
    build_time: int = 0


def certificate_tbs(serial: bytes, role: int, not_before: int, not_after: int, device: bytes) -> bytes:
    return b"HLC1 cert" + serial + bytes([role]) + u64(not_before) + u64(not_after) + device


def verify_certificate(cert: bytes, trust: Trust, role: int) -> bytes:
    """Return the device key a certificate vouches for."""
    if len(cert) != 163 or cert[:9] != b"HLC1 cert":
        raise SealingError("E_CERT")
    device, tbs, signature = cert[34:99], cert[:99], cert[99:]
    not_before, not_after = int.from_bytes(cert[18:26], "big"), int.from_bytes(cert[26:34], "big")
    if not verifies(trust.team_key or device, signature, tbs):
        raise SealingError("E_CERT")
    if cert[17] != role:
        raise SealingError("E_ROLE")
    if not_after - not_before > LONGEST_SECONDS or cert[9:17].hex() in trust.revoked:
        raise SealingError("E_CERT")
    clock = max(trust.now, trust.build_time)
    if not not_before - DAY_SECONDS <= clock < not_after + DAY_SECONDS:
        raise SealingError("E_EXPIRED")
    return device


# One-use keys


def kem_key(seed: bytes) -> MLKEM768X25519PrivateKey:
    """X-Wing: 32 bytes expand to ML-KEM's d || z and an X25519 scalar."""
    expanded = shake_256(seed).digest(96)
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    )


def kem_public_bytes(seed: bytes) -> bytes:
    expanded = shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key()
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key()
    return mlkem.public_bytes_raw() + x25519.public_bytes_raw()


def kem_shared_secret(seed: bytes, enc: bytes) -> bytes:
    """Decapsulate by hand, as the draft combines the two: the package does it only inside of HPKE."""
    expanded = shake_256(seed).digest(96)
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    of_mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).decapsulate(enc[:1088])
    of_x25519 = x25519.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    public = x25519.public_key().public_bytes_raw()
    return sha3_256(of_mlkem + of_x25519 + enc[1088:] + public + X_WING_LABEL).digest()


def seal_seed(pk: bytes, transcript: bytes, pid: bytes, seed: bytes) -> bytes:
    public_key = MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(pk[:1184]), X25519PublicKey.from_public_bytes(pk[1184:])
    )
    return SUITE.encrypt(seed, public_key, b"HLC1 seal" + transcript + pid)


def open_seed(kem_seed: bytes, transcript: bytes, pid: bytes, sealed: bytes) -> bytes:
    if len(sealed) != 1168:
        raise SealingError("E_OPEN")
    try:
        return SUITE.decrypt(sealed, kem_key(kem_seed), b"HLC1 seal" + transcript + pid)
    except (InvalidTag, ValueError) as error:
        raise SealingError("E_OPEN") from error


# Promise, offer, transcript


def commit_to(conv: bytes, e: int, seed: bytes) -> bytes:
    return sha(b"HLC1 commit", conv, u32(e), seed)


@dataclass(frozen=True)
class Member:
    """Somebody in an epoch, as an offer names them."""

    role: int
    pid: bytes
    pk: bytes
    cert: bytes
    sig: bytes = b""


def offer_tbs(conv: bytes, e: int, commit: bytes, member: Member) -> bytes:
    return b"HLC1 offer" + conv + u32(e) + bytes([member.role]) + member.pid + commit + sha(member.pk)


def make_offer(
    device: ec.EllipticCurvePrivateKey, conv: bytes, e: int, commit: bytes, member: Member
) -> Member:
    return replace(member, sig=sign(device, offer_tbs(conv, e, commit, member)))


def verify_offer(conv: bytes, e: int, commit: bytes, member: Member, trust: Trust) -> bytes:
    """Return the device key an offer is signed by."""
    device = verify_certificate(member.cert, trust, member.role)
    if not verifies(device, member.sig, offer_tbs(conv, e, commit, member)):
        raise SealingError("E_SIG")
    return device


def transcript_of(conv: bytes, e: int, commit: bytes, prev: bytes, members: Sequence[Member]) -> bytes:
    if not 1 <= len(members) <= 3 or len({HELP_SEEKER_PID, *(m.pid for m in members)}) != len(members) + 1:
        raise SealingError("E_OPEN")
    parts = [
        bytes([m.role]) + m.pid + sha(m.pk) + sha(m.cert) for m in sorted(members, key=lambda each: each.pid)
    ]
    return sha(b"HLC1 epoch", conv, u32(e), commit, prev, bytes([len(members)]), *parts)


@dataclass(frozen=True)
class EpochOpen:
    """What an epoch.open frame says."""

    conv: bytes
    e: int
    commit: bytes
    prev: bytes
    members: tuple[Member, ...]
    seals: dict[bytes, bytes]


def open_epoch(frame: EpochOpen, own: Member, kem_seed: bytes, trust: Trust) -> tuple[bytes, bytes]:
    """Return (T_e, seed) as a counsellor's page finds them, having checked everybody first."""
    for member in frame.members:
        verify_offer(frame.conv, frame.e, frame.commit, member, trust)
    if not any(member.pid == own.pid and member.pk == own.pk for member in frame.members):
        raise SealingError("E_OPEN")
    transcript = transcript_of(frame.conv, frame.e, frame.commit, frame.prev, frame.members)
    seed = open_seed(kem_seed, transcript, own.pid, frame.seals.get(own.pid, b""))
    if commit_to(frame.conv, frame.e, seed) != frame.commit:
        raise SealingError("E_COMMIT")
    return transcript, seed


# Digits


def safety_digits(seed: bytes, conv: bytes, e: int, commit: bytes, member: Member) -> str:
    mac = digest(
        seed,
        b"HLC1 words" + conv + u32(e) + commit + bytes([member.role]) + member.pid + sha(member.pk),
        "sha256",
    )
    nine = f"{int.from_bytes(mac[:8], 'big') * 10**9 >> 64:09d}"
    return f"{nine[:3]} {nine[3:6]} {nine[6:]}"


# Base64url without padding, one spelling only


def b64u_encode(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def b64u_decode(text: str) -> bytes:
    value = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u_encode(value) != text:
        raise ValueError
    return value


# The keep


def keep_key(local: bytes, share: bytes) -> bytes:
    return hkdf(local + share, bytes(32), b"HLC1 keep")


def wrap(key: bytes, iv: bytes, state: bytes) -> bytes:
    return AESGCM(key).encrypt(iv, state, None)


def unwrap(key: bytes, iv: bytes, ciphertext: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(iv, ciphertext, None)
    except InvalidTag as error:
        raise SealingError("E_TAG") from error
