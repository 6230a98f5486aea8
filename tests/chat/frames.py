"""Valid frames of both sockets, to start from."""

import base64
import json
from typing import Any


def b64(length: int, byte: int = 7) -> str:
    """Return that many equal bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(bytes([byte]) * length).rstrip(b"=").decode()


CONV = b64(16)
MEMBER = {"role": 1, "pid": b64(8), "pk": b64(1216), "cert": b64(163), "sig": b64(64)}
HELP_SEEKER: dict[str, dict[str, Any]] = {
    "challenge": {},
    "beat": {},
    "conv.open": {
        "conv": CONV,
        "commit": b64(32),
        "share": b64(32),
        "resume": b64(32),
        "lang": "nl",
        "proof": "e30=",
    },
    "knock": {"lang": "en", "proof": "e30="},
    "conv.resume": {"conv": CONV, "token": b64(32), "n": 0},
    "share": {"conv": CONV, "share": b64(32)},
    "epoch.commit": {"conv": CONV, "e": 2, "commit": b64(32)},
    "epoch.open": {
        "conv": CONV,
        "e": 1,
        "commit": b64(32),
        "prev": b64(32, 0),
        "members": [MEMBER],
        "seals": [{"pid": b64(8), "s": b64(1168)}],
    },
    "epoch.refuse": {"conv": CONV, "e": 1, "pid": b64(8), "why": "sig"},
    "msg": {"conv": CONV, "e": 1, "pid": b64(8, 0), "inst": b64(8), "q": 1, "c": b64(1040)},
    "fetch": {"conv": CONV, "n": 0},
    "conv.close": {"conv": CONV},
}
COUNSELLOR: dict[str, dict[str, Any]] = {
    "console.open": {},
    "beat": {},
    "next": {},
    "offer": {"conv": CONV, "e": 1, **MEMBER},
    "msg": {"conv": CONV, "e": 1, "pid": b64(8), "inst": b64(8), "q": 1, "c": b64(4112)},
    "fetch": {"conv": CONV, "n": 3},
    "spoke": {"conv": CONV},
    "conv.close": {"conv": CONV, "mark": "abuse"},
}


def text(kind: str, fields: dict[str, Any]) -> str:
    """Return one frame as it goes over the wire."""
    return json.dumps({"v": 1, "t": kind, **fields})
