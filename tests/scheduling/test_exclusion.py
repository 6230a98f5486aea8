"""What the database itself refuses of two holds, on SQLite and PostgreSQL alike, and that nothing loses it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, close_old_connections, connection, transaction

from helpline.staff.models import Person
from scheduling.exclusion import COLUMNS, ONE_HOLDER, ONE_PLACE, TABLE, ensure, missing
from scheduling.models import Assignment
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_nobody_holds_two_seats_at_once(asha: Person) -> None:
    hold(seat_on(), asha)
    other = seat_on(start=21 * 60, end=23 * 60)
    with pytest.raises(IntegrityError, match=ONE_PLACE), transaction.atomic():
        hold(other, asha)
    assert Assignment.objects.count() == 1


def test_no_seat_has_two_holders_at_once(asha: Person, ben: Person) -> None:
    seat = seat_on()
    hold(seat, asha, end=at(20, 1))
    with pytest.raises(IntegrityError, match=ONE_HOLDER), transaction.atomic():
        hold(seat, ben, start=at(20))
    assert Assignment.objects.count() == 1


def test_neighbours_share_neither_a_person_nor_a_seat(asha: Person, ben: Person) -> None:
    seat = seat_on()
    hold(seat, asha, end=at(20))
    hold(seat, ben, start=at(20))
    hold(seat_on(start=22 * 60, end=23 * 60), ben)
    assert Assignment.objects.count() == 3


def test_a_released_hold_is_in_nobodys_way_and_cannot_come_back_into_it(asha: Person, ben: Person) -> None:
    seat = seat_on()
    first = hold(seat, asha)
    Assignment.objects.filter(pk=first.pk).update(state="released", released_at=at(18))
    hold(seat, ben)
    with pytest.raises(IntegrityError, match=ONE_HOLDER), transaction.atomic():
        Assignment.objects.filter(pk=first.pk).update(state="held", released_at=None)


def test_a_hold_may_grow_within_itself_but_not_into_another(asha: Person, ben: Person) -> None:
    seat = seat_on()
    first = hold(seat, asha, end=at(20))
    Assignment.objects.filter(pk=first.pk).update(ends_at=at(20, 30))
    hold(seat, ben, start=at(20, 30))
    with pytest.raises(IntegrityError, match=ONE_HOLDER), transaction.atomic():
        Assignment.objects.filter(pk=first.pk).update(ends_at=at(20, 31))


def test_two_seats_are_swapped_in_one_transaction(asha: Person, ben: Person) -> None:
    early, late = seat_on(), seat_on(MONDAY + DAY)
    hold(early, asha)
    hold(late, ben)
    with transaction.atomic():
        Assignment.objects.update(state="released", released_at=at(12))
        hold(early, ben)
        hold(late, asha)
    assert Assignment.objects.filter(state="held").count() == 2


@pytest.mark.parametrize("column", sorted(COLUMNS.values()))
@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_gets_it(column: str, hire: Callable[..., Person]) -> None:
    if column == "person_id":
        asha = hire("Asha").pk
        pairs = [(seat_on().pk, asha) for _ in range(20)]
    else:
        seat = seat_on()
        pairs = [(seat.pk, hire(f"Omar-{n}").pk) for n in range(20)]
    shift = shift_on()

    def take(pair: tuple[int, int]) -> bool:
        close_old_connections()
        try:
            with transaction.atomic():
                Assignment.objects.create(
                    seat_id=pair[0], person_id=pair[1], starts_at=shift.starts_at, ends_at=shift.ends_at,
                    origin="self", made_at=at(12), changed_at=at(12),
                )  # fmt: skip
        except (IntegrityError, OperationalError):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(20) as pool:
        got = list(pool.map(take, pairs))
    assert (sum(got), Assignment.objects.count()) == (1, 1)


def _take_away() -> None:
    with connection.cursor() as cursor:
        for name in all_names():
            cursor.execute(
                f"DROP TRIGGER {name}"
                if connection.vendor == "sqlite"
                else f"ALTER TABLE {TABLE} DROP CONSTRAINT {name}"
            )


def all_names() -> list[str]:
    acts = ("_insert", "_update") if connection.vendor == "sqlite" else ("",)
    return [f"{name}{act}" for name in COLUMNS for act in acts]


def test_after_all_migrations_they_are_there() -> None:
    assert missing(connection) == []


def test_what_was_lost_is_told_by_the_check_and_put_back(asha: Person) -> None:
    _take_away()
    told = [found.id for found in run_checks(tags=["database"], databases=["default"])]
    assert (missing(connection), "helpline.E006" in told) == (all_names(), True)
    ensure(connection)
    hold(seat_on(), asha)
    assert missing(connection) == []
    with pytest.raises(IntegrityError, match=ONE_PLACE), transaction.atomic():
        hold(seat_on(), asha)


@pytest.mark.django_db(transaction=True)
def test_migrating_puts_back_what_was_lost() -> None:
    _take_away()
    call_command("migrate", verbosity=0)
    assert missing(connection) == []
