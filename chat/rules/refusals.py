"""What the chat refuses, each with the code that the page turns into a sentence. Messages never repeat input."""

from enum import IntEnum, StrEnum


class Code(StrEnum):
    """The codes of an `err` frame (docs/chat-protocol.md)."""

    BAD_FRAME = "bad_frame"
    TOO_BIG = "too_big"
    RATE = "rate"
    UNKNOWN_CONV = "unknown_conv"
    NOT_MEMBER = "not_member"
    EPOCH_STALE = "epoch_stale"
    SEQ_CONFLICT = "seq_conflict"
    CLOSED = "closed"
    BUSY = "busy"
    TAKEN_OVER = "taken_over"
    OFF_DUTY = "off_duty"
    EMPTY = "empty"
    PROOF = "proof"


class Close(IntEnum):
    """The codes with which the server closes a socket."""

    DONE = 1000
    FLOOD = 1008
    RESTART = 1012
    TRY_LATER = 1013
    BAD_FRAME = 4400
    SIGNED_OUT = 4401
    NOT_ALLOWED = 4403
    UNKNOWN_CONV = 4404
    FIRST_FRAME_LATE = 4408
    TAKEN_OVER = 4409
    SILENT = 4410
    TOO_BIG = 4413


class Refused(Exception):
    """One refusal; `code` says which, `close` whether the socket ends with it."""

    def __init__(self, code: Code, close: Close | None = None) -> None:
        """Carry the code only."""
        super().__init__(code.value)
        self.code = code
        self.close = close


class BadFrame(Refused):
    """A frame that does not parse, is too large, or comes out of turn."""

    def __init__(self, code: Code = Code.BAD_FRAME) -> None:
        """Close the socket with the code that fits."""
        super().__init__(code, Close.TOO_BIG if code is Code.TOO_BIG else Close.BAD_FRAME)
