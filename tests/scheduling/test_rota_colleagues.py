"""Absence, availability, terms, the calendar's address and closed accounts, on the database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from helpline.common.tokens import token_hash
from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import Absence, Assignment, Availability, CoverRequest, Feed, Notice, RotaEvent, Terms
from scheduling.rules.hours import NotThere, Span, Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.requests import RequestEvent
from scheduling.rules.rota import AlreadyBegun, ChangedInBetween
from scheduling.services.rota import colleagues
from scheduling.services.rota.colleagues import (
    Agreed,
    Wished,
    fetched,
    release_unfit,
    rename_feed,
    report_absence,
    revoke_feed,
    rotate_feed,
    set_availability,
    set_terms,
    take_back_absence,
)
from scheduling.services.rota.requests import ask_cover, ask_swap, take_step
from scheduling.services.rota.seats import assign, put_back, release
from tests.scheduling.holds import (
    DAY,
    HOUR,
    NEXT_MONDAY,
    SECOND,
    forget,
    held,
    hold,
    noted,
    revision_of,
    seat_on,
    told,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
# Monday 8 February from 19:00 to 22:00 in Amsterdam.
START, END = at(18, day=8), at(21, day=8)
WHOLE = Span(START, END)
AGREED = Agreed(Contract.EMPLOYEE, Decimal("12.5"), Decimal(20), is_adult=True)


# --- absence --------------------------------------------------------------------------------------
def test_who_cannot_come_gives_back_what_they_hold_then(asha: Person, ben: Person) -> None:
    for day in range(3):
        hold(seat_on(NEXT_MONDAY + day * DAY), asha)
    hold(seat_on(NEXT_MONDAY), ben)
    tuesday = Span(START + DAY, END + DAY)
    assert report_absence(asha.pk, Span(START, END + DAY), by=asha.pk, now=NOW) == [WHOLE, tuesday]
    assert held() == [(ben.pk, WHOLE), (asha.pk, Span(START + 2 * DAY, END + 2 * DAY))]
    assert noted() == [("absent", asha.pk, asha.pk)] + [("released", asha.pk, asha.pk)] * 2
    assert told() == []


def test_what_only_touches_an_absence_stays(asha: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    for span in (Span(START - HOUR, START), Span(END, END + HOUR)):
        assert report_absence(asha.pk, span, by=asha.pk, now=NOW) == []
    assert held() == [(asha.pk, WHOLE)]


@pytest.mark.parametrize(
    ("away", "kept"),
    [
        (Span(START - HOUR, START + HOUR), [Span(START + HOUR, END)]),
        (Span(START + HOUR, END + HOUR), [Span(START, START + HOUR)]),
        (Span(START + HOUR, END - HOUR), [Span(START, START + HOUR), Span(END - HOUR, END)]),
    ],
)
def test_what_lies_outside_an_absence_stays_theirs_on_the_same_terms(
    asha: Person, noor: Person, away: Span, kept: list[Span]
) -> None:
    Terms.objects.create(person=asha, agreed_hours_week=1)
    row = assign(seat_on(NEXT_MONDAY).pk, asha.pk, by=noor.pk, now=NOW, despite=True)
    before = revision_of(row.seat.shift)
    forget()
    report_absence(asha.pk, away, by=noor.pk, now=NOW)
    assert [span for _who, span in held()] == kept
    assert set(Assignment.objects.values_list("warnings", "made_by")) == {("over_hours", noor.pk)}
    assert told() == [("seat_changed", asha.pk)] * len(kept)
    assert revision_of(row.seat.shift) > before


def test_the_history_says_which_part_was_given_back(asha: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    gone = report_absence(asha.pk, Span(START + HOUR, END + DAY), by=asha.pk, now=NOW)
    lines = RotaEvent.objects.filter(action="released").values_list("starts_at", "ends_at")
    assert (gone, list(lines)) == ([Span(START + HOUR, END)], [(START + HOUR, END)])


def test_a_planner_reports_it_for_somebody_who_is_told_of_published_seats_only(
    asha: Person, noor: Person
) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    hold(seat_on(NEXT_MONDAY + DAY, state="draft"), asha)
    hold(seat_on(NEXT_MONDAY + 2 * DAY, state="draft"), asha)
    away = Span(START - HOUR, END + 2 * DAY - HOUR)
    report_absence(asha.pk, away, by=noor.pk, now=NOW)
    assert held() == [(asha.pk, Span(END + 2 * DAY - HOUR, END + 2 * DAY))]
    assert told() == [("seat_gone", asha.pk)]


def test_who_leaves_a_seat_that_runs_held_it_until_then(asha: Person, noor: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    now = START + HOUR
    assert report_absence(asha.pk, Span(START - DAY, END), by=noor.pk, now=now) == [Span(now, END)]
    assert held() == [(asha.pk, Span(START, now))]
    assert told() == [("seat_gone", asha.pk)]


def test_who_leaves_a_seat_that_runs_for_a_while_comes_back_to_it(asha: Person, noor: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    now = START + HOUR
    report_absence(asha.pk, Span(START, now + HOUR), by=noor.pk, now=now)
    assert held() == [(asha.pk, Span(START, now)), (asha.pk, Span(now + HOUR, END))]
    assert told() == [("seat_changed", asha.pk)]
    assert (Notice.objects.get().span, Notice.objects.get().other) == (Span(now + HOUR, END), WHOLE)


def test_an_absence_is_reported_until_its_very_end(asha: Person) -> None:
    with pytest.raises(AlreadyBegun):
        report_absence(asha.pk, WHOLE, by=asha.pk, now=END)
    report_absence(asha.pk, WHOLE, by=asha.pk, now=END - SECOND)
    with pytest.raises(NotThere):
        report_absence(0, WHOLE, by=None, now=NOW)
    assert Absence.objects.count() == 1


def test_the_same_absence_twice_is_one(asha: Person) -> None:
    for _twice in range(2):
        report_absence(asha.pk, WHOLE, by=asha.pk, now=NOW)
    assert (Absence.objects.get().span, noted()) == (WHOLE, [("absent", asha.pk, asha.pk)])


def test_a_night_over_the_change_of_the_clock_is_cut_at_the_instant(asha: Person) -> None:
    hold(seat_on(date(2027, 3, 27), 22 * 60, 30 * 60), asha)
    jump = datetime(2027, 3, 28, 1, tzinfo=UTC)
    report_absence(asha.pk, Span(jump, jump + DAY), by=asha.pk, now=NOW)
    assert held() == [(asha.pk, Span(datetime(2027, 3, 27, 21, tzinfo=UTC), jump))]


def test_what_ends_while_an_absence_waits_for_its_locks_is_not_given_back(
    asha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, lock = hold(seat_on(NEXT_MONDAY), asha), colleagues.lock_holds

    def after_its_end(ids: list[int]) -> list[Assignment]:
        Assignment.objects.filter(pk=row.pk).update(ends_at=START + HOUR)
        return lock(ids)

    monkeypatch.setattr(colleagues, "lock_holds", after_its_end)
    assert report_absence(asha.pk, Span(START + HOUR, END), by=asha.pk, now=NOW) == []
    assert held() == [(asha.pk, Span(START, START + HOUR))]


def test_who_can_come_after_all_gets_nothing_back_but_may_put_it_back(asha: Person, ben: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    report_absence(asha.pk, WHOLE, by=asha.pk, now=NOW)
    away = Absence.objects.get()
    with pytest.raises(NotThere):
        take_back_absence(away.pk, person_id=ben.pk, by=ben.pk, now=NOW)
    take_back_absence(away.pk, person_id=asha.pk, by=asha.pk, now=NOW)
    assert (held(), noted()[-1]) == ([], ("present_again", asha.pk, asha.pk))
    with pytest.raises(NotThere):
        take_back_absence(away.pk, person_id=asha.pk, by=asha.pk, now=NOW)
    put_back(row.pk, by=asha.pk, now=NOW)
    assert held() == [(asha.pk, WHOLE)]


# --- what was agreed ------------------------------------------------------------------------------
def test_availability_is_replaced_as_a_whole(asha: Person, ben: Person) -> None:
    evening, night = Stretch(1140, 1320), Stretch(1320, 1800)
    set_availability(ben.pk, [Wished(0, evening, gladly=True)])
    set_availability(asha.pk, [Wished(0, evening, gladly=True)])
    set_availability(asha.pk, [Wished(6, night, gladly=False), Wished(1, evening, gladly=True)])
    rows = Availability.objects.filter(person=asha)
    assert [(row.weekday, row.start_minute, row.end_minute, row.wish) for row in rows] == [
        (1, 1140, 1320, "prefer"), (6, 1320, 1800, "can"),
    ]  # fmt: skip
    set_availability(asha.pk, [])
    assert Availability.objects.get().person == ben
    with pytest.raises(NotThere):
        set_availability(0, [])


def test_terms_are_noted_and_changed_in_the_version_that_was_seen(asha: Person, noor: Person) -> None:
    set_terms(asha.pk, AGREED, 0, by=noor.pk, now=NOW)
    with pytest.raises(ChangedInBetween):
        set_terms(asha.pk, AGREED, 0, by=noor.pk, now=NOW)
    set_terms(asha.pk, replace(AGREED, max_hours_week=None), 1, by=noor.pk, now=NOW)
    row = Terms.objects.get()
    assert (row.contract, row.agreed_hours_week, row.max_hours_week) == ("employee", Decimal("12.5"), None)
    assert (row.is_adult, row.revision, noted()) == (True, 2, [("terms_set", noor.pk, asha.pk)] * 2)
    with pytest.raises(NotThere):
        set_terms(0, AGREED, 0, by=noor.pk, now=NOW)


# --- the calendar ---------------------------------------------------------------------------------
def test_a_new_address_lets_the_old_one_lead_nowhere(asha: Person) -> None:
    first, second = (rotate_feed(asha.pk, "Appointment", now=NOW) for _ in range(2))
    row = Feed.objects.get()
    assert (bytes(row.token_hash), row.created_at, row.summary) == (token_hash(second), NOW, "Appointment")
    assert first != second
    with pytest.raises(NotThere):
        rotate_feed(0, "", now=NOW)


def test_a_calendar_is_renamed_and_revoked_and_twice_is_no_error(asha: Person, ben: Person) -> None:
    rotate_feed(asha.pk, "", now=NOW)
    rename_feed(asha.pk, "Tea")
    rename_feed(ben.pk, "Tea")
    assert Feed.objects.get().summary == "Tea"
    for _twice in range(2):
        revoke_feed(asha.pk)
    assert not Feed.objects.exists()


def test_only_the_day_of_the_last_fetch_is_kept_in_local_time(asha: Person) -> None:
    rotate_feed(asha.pk, "", now=NOW)
    pk = Feed.objects.get().pk
    for now, day in ((NOW, 1), (at(22, 59), 1), (at(23), 2)):
        fetched(pk, now)
        assert Feed.objects.get().fetched_on == date(2027, 2, day)


# --- closed accounts --------------------------------------------------------------------------------
def close(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False, closed_at=NOW)


def test_what_somebody_holds_whose_account_was_closed_is_free(asha: Person, ben: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    hold(seat_on(NEXT_MONDAY, state="draft"), ben)
    hold(seat_on(NEXT_MONDAY - DAY), ben)
    close(ben)
    for _twice in range(2):
        release_unfit(START - 2 * HOUR)
    assert held() == [(ben.pk, Span(START - DAY, END - DAY)), (asha.pk, WHOLE)]
    assert (noted(), told()) == ([("released", None, ben.pk)], [])


def test_of_a_seat_that_runs_the_rest_is_free(asha: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    close(asha)
    for minutes in (60, 61):
        release_unfit(START + timedelta(minutes=minutes))
    assert (held(), len(noted())) == ([(asha.pk, Span(START, START + HOUR))], 1)


def test_what_waits_for_somebody_whose_account_was_closed_ends(
    asha: Person, ben: Person, leila: Person, noor: Person
) -> None:
    mine = hold(seat_on(NEXT_MONDAY), asha)
    other = hold(seat_on(NEXT_MONDAY + DAY), asha)
    theirs = hold(seat_on(NEXT_MONDAY + 2 * DAY), leila)
    named = ask_cover(mine.pk, ben.pk, by=asha.pk, now=NOW)
    Terms.objects.create(person=ben, agreed_hours_week=1)
    anybody = ask_cover(other.pk, None, by=asha.pk, now=NOW)
    take_step(anybody, RequestEvent.ANSWER_YES, by=ben.pk, now=NOW)
    untouched = ask_swap(theirs.pk, mine.pk, by=leila.pk, now=NOW)
    forget()
    close(ben)
    release_unfit(NOW)
    states = dict(CoverRequest.objects.values_list("pk", "state"))
    assert states == {named: "declined", anybody: "open", untouched: "open"}
    assert noted() == [("declined", None, asha.pk), ("undone", None, asha.pk)]
    assert ("request_changed", asha.pk) in told()


def test_a_yes_of_somebody_named_is_taken_back_and_declined(asha: Person, ben: Person) -> None:
    Terms.objects.create(person=ben, agreed_hours_week=1)
    pk = ask_cover(hold(seat_on(NEXT_MONDAY), asha).pk, ben.pk, by=asha.pk, now=NOW)
    take_step(pk, RequestEvent.ANSWER_YES, by=ben.pk, now=NOW)
    close(ben)
    release_unfit(NOW)
    assert (CoverRequest.objects.get().state, held()) == ("declined", [(asha.pk, WHOLE)])


@pytest.mark.parametrize("is_reopened", [True, False])
def test_an_account_reopened_or_a_seat_that_ended_while_the_sweep_looks_is_left_alone(
    asha: Person, monkeypatch: pytest.MonkeyPatch, is_reopened: bool
) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    close(asha)
    lock = colleagues.lock_holds

    def after_a_change(ids: list[int]) -> list[Assignment]:
        if is_reopened:
            Person.objects.update(is_active=True, closed_at=None)
        else:
            Assignment.objects.update(ends_at=START + HOUR)
        return lock(ids)

    monkeypatch.setattr(colleagues, "lock_holds", after_a_change)
    release_unfit(START + HOUR)
    assert (len(held()), noted()) == (1, [])


def test_what_somebody_gave_back_before_stays_given_back(asha: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    release(row.pk, by=asha.pk, now=NOW)
    close(asha)
    release_unfit(NOW)
    assert noted() == [("released", asha.pk, asha.pk)]


@pytest.mark.parametrize("lost", ["role", "training"])
def test_who_lost_role_or_training_holds_no_such_seat_any_more(asha: Person, lost: str) -> None:
    row, led = (
        hold(seat_on(NEXT_MONDAY), asha),
        hold(seat_on(NEXT_MONDAY + timedelta(days=1), kind="phone"), asha),
    )
    if lost == "role":
        asha.groups.set(Group.objects.filter(name=Role.SUPERVISOR))
    else:
        Person.objects.filter(pk=asha.pk).update(takes_chat=False)
    release_unfit(NOW)
    assert Assignment.objects.get(pk=row.pk).state == Assignment.RELEASED
    assert (Assignment.objects.get(pk=led.pk).state == Assignment.HELD) is (lost == "training")
    assert ("Asha", "seat_gone") in {
        (one.person.name, one.kind) for one in Notice.objects.select_related("person")
    }
