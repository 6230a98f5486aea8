"""The duty buttons: works, signed out, wrong role, wrong method, bad input, twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from helpline.common.channel import Channel
from helpline.common.clock import utc_now
from helpline.staff.models import Person
from helpline.staff.rules import Role
from scheduling.models import CheckIn
from scheduling.queries import MyDuty, OpenSeat, duty_of
from scheduling.rules.duty import OFF_DUTY, Duty, DutyState, Turn
from scheduling.rules.hours import Span
from scheduling.rules.rota import SeatKind
from tests.duty import seated
from tests.scheduling.seats import NOW, at
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
CHECK_IN = {"action": "check_in", "next": "/me/"}
FETCH = {"X-Requested-With": "fetch"}
EVENING = Turn(SeatKind.CHAT, 1, Span(at(18), at(21)))
LEAD = Turn(SeatKind.SUPERVISOR, 1, EVENING.span)


@pytest.fixture
def unseated(client: Client, asha: Person) -> Client:
    """Asha's browser; she holds no seat."""
    sign_in(client, asha)
    return client


@pytest.fixture
def counsellor(unseated: Client, asha: Person) -> Client:
    """Asha's browser; she holds a seat for both channels."""
    seated(asha, SeatKind.BOTH, utc_now())
    return unseated


def state(person: Person) -> DutyState:
    return duty_of(person.pk, utc_now()).state


def test_the_buttons_lead_through_a_whole_duty(counsellor: Client, asha: Person) -> None:
    states = []
    for action in ("check_in", "pause", "resume", "check_out"):
        response = counsellor.post(reverse("duty"), {**CHECK_IN, "action": action})
        assert (response.status_code, response.url) == (302, "/me/")
        states.append(state(asha))
    assert states == [DutyState.ON, DutyState.PAUSED, DutyState.ON, DutyState.OFF]


def test_who_leads_without_taking_contacts_checks_in_too(client: Client, hire: Callable[..., Person]) -> None:
    omar = hire("Omar", Role.SUPERVISOR)
    seated(omar, SeatKind.SUPERVISOR, utc_now())
    sign_in(client, omar)
    assert "Begin mijn dienst" in client.get(reverse("home")).content.decode()
    assert client.post(reverse("duty"), CHECK_IN).status_code == 302
    assert state(omar) is DutyState.ON


def test_checking_in_is_for_what_the_seat_takes(counsellor: Client, asha: Person) -> None:
    counsellor.post(reverse("duty"), CHECK_IN)
    assert duty_of(asha.pk, utc_now()).channels == set(Channel)


def test_a_page_that_fetches_gets_no_page_back(counsellor: Client, asha: Person) -> None:
    response = counsellor.post(reverse("duty"), CHECK_IN, headers=FETCH)
    assert (response.status_code, response.content) == (204, b"")
    assert state(asha) is DutyState.ON


def test_checking_in_without_a_seat_is_refused_in_words(unseated: Client, asha: Person) -> None:
    answer = unseated.post(reverse("duty"), CHECK_IN, headers=FETCH)
    assert (answer.status_code, bool(answer.content)) == (409, True)
    assert unseated.post(reverse("duty"), CHECK_IN).status_code == 302
    assert len(list(get_messages(unseated.get(reverse("me")).wsgi_request))) == 1
    assert state(asha) is DutyState.OFF


def test_a_seat_that_nobody_holds_can_be_stepped_into(unseated: Client, asha: Person, ben: Person) -> None:
    hold = seated(ben, SeatKind.CHAT, utc_now())
    step = {"action": "step_in", "seat": hold.seat_id, "next": "/me/"}
    # Its holder did not come.
    assert unseated.post(reverse("duty"), step).url == "/me/"
    assert state(asha) is DutyState.ON
    assert unseated.post(reverse("duty"), step, headers=FETCH).status_code == 409


@pytest.mark.parametrize("seat", [{}, {"seat": ""}, {"seat": "first"}])
def test_stepping_in_names_a_seat(unseated: Client, seat: dict[str, str]) -> None:
    assert unseated.post(reverse("duty"), {"action": "step_in", **seat}).status_code == 400


def test_a_seat_that_is_gone_is_refused_in_words(unseated: Client) -> None:
    answer = unseated.post(reverse("duty"), {"action": "step_in", "seat": "0"}, headers=FETCH)
    assert (answer.status_code, bool(answer.content)) == (409, True)


def test_a_pause_without_duty_is_refused_in_words(counsellor: Client, asha: Person) -> None:
    with translation.override(asha.language):
        response = counsellor.post(reverse("duty"), {"action": "pause"}, headers=FETCH)
    assert response.status_code == 409
    assert response.content


def test_an_unknown_action_is_a_bad_request(counsellor: Client) -> None:
    assert counsellor.post(reverse("duty"), {"action": "fell_silent"}).status_code == 400


def test_pressing_twice_is_no_error(counsellor: Client) -> None:
    for _ in range(2):
        assert counsellor.post(reverse("duty"), CHECK_IN).status_code == 302
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "foo"]
)
def test_the_way_back_stays_on_this_site(counsellor: Client, elsewhere: str) -> None:
    response = counsellor.post(reverse("duty"), {**CHECK_IN, "next": elsewhere})
    assert response.url == reverse("home")


def test_signed_out_people_are_led_to_the_sign_in_page(client: Client) -> None:
    response = client.post(reverse("duty"), CHECK_IN)
    assert (response.status_code, CheckIn.objects.count()) == (302, 0)
    assert response.url != "/me/"


def test_who_only_plans_is_never_on_duty(client: Client, noor: Person) -> None:
    sign_in(client, noor)
    assert client.post(reverse("duty"), CHECK_IN).status_code == 403


def test_looking_changes_nothing(counsellor: Client) -> None:
    assert counsellor.get(reverse("duty")).status_code == 405


def shown(
    duty: Duty = OFF_DUTY, seat: Turn | None = None, *, begun: bool = False, start: bool = False, **more: Any
) -> str:
    given = {"on_call_until": None, "open_seats": (), **more}
    mine = MyDuty(duty=duty, seat=seat, has_begun=begun, may_start=start, **given)
    request = RequestFactory().get("/console/")
    with translation.override("en"):
        page = render_to_string("scheduling/duty.html", {"mine": mine}, request)
    return " ".join(page.split())


def on(state: DutyState, turn: Turn = EVENING) -> Duty:
    return Duty(state, turn.channels, NOW, turn, turn.span.end)


@pytest.mark.parametrize(
    ("page", "actions"),
    [
        (shown(), []),
        (shown(seat=EVENING), []),
        (shown(seat=EVENING, start=True), ["check_in"]),
        (shown(on(DutyState.ON), EVENING), ["pause", "check_out"]),
        (shown(on(DutyState.PAUSED), EVENING), ["resume", "check_out"]),
        (shown(on(DutyState.NOT_ANSWERING), EVENING), ["resume", "check_out"]),
    ],
)
def test_the_form_offers_what_the_state_allows(page: str, actions: list[str]) -> None:
    known = ("check_in", "pause", "resume", "check_out")
    assert [one for one in known if f'name="action" value="{one}"' in page] == actions
    assert ('name="next" value="/console/"' in page) is bool(actions)


@pytest.mark.parametrize(
    ("page", "sentence", "lamp"),
    [
        (shown(), "You have no seat today.", "off"),
        (shown(seat=EVENING), "You have the chat from 19:00 to 22:00.", "off"),
        (shown(seat=EVENING, begun=True, start=True), "You have the chat until 22:00.", "off"),
        (shown(seat=LEAD, begun=True, start=True), "You have the lead until 22:00.", "off"),
        (shown(on(DutyState.ON), EVENING), "You are ready. Your seat begins at 19:00.", "off"),
        (
            shown(on(DutyState.ON), EVENING, begun=True),
            "On duty for chat since 20:00, until 22:00.",
            "on",
        ),
        (shown(on(DutyState.ON, LEAD), LEAD, begun=True), "You lead this shift until 22:00.", "on"),
        (shown(on(DutyState.PAUSED), EVENING, begun=True), "You have a pause.", "off"),
        (shown(on(DutyState.NOT_ANSWERING), EVENING, begun=True), "We missed a sign from you", "off"),
        (shown(on_call_until=at(21)), "You are on call by phone until 22:00.", "off"),
    ],
)
def test_the_form_says_how_it_stands(page: str, sentence: str, lamp: str) -> None:
    assert sentence in page
    assert f'class="lamp" data-state="{lamp}"' in page


@pytest.mark.parametrize(
    ("seat", "sentence"),
    [
        (OpenSeat(7, SeatKind.CHAT, None, at(21), ""), "Take the chat until 22:00"),
        (OpenSeat(7, SeatKind.PHONE, at(18), at(21), ""), "Take the phone from 19:00 to 22:00"),
        (
            OpenSeat(7, SeatKind.BOTH, None, at(21), "Ben"),
            "Ben is not there: take phone and chat until 22:00",
        ),
    ],
)
def test_each_seat_that_could_be_taken_now_is_a_button(seat: OpenSeat, sentence: str) -> None:
    page = shown(open_seats=(seat,))
    assert f'name="seat" value="7"> <button type="submit" class="button">{sentence}</button>' in page
