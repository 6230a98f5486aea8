"""HLC1's messages a second time, in Python, from docs/sealing.md: padding, sealing, bodies and their order."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.sealing.hlc1 import SealingError, b64u_decode, hkdf, u32, u64

SIZES = (1024, 4096)
MOST_TEXT_BYTES = 3500
MOST_SEEN = 4
HIGHEST_NUMBER = 2**53 - 1


# Keys, padding, sealing


def message_key(transcript: bytes, seed: bytes, pid: bytes, inst: bytes) -> bytes:
    return hkdf(seed, transcript, b"HLC1 key" + pid + inst)


def pad(body: bytes) -> bytes:
    size = next(size for size in SIZES if len(body) + 2 <= size)
    return (len(body).to_bytes(2, "big") + body).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    end = 2 + int.from_bytes(padded[:2], "big")
    if len(padded) not in SIZES or end > len(padded) or any(padded[end:]):
        raise SealingError("E_PAD")
    return padded[2:end]


@dataclass(frozen=True)
class Place:
    """Where a message stands."""

    conv: bytes
    e: int
    pid: bytes
    inst: bytes
    q: int

    @property
    def nonce(self) -> bytes:
        return bytes(4) + u64(self.q)

    @property
    def aad(self) -> bytes:
        return b"HLC1 msg" + self.conv + u32(self.e) + self.pid + self.inst + u64(self.q)


def seal_padded(transcript: bytes, seed: bytes, place: Place, padded: bytes) -> bytes:
    key = message_key(transcript, seed, place.pid, place.inst)
    return AESGCM(key).encrypt(place.nonce, padded, place.aad)


def seal_message(transcript: bytes, seed: bytes, place: Place, body: bytes) -> bytes:
    return seal_padded(transcript, seed, place, pad(body))


def open_message(transcript: bytes, seed: bytes, place: Place, ciphertext: bytes) -> bytes:
    if len(ciphertext) - 16 not in SIZES:
        raise SealingError("E_PAD")
    key = message_key(transcript, seed, place.pid, place.inst)
    try:
        return unpad(AESGCM(key).decrypt(place.nonce, ciphertext, place.aad))
    except InvalidTag as error:
        raise SealingError("E_TAG") from error


# Bodies


def parse_body(body: bytes) -> dict[str, object]:
    """Return the object of a listed kind that the bytes are."""
    try:
        parsed = json.loads(body.decode(), parse_constant=_refuse_constant)
    except ValueError as error:
        raise SealingError("E_PAD") from error
    if not isinstance(parsed, dict) or not _is_body(parsed):
        raise SealingError("E_PAD")
    return parsed


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _is_body(body: dict[str, object]) -> bool:
    kinds: dict[str, set[str]] = {
        "text": {"t"},
        "hello": set(),
        "typing": {"on"},
        "hist": {"e", "seed", "T"},
        "left": {"pid"},
        "bye": {"q"},
        "seen": {"r"},
    }
    checks: dict[str, Callable[[object], bool]] = {
        "k": lambda value: isinstance(value, str) and value in kinds,
        "s": _is_seen_list,
        "r": _is_seen_list,
        "t": lambda v: isinstance(v, str) and len(v.encode(errors="surrogatepass")) <= MOST_TEXT_BYTES,
        "at": lambda value: _is_count(value, HIGHEST_NUMBER),
        "on": lambda value: isinstance(value, bool),
        "e": lambda value: _is_count(value, 2**32 - 1),
        "seed": lambda value: _is_bytes(value, 32),
        "T": lambda value: _is_bytes(value, 32),
        "pid": lambda value: _is_bytes(value, 8),
        "q": lambda value: _is_count(value, HIGHEST_NUMBER),
    }
    kind = body.get("k")
    if not isinstance(kind, str) or kind not in kinds:
        return False
    required = {"k", "s", *kinds[kind]}
    allowed = required | ({"at"} if kind == "text" else set())
    return required <= body.keys() <= allowed and all(checks[name](value) for name, value in body.items())


def _is_count(value: object, highest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= highest


def _is_bytes(value: object, length: int) -> bool:
    try:
        return isinstance(value, str) and len(b64u_decode(value)) == length
    except ValueError:
        return False


def _is_seen_list(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_SEEN and all(_is_seen(each) for each in value)


def _is_seen(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and _is_bytes(value[0], 8)
        and _is_bytes(value[1], 8)
        and _is_count(value[2], HIGHEST_NUMBER)
    )


# Order


@dataclass
class Reader:
    """Strict next number for each (e, pid, inst)."""

    _last: dict[tuple[int, bytes, bytes], int] = field(default_factory=dict)
    _missed_at: dict[tuple[int, bytes, bytes], int] = field(default_factory=dict)

    def consider(self, e: int, pid: bytes, inst: bytes, q: int) -> str:
        """Return next, duplicate, gap or ahead; a gap that asking again did not fill is E_GAP."""
        counter = (e, pid, inst)
        last, missed_at = self._last.get(counter, 0), self._missed_at.get(counter)
        if q <= last + 1:
            return "next" if q == last + 1 else "duplicate"
        if missed_at is None:
            self._missed_at[counter] = q
            return "gap"
        if q <= missed_at:
            raise SealingError("E_GAP")
        return "ahead"

    def read(self, e: int, pid: bytes, inst: bytes, q: int) -> None:
        counter = (e, pid, inst)
        if q != self._last.get(counter, 0) + 1:
            raise SealingError("E_GAP")
        self._last[counter] = q
        if self._missed_at.get(counter, q + 1) <= q:
            del self._missed_at[counter]
