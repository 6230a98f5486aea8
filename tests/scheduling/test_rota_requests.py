"""Asking for cover and for a swap, answering, deciding, undoing, and what ends a request, on the database."""

from collections.abc import Callable, Iterable

import pytest

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, CoverRequest, Notice, Shift
from scheduling.rules.hours import NotThere, Span
from scheduling.rules.reasons import Code
from scheduling.rules.requests import (
    AlreadyAnswered,
    NotYours,
    OtherCannot,
    OwnSeat,
    RequestEvent,
    RequestState,
    TooEarly,
    TooLate,
)
from scheduling.services.rota import requests
from scheduling.services.rota.colleagues import report_absence
from scheduling.services.rota.holds import Elsewhere, NotEligible
from scheduling.services.rota.requests import AlreadyAsked, ask_cover, ask_swap, expire_requests, take_step
from scheduling.services.rota.seats import split
from tests.scheduling.asking import END, START, WHOLE, cover, state_of, warn, yes
from tests.scheduling.holds import (
    DAY,
    HOUR,
    NEXT_MONDAY,
    SECOND,
    codes_of,
    forget,
    held,
    hold,
    noted,
    revision_of,
    seat_on,
    told,
)
from tests.scheduling.seats import NOW

pytestmark = pytest.mark.django_db
E, S = RequestEvent, RequestState


# --- asking ---------------------------------------------------------------------------------------
def test_the_holder_asks_everybody_who_fits(
    mine: Assignment, asha: Person, ben: Person, leila: Person, noor: Person
) -> None:
    hold(seat_on(NEXT_MONDAY), leila)
    pk = ask_cover(mine.pk, None, by=asha.pk, now=NOW)
    row = CoverRequest.objects.get(pk=pk)
    assert (row.state, row.asked_at, row.expires_at) == ("open", NOW, START)
    assert (noted(), told()) == ([("asked", asha.pk, asha.pk)], [("cover_asked", ben.pk)])
    assert held()[0] == (asha.pk, WHOLE)


def test_the_holder_asks_one_and_only_they_are_told(
    mine: Assignment, asha: Person, ben: Person, leila: Person
) -> None:
    ask_cover(mine.pk, ben.pk, by=asha.pk, now=NOW)
    assert told() == [("cover_asked", ben.pk)]


def test_a_planner_asks_in_the_holders_place_and_both_are_told(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    ask_cover(mine.pk, ben.pk, by=noor.pk, now=NOW, is_planner=True)
    assert sorted(told()) == sorted([("cover_asked", ben.pk), ("request_changed", asha.pk)])


def test_a_swap_is_asked_of_who_holds_the_other_seat(
    mine: Assignment, theirs: Assignment, asha: Person, ben: Person
) -> None:
    pk = ask_swap(theirs.pk, mine.pk, by=ben.pk, now=NOW)
    row = CoverRequest.objects.get(pk=pk)
    assert (row.kind, row.offered, row.to_person, row.expires_at) == ("swap", mine, asha, START)
    assert told() == [("cover_asked", asha.pk)]
    assert (Notice.objects.get().span, Notice.objects.get().other) == (theirs.span, mine.span)


def test_nobody_asks_for_what_is_not_theirs_nor_themselves(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    with pytest.raises(NotYours):
        ask_cover(mine.pk, None, by=ben.pk, now=NOW)
    with pytest.raises(OwnSeat):
        ask_cover(mine.pk, asha.pk, by=asha.pk, now=NOW)
    other = hold(seat_on(NEXT_MONDAY + DAY), asha)
    for pk in (mine.pk, other.pk):
        with pytest.raises(OwnSeat):
            ask_swap(mine.pk, pk, by=asha.pk, now=NOW)


def test_a_seat_is_asked_for_once_at_a_time(mine: Assignment, theirs: Assignment, asha: Person) -> None:
    pk = cover(mine)
    with pytest.raises(AlreadyAsked):
        ask_cover(mine.pk, None, by=asha.pk, now=NOW)
    with pytest.raises(AlreadyAsked):
        ask_swap(mine.pk, theirs.pk, by=asha.pk, now=NOW)
    take_step(pk, E.WITHDRAW, by=asha.pk, now=NOW)
    ask_cover(mine.pk, None, by=asha.pk, now=NOW)


def test_what_has_begun_is_asked_of_nobody(mine: Assignment, theirs: Assignment, asha: Person) -> None:
    with pytest.raises(TooLate):
        ask_cover(mine.pk, None, by=asha.pk, now=START)
    with pytest.raises(TooLate):
        ask_swap(theirs.pk, mine.pk, by=theirs.person_id, now=START)
    ask_cover(mine.pk, None, by=asha.pk, now=START - SECOND)


def test_only_what_is_there_is_asked_and_of_whom_is_there(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    draft = hold(seat_on(NEXT_MONDAY + DAY, state="draft"), asha)
    for pk in (0, draft.pk):
        with pytest.raises(NotThere):
            ask_cover(pk, None, by=asha.pk, now=NOW)
        with pytest.raises(NotThere):
            ask_swap(mine.pk, pk, by=asha.pk, now=NOW)
    Person.objects.filter(pk=ben.pk).update(is_active=False, closed_at=NOW)
    for person_id in (0, noor.pk, ben.pk):
        with pytest.raises(NotThere):
            ask_cover(mine.pk, person_id, by=asha.pk, now=NOW)


# --- a cover ----------------------------------------------------------------------------------------
def test_a_yes_without_a_warning_moves_the_seat_at_once(mine: Assignment, asha: Person, ben: Person) -> None:
    pk, before = cover(mine), revision_of(mine.seat.shift)
    assert yes(pk, ben) is S.DONE
    assert held() == [(ben.pk, WHOLE)]
    row = CoverRequest.objects.get(pk=pk)
    assert (row.given.origin, row.returned, row.taken_by, row.done_at) == ("cover", None, ben, NOW)
    assert (noted(), told()) == ([("taken_over", ben.pk, ben.pk)], [("cover_taken", asha.pk)])
    assert revision_of(mine.seat.shift) > before


def test_a_planner_says_yes_for_somebody_and_both_are_told(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    pk = cover(mine)
    with pytest.raises(NotThere):
        yes(pk, noor, is_planner=True)
    yes(pk, noor, is_planner=True, taker=ben.pk)
    assert (held(), told()) == ([(ben.pk, WHOLE)], [("cover_taken", asha.pk), ("seat_given", ben.pk)])


def test_a_yes_said_twice_is_no_error_and_tells_nobody_twice(mine: Assignment, ben: Person) -> None:
    pk = cover(mine)
    assert (yes(pk, ben), yes(pk, ben)) == (S.DONE, S.DONE)
    assert (len(held()), len(noted()), len(told())) == (1, 1, 1)


def test_of_two_who_say_yes_the_first_has_it(mine: Assignment, ben: Person, leila: Person) -> None:
    pk = cover(mine)
    yes(pk, ben)
    with pytest.raises(AlreadyAnswered):
        yes(pk, leila)
    assert held() == [(ben.pk, WHOLE)]


def test_only_who_was_asked_answers_and_a_block_is_said_after_that(
    mine: Assignment, asha: Person, ben: Person, leila: Person
) -> None:
    pk = cover(mine, ben)
    hold(seat_on(NEXT_MONDAY), leila)
    for event in (E.ANSWER_YES, E.ANSWER_NO, E.WITHDRAW, E.PLANNER_YES, E.UNDO):
        with pytest.raises((NotYours, AlreadyAnswered)):
            take_step(pk, event, by=leila.pk, now=NOW)
    with pytest.raises(OwnSeat):
        yes(pk, asha)
    with pytest.raises(NotYours):
        yes(pk, leila, taker=ben.pk)


def test_that_the_other_of_a_swap_is_away_is_not_told_to_who_answers(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    theirs = hold(seat_on(NEXT_MONDAY + DAY), ben)
    pk = ask_swap(mine.pk, theirs.pk, by=asha.pk, now=NOW)
    Absence.objects.create(person=asha, starts_at=theirs.starts_at, ends_at=theirs.ends_at)
    with pytest.raises(OtherCannot):
        yes(pk, ben)
    with pytest.raises(NotEligible) as refused:
        yes(pk, noor, is_planner=True, taker=ben.pk)
    assert (codes_of(refused.value), state_of(pk)) == ([Code.ABSENT], "open")


def test_who_is_blocked_takes_nothing_over(mine: Assignment, ben: Person, noor: Person) -> None:
    pk = cover(mine)
    Absence.objects.create(person=ben, starts_at=START, ends_at=END)
    with pytest.raises(NotEligible) as refused:
        yes(pk, ben)
    assert (codes_of(refused.value), state_of(pk)) == ([Code.ABSENT], "open")
    with pytest.raises(NotThere):
        yes(pk, noor)


def test_a_no_ends_what_one_was_asked(mine: Assignment, asha: Person, ben: Person) -> None:
    pk = cover(mine, ben)
    for _twice in range(2):
        assert take_step(pk, E.ANSWER_NO, by=ben.pk, now=NOW) is S.DECLINED
    assert (noted(), told()) == ([("declined", ben.pk, asha.pk)], [("request_changed", asha.pk)])
    assert held() == [(asha.pk, WHOLE)]


def test_who_asked_withdraws_and_who_was_asked_is_told(mine: Assignment, asha: Person, ben: Person) -> None:
    pk = cover(mine, ben)
    take_step(pk, E.WITHDRAW, by=asha.pk, now=NOW)
    assert (state_of(pk), noted()) == ("withdrawn", [("withdrawn", asha.pk, asha.pk)])
    assert (told(), held()) == ([("request_changed", ben.pk)], [(asha.pk, WHOLE)])


def test_cover_of_a_cover_is_asked_and_given(mine: Assignment, ben: Person, leila: Person) -> None:
    yes(cover(mine), ben)
    yes(cover(Assignment.objects.get(state="held")), leila)
    assert held() == [(leila.pk, WHOLE)]


def test_a_part_alone_is_covered(mine: Assignment, asha: Person, ben: Person) -> None:
    later = split(mine.pk, START + HOUR, by=asha.pk, now=NOW)
    yes(cover(later), ben)
    assert held() == [(asha.pk, Span(START, START + HOUR)), (ben.pk, Span(START + HOUR, END))]


# --- with a warning -----------------------------------------------------------------------------------
def test_a_yes_with_a_warning_waits_for_a_planner(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    warn(ben)
    pk = cover(mine)
    for _twice in range(2):
        assert yes(pk, ben) is S.NEEDS_PLANNER
    assert (CoverRequest.objects.get().warnings, held()) == ("over_hours", [(asha.pk, WHOLE)])
    assert told() == [("request_changed", asha.pk), ("planner_asked", noor.pk)]


def test_a_planner_agrees_and_the_hold_keeps_the_warning(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    warn(ben)
    yes(pk := cover(mine), ben)
    forget()
    for _twice in range(2):
        assert take_step(pk, E.PLANNER_YES, by=noor.pk, now=NOW, is_planner=True) is S.DONE
    assert Assignment.objects.get(state="held").warnings == "over_hours"
    assert told() == [("cover_taken", asha.pk), ("seat_given", ben.pk)]
    assert noted() == [("taken_over", noor.pk, ben.pk)]


def test_a_planner_refuses_and_both_are_told(
    mine: Assignment, asha: Person, ben: Person, noor: Person
) -> None:
    warn(ben)
    yes(pk := cover(mine), ben)
    forget()
    take_step(pk, E.PLANNER_NO, by=noor.pk, now=NOW, is_planner=True)
    assert (state_of(pk), noted(), held()) == (
        "refused", [("refused", noor.pk, asha.pk)], [(asha.pk, WHOLE)],
    )  # fmt: skip
    assert sorted(told()) == sorted([("request_changed", asha.pk), ("request_changed", ben.pk)])


def test_a_yes_that_waits_is_taken_back_and_others_are_free_to_say_it(
    mine: Assignment, asha: Person, ben: Person, leila: Person
) -> None:
    warn(ben)
    yes(pk := cover(mine), ben)
    forget()
    take_step(pk, E.UNDO, by=ben.pk, now=NOW)
    row = CoverRequest.objects.get(pk=pk)
    assert (row.state, row.taken_by, row.warnings, told()) == (
        "open",
        None,
        "",
        [("request_changed", asha.pk)],
    )
    assert yes(pk, leila) is S.DONE


def test_a_block_since_the_yes_keeps_a_planner_from_agreeing(
    mine: Assignment, ben: Person, noor: Person
) -> None:
    warn(ben)
    yes(pk := cover(mine), ben)
    report_absence(ben.pk, WHOLE, by=ben.pk, now=NOW)
    with pytest.raises(NotEligible):
        take_step(pk, E.PLANNER_YES, by=noor.pk, now=NOW, is_planner=True)
    assert state_of(pk) == "needs_planner"


# --- time -----------------------------------------------------------------------------------------------
def test_at_its_start_a_request_ends_and_the_holder_keeps_the_seat(
    mine: Assignment, asha: Person, ben: Person
) -> None:
    pk = cover(mine, ben)
    expire_requests(START - SECOND)
    assert state_of(pk) == "open"
    for _twice in range(2):
        expire_requests(START)
    assert (state_of(pk), noted()) == ("expired", [("expired", None, asha.pk)])
    assert sorted(told()) == sorted([("request_changed", asha.pk), ("request_changed", ben.pk)])
    assert held() == [(asha.pk, WHOLE)]


def test_a_request_expires_by_time_alone_and_is_answered_until_then(mine: Assignment, ben: Person) -> None:
    pk = cover(mine)
    with pytest.raises(TooEarly):
        take_step(pk, E.EXPIRE, by=None, now=START - SECOND)
    with pytest.raises(TooLate):
        take_step(pk, E.ANSWER_YES, by=ben.pk, now=START)
    assert take_step(pk, E.ANSWER_YES, by=ben.pk, now=START - SECOND) is S.DONE


def test_one_answered_while_the_sweep_looks_keeps_no_other_from_expiring(
    mine: Assignment, theirs: Assignment, monkeypatch: pytest.MonkeyPatch, leila: Person
) -> None:
    first, second, step = cover(mine), cover(theirs), take_step

    def after_an_answer(pk: int, event: RequestEvent, **more: object) -> RequestState:
        step(pk, E.ANSWER_YES, by=leila.pk, now=START - SECOND) if pk == first else None
        return step(pk, event, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(requests, "take_step", after_an_answer)
    expire_requests(START + DAY)
    assert (state_of(first), state_of(second)) == ("done", "expired")


# --- who and what is not there ------------------------------------------------------------------------------
def test_what_is_not_there_is_not_answered(mine: Assignment, ben: Person) -> None:
    pk = cover(mine)
    with pytest.raises(NotThere):
        yes(0, ben)
    with pytest.raises(NotThere):
        yes(pk, ben, is_planner=True, taker=0)
    assert state_of(pk) == "open"


def meanwhile(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody else act while the next step waits for its locks."""
    lock = requests.lock_shifts

    def after(ids: Iterable[int]) -> list[Shift]:
        monkeypatch.setattr(requests, "lock_shifts", lock)
        act()
        return lock(ids)

    monkeypatch.setattr(requests, "lock_shifts", after)


def test_who_waited_while_another_said_yes_is_told_that_it_is_answered(
    mine: Assignment, ben: Person, leila: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = cover(mine)
    meanwhile(lambda: yes(pk, ben), monkeypatch)
    with pytest.raises(AlreadyAnswered):
        yes(pk, leila)


def test_a_request_that_goes_while_one_waits_is_not_there(
    mine: Assignment, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = cover(mine)
    meanwhile(CoverRequest.objects.all().delete, monkeypatch)
    with pytest.raises(NotThere):
        yes(pk, ben)


def test_elsewhere_is_said_when_the_rule_could_not_know(
    mine: Assignment, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = cover(mine)
    hold(seat_on(NEXT_MONDAY), ben)
    monkeypatch.setattr(requests, "_warnings", lambda moves, _reader: [() for _ in moves])
    with pytest.raises(Elsewhere):
        yes(pk, ben)
    assert (state_of(pk), len(held())) == ("open", 2)
