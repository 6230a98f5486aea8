"""What a mail says of the machine that sends it."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.utils import DNS_NAME


def test_a_mail_names_the_neutral_host_and_not_this_machine() -> None:
    assert str(DNS_NAME) == settings.NEUTRAL_HOST
    message = EmailMessage("Agenda", "…", to=["asha@example.org"]).message()
    assert message["Message-ID"].endswith(f"@{settings.NEUTRAL_HOST}>")
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
