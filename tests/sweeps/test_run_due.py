"""One holder at a time runs each sweep; a failing one stops no other and is tried again."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from helpline.logs import ALLOWED
from helpline.sweeps.models import SweepRun
from helpline.sweeps.queries import due, overdue
from helpline.sweeps.rules import GRACE, LEASE, RETRY_AFTER, Sweep
from helpline.sweeps.services import run_due

NOW = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = "0612345678 said something"


class Recorder:
    """A sweep that notes when it ran, and what else it does."""

    def __init__(self, name: str = "erase", then: Callable[[], object] = lambda: None) -> None:
        self.ran: list[datetime] = []
        self.then = then
        self.sweep = Sweep(name, HOUR, self.run)

    def run(self, now: datetime) -> None:
        self.ran.append(now)
        self.then()


def fail() -> None:
    raise ValueError(SECRET)


@pytest.mark.django_db
def test_what_is_due_runs_once_an_interval() -> None:
    erase = Recorder()
    for later in (timedelta(0), HOUR - timedelta(seconds=1), HOUR):
        run_due([erase.sweep], "one", NOW + later)
    assert erase.ran == [NOW, NOW + HOUR]


@pytest.mark.django_db
def test_the_names_of_what_ran_come_back_in_order() -> None:
    both = [Recorder("second").sweep, Recorder("first").sweep]
    assert run_due(both, "one", NOW) == ["second", "first"]
    assert run_due(both, "one", NOW) == []


@pytest.mark.django_db
def test_nobody_else_runs_a_sweep_while_it_runs() -> None:
    inner: list[list[str]] = []
    erase = Recorder(then=lambda: inner.append(run_due([erase.sweep], "two", NOW)))
    assert run_due([erase.sweep], "one", NOW) == ["erase"]
    assert inner == [[]]


@pytest.mark.django_db
def test_a_lease_that_ran_out_lets_another_take_over() -> None:
    SweepRun.objects.create(name="erase", holder="dead", lease_until=NOW + LEASE)
    erase = Recorder()
    assert run_due([erase.sweep], "two", NOW + LEASE - timedelta(seconds=1)) == []
    assert run_due([erase.sweep], "two", NOW + LEASE) == ["erase"]


@pytest.mark.django_db
def test_two_that_saw_a_sweep_due_at_once_run_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    erase = Recorder()
    # Both looked before either took the lease.
    monkeypatch.setattr("helpline.sweeps.services.due", lambda sweeps, _now: list(sweeps))
    assert run_due([erase.sweep], "one", NOW) == ["erase"]
    assert run_due([erase.sweep], "two", NOW) == []


@pytest.mark.django_db
def test_a_holder_that_comes_back_too_late_leaves_the_new_lease_alone() -> None:
    def taken_over() -> None:
        SweepRun.objects.update(holder="two", lease_until=NOW + 2 * LEASE)

    run_due([Recorder(then=taken_over).sweep], "one", NOW)
    run = SweepRun.objects.get()
    assert (run.holder, run.lease_until, run.ran_at) == ("two", NOW + 2 * LEASE, None)


@pytest.mark.django_db
def test_a_failing_sweep_stops_no_other_and_is_tried_again_later() -> None:
    broken, erase = Recorder("broken", fail), Recorder()
    both = [broken.sweep, erase.sweep]
    assert run_due(both, "one", NOW) == ["erase"]
    run_due(both, "one", NOW + RETRY_AFTER - timedelta(seconds=1))
    run_due(both, "one", NOW + RETRY_AFTER)
    assert (broken.ran, erase.ran) == ([NOW, NOW + RETRY_AFTER], [NOW])


@pytest.mark.django_db
def test_a_sweep_that_failed_and_then_ran_has_no_failure_left() -> None:
    flaky = Recorder(then=fail)
    run_due([flaky.sweep], "one", NOW)
    flaky.then = lambda: None
    assert run_due([flaky.sweep], "one", NOW + HOUR) == ["erase"]
    run = SweepRun.objects.get()
    assert (run.ran_at, run.failed_at, run.lease_until) == (NOW + HOUR, None, None)


@pytest.mark.django_db
def test_a_failure_is_logged_by_class_and_place_only() -> None:
    with structlog.testing.capture_logs() as lines:
        run_due([Recorder("broken", fail).sweep], "one", NOW)
    (line,) = lines
    place = line.pop("place")
    assert line == {
        "event": "sweep_failed",
        "log_level": "error",
        "sweep": "broken",
        "exception": "ValueError",
    }
    assert place.startswith("tests/sweeps/test_run_due.py:")
    assert {"sweep", "exception", "place"} <= ALLOWED


@pytest.mark.django_db
def test_a_sweep_that_runs_well_is_not_logged() -> None:
    with structlog.testing.capture_logs() as lines:
        run_due([Recorder().sweep], "one", NOW)
    assert lines == []


@pytest.mark.django_db
def test_what_never_ran_or_fell_behind_is_overdue(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    both = [Recorder("new").sweep, Recorder().sweep]
    run_due(both[1:], "one", NOW)
    with django_assert_num_queries(1):
        assert overdue(both, NOW + HOUR + GRACE) == ["new"]
    assert overdue(both, NOW + HOUR + GRACE + timedelta(seconds=1)) == ["new", "erase"]


@pytest.mark.django_db
def test_looking_for_what_is_due_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    both = [Recorder("new").sweep, Recorder().sweep]
    run_due(both[1:], "one", NOW)
    with django_assert_num_queries(1):
        assert due(both, NOW) == both[:1]


@pytest.mark.django_db
def test_a_row_names_the_sweep() -> None:
    run_due([Recorder().sweep], "one", NOW)
    assert str(SweepRun.objects.get()) == "erase"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_four_holders_that_try_at_once_one_runs_the_sweep() -> None:
    erase, start = Recorder(), threading.Barrier(4)

    def try_it(holder: str, now: datetime) -> None:
        try:
            start.wait(10)
            run_due([erase.sweep], holder, now)
        finally:
            connection.close()

    for turn in range(20):
        now = NOW + turn * HOUR
        holders = [threading.Thread(target=try_it, args=(f"holder {n}", now)) for n in range(4)]
        for thread in holders:
            thread.start()
        for thread in holders:
            thread.join(20)
    assert erase.ran == [NOW + turn * HOUR for turn in range(20)]
