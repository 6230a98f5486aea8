"""The pages where accounts are managed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from helpline.common.clock import utc_now
from helpline.staff import queries, services
from helpline.staff.models import Invitation, Person
from helpline.staff.rules import Role
from tests.staff.sessions import set_up_code_app

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]
LEILA = {"name": "Leila", "email": "leila@example.org", "roles": ["counsellor"]}


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args), headers={"accept-language": "en"}).content.decode()


@pytest.fixture
def waiting(admin: Person) -> Invitation:
    """An invitation that nobody accepted yet."""
    services.invite(email="leila@example.org", name="Leila", roles=[Role.COUNSELLOR], by=admin, now=utc_now())
    return Invitation.objects.get()


@pytest.fixture
def office(signed_in_as: Enter, admin: Person) -> Client:
    """The administrator at work, in English."""
    admin.language = "en"
    admin.save()
    return signed_in_as(admin)


def test_an_administrator_sees_everybody_with_roles_and_state(
    office: Client, asha: Person, omar: Person
) -> None:
    set_up_code_app(asha)
    shown = page(office, "people")
    assert "counsellor, supervisor" in shown
    assert reverse("person", args=[asha.pk]) in shown
    assert "Conversations at once" not in shown


def test_a_supervisor_sees_names_numbers_and_training_only(
    signed_in_as: Enter, omar: Person, asha: Person, admin: Person
) -> None:
    shown = page(signed_in_as(omar), "people")
    assert reverse("set_capacity", args=[asha.pk]) in shown
    assert re.search(r'value="2" aria-pressed="true">2<span class="hidden-text"> [^<]* Asha<', shown)
    assert "example.org" not in shown
    assert reverse("invite") not in shown


def test_only_counsellors_are_given_a_number_of_conversations(
    signed_in_as: Enter, omar: Person, asha: Person, noor: Person
) -> None:
    shown = signed_in_as(omar).get(reverse("people")).content.decode()
    assert reverse("set_capacity", args=[asha.pk]) in shown
    assert reverse("set_capacity", args=[noor.pk]) not in shown
    assert "neemt geen gesprekken aan" in shown


def test_a_supervisor_does_not_see_closed_accounts(
    signed_in_as: Enter, omar: Person, asha: Person, admin: Person
) -> None:
    services.deactivate(asha.pk, by=admin, now=utc_now())
    assert "Asha" not in page(signed_in_as(omar), "people")


def test_an_invitation_is_made(office: Client) -> None:
    assert office.post(reverse("invite"), LEILA).headers["Location"] == reverse("people")
    assert [role.name for role in Invitation.objects.get().roles.all()] == ["counsellor"]
    assert "leila@example.org" in page(office, "people")


@pytest.mark.parametrize(
    "said",
    [
        {"email": "nowhere"},
        {"name": ""},
        {"roles": []},
        {"roles": ["queen"]},
        {"email": "a" * 255 + "@x.org"},
    ],
)
def test_a_bad_invitation_is_refused_and_kept_in_the_form(office: Client, said: dict[str, object]) -> None:
    answer = office.post(reverse("invite"), {**LEILA, **said})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_inviting_twice_says_why_not(office: Client, waiting: Invitation) -> None:
    answer = office.post(reverse("invite"), LEILA)
    assert answer.status_code == 422
    assert "This e-mail address is already invited." in answer.content.decode()


def test_inviting_somebody_who_is_here_says_so(office: Client, asha: Person) -> None:
    answer = office.post(reverse("invite"), {**LEILA, "email": "asha@example.org"})
    assert "already has an account" in answer.content.decode()


def test_an_invitation_is_sent_again(office: Client, waiting: Invitation) -> None:
    office.post(reverse("invite_again", args=[waiting.pk]))
    assert bytes(Invitation.objects.get().token_hash) != bytes(waiting.token_hash)


def test_sending_again_what_was_withdrawn_says_so(office: Client) -> None:
    answer = office.post(reverse("invite_again", args=[1]), follow=True)
    assert "This invitation is no longer there." in answer.content.decode()


def test_an_invitation_is_withdrawn_and_withdrawing_twice_is_no_error(
    office: Client, waiting: Invitation
) -> None:
    for _ in range(2):
        assert office.post(reverse("withdraw_invitation", args=[waiting.pk])).status_code == 302
    assert not Invitation.objects.exists()


def test_an_invitation_that_is_too_old_says_so(office: Client, waiting: Invitation) -> None:
    waiting.expires_at = utc_now() - timedelta(seconds=1)
    waiting.save()
    assert "too old" in page(office, "people")


def test_roles_are_set(office: Client, asha: Person) -> None:
    office.post(reverse("set_roles", args=[asha.pk]), {"roles": ["planner", "supervisor"]})
    assert set(asha.groups.values_list("name", flat=True)) == {"planner", "supervisor"}


@pytest.mark.parametrize("roles", [[], ["queen"]])
def test_no_roles_or_strange_ones_are_refused(office: Client, asha: Person, roles: list[str]) -> None:
    assert office.post(reverse("set_roles", args=[asha.pk]), {"roles": roles}).status_code == 422
    assert set(asha.groups.values_list("name", flat=True)) == {"counsellor"}


def test_the_last_administrator_keeps_the_role_and_is_told_why(office: Client, admin: Person) -> None:
    answer = office.post(reverse("set_roles", args=[admin.pk]), {"roles": ["planner"]}, follow=True)
    assert "You cannot do this to your own account." in answer.content.decode()
    assert admin.groups.filter(name="administrator").exists()


def test_an_account_is_closed_and_reopened(office: Client, asha: Person) -> None:
    office.post(reverse("close_account", args=[asha.pk]))
    assert not Person.objects.get(pk=asha.pk).is_active
    assert "Reopen the account" in page(office, "person", asha.pk)
    office.post(reverse("reopen_account", args=[asha.pk]))
    assert Person.objects.get(pk=asha.pk).is_active


def test_nobody_closes_their_own_account(office: Client, admin: Person) -> None:
    assert reverse("close_account", args=[admin.pk]) not in page(office, "person", admin.pk)
    answer = office.post(reverse("close_account", args=[admin.pk]), follow=True)
    assert "You cannot do this to your own account." in answer.content.decode()


def test_a_second_factor_is_reset(office: Client, asha: Person) -> None:
    set_up_code_app(asha)
    assert "has a second step" in page(office, "person", asha.pk)
    office.post(reverse("reset_second_factor", args=[asha.pk]))
    assert "has no second step yet" in page(office, "person", asha.pk)


@pytest.mark.parametrize(
    "name", ["person", "set_roles", "set_skills", "close_account", "reopen_account", "reset_second_factor"]
)
def test_an_account_that_is_not_there_is_not_found(office: Client, name: str) -> None:
    where = reverse(name, args=[987654])
    assert (office.get if name == "person" else office.post)(where).status_code == 404


def test_a_supervisor_sets_a_number(signed_in_as: Enter, omar: Person, asha: Person) -> None:
    signed_in_as(omar).post(reverse("set_capacity", args=[asha.pk]), {"max_chats": "3"})
    asha.refresh_from_db()
    assert asha.max_chats == 3


@pytest.mark.parametrize("number", ["0", "5", "many", ""])
def test_a_number_that_is_not_listed_changes_nothing(
    signed_in_as: Enter, omar: Person, asha: Person, number: str
) -> None:
    answer = signed_in_as(omar).post(
        reverse("set_capacity", args=[asha.pk]), {"max_chats": number}, follow=True
    )
    assert 'data-kind="alarm"' in answer.content.decode()
    asha.refresh_from_db()
    assert asha.max_chats == 2


def test_a_closed_account_gets_no_number(
    signed_in_as: Enter, omar: Person, asha: Person, admin: Person
) -> None:
    services.deactivate(asha.pk, by=admin, now=utc_now())
    signed_in_as(omar).post(reverse("set_capacity", args=[asha.pk]), {"max_chats": "3"})
    asha.refresh_from_db()
    assert asha.max_chats == 2


def test_the_list_costs_two_queries_however_long(
    admin: Person, asha: Person, ben: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert [[group.name for group in person.groups.all()] for person in queries.everybody()]
