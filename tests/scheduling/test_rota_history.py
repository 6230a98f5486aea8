"""What each act leaves behind: lines of history, mails that are due; and what of the rota is erased when."""

from datetime import timedelta

import pytest

from helpline.staff.models import Person
from scheduling.models import Assignment, CoverRequest, Notice, RotaEvent, Shift, Standing
from scheduling.rules.requests import RequestEvent
from scheduling.rules.rota import NoticeKind, RotaAction
from scheduling.services.erasure import erase_old_rota
from scheduling.services.rota.history import Act, note, note_hold, note_person, note_shift, tell, tell_person
from scheduling.services.rota.patterns import set_standing
from scheduling.services.rota.requests import ask_swap, take_step
from tests.scheduling.holds import DAY, HOUR, NEXT_MONDAY, hold, noted, pattern_on, seat_on, told
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db
ACT = Act(None, NOW)
GONE = NoticeKind.SEAT_GONE


def test_a_line_says_who_did_what_to_whom_and_when(asha: Person, noor: Person) -> None:
    row, act = hold(seat_on(NEXT_MONDAY), asha), Act(noor.pk, NOW)
    note(act, RotaAction.PATTERN_SAVED, about="Evening")
    note_person(act, RotaAction.ABSENT, asha.pk)
    note_shift(act, RotaAction.SEAT_ADDED, row.seat.shift, about="chat")
    note_hold(act, RotaAction.RELEASED, row)
    lines = RotaEvent.objects.order_by("pk").values_list("action", "person", "kind", "starts_at", "about")
    assert list(lines) == [
        ("pattern_saved", None, "", None, "Evening"), ("absent", asha.pk, "", None, ""),
        ("seat_added", None, "", row.starts_at, "chat"), ("released", asha.pk, "chat", row.starts_at, ""),
    ]  # fmt: skip
    assert set(RotaEvent.objects.values_list("actor", "at")) == {(noor.pk, NOW)}


def test_the_same_is_told_once_and_the_next_change_anew(asha: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    for _twice in range(2):
        tell(ACT, GONE, row)
    row.revision += 1
    tell(ACT, GONE, row)
    assert (
        list(Notice.objects.values_list("kind", "starts_at", "ends_at", "due_at", "settled_at"))
        == [("seat_gone", row.starts_at, row.ends_at, NOW, None)] * 2
    )


def test_nobody_is_told_of_their_own_act_of_a_draft_or_of_what_is_over(asha: Person) -> None:
    row = hold(seat_on(NEXT_MONDAY), asha)
    tell(Act(asha.pk, NOW), GONE, row)
    tell(Act(None, row.ends_at), GONE, row)
    tell(ACT, GONE, hold(seat_on(NEXT_MONDAY + DAY, state="draft"), asha))
    assert told() == []


def test_who_is_told_hears_whether_it_is_new(asha: Person, ben: Person) -> None:
    assert tell_person(ACT, NoticeKind.DIGEST, asha.pk, "digest:5")
    assert not tell_person(ACT, NoticeKind.DIGEST, asha.pk, "digest:5")
    assert tell_person(ACT, NoticeKind.DIGEST, ben.pk, "digest:5")
    assert list(Notice.objects.values_list("person", flat=True)) == [asha.pk, ben.pk]


# --- erasing ------------------------------------------------------------------------------------------
LATER = at(21, day=8) + timedelta(days=400)


def test_the_rota_is_erased_400_days_after_it_ended(asha: Person) -> None:
    hold(seat_on(NEXT_MONDAY), asha)
    erase_old_rota(LATER)
    assert (Shift.objects.count(), Assignment.objects.count()) == (1, 1)
    erase_old_rota(LATER + timedelta(seconds=1))
    assert (Shift.objects.count(), Assignment.objects.count()) == (0, 0)


def test_a_swap_goes_with_the_first_of_its_seats_and_the_other_stays_held(asha: Person, ben: Person) -> None:
    mine, theirs = hold(seat_on(NEXT_MONDAY), asha), hold(seat_on(NEXT_MONDAY + DAY), ben)
    pk = ask_swap(theirs.pk, mine.pk, by=ben.pk, now=NOW)
    take_step(pk, RequestEvent.ANSWER_YES, by=asha.pk, now=NOW)
    erase_old_rota(LATER + HOUR)
    assert not CoverRequest.objects.exists()
    assert list(Assignment.objects.filter(state="held").values_list("person", flat=True)) == [asha.pk]


def test_an_erased_account_takes_its_holds_and_requests_along_and_leaves_lines_without_it(
    asha: Person, ben: Person
) -> None:
    mine, theirs = hold(seat_on(NEXT_MONDAY), asha), hold(seat_on(NEXT_MONDAY + DAY), ben)
    pk = ask_swap(mine.pk, theirs.pk, by=asha.pk, now=NOW)
    take_step(pk, RequestEvent.ANSWER_YES, by=ben.pk, now=NOW)
    asha.delete()
    assert not CoverRequest.objects.exists()
    assert set(Assignment.objects.values_list("person", flat=True)) == {ben.pk}
    assert noted() == [("asked", None, None), ("swapped", ben.pk, ben.pk), ("swapped", ben.pk, None)]


def test_who_came_each_time_long_ago_is_forgotten_and_who_comes_is_not(asha: Person, ben: Person) -> None:
    place = pattern_on().seats.get()
    set_standing(place.pk, asha.pk, NEXT_MONDAY, by=None, now=NOW)
    set_standing(place.pk, ben.pk, NEXT_MONDAY + 7 * DAY, by=None, now=NOW)
    until = at(12, day=15) + timedelta(days=400)
    erase_old_rota(until)
    assert Standing.objects.count() == 2
    erase_old_rota(until + DAY)
    assert Standing.objects.get().person == ben
