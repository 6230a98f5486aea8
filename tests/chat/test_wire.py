"""Frames that parse, and everything else, which must be refused without a surprise."""

import contextlib
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.rules import wire
from chat.rules.refusals import BadFrame, Close, Code
from tests.chat.frames import CONV, COUNSELLOR, HELP_SEEKER, MEMBER, b64, text

BOTH: list[tuple[Callable[[str], Any], dict[str, dict[str, Any]]]] = [
    (wire.parse_help_seeker, HELP_SEEKER),
    (wire.parse_counsellor, COUNSELLOR),
]


@pytest.mark.parametrize("kind", HELP_SEEKER)
def test_every_frame_of_a_help_seeker_parses(kind: str) -> None:
    assert wire.parse_help_seeker(text(kind, HELP_SEEKER[kind]))


@pytest.mark.parametrize("kind", COUNSELLOR)
def test_every_frame_of_a_console_parses(kind: str) -> None:
    assert wire.parse_counsellor(text(kind, COUNSELLOR[kind]))


def test_a_sealed_frame_keeps_its_text_and_names_itself() -> None:
    frame = wire.parse_help_seeker(text("msg", HELP_SEEKER["msg"]))
    assert isinstance(frame, wire.Sealed)
    assert frame.ref == [1, wire.HELP_SEEKER_PID, b64(8), 1]


@pytest.mark.parametrize(("parse", "frames"), BOTH)
def test_a_field_too_few_or_too_many_is_refused(
    parse: Callable[[str], Any], frames: dict[str, dict[str, Any]]
) -> None:
    for kind, fields in frames.items():
        for name in fields:
            with pytest.raises(BadFrame):
                parse(text(kind, {key: value for key, value in fields.items() if key != name}))
        with pytest.raises(BadFrame):
            parse(text(kind, {**fields, "more": 1}))


@pytest.mark.parametrize(("parse", "frames"), BOTH)
def test_a_value_of_another_type_or_size_is_refused(
    parse: Callable[[str], Any], frames: dict[str, dict[str, Any]]
) -> None:
    wrong = [
        0,
        -1,
        2**53,
        1.5,
        True,
        None,
        "",
        "x",
        [],
        {},
        "A" * 21 + "B",
        b64(7),
        b64(9),
        "é" * 22,
        [1],
        [{}],
    ]
    for kind, fields in frames.items():
        for name in fields:
            for value in wrong:
                if (name, value) in [("n", 0), ("mark", None)] or (
                    name == "proof" and isinstance(value, str)
                ):
                    continue
                with pytest.raises(BadFrame):
                    parse(text(kind, {**fields, name: value}))


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "null",
        "[]",
        "7",
        "{",
        '{"v":1}',
        '{"t":"beat"}',
        '{"v":2,"t":"beat"}',
        '{"v":true,"t":"beat"}',
        '{"v":1,"t":["beat"]}',
        '{"v":1,"t":"beat","t":"beat"}',
        '{"v":1,"t":"nothing"}',
        '{"v":1,"t":"beat","x":NaN}',
        "[" * 16000,
    ],
)
def test_what_is_no_frame_is_refused(broken: str) -> None:
    for parse, _ in BOTH:
        with pytest.raises(BadFrame) as refused:
            parse(broken)
        assert refused.value.close is Close.BAD_FRAME


def test_a_frame_over_sixteen_kibibytes_is_too_big() -> None:
    with pytest.raises(BadFrame) as refused:
        wire.parse_help_seeker(" " * (wire.MAX_FRAME_BYTES + 1))
    assert (refused.value.code, refused.value.close) == (Code.TOO_BIG, Close.TOO_BIG)


def test_base64_has_one_spelling() -> None:
    # The last character carries four unused bits; another spelling of the same bytes would pass for another id.
    with pytest.raises(BadFrame):
        wire.take_bytes(CONV[:-1] + "x", 16)


def test_members_come_sorted_and_each_with_one_seal() -> None:
    first, second = {**MEMBER, "pid": b64(8, 1)}, {**MEMBER, "pid": b64(8, 2)}
    seals = [{"pid": b64(8, 1), "s": b64(1168)}, {"pid": b64(8, 2), "s": b64(1168)}]
    fields = {**HELP_SEEKER["epoch.open"], "members": [first, second], "seals": seals}
    assert wire.parse_help_seeker(text("epoch.open", fields))
    for broken in (
        {"members": [second, first]},
        {"members": [first, first]},
        {"seals": seals[:1]},
        {"seals": []},
    ):
        with pytest.raises(BadFrame):
            wire.parse_help_seeker(text("epoch.open", {**fields, **broken}))


def test_a_counsellor_cannot_offer_under_the_help_seekers_pid() -> None:
    with pytest.raises(BadFrame):
        wire.parse_counsellor(text("offer", {**COUNSELLOR["offer"], "pid": wire.HELP_SEEKER_PID}))


def test_the_beacon_of_the_exit_button_parses_and_nothing_else_does() -> None:
    assert wire.parse_leave(json.dumps({"conv": CONV, "token": b64(32)})) == (CONV, b64(32))
    for broken in ("{}", '{"conv":1,"token":2}', "x"):
        with pytest.raises(BadFrame):
            wire.parse_leave(broken)


@given(st.binary(max_size=64))
def test_base64url_comes_back_as_it_went(value: bytes) -> None:
    assert wire.decode(wire.encode(value)) == value
    assert wire.take_bytes(wire.encode(value), len(value)) == wire.encode(value)


@given(st.text(max_size=40))
def test_text_that_is_no_base64url_never_surprises(value: str) -> None:
    with contextlib.suppress(BadFrame):
        wire.decode(value)


@pytest.mark.fuzz
def test_t25_a_malformed_frame_is_refused_and_never_unhandled(rounds: Callable[[int, int], int]) -> None:
    chance = random.Random(25)
    for _ in range(rounds(100_000, 1_000_000)):
        parse, frames = chance.choice(BOTH)
        kind = chance.choice(list(frames))
        broken = _break(text(kind, frames[kind]), chance)
        try:
            parse(broken)
        except BadFrame:
            continue


def _break(frame: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(max(1, min(len(frame), 240)))
        match chance.randrange(6):
            case 0:
                frame = frame[:at] + frame[at + chance.randint(1, 30) :]
            case 1:
                frame = (
                    frame[:at]
                    + chance.choice(['"', "{", "[", "\\u0000", "\x00", "9" * 400, "é", "null", "-"])
                    + frame[at:]
                )
            case 2:
                frame = frame[: chance.randrange(len(frame) + 1)]
            case 3:
                frame = frame.replace(
                    chance.choice(["1", "7", "B", ":", ","]), chance.choice(["", "0", "1e9", "B=", "{}"]), 1
                )
            case 4:
                frame = frame[:at] + chr(chance.randrange(0x110000 - 0x800) % 0xD800) + frame[at + 1 :]
            case _:
                frame = frame * 2
    return frame
