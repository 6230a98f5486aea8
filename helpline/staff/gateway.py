"""Mail to people who help: worded neutrally, sent by a thread of its own.

A page never waits for the mail server: a dead one stops nothing, and how long a page takes tells nobody
whether an address has an account.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

log = structlog.get_logger()
_POSTMAN = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def post(message: EmailMessage) -> "Future[Delivery]":
    """Hand a message to the mail thread; what becomes of it is in the log only, without address or text."""
    return _POSTMAN.submit(_send, message)


def post_invitation(email: str, path: str) -> "Future[Delivery]":
    """Mail the link of an invitation, in Dutch and English: nobody has said yet which they read."""
    parts = []
    for language in ("nl", "en"):
        with translation.override(language):
            parts.append(
                render_to_string("staff/mail/invitation.txt", {"link": settings.PUBLIC_URL + path}).strip()
            )
    return post(EmailMessage(settings.NEUTRAL_NAME, "\n\n--\n\n".join(parts) + "\n", to=[email]))


def post_text(email: str, language: str, template: str, context: dict[str, str]) -> "Future[Delivery]":
    """Mail one rendered text in somebody's language, with the neutral name as its subject."""
    with translation.override(language):
        return post(
            EmailMessage(
                settings.NEUTRAL_NAME, render_to_string(template, context).strip() + "\n", to=[email]
            )
        )


class Delivery(Enum):
    """What became of a mail: a server that refuses one for good takes the others, one that is away takes none."""

    TAKEN = 0
    REFUSED = 1
    AWAY = 2


def deliver(email: str, subject: str, body: str) -> Delivery:
    """Send a mail and wait for the mail server. For sweeps: a page never waits."""
    return _send(EmailMessage(subject, body, to=[email]))


def _send(message: EmailMessage) -> Delivery:
    try:
        message.send()
    except (SMTPException, OSError) as failed:
        log.error("mail_not_sent", exception=type(failed).__name__)
        return Delivery.REFUSED if _is_for_good(failed) else Delivery.AWAY
    return Delivery.TAKEN


def _is_for_good(failed: Exception) -> bool:
    """Return whether the server said no to this very mail, and would again (RFC 5321: a code of 500 and above)."""
    if isinstance(failed, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in failed.recipients.values())
    return isinstance(failed, SMTPSenderRefused | SMTPDataError) and failed.smtp_code >= 500
