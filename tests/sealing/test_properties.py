"""What holds for every body, place and order of arrival."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sealing import hlc1_messages
from tests.sealing.cast import CONV, SEED, fixed
from tests.sealing.hlc1 import HELP_SEEKER_PID, SealingError
from tests.sealing.hlc1_messages import HIGHEST_NUMBER, Place, Reader

TRANSCRIPT, INST = fixed("transcript", 32), fixed("inst", 8)

Answer = TypeVar("Answer")


def or_none(read: Callable[[bytes], Answer], given_bytes: bytes) -> Answer | None:
    """Return what is read, or None if it is refused as malformed; any other error is a failure."""
    try:
        return read(given_bytes)
    except SealingError as refusal:
        if refusal.code != "E_PAD":
            raise
        return None


bodies = st.binary(max_size=4094)
places = st.builds(
    Place,
    conv=st.binary(min_size=16, max_size=16),
    e=st.integers(1, 2**32 - 1),
    pid=st.binary(min_size=8, max_size=8),
    inst=st.binary(min_size=8, max_size=8),
    q=st.integers(1, HIGHEST_NUMBER),
)


@given(bodies)
def test_unpadding_undoes_padding(body: bytes) -> None:
    padded = hlc1_messages.pad(body)
    assert len(padded) == (1024 if len(body) <= 1022 else 4096)
    assert hlc1_messages.unpad(padded) == body


@given(st.sampled_from(hlc1_messages.SIZES), st.binary(max_size=4096))
def test_whatever_unpads_was_made_by_padding_up_to_its_size(size: int, start: bytes) -> None:
    padded = start[:size].ljust(size, b"\0")
    body = or_none(hlc1_messages.unpad, padded)
    assert body is None or hlc1_messages.pad(body).ljust(size, b"\0") == padded


@given(places, bodies)
def test_opening_undoes_sealing(place: Place, body: bytes) -> None:
    sealed = hlc1_messages.seal_message(TRANSCRIPT, SEED, place, body)
    assert len(sealed) in (1040, 4112)
    assert hlc1_messages.open_message(TRANSCRIPT, SEED, place, sealed) == body


@given(places, places, bodies)
def test_a_message_opens_in_its_own_place_only(place: Place, other: Place, body: bytes) -> None:
    sealed = hlc1_messages.seal_message(TRANSCRIPT, SEED, place, body)
    for moved in (
        other,
        replace(place, q=other.q),
        replace(place, e=other.e),
        replace(place, conv=other.conv),
    ):
        if moved != place:
            with pytest.raises(SealingError):
                hlc1_messages.open_message(TRANSCRIPT, SEED, moved, sealed)


@given(bodies, st.integers(0, 1039), st.integers(1, 255))
def test_no_byte_of_a_message_can_be_changed(body: bytes, at: int, flip: int) -> None:
    place = Place(CONV, 1, HELP_SEEKER_PID, INST, 1)
    sealed = bytearray(hlc1_messages.seal_message(TRANSCRIPT, SEED, place, body))
    sealed[at] ^= flip
    with pytest.raises(SealingError):
        hlc1_messages.open_message(TRANSCRIPT, SEED, place, bytes(sealed))


@given(st.lists(st.integers(1, 8), max_size=40))
def test_the_reader_only_ever_reads_the_next(arrivals: list[int]) -> None:
    reader, read = Reader(), []
    for q in arrivals:
        try:
            verdict = reader.consider(1, HELP_SEEKER_PID, INST, q)
        except SealingError:
            break
        if verdict == "next":
            reader.read(1, HELP_SEEKER_PID, INST, q)
            read.append(q)
    assert read == list(range(1, len(read) + 1))


@given(st.integers(1, 8), st.lists(st.integers(1, 8), max_size=8))
def test_asking_again_once_brings_everything_that_was_stored(stored: int, lost: list[int]) -> None:
    reader, read = Reader(), []
    live = [q for q in range(1, stored + 1) if q not in lost]
    for q in (*live, *range(1, stored + 1)):
        if reader.consider(1, HELP_SEEKER_PID, INST, q) == "next":
            reader.read(1, HELP_SEEKER_PID, INST, q)
            read.append(q)
    assert read == list(range(1, stored + 1))


@given(st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
def test_bytes_from_anywhere_are_a_body_or_refused(body: bytes) -> None:
    parsed = or_none(hlc1_messages.parse_body, body)
    assert parsed is None or {"k", "s"} <= parsed.keys()
