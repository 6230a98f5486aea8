"""Mail to people who help never says what kind of place it comes from."""

from collections.abc import Callable
from smtplib import SMTPException

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from helpline.common.neutral import telling
from helpline.staff import gateway
from helpline.staff.models import Person

pytestmark = pytest.mark.django_db
Delivered = Callable[[], list[EmailMessage]]


@pytest.fixture
def all_mail(asha: Person, delivered: Delivered) -> list[EmailMessage]:
    """One of each: an invitation, a code, a notice; the latter two in both languages."""
    gateway.post_invitation("leila@example.org", "/account/invitation/x/")
    for language in ("nl", "en"):
        Person.objects.update(language=language)
        Client().post(reverse("account_reset_password"), {"email": asha.email})
        gateway.post_text(asha.email, language, "staff/mail/sign_in_changed.txt", {})
    return delivered()


def test_no_mail_names_the_place_in_subject_sender_or_words(all_mail: list[EmailMessage]) -> None:
    assert len(all_mail) == 5
    for message in all_mail:
        assert telling(f"{message.subject} {message.from_email} {message.body}") == []


def test_every_mail_has_the_neutral_name_as_its_subject(all_mail: list[EmailMessage]) -> None:
    assert {message.subject for message in all_mail} == {"Agenda"}
    assert {message.from_email for message in all_mail} == {"Agenda <no-reply@localhost>"}


def test_a_code_is_mailed_in_the_language_of_the_account(
    client: Client, asha: Person, delivered: Delivered
) -> None:
    Person.objects.update(language="en")
    client.post(reverse("account_reset_password"), {"email": asha.email}, headers={"accept-language": "nl"})
    assert "Type it into the page that you have open." in str(delivered()[0].body)


@pytest.mark.parametrize("failed", [SMTPException("secret"), ConnectionRefusedError("secret")])
def test_a_dead_mail_server_stops_nothing_and_is_logged_without_address(
    asha: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failed: Exception
) -> None:
    def fail(_: EmailMessage) -> None:
        raise failed

    monkeypatch.setattr(EmailMessage, "send", fail)
    gateway.post_text(asha.email, "en", "staff/mail/sign_in_changed.txt", {}).result(timeout=10)
    logged = "".join(capsys.readouterr())
    assert "mail_not_sent" in logged
    assert "asha" not in logged
    assert "secret" not in logged
