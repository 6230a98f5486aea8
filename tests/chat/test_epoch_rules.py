"""Which epoch is asked for next, and in which may still be written: tables and properties, no database."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.rules.epochs import GRACE, Step, may_write, on_acceptance, on_return, reason

ROOT = Path(__file__).parents[2]
OPENED = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
NUMBERS = st.integers(1, 6)


@pytest.mark.parametrize(
    ("e", "pending_e", "is_promised", "step"),
    [
        (0, 1, True, Step.OFFER),  # the first counsellor, with the promise that came with the start
        (0, 0, False, Step.ANEW),  # the first one dropped out before the keys
        (1, 0, False, Step.ANEW),  # a counsellor dropped out after them
        (1, 2, True, Step.ANEW),
        (0, 2, False, Step.ANEW),
    ],
)
def test_only_the_first_promise_serves_an_acceptance(
    e: int, pending_e: int, is_promised: bool, step: Step
) -> None:
    assert on_acceptance(e, pending_e, is_promised=is_promised) is step


@pytest.mark.parametrize(
    ("pending_e", "is_promised", "is_offered", "step"),
    [
        (0, False, False, Step.ANEW),
        (2, False, False, Step.PROMISE),
        (2, True, False, Step.OFFER),
        (2, True, True, Step.ANEW),
    ],
)
def test_a_number_that_was_offered_a_key_is_abandoned(
    pending_e: int, is_promised: bool, is_offered: bool, step: Step
) -> None:
    assert on_return(pending_e, is_promised=is_promised, is_offered=is_offered) is step


def test_who_held_keys_reloads_and_who_did_not_accepts() -> None:
    assert (reason(held_keys=True), reason(held_keys=False)) == ("reload", "accept")


@pytest.mark.parametrize(
    ("written", "seconds", "may"),
    [(5, 0, True), (5, 3_600, True), (3, 45, True), (3, 45.001, False), (4, 0, False), (6, 0, False)],
)
def test_the_epoch_in_use_and_in_the_grace_the_one_open_before_it(
    written: int, seconds: float, may: bool
) -> None:
    now = OPENED + timedelta(seconds=seconds)
    assert may_write(written, e=5, first=0, previous=3, opened_at=OPENED, now=now) is may


@pytest.mark.parametrize(("first", "written"), [(3, {3, 5}), (4, {5}), (5, {5}), (6, set())])
def test_nothing_of_an_epoch_from_before_the_present_counsellor(first: int, written: set[int]) -> None:
    may = {
        one for one in (3, 5) if may_write(one, e=5, first=first, previous=3, opened_at=OPENED, now=OPENED)
    }
    assert may == written


def test_the_pages_take_the_epoch_before_for_longer_than_the_server() -> None:
    pages = (ROOT / "chat/browser/sealing/epochs.js").read_text()
    found = re.search(r"GRACE_SECONDS = (\d+);", pages)
    assert found
    assert timedelta(seconds=int(found[1])) - GRACE >= timedelta(seconds=10)


@pytest.mark.parametrize("opened_at", [None, OPENED])
@given(written=NUMBERS)
def test_before_the_first_epoch_nothing_is_written(opened_at: datetime | None, written: int) -> None:
    assert not may_write(written, e=0, first=0, previous=None, opened_at=opened_at, now=OPENED)


@given(e=NUMBERS, back=st.none() | NUMBERS, written=st.integers(0, 8), seconds=st.floats(0, 200))
def test_never_any_other_epoch_and_after_the_grace_only_the_one_in_use(
    e: int, back: int | None, written: int, seconds: float
) -> None:
    previous = e - back if back is not None and back < e else None
    now = OPENED + timedelta(seconds=seconds)
    may = may_write(written, e=e, first=0, previous=previous, opened_at=OPENED, now=now)
    allowed = {e, previous} if now - OPENED <= GRACE else {e}
    assert may is (written in allowed)
