"""Each save is a new version with an audit line; the newest is in use, and nobody is silently overwritten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from helpline.charity import queries, services
from helpline.charity.models import LimitsVersion, TextVersion
from helpline.charity.rules import ChangedInBetween, Language, Limits, MustStay, OutOfRange, TextKey, TooLong
from helpline.staff.models import AuditLine, Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NL, EN = Language.NL, Language.EN
WELCOME, LIMITS = TextKey.WELCOME, TextKey.LIMITS
SEVEN = replace(Limits(), queue_cap=7)


def write(
    body: str, by: Person, *, key: TextKey = WELCOME, language: Language = NL, seen: int | None = None
) -> bool:
    return services.write_text(key, language, body, by=by, now=NOW, seen=seen)


def audited() -> list[tuple[str, str]]:
    return list(AuditLine.objects.order_by("pk").values_list("action", "about"))


def test_a_text_that_was_written_is_in_use(admin: Person) -> None:
    assert write(" Dag. \r\n", admin)
    version = TextVersion.objects.get()
    assert queries.text(WELCOME, "nl") == "Dag."
    assert (version.written_by, version.written_at, str(version)) == (admin, NOW, "welcome nl 1")
    assert audited() == [("text_written", "welcome nl")]


def test_the_newest_version_is_in_use_and_the_others_stay(admin: Person) -> None:
    for body in ("one", "two", "three"):
        write(body, admin)
    assert queries.text(WELCOME, "nl") == "three"
    assert [version.body for version in queries.text_versions(WELCOME)] == ["three", "two", "one"]


def test_saving_the_same_text_again_makes_no_version(admin: Person) -> None:
    write("one", admin)
    assert not write("one\n", admin)
    assert len(audited()) == TextVersion.objects.count() == 1


def test_two_who_change_a_text_at_once_do_not_overwrite_each_other(admin: Person) -> None:
    write("one", admin)
    write("two", admin, seen=1)
    with pytest.raises(ChangedInBetween):
        write("also two", admin, seen=1)
    assert queries.text(WELCOME, "nl") == "two"


def test_a_text_that_was_looked_at_but_not_touched_is_no_conflict(admin: Person) -> None:
    write("one", admin)
    write("two", admin, seen=1)
    assert not write("one", admin, seen=1)
    assert queries.text(WELCOME, "nl") == "two"


def test_an_empty_box_over_no_text_is_no_conflict(admin: Person) -> None:
    write("one", admin, seen=0)
    assert not write("", admin, seen=0)
    with pytest.raises(ChangedInBetween):
        write("also one", admin, seen=0)


def test_a_number_that_never_was_is_a_conflict(admin: Person) -> None:
    with pytest.raises(ChangedInBetween):
        write("one", admin, seen=9)


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the services see nothing of what was saved, as they would a moment before."""

    def look_away() -> None:
        monkeypatch.setattr(services, "newest_text", lambda *_: None)
        monkeypatch.setattr(services, "newest_limits", lambda: None)

    return look_away


def test_of_two_who_save_the_same_number_the_later_is_refused(
    admin: Person, stale: Callable[[], None]
) -> None:
    write("one", admin)
    services.set_limits(SEVEN, by=admin, now=NOW)
    stale()
    with pytest.raises(ChangedInBetween):
        write("two", admin)
    with pytest.raises(ChangedInBetween):
        services.set_limits(replace(SEVEN, queue_cap=8), by=admin, now=NOW)
    assert len(audited()) == 2


def test_both_languages_are_saved_or_none(admin: Person) -> None:
    write("een", admin)
    with pytest.raises(ChangedInBetween):
        services.write_texts(WELCOME, {EN: "one", NL: "twee"}, by=admin, now=NOW, seen={EN: 0, NL: 0})
    assert queries.text(WELCOME, "en") == ""
    assert services.write_texts(WELCOME, {EN: "one", NL: "twee"}, by=admin, now=NOW, seen={EN: 0, NL: 1})
    assert queries.texts("en")[WELCOME] == "one"


def test_saving_both_languages_untouched_changes_nothing(admin: Person) -> None:
    assert not services.write_texts(WELCOME, {EN: "", NL: ""}, by=admin, now=NOW, seen={EN: 0, NL: 0})
    assert audited() == []


def test_the_text_on_limits_cannot_be_emptied(admin: Person) -> None:
    write("een", admin, key=LIMITS)
    with pytest.raises(MustStay):
        write(" ", admin, key=LIMITS)


def test_another_text_can_be_taken_away(admin: Person) -> None:
    write("een", admin)
    assert write("", admin)
    assert queries.text(WELCOME, "nl") == ""
    assert queries.text_states()[WELCOME] == {NL: None, EN: None}


def test_a_text_that_is_too_long_is_refused(admin: Person) -> None:
    with pytest.raises(TooLong):
        write("a" * 5001, admin)


def test_an_earlier_version_is_put_back_as_the_newest(admin: Person) -> None:
    write("one", admin)
    write("two", admin)
    first = TextVersion.objects.get(number=1)
    assert services.revert_text(first.pk, by=admin, now=NOW, seen=2)
    assert queries.text(WELCOME, "nl") == "one"
    assert [version.number for version in queries.text_versions(WELCOME)] == [3, 2, 1]
    assert audited()[-1] == ("text_reverted", "welcome nl")


def test_putting_back_what_is_in_use_changes_nothing(admin: Person) -> None:
    write("one", admin)
    assert not services.revert_text(TextVersion.objects.get().pk, by=admin, now=NOW)


def test_putting_back_over_a_newer_version_is_refused(admin: Person) -> None:
    for body in ("one", "two", "three"):
        write(body, admin)
    with pytest.raises(ChangedInBetween):
        services.revert_text(TextVersion.objects.get(number=1).pk, by=admin, now=NOW, seen=2)


def test_the_doors_may_open_once_the_text_on_limits_is_there_in_both_languages(
    admin: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert not queries.is_ready_to_open()
    write("een", admin, key=LIMITS)
    write("one", admin, language=EN)
    assert not queries.is_ready_to_open()
    write("one", admin, key=LIMITS, language=EN)
    write("two", admin, key=LIMITS, language=EN)
    with django_assert_num_queries(1):
        assert queries.is_ready_to_open()


def test_each_reading_costs_one_query(
    admin: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write("een", admin)
    for read in (
        lambda: queries.text(WELCOME, "nl"),
        lambda: queries.texts("nl"),
        queries.limits,
        queries.text_states,
        lambda: queries.text_in_use(WELCOME),
        lambda: [version.written_by for version in queries.text_versions(WELCOME)],
        lambda: [version.written_by for version in queries.limits_versions()],
    ):
        with django_assert_num_queries(1):
            read()


def test_texts_name_every_key(admin: Person) -> None:
    write("een", admin)
    assert queries.texts("nl") == {key: "een" if key is WELCOME else "" for key in TextKey}


def test_a_version_outlives_the_account_of_its_writer(admin: Person) -> None:
    write("een", admin)
    services.set_limits(SEVEN, by=admin, now=NOW)
    admin.delete()
    assert queries.text(WELCOME, "nl") == "een"
    assert queries.text_versions(WELCOME)[0].written_by is None
    assert queries.limits_versions()[0].written_by is None


def test_without_limits_of_its_own_the_charity_has_the_usual_ones() -> None:
    assert queries.limits() == Limits()


def test_limits_that_were_set_hold(admin: Person) -> None:
    assert services.set_limits(SEVEN, by=admin, now=NOW, seen=0)
    assert queries.limits() == SEVEN
    assert (str(LimitsVersion.objects.get()), audited()) == ("limits 1", [("limits_changed", "")])


def test_setting_the_same_limits_makes_no_version(admin: Person) -> None:
    assert not services.set_limits(Limits(), by=admin, now=NOW)
    services.set_limits(SEVEN, by=admin, now=NOW)
    assert not services.set_limits(SEVEN, by=admin, now=NOW)
    assert LimitsVersion.objects.count() == 1


def test_limits_out_of_range_are_refused(admin: Person) -> None:
    with pytest.raises(OutOfRange):
        services.set_limits(replace(Limits(), queue_cap=0), by=admin, now=NOW)
    assert LimitsVersion.objects.count() == 0


def test_two_who_set_limits_at_once_do_not_overwrite_each_other(admin: Person) -> None:
    services.set_limits(SEVEN, by=admin, now=NOW, seen=0)
    with pytest.raises(ChangedInBetween):
        services.set_limits(replace(Limits(), queue_cap=8), by=admin, now=NOW, seen=0)
    assert queries.limits() == SEVEN


def test_earlier_limits_are_put_back_as_the_newest(admin: Person) -> None:
    services.set_limits(SEVEN, by=admin, now=NOW)
    services.set_limits(Limits(), by=admin, now=NOW + timedelta(days=1))
    first = LimitsVersion.objects.get(number=1)
    assert services.revert_limits(first.pk, by=admin, now=NOW + timedelta(days=2), seen=2)
    assert queries.limits() == SEVEN
    assert [version.number for version in queries.limits_versions()] == [3, 2, 1]


def test_the_database_refuses_limits_out_of_range_and_unknown_texts(admin: Person) -> None:
    write("een", admin)
    services.set_limits(SEVEN, by=admin, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        LimitsVersion.objects.update(queue_cap=51)
    for wrong in ({"key": "other"}, {"language": "de"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TextVersion.objects.update(**wrong)


def test_the_demo_has_sample_texts_and_seeding_twice_is_once(admin: Person) -> None:
    write("eigen tekst", admin)
    services.seed_demo_texts(NOW)
    services.seed_demo_texts(NOW)
    assert queries.is_ready_to_open()
    assert queries.text(WELCOME, "nl") == "eigen tekst"
    assert TextVersion.objects.count() == len(TextKey) * len(Language)
