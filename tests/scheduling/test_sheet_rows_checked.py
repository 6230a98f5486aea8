"""What becomes of a row among what there is: whom and which seat it means, and where it is asked about."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.staff.rules import Colleague, Role
from scheduling.rules.civil import instant
from scheduling.rules.hours import Span, Stretch
from scheduling.rules.limits import Contract
from scheduling.rules.rota import SeatKind
from scheduling.rules.sheets import (
    Account,
    Agreed,
    AssignmentRow,
    Obstacle,
    PatternRow,
    PersonRow,
    Place,
    ShiftThere,
    Step,
    WantedSeat,
    agreed_by,
    find_person,
    find_place,
    pattern_step,
    person_step,
)

MONDAY, SPRING, AUTUMN = date(2027, 2, 1), date(2027, 3, 28), date(2027, 10, 31)
CHAT, PHONE = SeatKind.CHAT, SeatKind.PHONE
USUAL = Agreed(Contract.VOLUNTEER, 4.0, None, True)
OPEN = Account(7, True, USUAL)
ASHA = PersonRow("Asha", "asha@example.org", (Role.COUNSELLOR,), (Channel.CHAT,))
EVENING = PatternRow("Evening", 0, Stretch(1140, 1320), 1, MONDAY, None, (WantedSeat(CHAT),))


# --- people -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "account", "is_invited", "step"),
    [
        (ASHA, None, False, Step.INVITE),
        (ASHA, None, True, Step.NOTHING),
        (ASHA, OPEN, False, Step.NOTHING),
        (ASHA, replace(OPEN, is_open=False), False, Obstacle.ACCOUNT_CLOSED),
        (replace(ASHA, agreed_hours=4.0, contract=Contract.VOLUNTEER), OPEN, False, Step.NOTHING),
        (replace(ASHA, agreed_hours=8.0), OPEN, False, Step.NOTE_TERMS),
        (replace(ASHA, contract=Contract.EMPLOYEE), OPEN, False, Step.NOTE_TERMS),
        (replace(ASHA, is_adult=False), OPEN, False, Step.NOTE_TERMS),
        (replace(ASHA, max_hours=4.0), OPEN, False, Step.NOTE_TERMS),
        (replace(ASHA, max_hours=3.0), OPEN, False, Obstacle.MOST_BELOW_AGREED),
    ],
)
def test_a_person_is_invited_or_their_terms_are_noted(
    row: PersonRow, account: Account | None, is_invited: bool, step: Step | Obstacle
) -> None:
    assert person_step(row, account, is_invited=is_invited) is step


def test_what_a_row_leaves_open_stays_as_it_was_agreed() -> None:
    now = Agreed(Contract.EMPLOYEE, 8.0, 12.0, True)
    assert agreed_by(ASHA, now) == now
    row = replace(ASHA, contract=Contract.VOLUNTEER, agreed_hours=0.0, max_hours=0.0, is_adult=False)
    assert agreed_by(row, now) == Agreed(Contract.VOLUNTEER, 0.0, 0.0, False)


# --- patterns -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "same", "step"),
    [
        (EVENING, None, Step.ADD_PATTERN),
        (EVENING, EVENING, Step.NOTHING),
        (EVENING, replace(EVENING, name="EVENING"), Step.NOTHING),
        (EVENING, replace(EVENING, hours=Stretch(1140, 1330)), Obstacle.OTHER_PATTERN),
        (EVENING, replace(EVENING, seats=(WantedSeat(CHAT, required=False),)), Obstacle.OTHER_PATTERN),
        (replace(EVENING, seats=(WantedSeat(CHAT),) * 9), None, Step.ADD_PATTERN),
        (replace(EVENING, seats=(WantedSeat(CHAT),) * 10), None, Obstacle.MANY_SEATS),
    ],
)
def test_a_pattern_is_added_unless_it_is_there(
    row: PatternRow, same: PatternRow | None, step: Step | Obstacle
) -> None:
    assert pattern_step(row, same) is step


# --- whom a row means ---------------------------------------------------------------------------
def colleague(person_id: int, name: str, email: str) -> Colleague:
    return Colleague(person_id, name, email, True, True, False, True, "nl")


PEOPLE = [
    colleague(1, "Asha", "asha@example.org"),
    colleague(2, "Ben", "ben@example.org"),
    colleague(3, "ben", "leila@example.org"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Asha", 1),
        (" aSHA ", 1),
        ("ASHA@example.org", 1),
        ("ben@example.org", 2),
        ("Ben", Obstacle.SEVERAL_PEOPLE),
        ("Leila", Obstacle.NO_PERSON),
        ("omar@example.org", Obstacle.NO_PERSON),
    ],
)
def test_people_are_known_by_name_or_address(typed: str, found: int | Obstacle) -> None:
    assert find_person(typed, PEOPLE) == found


# --- which seat and time it means ---------------------------------------------------------------
def shift(
    number: int, start: int, end: int, *kinds: SeatKind, day: date = MONDAY, pattern: str = "Evening"
) -> ShiftThere:
    span = Span(instant(day, start, AMSTERDAM), instant(day, end, AMSTERDAM))
    seats = tuple((number * 10 + n, kind) for n, kind in enumerate(kinds or (CHAT,), start=1))
    return ShiftThere(number, day, pattern, Stretch(start, end), span, seats)


def row(
    start: int | None = None, end: int | None = None, *, pattern: str = "", day: date = MONDAY, nth: int = 1,
    kind: SeatKind = CHAT,
) -> AssignmentRow:  # fmt: skip
    hours = None if start is None or end is None else Stretch(start, end)
    return AssignmentRow(day, pattern, hours, kind, nth, "Asha")


def place(wanted: AssignmentRow, *shifts: ShiftThere, first_of_two: bool = False) -> Place | Obstacle:
    return find_place(wanted, shifts, {"evening"}, AMSTERDAM, first_of_two=first_of_two)


def seat(wanted: AssignmentRow, *shifts: ShiftThere) -> int | Obstacle:
    found = place(wanted, *shifts)
    return found.seat_id if isinstance(found, Place) else found


def test_a_pattern_and_a_day_mean_the_whole_of_a_shift() -> None:
    evening = shift(1, 1140, 1320, PHONE, CHAT, CHAT)
    for name in ("Evening", " EVENING"):
        assert place(row(pattern=name, nth=2), evening) == Place(13, evening.span)
    assert seat(row(pattern="Evening", kind=PHONE), evening) == 11


def test_hours_without_a_pattern_mean_the_shift_that_holds_them() -> None:
    early, late = shift(1, 600, 840, pattern=""), shift(2, 840, 1080)
    assert seat(row(600, 840), early, late) == 11
    assert place(row(840, 900), early, late) == Place(
        21, Span(datetime(2027, 2, 1, 13, tzinfo=UTC), datetime(2027, 2, 1, 14, tzinfo=UTC))
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (row(pattern="Evenning"), Obstacle.NO_PATTERN),
        (row(pattern="Evening", day=date(2027, 2, 2)), Obstacle.NO_SHIFT),
        (row(600, 660, day=date(2027, 2, 2)), Obstacle.NO_SHIFT),
        (row(600, 660), Obstacle.NO_SHIFT),
        (row(1130, 1320), Obstacle.NO_SHIFT),
        (row(1140, 1330, pattern="Evening"), Obstacle.OUTSIDE_SHIFT),
        (row(pattern="Evening", nth=2), Obstacle.NO_SEAT),
        (row(pattern="Evening", kind=PHONE), Obstacle.NO_SEAT),
    ],
)
def test_a_row_that_means_nothing_there_says_what_is_missing(wanted: AssignmentRow, found: Obstacle) -> None:
    assert place(wanted, shift(1, 1140, 1320), shift(2, 1140, 1320, day=date(2027, 2, 8))) is found


def test_after_midnight_a_shift_goes_on() -> None:
    night = shift(1, 1320, 1560)
    assert place(row(0, 120, pattern="Evening"), night) == Place(
        11, Span(datetime(2027, 2, 1, 23, tzinfo=UTC), datetime(2027, 2, 2, 1, tzinfo=UTC))
    )
    assert place(row(1320, 1560), night) == Place(11, night.span)


def test_of_several_shifts_the_one_with_the_seat_or_with_exactly_the_hours_is_meant() -> None:
    long, same = shift(1, 1080, 1380), shift(2, 1140, 1320)
    assert seat(row(1140, 1320), long, same) == 21
    assert seat(row(1140, 1200), long, same) is Obstacle.SEVERAL_SHIFTS
    phone = shift(3, 1140, 1320, PHONE)
    assert seat(row(1140, 1320, kind=PHONE), long, same, phone) == 31
    assert seat(row(1140, 1200, kind=PHONE), long, phone) == 31
    assert seat(row(pattern="Evening"), long, same) is Obstacle.SEVERAL_SHIFTS
    assert seat(row(1140, 1320, nth=3), same, phone) is Obstacle.SEVERAL_SHIFTS


# --- nights that change the clock ---------------------------------------------------------------
def test_a_time_that_the_clock_skips_is_asked_about() -> None:
    spring = shift(1, 60, 360, day=SPRING)
    assert place(row(60, 150, day=SPRING), spring) is Obstacle.TIME_SKIPPED
    assert place(row(150, 360, day=SPRING), spring) is Obstacle.TIME_SKIPPED
    jump = shift(2, 120, 360, day=SPRING)
    assert place(row(120, 180, day=SPRING), jump) is Obstacle.TIME_SKIPPED


def test_a_time_that_comes_twice_is_asked_about_and_never_guessed() -> None:
    autumn = shift(1, 60, 360, day=AUTUMN)
    wanted = row(60, 150, day=AUTUMN)
    assert place(wanted, autumn) is Obstacle.TIME_TWICE
    assert place(wanted, autumn, first_of_two=True) == Place(
        11, Span(datetime(2027, 10, 30, 23, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC))
    )


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_where_the_shift_itself_begins_or_ends_there_is_nothing_to_ask(day: date) -> None:
    night = shift(1, 150, 360, day=day)
    for wanted in (row(150, 360, day=day), row(pattern="Evening", day=day)):
        assert place(wanted, night) == Place(11, night.span)
    assert isinstance(place(row(150, 240, day=day), night), Place)


stretches = st.builds(
    lambda start, long: Stretch(start, start + long), st.integers(0, 1439), st.integers(1, 1440)
)


@given(st.sampled_from([MONDAY, SPRING, AUTUMN]), stretches, stretches, st.booleans())
def test_what_is_found_lies_inside_the_shift_and_is_never_empty(
    day: date, hours: Stretch, wanted: Stretch, first_of_two: bool
) -> None:
    there = shift(1, hours.start_minute, hours.end_minute, day=day)
    if there.span.start == there.span.end:
        return
    asked = row(wanted.start_minute, wanted.end_minute, day=day)
    found = place(asked, there, first_of_two=first_of_two)
    if isinstance(found, Place):
        assert there.span.start <= found.span.start < found.span.end <= there.span.end
