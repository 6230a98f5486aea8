"""What somebody is trained for: where it comes from, who changes it, who reads it."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from helpline.common.channel import Channel
from helpline.staff import queries, services
from helpline.staff.models import AuditLine, Invitation, Person
from helpline.staff.rules import Action, Colleague, NotOpen, Role
from tests.staff.conftest import NOW

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]


@pytest.fixture
def planning(signed_in_as: Enter, noor: Person) -> Client:
    """The planner at work, in English."""
    noor.language = "en"
    noor.save()
    return signed_in_as(noor)


def skills_of(person: Person) -> list[Channel]:
    person.refresh_from_db()
    return person.skills


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


# --- in the database -------------------------------------------------------------------------
def test_nobody_is_trained_until_somebody_says_so() -> None:
    assert Person.objects.create_user("leila@example.org", name="Leila").skills == []


def test_skills_are_set_exactly_and_leave_a_line(asha: Person, noor: Person) -> None:
    services.set_skills(asha.pk, takes_phone=True, takes_chat=False, by=noor, now=NOW)
    assert skills_of(asha) == [Channel.PHONE]
    [line] = AuditLine.objects.all()
    assert (line.action, line.by, line.about) == (Action.SKILLS_CHANGED, noor, "phone")


def test_a_closed_account_learns_nothing(asha: Person, noor: Person, admin: Person) -> None:
    services.deactivate(asha.pk, by=admin, now=NOW)
    with pytest.raises(NotOpen):
        services.set_skills(asha.pk, takes_phone=False, takes_chat=False, by=noor, now=NOW)
    assert skills_of(asha) == [Channel.PHONE, Channel.CHAT]


@pytest.mark.parametrize(("takes_phone", "takes_chat"), [(True, False), (False, True), (False, False)])
def test_a_new_account_has_the_skills_of_its_invitation(
    admin: Person, takes_phone: bool, takes_chat: bool
) -> None:
    link = services.invite(
        email="leila@example.org", name="Leila", roles=[Role.COUNSELLOR], by=admin, now=NOW,
        takes_phone=takes_phone, takes_chat=takes_chat,
    )  # fmt: skip
    token = link.rstrip("/").rpartition("/")[2]
    leila = services.accept_invitation(
        token, name="Leila", working_name="Lei", language="nl", password="a long and quiet word", now=NOW
    )
    assert (leila.takes_phone, leila.takes_chat) == (takes_phone, takes_chat)


def test_who_was_a_counsellor_before_is_trained_for_both(asha: Person, noor: Person) -> None:
    Person.objects.update(takes_phone=False, takes_chat=False)
    import_module("helpline.staff.migrations.0005_counsellors_are_trained").fill(apps, None)
    assert (skills_of(asha), skills_of(noor)) == ([Channel.PHONE, Channel.CHAT], [])


def test_the_rota_sees_who_may_hold_seats_by_name(
    omar: Person, asha: Person, noor: Person, admin: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    services.set_skills(omar.pk, takes_phone=False, takes_chat=True, by=noor, now=NOW)
    services.deactivate(asha.pk, by=admin, now=NOW)
    with django_assert_num_queries(1):
        found = queries.counsellors()
    assert found == [
        Colleague(asha.pk, "Asha", "asha@example.org", True, True, False, False, "nl"),
        Colleague(omar.pk, "Omar", "omar@example.org", False, True, True, True, "nl"),
    ]


def test_names_are_ordered_whatever_their_case(asha: Person, ben: Person) -> None:
    Person.objects.filter(pk=asha.pk).update(working_name="zoë")
    assert [one.name for one in queries.counsellors()] == ["Ben", "zoë"]


def test_an_address_is_not_printed_with_a_colleague(asha: Person) -> None:
    assert "example.org" not in repr(queries.counsellors())


def test_closed_accounts_plan_nothing(noor: Person, admin: Person, hire: Callable[..., Person]) -> None:
    services.deactivate(hire("Leila", Role.PLANNER).pk, by=admin, now=NOW)
    assert queries.planners() == {noor.pk}


# --- on the pages ----------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["noor", "omar", "admin"])
def test_planner_supervisor_and_administrator_note_a_training(
    request: pytest.FixtureRequest, signed_in_as: Enter, asha: Person, role: str
) -> None:
    client = signed_in_as(request.getfixturevalue(role))
    where = reverse("set_skills", args=[asha.pk])
    assert where in page(client, "person", asha.pk)
    for _ in range(2):
        assert client.post(where, {"skills": ["chat"]}).headers["Location"] == reverse(
            "person", args=[asha.pk]
        )
        assert skills_of(asha) == [Channel.CHAT]


def test_no_tick_at_all_takes_every_training_away(planning: Client, asha: Person) -> None:
    answer = planning.post(reverse("set_skills", args=[asha.pk]), follow=True)
    assert "The training is noted." in answer.content.decode()
    assert skills_of(asha) == []


def test_a_strange_training_is_refused_beside_its_field(planning: Client, asha: Person) -> None:
    answer = planning.post(reverse("set_skills", args=[asha.pk]), {"skills": ["chat", "flying"]})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    assert skills_of(asha) == [Channel.PHONE, Channel.CHAT]


def test_a_planner_sees_of_an_account_its_name_roles_and_training_only(
    planning: Client, asha: Person
) -> None:
    shown = page(planning, "person", asha.pk)
    assert "counsellor" in shown
    assert shown.count("checked") == 2
    assert "example.org" not in shown
    closed_to = ("set_roles", "close_account", "reset_second_factor")
    assert [name for name in closed_to if reverse(name, args=[asha.pk]) in shown] == []


def test_a_planner_finds_everybodys_page_from_the_list_but_no_numbers_or_invitations(
    planning: Client, asha: Person
) -> None:
    shown = page(planning, "people")
    assert f'href="{reverse("person", args=[asha.pk])}"' in shown
    assert reverse("set_capacity", args=[asha.pk]) not in shown
    assert reverse("invite") not in shown
    assert "example.org" not in shown


def test_a_closed_account_is_there_for_administrators_only(
    planning: Client, asha: Person, admin: Person
) -> None:
    services.deactivate(asha.pk, by=admin, now=NOW)
    assert planning.get(reverse("person", args=[asha.pk])).status_code == 404
    assert planning.post(reverse("set_skills", args=[asha.pk]), {"skills": []}).status_code == 404


def test_the_list_says_who_is_trained_for_what(planning: Client, asha: Person, ben: Person) -> None:
    services.set_skills(ben.pk, takes_phone=False, takes_chat=False, by=ben, now=NOW)
    shown = page(planning, "people")
    assert "<td>Phone, Chat</td>" in shown
    assert "<td>nothing yet</td>" in shown


def test_who_holds_no_seats_is_not_asked_for_a_training(planning: Client, noor: Person) -> None:
    assert reverse("set_skills", args=[noor.pk]) not in page(planning, "person", noor.pk)
    assert "holds no seats" in page(planning, "people")


def test_an_invitation_carries_the_ticked_training(signed_in_as: Enter, admin: Person) -> None:
    said = {"name": "Leila", "email": "leila@example.org", "roles": ["counsellor"], "skills": ["phone"]}
    signed_in_as(admin).post(reverse("invite"), said)
    assert Invitation.objects.get().skills == [Channel.PHONE]
    assert "<td>Telefoon</td>" in page(signed_in_as(admin), "people")


def test_an_invitation_proposes_no_training(signed_in_as: Enter, admin: Person) -> None:
    assert "checked" not in page(signed_in_as(admin), "people")


def test_ones_own_page_says_what_one_is_trained_for_and_who_can_change_it(
    signed_in_as: Enter, asha: Person
) -> None:
    asha.language, asha.takes_chat = "en", False
    asha.save()
    shown = page(signed_in_as(asha), "me")
    assert "<li>Phone</li>" in shown
    assert "<li>Chat</li>" not in shown
    assert "A planner, a supervisor or an administrator can change that." in shown


def test_a_counsellor_without_training_is_told_whom_to_ask(signed_in_as: Enter, asha: Person) -> None:
    asha.language, asha.takes_chat, asha.takes_phone = "en", False, False
    asha.save()
    assert "Ask a planner, a supervisor or an administrator" in page(signed_in_as(asha), "me")


def test_who_holds_no_seats_is_told_nothing_of_training(planning: Client) -> None:
    assert "trained for" not in page(planning, "me")
