"""The frames of both sockets: JSON in, frozen values out. Lengths are checked before anything is decoded.

Byte strings are base64url without padding, in their one canonical spelling. The table of frames is
docs/chat-protocol.md; the server never looks inside a sealed frame.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from chat.rules.refusals import BadFrame, Code
from chat.rules.wire.frames import (
    Beat,
    Challenge,
    CloseConversation,
    Commit,
    CounsellorFrame,
    Fetch,
    HelpSeekerFrame,
    Knock,
    Member,
    Next,
    Offer,
    Open,
    OpenConsole,
    OpenEpoch,
    RefuseOffer,
    Resume,
    Sealed,
    Share,
    Spoke,
)

MAX_FRAME_BYTES = 16 * 1024
VERSION = 1
CONV, PID, INST, HASH, TOKEN = 16, 8, 8, 32, 32
PUBLIC_KEY, CERTIFICATE, SIGNATURE, SEAL = 1216, 163, 64, 1168
# Two sizes of plaintext, 1024 and 4096 bytes, and 16 bytes of AES-GCM tag.
CIPHERTEXTS = (1040, 4112)
MAX_PROOF_CHARACTERS = 4096
MAX_MEMBERS = 3
MAX_U32, MAX_SAFE = 2**32 - 1, 2**53 - 1
HELP_SEEKER_PID = "AAAAAAAAAAA"
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*\Z")


def parse_help_seeker(text: str) -> HelpSeekerFrame:
    """Return the frame of a help-seeker's page; raise BadFrame for anything else."""
    frame: HelpSeekerFrame = _parse(text, _HELP_SEEKER)
    return frame


def parse_counsellor(text: str) -> CounsellorFrame:
    """Return the frame of a console; raise BadFrame for anything else."""
    frame: CounsellorFrame = _parse(text, _COUNSELLOR)
    return frame


def parse_leave(text: str) -> tuple[str, str]:
    """Return (conv, token) of the exit button's beacon; raise BadFrame for anything else."""
    fields = _loads(text)
    if set(fields) != {"conv", "token"}:
        raise BadFrame
    return take_bytes(fields["conv"], CONV), take_bytes(fields["token"], TOKEN)


def take_bytes(value: Any, *lengths: int) -> str:
    """Return base64url text of exactly one of the byte lengths, as it stood; raise BadFrame otherwise."""
    if not isinstance(value, str) or len(value) not in {(length * 4 + 2) // 3 for length in lengths}:
        raise BadFrame
    if not _BASE64URL.match(value) or encode(decode(value)) != value:
        raise BadFrame
    return value


def decode(text: str) -> bytes:
    """Return the bytes of unpadded base64url; raise BadFrame if they are none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as wrong:
        raise BadFrame from wrong


def encode(value: bytes) -> str:
    """Return unpadded base64url."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _parse(text: str, table: Mapping[str, tuple[frozenset[str], Callable[[dict[str, Any]], Any]]]) -> Any:
    fields = _loads(text)
    kind = fields.pop("t", None)
    version = fields.pop("v", None)
    if type(version) is not int or version != VERSION or not isinstance(kind, str) or kind not in table:
        raise BadFrame
    names, make = table[kind]
    if set(fields) != names:
        raise BadFrame
    return make(fields)


def _loads(text: str) -> dict[str, Any]:
    if len(text) > MAX_FRAME_BYTES:
        raise BadFrame(Code.TOO_BIG)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError) as wrong:
        raise BadFrame from wrong
    if not isinstance(value, dict):
        raise BadFrame
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadFrame
    return found


def _refuse(_: str) -> NoReturn:
    raise BadFrame


def _number(value: Any, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise BadFrame
    return value


def _one_of(value: Any, *allowed: Any) -> Any:
    if not isinstance(value, str) or value not in allowed:
        raise BadFrame
    return value


def _proof(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_PROOF_CHARACTERS or not value.isascii():
        raise BadFrame
    return value


def _conv(fields: Mapping[str, Any]) -> str:
    return take_bytes(fields["conv"], CONV)


def _e(fields: Mapping[str, Any], low: int = 1) -> int:
    return _number(fields["e"], low, MAX_U32)


def _key_fields(fields: Mapping[str, Any]) -> tuple[int, str, str, str, str]:
    pid = take_bytes(fields["pid"], PID)
    if pid == HELP_SEEKER_PID:
        raise BadFrame
    return (
        _number(fields["role"], 1, 2),
        pid,
        take_bytes(fields["pk"], PUBLIC_KEY),
        take_bytes(fields["cert"], CERTIFICATE),
        take_bytes(fields["sig"], SIGNATURE),
    )


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_MEMBERS:
        raise BadFrame
    return value


def _items(value: Any, names: set[str]) -> list[dict[str, Any]]:
    items = _list(value)
    if any(not isinstance(item, dict) or set(item) != names for item in items):
        raise BadFrame
    return items


def _open_epoch(fields: dict[str, Any]) -> OpenEpoch:
    members = tuple(
        Member(*_key_fields(item)) for item in _items(fields["members"], {"role", "pid", "pk", "cert", "sig"})
    )
    seals = tuple(
        (take_bytes(item["pid"], PID), take_bytes(item["s"], SEAL))
        for item in _items(fields["seals"], {"pid", "s"})
    )
    pids = [member.pid for member in members]
    # Sorted by their bytes and distinct, as the transcript has them; base64url does not sort as bytes do.
    if pids != sorted(set(pids), key=decode) or sorted(pid for pid, _ in seals) != sorted(pids):
        raise BadFrame
    return OpenEpoch(
        _conv(fields),
        _e(fields),
        take_bytes(fields["commit"], HASH),
        take_bytes(fields["prev"], HASH),
        members,
        seals,
    )


def _sealed(fields: dict[str, Any]) -> Sealed:
    return Sealed(
        _conv(fields),
        _e(fields),
        take_bytes(fields["pid"], PID),
        take_bytes(fields["inst"], INST),
        _number(fields["q"], 1, MAX_SAFE),
        take_bytes(fields["c"], *CIPHERTEXTS),
    )


def _frame(
    names: str, make: Callable[[dict[str, Any]], Any]
) -> tuple[frozenset[str], Callable[[dict[str, Any]], Any]]:
    return frozenset(names.split()), make


def _mark(fields: dict[str, Any]) -> CloseConversation:
    mark = fields["mark"]
    return CloseConversation(_conv(fields), None if mark is None else _one_of(mark, "abuse"))


_SEALED = _frame("conv e pid inst q c", _sealed)
_FETCH = _frame("conv n", lambda f: Fetch(_conv(f), _number(f["n"], 0, MAX_SAFE)))
_BEAT = _frame("", lambda _: Beat())

_HELP_SEEKER = {
    "challenge": _frame("", lambda _: Challenge()),
    "beat": _BEAT,
    "conv.open": _frame(
        "conv commit share resume lang proof",
        lambda f: Open(
            _conv(f),
            take_bytes(f["commit"], HASH),
            take_bytes(f["share"], HASH),
            take_bytes(f["resume"], HASH),
            _one_of(f["lang"], "nl", "en"),
            _proof(f["proof"]),
        ),
    ),
    "knock": _frame("lang proof", lambda f: Knock(_one_of(f["lang"], "nl", "en"), _proof(f["proof"]))),
    "conv.resume": _frame(
        "conv token n",
        lambda f: Resume(_conv(f), take_bytes(f["token"], TOKEN), _number(f["n"], 0, MAX_SAFE)),
    ),
    "share": _frame("conv share", lambda f: Share(_conv(f), take_bytes(f["share"], HASH))),
    "epoch.commit": _frame(
        "conv e commit", lambda f: Commit(_conv(f), _e(f, 2), take_bytes(f["commit"], HASH))
    ),
    "epoch.open": _frame("conv e commit prev members seals", _open_epoch),
    "epoch.refuse": _frame(
        "conv e pid why",
        lambda f: RefuseOffer(
            _conv(f),
            _e(f),
            take_bytes(f["pid"], PID),
            _one_of(f["why"], "sig", "cert", "role", "expired", "consent"),
        ),
    ),
    "msg": _SEALED,
    "fetch": _FETCH,
    "conv.close": _frame("conv", lambda f: CloseConversation(_conv(f))),
}
_COUNSELLOR = {
    "console.open": _frame("", lambda _: OpenConsole()),
    "beat": _BEAT,
    "next": _frame("", lambda _: Next()),
    "offer": _frame("conv e role pid pk cert sig", lambda f: Offer(_conv(f), _e(f), *_key_fields(f))),
    "msg": _SEALED,
    "fetch": _FETCH,
    "spoke": _frame("conv", lambda f: Spoke(_conv(f))),
    "conv.close": _frame("conv mark", _mark),
}
