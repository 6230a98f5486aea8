"""The duty buttons: works, signed out, wrong role, wrong method, bad input, twice."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from helpline.common.channel import Channel
from helpline.common.clock import utc_now
from helpline.staff.models import Person
from scheduling.models import CheckIn
from scheduling.queries import duty_of
from scheduling.rules.duty import OFF_DUTY, Duty, DutyState
from tests.scheduling.seats import NOW
from tests.staff.sessions import sign_in

pytestmark = pytest.mark.django_db
CHECK_IN = {"action": "check_in", "channels": ["chat", "phone"], "next": "/me/"}


@pytest.fixture
def counsellor(client: Client, asha: Person) -> Client:
    sign_in(client, asha)
    return client


def state(person: Person) -> DutyState:
    return duty_of(person.pk, utc_now()).state


def test_the_buttons_lead_through_a_whole_duty(counsellor: Client, asha: Person) -> None:
    states = []
    for action in ("check_in", "pause", "resume", "check_out"):
        response = counsellor.post(reverse("duty"), {**CHECK_IN, "action": action})
        assert (response.status_code, response.url) == (302, "/me/")
        states.append(state(asha))
    assert states == [DutyState.ON, DutyState.PAUSED, DutyState.ON, DutyState.OFF]


def test_checking_in_is_for_the_chosen_channels(counsellor: Client, asha: Person) -> None:
    counsellor.post(reverse("duty"), {**CHECK_IN, "channels": ["phone"]})
    assert duty_of(asha.pk, utc_now()).channels == {Channel.PHONE}


def test_a_page_that_fetches_gets_no_page_back(counsellor: Client, asha: Person) -> None:
    response = counsellor.post(reverse("duty"), CHECK_IN, headers={"X-Requested-With": "fetch"})
    assert (response.status_code, response.content) == (204, b"")
    assert state(asha) is DutyState.ON


@pytest.mark.parametrize("channels", [[], ["fax"]])
def test_checking_in_needs_a_channel(counsellor: Client, asha: Person, channels: list[str]) -> None:
    response = counsellor.post(
        reverse("duty"), {**CHECK_IN, "channels": channels}, headers={"X-Requested-With": "fetch"}
    )
    assert response.status_code == 409
    assert counsellor.post(reverse("duty"), {**CHECK_IN, "channels": channels}).status_code == 302
    assert state(asha) is DutyState.OFF


def test_a_pause_without_duty_is_refused_in_words(counsellor: Client, asha: Person) -> None:
    with translation.override(asha.language):
        response = counsellor.post(
            reverse("duty"), {"action": "pause"}, headers={"X-Requested-With": "fetch"}
        )
    assert response.status_code == 409
    assert response.content


def test_an_unknown_action_is_a_bad_request(counsellor: Client) -> None:
    assert counsellor.post(reverse("duty"), {"action": "fell_silent"}).status_code == 400


def test_pressing_twice_is_no_error(counsellor: Client) -> None:
    for _ in range(2):
        assert counsellor.post(reverse("duty"), CHECK_IN).status_code == 302
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
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


@pytest.mark.parametrize(
    ("duty", "actions"),
    [
        (OFF_DUTY, ["check_in"]),
        (Duty(DutyState.ON, frozenset({Channel.CHAT}), NOW), ["pause", "check_out"]),
        (Duty(DutyState.PAUSED, frozenset({Channel.CHAT}), NOW), ["resume", "check_out"]),
        (Duty(DutyState.NOT_ANSWERING, frozenset({Channel.CHAT}), NOW), ["resume", "check_out"]),
    ],
)
def test_the_form_offers_what_the_state_allows(duty: Duty, actions: list[str]) -> None:
    page = render_to_string("scheduling/duty.html", {"duty": duty}, RequestFactory().get("/console/"))
    offered = [
        a for a in ("check_in", "pause", "resume", "check_out") if f'name="action" value="{a}"' in page
    ]
    assert offered == actions
    assert 'name="next" value="/console/"' in page
