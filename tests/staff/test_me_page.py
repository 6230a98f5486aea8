"""One's own account."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from helpline.staff.models import Person

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]


def test_it_shows_the_working_name_and_the_way_to_the_sign_in(signed_in_as: Enter, asha: Person) -> None:
    shown = signed_in_as(asha).get(reverse("me")).content.decode()
    assert 'value="Asha"' in shown
    assert reverse("mfa_index") in shown
    assert reverse("account_change_password") in shown


def test_only_who_takes_conversations_is_told_how_many(
    signed_in_as: Enter, asha: Person, admin: Person
) -> None:
    told = "gesprekken tegelijk"
    assert told in signed_in_as(asha).get(reverse("me")).content.decode()
    assert told not in signed_in_as(admin).get(reverse("me")).content.decode()


def test_a_new_name_and_language_are_kept_and_answered_in_that_language(
    signed_in_as: Enter, asha: Person
) -> None:
    client = signed_in_as(asha)
    answer = client.post(reverse("me"), {"working_name": "Sky", "language": "en"}, follow=True)
    asha.refresh_from_db()
    assert (asha.working_name, asha.language) == ("Sky", "en")
    assert "Your account is changed." in answer.content.decode()
    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.parametrize("said", [{"working_name": ""}, {"working_name": "x" * 31}, {"language": "xx"}])
def test_bad_input_is_refused_beside_its_field(
    signed_in_as: Enter, asha: Person, said: dict[str, str]
) -> None:
    answer = signed_in_as(asha).post(reverse("me"), {"working_name": "Sky", "language": "en", **said})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()
    asha.refresh_from_db()
    assert asha.working_name == "Asha"


def test_nobody_changes_more_than_that(signed_in_as: Enter, asha: Person) -> None:
    said = {"working_name": "Sky", "language": "en", "max_chats": "4", "name": "Somebody"}
    signed_in_as(asha).post(reverse("me"), said)
    asha.refresh_from_db()
    assert (asha.max_chats, asha.name) == (2, "Asha")


@pytest.mark.parametrize("name", ["Ben", " bEN ", "BEN"])
def test_a_working_name_that_somebody_has_is_refused_with_a_sentence(
    signed_in_as: Enter, asha: Person, ben: Person, name: str
) -> None:
    answer = signed_in_as(asha).post(reverse("me"), {"working_name": name, "language": "en"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["working_name"]
    asha.refresh_from_db()
    assert asha.working_name == "Asha"


def test_ones_own_working_name_can_be_written_otherwise(signed_in_as: Enter, asha: Person) -> None:
    assert (
        signed_in_as(asha).post(reverse("me"), {"working_name": "ASHA", "language": "en"}).status_code == 302
    )
