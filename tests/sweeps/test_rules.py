"""A sweep is due after its interval, unless somebody holds it or it failed a moment ago; late some time after that."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.sweeps.rules import GRACE, LEASE, RETRY_AFTER, Last, due_from, is_due, is_late

NOW = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ages = st.none() | st.timedeltas(-timedelta(days=3), timedelta(days=3))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (Last(), True),
        (Last(ran_at=NOW - HOUR), True),
        (Last(ran_at=NOW - HOUR + SECOND), False),
        (Last(ran_at=NOW - 2 * HOUR, lease_until=NOW), True),
        (Last(ran_at=NOW - 2 * HOUR, lease_until=NOW + SECOND), False),
        (Last(failed_at=NOW - RETRY_AFTER), True),
        (Last(failed_at=NOW - RETRY_AFTER + SECOND), False),
        (Last(ran_at=NOW - HOUR, failed_at=NOW - SECOND), False),
    ],
)
def test_an_hourly_sweep_is_due(last: Last, expected: bool) -> None:
    assert is_due(HOUR, last, NOW) is expected


def test_a_sweep_more_frequent_than_the_retry_is_tried_again_at_its_own_pace() -> None:
    failed = Last(failed_at=NOW - 10 * SECOND)
    assert is_due(10 * SECOND, failed, NOW)
    assert not is_due(11 * SECOND, failed, NOW)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (Last(), True),
        (Last(failed_at=NOW), True),
        (Last(ran_at=NOW - HOUR - GRACE), False),
        (Last(ran_at=NOW - HOUR - GRACE - SECOND), True),
        (Last(ran_at=NOW - 2 * HOUR, lease_until=NOW + LEASE), True),
    ],
)
def test_an_hourly_sweep_is_late(last: Last, expected: bool) -> None:
    assert is_late(HOUR, last, NOW) is expected


@given(ages, ages, ages, st.timedeltas(SECOND, timedelta(days=1)))
def test_a_sweep_stays_due_until_it_runs(
    ran: timedelta | None, failed: timedelta | None, lease: timedelta | None, every: timedelta
) -> None:
    last = Last(*(None if age is None else NOW + age for age in (ran, failed, lease)))
    start = due_from(every, last) or NOW
    assert is_due(every, last, start)
    assert is_due(every, last, start + HOUR)


@given(ages, ages)
def test_a_late_sweep_that_nobody_holds_is_also_due(ran: timedelta | None, failed: timedelta | None) -> None:
    last = Last(NOW + ran if ran else None, NOW - abs(failed) - RETRY_AFTER if failed else None)
    assert is_due(HOUR, last, NOW) or not is_late(HOUR, last, NOW)
