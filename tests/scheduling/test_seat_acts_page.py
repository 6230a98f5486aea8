"""Every act on the page of a seat: works, bad input, twice, and who may not."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person
from scheduling.models import Absence, Assignment, CoverRequest, Shift
from scheduling.queries.rota_seat import hold_row
from tests.scheduling.holds import hold, seat_on, shift_on
from tests.scheduling.seat_pages import (
    EVENING,
    FAR,
    NEAR,
    asked,
    gives,
    holders,
    look,
    press,
    stop_the_clock,
    text,
    visit,
)
from tests.scheduling.seats import NOW, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


# Taking and giving back


def test_a_counsellor_takes_a_free_seat_once(client: Client, asha: Person) -> None:
    seat = seat_on(FAR)
    client = visit(client, asha)
    said = press(client, "seat_sign_up", seat.pk, EVENING)
    assert "The seat is yours: Tuesday 9 February, 19:00–22:00, chat." in said
    assert "you have another seat at that time" in press(client, "seat_sign_up", seat.pk, EVENING)
    assert holders(seat) == ["Asha"]


def test_only_the_free_part_is_taken(client: Client, asha: Person, ben: Person) -> None:
    seat = seat_on(FAR)
    hold(seat, ben, end=at(20, day=9))
    client = visit(client, asha)
    page = client.get(reverse("rota_seat", args=[seat.pk])).content.decode()
    [start] = re.findall(r'name="start" value="([^"]+)"', page)
    said = press(client, "seat_sign_up", seat.pk, {**EVENING, "start": start})
    assert "The seat is yours: Tuesday 9 February, 21:00–22:00, chat." in said
    assert holders(seat) == ["Ben", "Asha"]


def test_a_refused_sign_up_names_all_reasons(client: Client, asha: Person) -> None:
    asha.takes_chat = False
    asha.save()
    Absence.objects.create(person=asha, starts_at=at(10, day=9), ends_at=at(20, day=9))
    said = press(visit(client, asha), "seat_sign_up", seat_on(FAR).pk, EVENING)
    assert "This is in the way: you are not trained for this seat and you are away then." in said


def test_a_part_that_is_none_is_a_bad_request(client: Client, asha: Person) -> None:
    address = reverse("seat_sign_up", args=[seat_on(FAR).pk])
    assert visit(client, asha).post(address, {"start": "soon"}).status_code == 400


def test_a_seat_is_given_back_and_put_back(client: Client, asha: Person) -> None:
    row = hold(seat_on(FAR), asha)
    client = visit(client, asha)
    assert "Give it back" in look(client, row.seat)
    said = press(client, "hold_give_back", row.pk)
    assert "You gave the seat back: Tuesday 9 February, 19:00–22:00, chat. It is open now." in said
    assert "You gave it back (19:00–22:00). For ten minutes that can be undone." in said
    assert "The seat is yours again" in press(client, "hold_put_back", row.pk)
    assert client.post(reverse("hold_put_back", args=[row.pk])).status_code == 404


def test_late_it_is_no_longer_given_back_alone_but_offered(client: Client, asha: Person) -> None:
    row = hold(seat_on(NEAR), asha)
    client = visit(client, asha)
    said = look(client, row.seat)
    assert "so you cannot give it back alone. Ask the team to take it over" in said
    assert "Give it back" not in said
    assert "It begins within 72 hours" in press(client, "hold_give_back", row.pk)
    assert holders(row.seat) == ["Asha"]


def test_what_somebody_else_took_since_is_not_put_back(client: Client, asha: Person, ben: Person) -> None:
    row = hold(seat_on(FAR), asha)
    helper = visit(client, asha)
    press(helper, "hold_give_back", row.pk)
    hold(row.seat, ben)
    assert "Put back" not in look(helper, row.seat)
    assert "Somebody else has this seat at that time already." in press(helper, "hold_put_back", row.pk)


def test_what_a_planner_took_is_not_put_back_by_who_had_it(
    client: Client, asha: Person, noor: Person
) -> None:
    row = hold(seat_on(FAR), asha)
    assert "Put back" in press(visit(client, noor), "hold_give_back", row.pk)
    helper = visit(client, asha)
    assert "Put back" not in look(helper, row.seat)
    assert helper.post(reverse("hold_put_back", args=[row.pk])).status_code == 404


# Splitting


def test_a_hold_is_split_and_each_part_stands_alone(client: Client, asha: Person) -> None:
    row = hold(seat_on(FAR), asha)
    said = press(visit(client, asha), "hold_split", row.pk, {f"split-{row.pk}-at": "20:30"})
    assert "The seat is in two parts now. Each can be covered alone." in said
    assert [one.ends_at for one in row.seat.assignments.order_by("starts_at")] == [
        at(19, 30, day=9),
        at(21, day=9),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the time at which the second part begins."),
        ("late", "Type a time such as 19:00."),
        ("19:00", "Type a time between 19:00–22:00."),
    ],
)
def test_a_time_outside_is_asked_about_and_stays_in_the_form(
    client: Client, asha: Person, typed: str, said: str
) -> None:
    row = hold(seat_on(FAR), asha)
    response = visit(client, asha).post(reverse("hold_split", args=[row.pk]), {f"split-{row.pk}-at": typed})
    assert said in text(response)
    assert not typed or f'value="{typed}"' in response.content.decode()
    assert row.seat.assignments.count() == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2027, 3, 27), "The clock goes forward"), (date(2027, 10, 30), "The clock goes back")],
)
def test_a_time_that_the_clock_makes_unclear_is_asked_about(
    client: Client, asha: Person, day: date, said: str
) -> None:
    row = hold(seat_on(day, 22 * 60, 30 * 60), asha)
    assert said in press(visit(client, asha), "hold_split", row.pk, {f"split-{row.pk}-at": "02:30"})


def test_a_hold_that_changed_in_between_is_not_split(
    client: Client, asha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = hold(seat_on(FAR), asha)
    client, form, before = visit(client, asha), {f"split-{row.pk}-at": "21:30"}, hold_row(row.pk)
    monkeypatch.setattr("scheduling.views.seat_acts.hold_row", lambda _: before)
    Assignment.objects.update(ends_at=at(20, day=9))
    assert "The seat was changed in between." in press(client, "hold_split", row.pk, form)


# Asking others


def test_everybody_or_one_colleague_is_asked_to_take_it_over(
    client: Client, asha: Person, ben: Person
) -> None:
    row, other = hold(seat_on(NEAR), asha), hold(seat_on(FAR), asha)
    client = visit(client, asha)
    said = press(client, "hold_ask", row.pk)
    assert "Everybody who can is asked. Until somebody says yes, the seat is yours" in said
    assert "You asked everybody who can to take your seat (chat) over." in said
    assert "Ben is asked." in press(client, "hold_ask", other.pk, {f"ask-{other.pk}-to_person": ben.pk})
    assert "You asked about this seat already." in press(client, "hold_ask", row.pk)
    assert list(CoverRequest.objects.values_list("to_person", flat=True)) == [None, ben.pk]


def test_nobody_is_asked_who_cannot_be(client: Client, asha: Person, ben: Person) -> None:
    row = hold(seat_on(FAR, kind="phone"), asha)
    ben.takes_phone = False
    ben.save()
    client = visit(client, asha)
    for person in (asha, ben):
        press(client, "hold_ask", row.pk, {f"ask-{row.pk}-to_person": person.pk})
    assert not CoverRequest.objects.exists()


def test_a_swap_is_asked_of_who_has_a_seat_that_fits(client: Client, asha: Person, ben: Person) -> None:
    mine, theirs = hold(seat_on(FAR), asha), hold(seat_on(date(2027, 2, 10)), ben)
    client = visit(client, asha)
    address = reverse("hold_swap", args=[mine.pk])
    assert "Ben: Wednesday 10 February, 19:00–22:00, chat" in text(client.get(address))
    assert "Choose the seat that you want in return." in text(client.post(address))
    assert "Ben is asked." in text(client.post(address, {"wanted": theirs.pk}, follow=True))
    assert CoverRequest.objects.get().offered == theirs


def test_without_a_seat_that_fits_no_swap_is_offered(client: Client, asha: Person) -> None:
    row = hold(seat_on(FAR), asha)
    assert "No seat fits" in text(visit(client, asha).get(reverse("hold_swap", args=[row.pk])))


def test_a_request_is_answered_on_the_page_of_its_seat(client: Client, asha: Person, ben: Person) -> None:
    row = hold(seat_on(FAR), asha)
    request = asked(row)
    client = visit(client, ben)
    assert "Yes, I take it" in look(client, row.seat)
    back = {"event": "answer_yes", "next": reverse("rota_seat", args=[row.seat_id])}
    assert "The seat is yours now." in press(client, "request_step", request.pk, back)
    assert "Undo my yes" in look(client, row.seat)
    assert holders(row.seat) == ["Ben"]


def test_whoever_could_not_take_it_gets_no_yes_but_the_reason(
    client: Client, asha: Person, ben: Person
) -> None:
    row = hold(seat_on(FAR), asha)
    asked(row, to_person=ben)
    ben.takes_chat = False
    ben.save()
    said = look(visit(client, ben), row.seat)
    assert "You cannot take it: you are not trained for this seat." in said
    assert ("Yes, I take it" in said, "No, rather not" in said) == (False, True)


def test_the_holder_takes_a_running_request_back(client: Client, asha: Person) -> None:
    row = hold(seat_on(FAR), asha)
    request = asked(row)
    client = visit(client, asha)
    said = look(client, row.seat)
    assert ("Take the request back" in said, "Ask the team" in said) == (True, False)
    press(client, "request_step", request.pk, {"event": "withdraw"})
    assert "Ask the team" in look(client, row.seat)


def test_a_planner_does_each_step_for_another(
    client: Client, asha: Person, ben: Person, noor: Person
) -> None:
    row = hold(seat_on(FAR), asha)
    asked(row)
    client = visit(client, noor)
    said = look(client, row.seat)
    assert ("Take it back for Asha" in said, "Note their yes" in said) == (True, True)
    assert "Take it from Asha" in said
    named = hold(seat_on(date(2027, 2, 10)), asha)
    asked(named, to_person=ben)
    assert "Ben says yes" in look(client, named.seat)


# After a move


def test_a_moved_seat_is_confirmed_by_its_holder_or_noted_by_a_planner(
    client: Client, asha: Person, noor: Person
) -> None:
    row = hold(seat_on(FAR), asha)
    Assignment.objects.update(confirm_by=NOW + timedelta(hours=40))
    assert "This seat has moved. Do you keep it? Without a yes it is open again in 40 hours." in look(
        visit(client, asha), row.seat
    )
    client = visit(client, noor)
    assert "Asha said yes to me" in look(client, row.seat)
    assert "Noted: Asha keeps the seat" in press(client, "hold_confirm", row.pk)
    assert "has moved" not in look(client, row.seat)


# A planner gives and takes


def test_the_best_are_proposed_with_reasons_and_the_others_with_what_is_against(
    client: Client, asha: Person, ben: Person, noor: Person
) -> None:
    ben.takes_chat = False
    ben.save()
    said = look(visit(client, noor), seat_on(FAR))
    assert "Give 19:00–22:00 to somebody Asha Give to Asha 48 hours below what was agreed" in said.replace(
        "Asha Give", "Asha Give"
    )
    assert "1 other, and why not" in said
    assert "Ben – is not trained for this seat cannot" in said


def test_a_planner_gives_a_seat_and_its_holder_hears(client: Client, asha: Person, noor: Person) -> None:
    seat = seat_on(FAR)
    said = press(visit(client, noor), "seat_assign", seat.pk, gives(seat, asha))
    assert "Asha has the seat: Tuesday 9 February, 19:00–22:00, chat. Asha hears of it by mail." in said
    assert holders(seat) == ["Asha"]


def test_a_warning_stops_the_first_press_and_its_codes_are_kept(
    client: Client, asha: Person, noor: Person
) -> None:
    hold(seat_on(FAR, 8 * 60, 17 * 60), asha)
    seat = shift_on(FAR, state="draft").seats.get()
    client = visit(client, noor)
    said = press(client, "seat_assign", seat.pk, gives(seat, asha))
    assert "Not given yet: a rule warns about Asha. – " in said
    assert holders(seat) == []
    said = press(client, "seat_assign", seat.pk, gives(seat, asha, anyway="1"))
    assert (
        "Asha has the seat: Tuesday 9 February, 19:00–22:00, chat. The rota keeps in spite of what." in said
    )
    assert "over_hours" in Assignment.objects.get(seat=seat).warnings.split()


def test_nobody_overrules_a_block(client: Client, asha: Person, noor: Person) -> None:
    asha.takes_chat = False
    asha.save()
    seat = seat_on(FAR)
    said = press(visit(client, noor), "seat_assign", seat.pk, gives(seat, asha, anyway="1"))
    assert "This is in the way: is not trained for this seat. Choose somebody else." in said.replace(
        " , ", ", "
    )
    assert holders(seat) == []


def test_a_shift_that_changed_in_between_is_looked_at_again(
    client: Client, asha: Person, noor: Person
) -> None:
    seat = seat_on(FAR)
    typed = gives(seat, asha)
    Shift.objects.update(revision=7)
    assert "Somebody changed this in between. Look again." in press(
        visit(client, noor), "seat_assign", seat.pk, typed
    )
    assert holders(seat) == []


def test_only_the_chosen_free_part_is_given(client: Client, asha: Person, ben: Person, noor: Person) -> None:
    seat = seat_on(FAR)
    hold(seat, ben, start=at(19, day=9), end=at(20, day=9))
    client = visit(client, noor)
    assert "Give 19:00–20:00 to somebody Give" not in look(client, seat)
    assert [f"Give {hours} to somebody Asha" in look(client, seat, f"?part={n}") for n, hours in
            ((0, "19:00–20:00"), (1, "21:00–22:00"), (7, "19:00–20:00"))] == [True] * 3  # fmt: skip
    press(client, "seat_assign", seat.pk, gives(seat, asha, start="2027-02-09T20:00:00+00:00"))
    assert holders(seat) == ["Ben", "Asha"]


def test_what_is_missing_in_a_giving_is_a_bad_request(client: Client, noor: Person) -> None:
    address = reverse("seat_assign", args=[seat_on(FAR).pk])
    assert visit(client, noor).post(address, EVENING).status_code == 400


def test_a_giving_to_nobody_is_not_found(client: Client, noor: Person, asha: Person) -> None:
    seat = seat_on(FAR)
    address = reverse("seat_assign", args=[seat.pk])
    for person in (999, noor.pk):
        assert visit(client, noor).post(address, {**gives(seat, asha), "person": person}).status_code == 404


def test_a_planner_takes_a_seat_from_somebody_at_any_time_and_puts_it_back(
    client: Client, asha: Person, noor: Person
) -> None:
    row = hold(seat_on(NEAR), asha)
    client = visit(client, noor)
    said = press(client, "hold_give_back", row.pk)
    assert "Asha no longer has the seat: Tuesday 2 February, 19:00–22:00, chat. It is open now." in said
    assert "Asha no longer has it (19:00–22:00)." in said
    assert "Asha has the seat again" in press(client, "hold_put_back", row.pk)


def test_an_act_leads_back_to_where_it_was_pressed(client: Client, asha: Person) -> None:
    row = hold(seat_on(FAR), asha)
    address = reverse("hold_give_back", args=[row.pk])
    assert visit(client, asha).post(address, {"next": "/rota/?week=2027-W06"}).url == "/rota/?week=2027-W06"


def test_a_supervisor_steps_in_where_nobody_is(client: Client, omar: Person, asha: Person) -> None:
    seat = seat_on(date(2027, 2, 1))
    assert "Step in" not in look(visit(client, asha), seat)
    supervisor = visit(client, omar)
    assert "Nobody is there now." in look(supervisor, seat)
    back = {"next": reverse("rota_seat", args=[seat.pk])}
    assert "You have the seat now." in press(supervisor, "board_step_in", seat.pk, back)
    assert "Step in" not in look(supervisor, seat)
    assert holders(seat) == ["Omar"]
