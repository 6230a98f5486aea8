"""Sheets taken in: all or none, checked against what there is, and harmless when taken in twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from helpline.common.channel import Channel
from helpline.staff.models import AuditLine, Invitation, Person
from helpline.staff.rules import AlreadyInvited, Role
from scheduling.models import Assignment, Notice, Pattern, RotaEvent, Shift, Terms
from scheduling.queries.sheets import (
    AssignmentCheck,
    check_assignments,
    check_patterns,
    check_people,
    look_through,
)
from scheduling.rules.hours import Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.reasons import Code
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets import (
    ASSIGNMENTS,
    AssignmentRow,
    Obstacle,
    PatternRow,
    PersonRow,
    SheetKind,
    Step,
    WantedSeat,
    read,
)
from scheduling.services.rota.imports import (
    NotImportable,
    import_assignments,
    import_patterns,
    import_people,
    import_sheet,
    note_export,
)
from tests.scheduling.holds import MONDAY, NEXT_MONDAY, hold, noted, pattern_on, shift_of, shift_on
from tests.scheduling.seats import NOW, open_evening

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]
CHAT = SeatKind.CHAT
EVENING = PatternRow(
    "Evening", 0, Stretch(1140, 1320), 1, MONDAY, date(2027, 3, 31),
    (WantedSeat(CHAT), WantedSeat(SeatKind.BACKUP, required=False)),
)  # fmt: skip
LEILA = PersonRow(
    "Leila", "leila@example.org", (Role.COUNSELLOR,), (Channel.CHAT,), Contract.EMPLOYEE, 7.5, 12.0, True
)


def sheet(*lines: str) -> dict[int, AssignmentRow]:
    """Return rows of "date;pattern;start;end;seat;which;who"."""
    found = read(ASSIGNMENTS, "\n".join(("date;pattern;start;end;seat;which one;who", *lines)))
    assert not found.problems
    return dict(found.rows)


def assignments() -> list[tuple[str, date, int]]:
    rows = Assignment.objects.filter(state="held").select_related("seat__shift", "person")
    return [(row.person.shown_name, row.seat.shift.date, row.seat.position) for row in rows]


def checked(*lines: str, now: datetime = NOW, first_of_two: bool = False) -> list[AssignmentCheck]:
    found = check_assignments(sheet(*lines), now, first_of_two=first_of_two)
    return [found[number] for number in sorted(found)]


def taken_in(*lines: str, **more: Any) -> int:
    return import_assignments(sheet(*lines), by=None, now=NOW, **more)


# --- patterns -----------------------------------------------------------------------------------
def test_patterns_are_added_with_their_drafts_once(noor: Person) -> None:
    rows = {2: EVENING, 3: PatternRow("Night", 5, Stretch(1320, 1560), 2, MONDAY, None, (WantedSeat(CHAT),))}
    assert import_patterns(rows, by=noor.pk, now=NOW) == 2
    evening = Pattern.objects.get(name="Evening")
    assert (evening.valid_to, evening.hours) == (date(2027, 4, 1), Stretch(1140, 1320))
    assert list(evening.seats.values_list("kind", "required")) == [("chat", True), ("backup", False)]
    assert Shift.objects.filter(pattern=evening, state="draft").count() == 7
    assert import_patterns(rows, by=noor.pk, now=NOW) == 0
    assert [line for line in noted() if line[0] == "imported"] == [("imported", noor.pk, None)]


def test_one_pattern_in_the_way_keeps_all_out() -> None:
    pattern_on(0, "phone")
    late = PatternRow("Late", 0, Stretch(1320, 1380), 1, MONDAY, None, (WantedSeat(CHAT),))
    with pytest.raises(NotImportable):
        import_patterns({2: late, 3: EVENING}, by=None, now=NOW)
    assert Pattern.objects.count() == 1


def test_patterns_are_checked_with_five_queries_at_most(django_assert_max_num_queries: Any) -> None:
    pattern_on(0, "phone")
    open_evening()
    wide = PatternRow("Wide", 0, Stretch(1080, 1320), 1, MONDAY, None, (WantedSeat(CHAT),))
    with django_assert_max_num_queries(5):
        checks = check_patterns({2: EVENING, 3: wide}, NOW)
    assert (checks[2].step, checks[2].obstacles) == (None, (Obstacle.OTHER_PATTERN,))
    assert (checks[3].step, checks[3].outside) == (Step.ADD_PATTERN, (Stretch(1080, 1140),))


# --- people -------------------------------------------------------------------------------------
def test_who_has_no_account_is_invited_once(admin: Person) -> None:
    assert import_people({2: LEILA}, by=admin, now=NOW) == 1
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.skills) == (LEILA.email, "Leila", [Channel.CHAT])
    assert [role.name for role in invitation.roles.all()] == ["counsellor"]
    assert import_people({2: LEILA}, by=admin, now=NOW) == 0
    assert list(AuditLine.objects.values_list("action", flat=True)) == ["person_invited"]


def test_terms_are_noted_once_there_is_an_account(admin: Person, leila: Person) -> None:
    assert import_people({2: LEILA}, by=admin, now=NOW) == 1
    terms = Terms.objects.get(person=leila)
    assert (terms.contract, terms.is_adult, terms.revision) == ("employee", True, 1)
    assert (float(terms.agreed_hours_week), float(terms.max_hours_week or 0)) == (7.5, 12.0)
    assert not Invitation.objects.exists()
    assert import_people({2: LEILA}, by=admin, now=NOW) == 0
    assert noted() == [("terms_set", admin.pk, leila.pk), ("imported", admin.pk, None)]


def test_terms_without_a_most_stay_without(admin: Person, leila: Person) -> None:
    row = PersonRow("Leila", LEILA.email, (Role.COUNSELLOR,), agreed_hours=8.0)
    import_people({2: row}, by=admin, now=NOW)
    assert Terms.objects.get(person=leila).max_hours_week is None


def test_a_closed_account_keeps_all_out(admin: Person, leila: Person) -> None:
    leila.is_active, leila.closed_at = False, NOW
    leila.save()
    omar = PersonRow("Omar", "omar@example.org", (Role.PLANNER,))
    with pytest.raises(NotImportable):
        import_people({2: omar, 3: LEILA}, by=admin, now=NOW)
    assert not Invitation.objects.exists()
    assert check_people({3: LEILA}, NOW)[3].obstacles == (Obstacle.ACCOUNT_CLOSED,)


def test_an_invitation_sent_in_between_keeps_all_out(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise AlreadyInvited

    monkeypatch.setattr("scheduling.services.rota.imports.invite", refuse)
    with pytest.raises(NotImportable):
        import_people({2: LEILA}, by=admin, now=NOW)
    assert not RotaEvent.objects.exists()


def test_people_are_checked_with_three_queries(leila: Person, django_assert_num_queries: Counted) -> None:
    rows = {n: PersonRow("X", f"x{n}@example.org", (Role.PLANNER,)) for n in range(3, 30)}
    with django_assert_num_queries(3):
        checks = check_people({2: LEILA, **rows}, NOW)
    assert (checks[2].step, checks[29].step) == (Step.NOTE_TERMS, Step.INVITE)


# --- assignments --------------------------------------------------------------------------------
def test_seats_of_drafts_and_published_shifts_are_given_as_a_planner_gives_them(
    asha: Person, ben: Person, noor: Person
) -> None:
    pattern_on(0, "chat", "chat")
    shift_on(date(2027, 2, 9), 600, 840)
    rows = sheet("8-2-2027;Evening;;;chat;2;Asha", "2027-02-09;;10:00;14:00;chat;;ben@example.org")
    assert import_assignments(rows, by=noor.pk, now=NOW) == 2
    assert assignments() == [("Asha", NEXT_MONDAY, 2), ("Ben", date(2027, 2, 9), 1)]
    assert {(row.origin, row.made_by_id) for row in Assignment.objects.all()} == {("planner", noor.pk)}
    assert [(row.person, row.kind) for row in Notice.objects.all()] == [(ben, "seat_given")]
    assert [line[0] for line in noted()][-3:] == ["assigned", "assigned", "imported"]


def test_what_is_there_already_is_not_given_twice(asha: Person) -> None:
    pattern_on()
    row = "8-2-2027;Evening;;;chat;1;Asha"
    assert (taken_in(row), taken_in(row)) == (1, 0)
    assert [check.step for check in checked(row, "8-2-2027;Evening;19:00;20:00;chat;1;Asha")] == [
        Step.NOTHING, Step.NOTHING,
    ]  # fmt: skip


def test_a_part_of_a_shift_is_given(asha: Person) -> None:
    pattern_on()
    taken_in("8-2-2027;Evening;20:00;21:30;chat;1;Asha")
    row = Assignment.objects.get()
    assert (row.starts_at.hour, row.ends_at) == (19, datetime(2027, 2, 8, 20, 30, tzinfo=UTC))


def test_of_a_shift_that_runs_the_rest_is_given(asha: Person) -> None:
    shift_on(MONDAY)
    taken_in("1-2-2027;;19:00;22:00;chat;1;Asha")
    assert Assignment.objects.get().starts_at == NOW


@pytest.mark.parametrize(
    ("line", "obstacles"),
    [
        ("8-2-2027;Evening;;;chat;1;Leila", (Obstacle.NO_PERSON,)),
        ("8-2-2027;Late;;;chat;1;Leila", (Obstacle.NO_PATTERN, Obstacle.NO_PERSON)),
        ("9-2-2027;Evening;;;chat;1;Asha", (Obstacle.NO_SHIFT,)),
        ("8-2-2027;Evening;;;chat;2;Asha", (Obstacle.NO_SEAT,)),
        ("31-1-2027;;19:00;22:00;chat;1;Asha", (Obstacle.IS_OVER,)),
        ("10-2-2027;;19:00;22:00;chat;1;Asha", (Obstacle.NO_SHIFT,)),
    ],
)
def test_a_row_that_means_nothing_there_keeps_all_out(
    asha: Person, line: str, obstacles: tuple[Obstacle, ...]
) -> None:
    pattern_on()
    shift_on(date(2027, 1, 31))
    shift_on(date(2027, 2, 10), state="cancelled")
    assert checked(line)[0].obstacles == obstacles
    with pytest.raises(NotImportable):
        taken_in("15-2-2027;Evening;;;chat;1;Asha", line)
    assert assignments() == []


def test_a_seat_that_somebody_else_holds_is_taken_also_by_an_earlier_row(asha: Person, ben: Person) -> None:
    hold(shift_of(pattern_on()).seats.get(), ben)
    first, second, third = checked(
        "8-2-2027;Evening;;;chat;1;Asha",
        "15-2-2027;Evening;;;chat;1;Asha",
        "15-2-2027;Evening;21:00;22:00;chat;1;Ben",
    )
    assert (first.obstacles, second.step, third.obstacles) == (
        (Obstacle.SEAT_TAKEN,), Step.ASSIGN, (Obstacle.SEAT_TAKEN,),
    )  # fmt: skip


def test_nobody_is_in_two_places_also_by_an_earlier_row(asha: Person, ben: Person) -> None:
    pattern_on()
    shift_on(NEXT_MONDAY, 1260, 1380, "phone", "phone")
    ben.takes_phone = False
    ben.save()
    first, second, third = checked(
        "8-2-2027;Evening;;;chat;1;Asha",
        "8-2-2027;;21:00;23:00;phone;1;Asha",
        "8-2-2027;;21:00;23:00;phone;2;Ben",
    )
    assert first.step is Step.ASSIGN
    assert [reason.code for reason in second.blocks] == [Code.OVERLAP]
    assert [reason.code for reason in third.blocks] == [Code.UNTRAINED]


def test_warnings_need_a_word_and_are_kept(asha: Person) -> None:
    shift_on(NEXT_MONDAY, 600, 1080, state="draft")
    row = "8-2-2027;;10:00;18:00;chat;1;Asha"
    assert Code.LONG_SHIFT in [reason.code for reason in checked(row)[0].warnings]
    with pytest.raises(NotImportable):
        taken_in(row)
    assert taken_in(row, despite=True) == 1
    assert "long_shift" in Assignment.objects.get().warnings


def test_a_time_that_comes_twice_is_asked_about(asha: Person) -> None:
    shift_on(date(2027, 10, 31), 60, 360)
    row = "31-10-2027;;1:00;2:30;chat;1;Asha"
    assert checked(row)[0].obstacles == (Obstacle.TIME_TWICE,)
    with pytest.raises(NotImportable):
        taken_in(row)
    taken_in(row, first_of_two=True)
    assert Assignment.objects.get().ends_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_assignments_are_checked_with_a_constant_number_of_queries(
    asha: Person, ben: Person, django_assert_num_queries: Counted
) -> None:
    pattern_on(0, "chat", "chat")
    lines = [
        f"{day}-2-2027;Evening;;;chat;{nth};{who}"
        for day in (8, 15, 22)
        for nth, who in ((1, "Asha"), (2, "Ben"))
    ]
    rows = sheet(*lines)
    with django_assert_num_queries(9):
        check_assignments(rows, NOW)


def test_what_is_taken_out_is_noted_without_anybodys_name(noor: Person) -> None:
    note_export(SheetKind.ASSIGNMENTS, MONDAY, date(2027, 2, 28), by=noor.pk, now=NOW)
    line = RotaEvent.objects.get()
    assert (line.action, line.actor, line.person) == ("exported", noor, None)
    assert line.about == "assignments 2027-02-01 2027-02-28"


# --- whole sheets -------------------------------------------------------------------------------
def test_a_sheet_of_each_kind_is_read_and_imported(admin: Person, asha: Person) -> None:
    sheets = {
        SheetKind.PATTERNS: "name;day;from;until;first day;seats\nEvening;mon;19:00;22:00;1-2-2027;chat",
        SheetKind.ASSIGNMENTS: "date;pattern;seat;who\n8-2-2027;Evening;chat;Asha",
        SheetKind.PEOPLE: "name;mail;role\nLeila;leila@example.org;counsellor",
    }
    for kind, text in sheets.items():
        assert look_through(kind, text, NOW).number == 1
        assert import_sheet(kind, text, by=admin, now=NOW) == 1
        assert look_through(kind, text, NOW).number == 0
    assert RotaEvent.objects.filter(action="imported", actor=admin).count() == 3


def test_a_sheet_with_a_problem_is_not_imported(admin: Person) -> None:
    text = "name;mail;role\nLeila;leila@example.org;counsellor\nOmar;omar;counsellor"
    looked = look_through(SheetKind.PEOPLE, text, NOW)
    assert (looked.is_clear, looked.has_warnings, looked.number) == (False, False, 1)
    with pytest.raises(NotImportable):
        import_sheet(SheetKind.PEOPLE, text, by=admin, now=NOW)
    assert not Invitation.objects.exists()
