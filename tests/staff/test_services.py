"""Roles, invitations and closing, in the database."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction

from helpline.staff import services
from helpline.staff.models import AuditLine, Invitation, Person
from helpline.staff.rules import (
    Action,
    AlreadyHere,
    AlreadyInvited,
    InvitationGone,
    LastAdministrator,
    NameTaken,
    NoSuchCapacity,
    NotOpen,
    OwnAccount,
    Role,
)
from tests.staff.conftest import NOW
from tests.staff.sessions import SECRET, set_up_code_app

pytestmark = pytest.mark.django_db
Commit = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


@pytest.fixture
def link(admin: Person) -> str:
    """The path of an invitation to Leila as counsellor and planner."""
    roles = [Role.COUNSELLOR, Role.PLANNER]
    return services.invite(email=" Leila@Example.org", name="Leila", roles=roles, by=admin, now=NOW)


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def accept(path: str, **said: Any) -> Person:
    words = {"name": "Leila", "working_name": "Lei", "language": "en", "password": "a long and quiet word"}
    return services.accept_invitation(token_of(path), **{**words, "now": NOW, **said})


def actions() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("action", flat=True))


def test_a_role_gets_exactly_the_given_permissions(db: None) -> None:
    services.sync_roles({"counsellor": ["staff.set_capacity"]})
    services.sync_roles({"counsellor": ["staff.change_person"]})
    held = Group.objects.get(name="counsellor").permissions.values_list("codename", flat=True)
    assert list(held) == ["change_person"]


def test_a_permission_that_no_model_declares_is_refused(db: None) -> None:
    with pytest.raises(LookupError, match=r"staff\.fly"):
        services.sync_roles({"counsellor": ["staff.fly"]})


def test_an_accepted_invitation_opens_an_account_with_its_roles(link: str) -> None:
    leila = accept(link)
    assert (leila.email, leila.working_name, leila.language) == ("leila@example.org", "Lei", "en")
    assert leila.check_password("a long and quiet word")
    assert set(leila.groups.values_list("name", flat=True)) == {"counsellor", "planner"}


def test_a_link_opens_one_account_only(link: str) -> None:
    accept(link)
    with pytest.raises(InvitationGone):
        accept(link)


def test_a_link_is_kept_as_a_hash_only(link: str) -> None:
    stored = Invitation.objects.get()
    assert token_of(link).encode() not in bytes(stored.token_hash)
    assert len(bytes(stored.token_hash)) == 32


def test_a_link_works_for_seven_days(link: str) -> None:
    with pytest.raises(InvitationGone):
        accept(link, now=NOW + timedelta(days=7))
    assert accept(link, now=NOW + timedelta(days=6, hours=23)).is_active


def test_a_wrong_token_opens_nothing(link: str) -> None:
    with pytest.raises(InvitationGone):
        accept("/x/not-a-token/")


def test_two_people_never_go_by_one_name(link: str, asha: Person, ben: Person) -> None:
    with pytest.raises(NameTaken):
        accept(link, working_name=asha.working_name)
    with pytest.raises(NameTaken):
        services.set_profile(ben.pk, working_name=asha.working_name.upper(), language="nl")


def test_an_account_made_in_the_meantime_wins(link: str) -> None:
    Person.objects.create_user("leila@example.org", name="Leila")
    with pytest.raises(AlreadyHere):
        accept(link)


def test_whoever_has_an_account_is_not_invited(admin: Person, asha: Person) -> None:
    with pytest.raises(AlreadyHere):
        services.invite(email="ASHA@example.org", name="Asha", roles=[Role.PLANNER], by=admin, now=NOW)


def test_nobody_is_invited_twice_while_the_first_link_works(admin: Person, link: str) -> None:
    with pytest.raises(AlreadyInvited):
        services.invite(email="leila@example.org", name="Leila", roles=[], by=admin, now=NOW)


def test_an_invitation_that_is_too_old_gives_way(admin: Person, link: str) -> None:
    later = NOW + timedelta(days=7)
    second = services.invite(email="leila@example.org", name="Leila", roles=[], by=admin, now=later)
    assert accept(second, now=later).is_active


def test_a_role_that_is_not_in_the_database_is_refused(admin: Person) -> None:
    Group.objects.filter(name="planner").delete()
    with pytest.raises(LookupError, match="helpline migrate"):
        services.invite(email="leila@example.org", name="Leila", roles=[Role.PLANNER], by=admin, now=NOW)


def test_the_mail_of_an_invitation_carries_the_link(
    admin: Person,
    django_capture_on_commit_callbacks: Commit,
    delivered: Callable[[], list[EmailMessage]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        path = services.invite(email="leila@example.org", name="Leila", roles=[], by=admin, now=NOW)
    [message] = delivered()
    assert message.to == ["leila@example.org"]
    assert str(message.body).count(f"http://localhost:8000{path}\n") == 2


def test_sending_again_makes_a_new_link_and_ends_the_first(admin: Person, link: str) -> None:
    later = NOW + timedelta(days=6)
    second = services.invite_again(Invitation.objects.get().pk, by=admin, now=later)
    with pytest.raises(InvitationGone):
        accept(link, now=later)
    assert accept(second, now=NOW + timedelta(days=12)).is_active


def test_a_withdrawn_invitation_opens_nothing_and_cannot_be_sent_again(admin: Person, link: str) -> None:
    gone = Invitation.objects.get().pk
    services.withdraw_invitation(gone, by=admin, now=NOW)
    services.withdraw_invitation(gone, by=admin, now=NOW)
    with pytest.raises(InvitationGone):
        accept(link)
    with pytest.raises(InvitationGone):
        services.invite_again(gone, by=admin, now=NOW)
    assert actions() == ["person_invited", "invitation_withdrawn"]


def test_the_first_administrator_comes_from_the_command_line(db: None) -> None:
    path = services.create_first_administrator("noor@example.org", "Noor", NOW)
    noor = accept(path)
    assert noor.has_perm("staff.change_person")
    assert AuditLine.objects.get(action=Action.PERSON_INVITED).by is None


def test_roles_are_set_exactly(admin: Person, asha: Person) -> None:
    services.set_roles(asha.pk, [Role.PLANNER, Role.MANAGER], by=admin, now=NOW)
    assert set(asha.groups.values_list("name", flat=True)) == {"planner", "manager"}
    assert AuditLine.objects.get().about == "manager, planner"


def test_an_administrator_keeps_their_own_role(admin: Person) -> None:
    with pytest.raises(OwnAccount):
        services.set_roles(admin.pk, [Role.PLANNER], by=admin, now=NOW)


def test_the_last_administrator_stays_one(admin: Person, omar: Person) -> None:
    with pytest.raises(LastAdministrator):
        services.set_roles(admin.pk, [], by=omar, now=NOW)
    with pytest.raises(LastAdministrator):
        services.deactivate(admin.pk, by=omar, now=NOW)


def test_a_closed_administrator_does_not_count_as_one_left(
    admin: Person, omar: Person, hire: Callable[..., Person]
) -> None:
    other = hire("Leila", Role.ADMINISTRATOR)
    services.deactivate(other.pk, by=admin, now=NOW)
    with pytest.raises(LastAdministrator):
        services.deactivate(admin.pk, by=omar, now=NOW)


def test_closing_ends_every_sign_in_and_leaves_one_line(admin: Person, asha: Person) -> None:
    before = asha.get_session_auth_hash()
    services.deactivate(asha.pk, by=admin, now=NOW)
    services.deactivate(asha.pk, by=admin, now=NOW + timedelta(days=1))
    asha.refresh_from_db()
    assert (asha.is_active, asha.closed_at) == (False, NOW)
    assert asha.get_session_auth_hash() != before
    assert actions() == ["person_closed"]


def test_nobody_closes_their_own_account(admin: Person) -> None:
    with pytest.raises(OwnAccount):
        services.deactivate(admin.pk, by=admin, now=NOW)


def test_the_command_line_closes_an_account(admin: Person, asha: Person) -> None:
    services.deactivate(asha.pk, by=None, now=NOW)
    assert AuditLine.objects.get().by is None


def test_a_closed_account_is_reopened_as_it_was(admin: Person, asha: Person) -> None:
    services.deactivate(asha.pk, by=admin, now=NOW)
    services.reopen(asha.pk, by=admin, now=NOW)
    services.reopen(asha.pk, by=admin, now=NOW)
    asha.refresh_from_db()
    assert (asha.is_active, asha.closed_at) == (True, None)
    assert actions() == ["person_closed", "person_reopened"]


def test_a_closed_account_is_not_changed(admin: Person, asha: Person) -> None:
    services.deactivate(asha.pk, by=admin, now=NOW)
    with pytest.raises(NotOpen):
        services.set_roles(asha.pk, [Role.PLANNER], by=admin, now=NOW)
    with pytest.raises(NotOpen):
        services.set_capacity(asha.pk, 3, by=admin, now=NOW)


def test_a_supervisor_sets_how_many_conversations_somebody_holds(omar: Person, asha: Person) -> None:
    services.set_capacity(asha.pk, 4, by=omar, now=NOW)
    asha.refresh_from_db()
    assert asha.max_chats == 4
    assert AuditLine.objects.get().about == "4"


def test_no_more_than_four_conversations_are_set(omar: Person, asha: Person) -> None:
    with pytest.raises(NoSuchCapacity):
        services.set_capacity(asha.pk, 5, by=omar, now=NOW)


def test_somebody_changes_their_working_name_and_language(asha: Person) -> None:
    services.set_profile(asha.pk, working_name="Sky", language="en")
    asha.refresh_from_db()
    assert (asha.shown_name, asha.language) == ("Sky", "en")


def test_without_a_working_name_the_first_name_is_shown(asha: Person) -> None:
    asha.working_name, asha.name = "", "Asha from the north"
    assert asha.shown_name == "Asha"


def test_a_reset_takes_every_second_factor_and_ends_every_sign_in(admin: Person, asha: Person) -> None:
    set_up_code_app(asha)
    before = asha.get_session_auth_hash()
    services.reset_second_factor(asha.pk, by=admin, now=NOW)
    asha.refresh_from_db()
    assert not Authenticator.objects.filter(user=asha).exists()
    assert asha.get_session_auth_hash() != before


def test_nobody_resets_their_own_second_factor(admin: Person) -> None:
    with pytest.raises(OwnAccount):
        services.reset_second_factor(admin.pk, by=admin, now=NOW)


def test_the_secret_of_a_code_app_is_sealed_in_the_database(asha: Person) -> None:
    set_up_code_app(asha)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert SECRET not in str(cursor.fetchall())


def test_audit_lines_go_after_two_years(admin: Person) -> None:
    services.record(admin, Action.TEXT_WRITTEN, "welcome", NOW - timedelta(days=732))
    services.record(admin, Action.TEXT_WRITTEN, "limits", NOW - timedelta(days=730))
    services.erase_old_audit_lines(NOW)
    assert [line.about for line in AuditLine.objects.all()] == ["limits"]


def test_old_invitations_go_and_others_stay(admin: Person, link: str) -> None:
    services.erase_old_invitations(NOW + timedelta(days=7) - timedelta(seconds=1))
    assert Invitation.objects.count() == 1
    services.erase_old_invitations(NOW + timedelta(days=7))
    assert not Invitation.objects.exists()


def test_a_sign_in_that_is_over_goes(asha: Person) -> None:
    for session_key, ends in (("over", NOW), ("running", NOW + timedelta(seconds=1))):
        Session.objects.create(session_key=session_key, session_data="x", expire_date=ends)
    services.erase_old_sign_ins(NOW)
    assert [session.session_key for session in Session.objects.all()] == ["running"]


def test_a_closed_account_goes_after_thirty_days_and_its_lines_no_longer_say_who(
    admin: Person, asha: Person
) -> None:
    services.record(asha, Action.TEXT_WRITTEN, "welcome", NOW)
    services.deactivate(asha.pk, by=admin, now=NOW)
    services.erase_closed_accounts(NOW + timedelta(days=29))
    assert Person.objects.filter(pk=asha.pk).exists()
    services.erase_closed_accounts(NOW + timedelta(days=30))
    assert not Person.objects.filter(pk=asha.pk).exists()
    assert AuditLine.objects.get(action=Action.TEXT_WRITTEN).by is None


def test_an_act_that_is_not_listed_leaves_no_line(admin: Person) -> None:
    with pytest.raises(IntegrityError):
        AuditLine.objects.create(at=NOW, by=admin, action="looked at somebody")


def test_nobody_is_above_the_roles(asha: Person) -> None:
    asha.is_superuser = True
    with pytest.raises(IntegrityError):
        asha.save()


def test_an_account_is_named_by_number_where_it_could_be_logged(asha: Person, link: str) -> None:
    assert str(asha) == f"person {asha.pk}"
    assert "leila" not in str(Invitation.objects.get()).lower()
    assert str(AuditLine(action=Action.TEXT_WRITTEN)) == "text_written"


def test_the_database_refuses_two_of_one_working_name(asha: Person, ben: Person) -> None:
    ben.working_name = "ASHA"
    with pytest.raises(IntegrityError), transaction.atomic():
        ben.save(update_fields=["working_name"])


def test_several_people_may_have_no_working_name_yet(asha: Person, ben: Person) -> None:
    for person in (asha, ben):
        person.working_name = ""
        person.save()
    assert Person.objects.filter(working_name_key="").count() == 2


def test_earlier_accounts_get_their_key_and_of_two_alike_the_first(asha: Person, ben: Person) -> None:
    Person.objects.update(working_name="Sky", working_name_key="")
    import_module("helpline.staff.migrations.0003_fill_working_name_keys").fill(apps, None)
    assert list(Person.objects.order_by("pk").values_list("working_name_key", flat=True)) == ["sky", ""]
