"""A count adds one to each of its tallies, within its transaction, and leaves nothing else behind."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import structlog
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from helpline.common.channel import Channel
from helpline.metrics import services
from helpline.metrics.models import (
    BlockTally,
    LanguageTally,
    LengthTally,
    ProfileTally,
    Tally,
    WaitTally,
    WeekTally,
)
from helpline.metrics.queries import quieter, recent_lengths, tallies
from helpline.metrics.rules import WITH_LENGTH, Outcome
from helpline.metrics.services import count_contact

EVENING = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EVERY = (WeekTally, BlockTally, ProfileTally)
CHAT, PHONE = Channel.CHAT, Channel.PHONE
COLUMNS: dict[type[Tally], set[str]] = {
    WeekTally: {"week", "band", "channel", "outcome"},
    BlockTally: {"quarter", "weekday", "block", "channel", "outcome"},
    ProfileTally: {"year", "weekday", "hour", "channel", "outcome"},
    WaitTally: {"month", "channel", "outcome", "wait_bucket"},
    LengthTally: {"month", "channel", "length_bucket"},
    LanguageTally: {"month", "channel", "language"},
}


def count(
    channel: Channel = CHAT,
    outcome: Outcome = Outcome.ANSWERED,
    at: datetime = EVENING,
    *,
    wait: timedelta | None = MINUTE,
    length: timedelta | None = 20 * MINUTE,
    language: str | None = "nl",
) -> None:
    with transaction.atomic():
        count_contact(channel, outcome, at, wait=wait, length=length, language=language)


def total(table: type[Tally]) -> int:
    return table._default_manager.aggregate(total=Sum("n"))["total"] or 0


@pytest.mark.django_db
def test_a_contact_adds_one_to_each_tally() -> None:
    count()
    count()
    rows = {table: list(table._default_manager.values_list("n", flat=True)) for table in COLUMNS}
    assert rows == {table: [2] for table in COLUMNS}


@pytest.mark.django_db
def test_another_outcome_is_another_cell() -> None:
    count()
    count(outcome=Outcome.GAVE_UP, length=None)
    assert sorted(WeekTally.objects.values_list("outcome", "n")) == [("answered", 1), ("gave_up", 1)]


@pytest.mark.django_db
def test_a_shut_door_has_no_wait_and_no_length() -> None:
    count(outcome=Outcome.CLOSED, wait=None, length=None, language=None)
    assert [total(table) for table in COLUMNS] == [1, 1, 1, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_a_count_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        count_contact(CHAT, Outcome.ANSWERED, EVENING, wait=None, length=None, language=None)
    assert tallies()["answered"] == 0


@pytest.mark.django_db
def test_a_contact_whose_transaction_fails_is_not_counted() -> None:
    with transaction.atomic():
        count_contact(CHAT, Outcome.ANSWERED, EVENING, wait=MINUTE, length=MINUTE, language="nl")
        transaction.set_rollback(True)
    assert [total(table) for table in COLUMNS] == [0] * 6


@pytest.mark.django_db
def test_a_cell_that_somebody_else_made_meanwhile_is_counted_up(monkeypatch: pytest.MonkeyPatch) -> None:
    count()
    rows = WeekTally.objects.all()
    answers = iter([0, 1])
    monkeypatch.setattr(type(rows), "update", lambda *_, **__: next(answers))
    services._add_one(WeekTally, dict(WeekTally.objects.values("week", "band", "channel", "outcome").get()))
    assert next(answers, "both asked") == "both asked"


@pytest.mark.django_db
def test_a_language_that_is_no_language_is_refused_and_nothing_stays() -> None:
    with pytest.raises(IntegrityError):
        count(language="n!")
    assert [total(table) for table in COLUMNS] == [0] * 6


@pytest.mark.django_db
@pytest.mark.parametrize("table", COLUMNS)
def test_the_tables_have_no_column_beyond_the_listed_ones(table: type[Tally]) -> None:
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table._meta.db_table)
    assert {column.name for column in columns} == COLUMNS[table] | {"id", "n"}


def test_the_app_has_no_table_beyond_the_listed_ones() -> None:
    assert set(apps.get_app_config("metrics").get_models()) == set(COLUMNS)


@pytest.mark.django_db
def test_keys_do_not_tell_which_cell_came_first() -> None:
    for hours in range(40):
        count(at=EVENING + timedelta(hours=hours))
    in_time = ProfileTally.objects.order_by("weekday", "hour").values_list("id", flat=True)
    assert list(in_time) not in (sorted(in_time), sorted(in_time, reverse=True))


@pytest.mark.django_db
def test_in_sqlite_the_key_is_the_place_of_the_row(on_sqlite: bool) -> None:
    if not on_sqlite:
        pytest.skip("only SQLite has such a column of its own")
    count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id = rowid FROM metrics_weektally")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (WeekTally, {"n": 0}),
        (WeekTally, {"band": "noon"}),
        (WeekTally, {"channel": "mail"}),
        (BlockTally, {"outcome": "spoken"}),
        (BlockTally, {"weekday": 7}),
        (BlockTally, {"block": "noon"}),
        (ProfileTally, {"hour": 24}),
        (WaitTally, {"wait_bucket": "7"}),
        (LengthTally, {"length_bucket": "7"}),
        (LanguageTally, {"language": "N1"}),
    ],
)
def test_the_database_refuses_what_is_no_cell(table: type[Tally], wrong: dict[str, object]) -> None:
    count()
    with pytest.raises(IntegrityError), transaction.atomic():
        table._default_manager.update(**wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("table", COLUMNS)
def test_a_cell_has_one_row(table: type[Tally]) -> None:
    count()
    twin = table._default_manager.values(*COLUMNS[table]).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        table._default_manager.create(**twin)


@pytest.mark.django_db
def test_a_count_writes_no_log_line(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        count()
    assert (lines, caplog.records, tuple(capfd.readouterr())) == ([], [], ("", ""))


@pytest.mark.django_db
def test_a_tally_names_only_its_number() -> None:
    count()
    assert {str(table._default_manager.get()) for table in COLUMNS} == {"1"}


@pytest.mark.django_db
def test_counting_again_costs_one_update_a_cell(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    count()
    with django_assert_num_queries(6 + 2):  # and the savepoint of the test's own transaction
        count()


contacts = st.tuples(
    st.sampled_from(list(Channel)),
    st.sampled_from(list(Outcome)),
    st.builds(datetime.combine, st.dates(date(2026, 12, 20), date(2027, 1, 10)), st.times(), st.just(UTC)),
    st.none() | st.timedeltas(timedelta(0), timedelta(hours=1)),
    st.none() | st.timedeltas(timedelta(0), timedelta(hours=2)),
    st.sampled_from([None, "nl", "en"]),
)
Contact = tuple[Channel, Outcome, datetime, timedelta | None, timedelta | None, str | None]


class TestMarginals(TestCase):
    @settings(max_examples=25)
    @given(st.lists(contacts, max_size=12))
    def test_each_tally_sums_to_the_contacts_it_counts(self, held: list[Contact]) -> None:
        for channel, outcome, at, wait, length, language in held:
            count(channel, outcome, at, wait=wait, length=length, language=language)
        assert [total(table) for table in EVERY] == [len(held)] * 3
        assert sum(tallies().values()) == len(held)
        assert total(WaitTally) == sum(contact[3] is not None for contact in held)
        assert total(LengthTally) == sum(c[4] is not None and c[1] in WITH_LENGTH for c in held)
        assert total(LanguageTally) == sum(contact[5] is not None for contact in held)


@pytest.mark.django_db
def test_tallies_name_every_outcome_and_add_up_both_channels(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    count()
    count(PHONE, at=EVENING - timedelta(days=400))
    count(PHONE, Outcome.NO_ANSWER)
    with django_assert_num_queries(1):
        both = tallies()
    assert list(both) == [outcome.value for outcome in Outcome]
    assert {outcome: n for outcome, n in both.items() if n} == {"answered": 2, "no_answer": 1}


@pytest.mark.django_db
def test_tallies_of_one_channel_leave_the_other_out() -> None:
    count()
    count(PHONE, Outcome.NO_ANSWER)
    assert {outcome: n for outcome, n in tallies(PHONE).items() if n} == {"no_answer": 1}


@pytest.fixture
def a_year() -> Callable[[Outcome], None]:
    def fill(outcome: Outcome) -> None:
        ProfileTally.objects.create(year=2026, weekday=1, hour=20, channel=CHAT, outcome=outcome, n=46)
        ProfileTally.objects.create(year=2026, weekday=2, hour=21, channel=CHAT, outcome=outcome, n=4)

    return fill


@pytest.mark.django_db
def test_quieter_hours_come_from_that_year_and_channel(
    a_year: Callable[[Outcome], None], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_year(Outcome.ANSWERED)
    # 1 January 2027 is a Friday, of the week whose Thursday lies in 2026.
    with django_assert_num_queries(1):
        assert quieter(CHAT, date(2027, 1, 1)) == [(2, 21)]
    assert quieter(CHAT, date(2027, 1, 4)) is None
    assert quieter(PHONE, date(2026, 11, 24)) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "outcome", [Outcome.CLOSED, Outcome.CLOSED_HOLIDAY, Outcome.CLOSED_UNPLANNED, Outcome.TEST]
)
def test_those_who_met_a_shut_door_do_not_make_an_hour_busy(
    a_year: Callable[[Outcome], None], outcome: Outcome
) -> None:
    a_year(outcome)
    assert quieter(CHAT, date(2026, 11, 24)) is None


@pytest.mark.django_db
def test_recent_lengths_are_of_three_months_and_one_channel(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for at in (datetime(2026, 9, 8, tzinfo=UTC), datetime(2026, 8, 25, tzinfo=UTC), EVENING):
        count(at=at)
    count(PHONE)
    count(length=90 * MINUTE)
    with django_assert_num_queries(1):
        found = recent_lengths(CHAT, EVENING)
    assert found == {"<1": 0, "1-5": 0, "5-15": 0, "15-30": 2, "30-60": 0, ">60": 1}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_count_a_cells_first_contact_at_once_are_both_counted() -> None:
    start = threading.Barrier(2)

    def one(at: datetime) -> None:
        try:
            with transaction.atomic():
                start.wait(10)
                count_contact(CHAT, Outcome.ANSWERED, at, wait=MINUTE, length=MINUTE, language="nl")
        finally:
            connection.close()

    for day in range(20):
        at = EVENING + timedelta(weeks=day)
        both = [threading.Thread(target=one, args=(at,)) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(20)
    assert [total(table) for table in COLUMNS] == [40] * 6
    assert set(WeekTally.objects.values_list("n", flat=True)) == {2}
