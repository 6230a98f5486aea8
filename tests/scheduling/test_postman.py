"""The mails that are due are sent, each once; while the mail server is down they wait."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from helpline.common.neutral import telling
from helpline.staff.models import Person
from scheduling.models import Notice
from scheduling.postman import send_due
from scheduling.rules.rota import NoticeKind
from tests.scheduling.holds import MONDAY, hold, seat_on, shift_on
from tests.scheduling.seats import NOW, at, open_evening

pytestmark = pytest.mark.django_db
START, END = at(18, day=4), at(21, day=4)


def notice(person: Person | None, kind: NoticeKind = NoticeKind.SEAT_GIVEN, **facts: Any) -> Notice:
    number = Notice.objects.count()
    told = {"starts_at": START, "ends_at": END, "due_at": NOW, **facts}
    return Notice.objects.create(key=f"{kind}:{number}", person=person, kind=kind.value, **told)


def waiting() -> int:
    return Notice.objects.filter(settled_at__isnull=True).count()


def test_a_mail_that_is_due_goes_out_once(asha: Person, mailoutbox: list[EmailMessage]) -> None:
    notice(asha)
    for _ in range(2):
        send_due(NOW)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["asha@example.org"], "Je afspraak op donderdag 19.00")
    ]
    assert waiting() == 0


def test_what_is_due_later_waits(asha: Person, mailoutbox: list[EmailMessage]) -> None:
    notice(asha, due_at=NOW + timedelta(minutes=1))
    send_due(NOW)
    assert (mailoutbox, waiting()) == ([], 1)


def test_one_mail_tells_all_seats_that_one_person_was_given(
    asha: Person, ben: Person, mailoutbox: list[EmailMessage]
) -> None:
    for day in (0, 1, 2):
        notice(asha, starts_at=START + timedelta(days=day), ends_at=END + timedelta(days=day))
    notice(ben)
    send_due(NOW)
    assert [mail.to for mail in mailoutbox] == [["asha@example.org"], ["ben@example.org"]]
    assert mailoutbox[0].body.count("19.00–22.00") == 3


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [(NoticeKind.CONFIRM_MOVED, "woensdag 3 februari"), (NoticeKind.COVER_ASKED, "woensdag 3 februari")],
)
def test_the_time_before_and_what_is_offered_are_told(
    asha: Person, mailoutbox: list[EmailMessage], kind: NoticeKind, sentence: str
) -> None:
    day = timedelta(days=1)
    notice(asha, kind, other_starts_at=START - day, other_ends_at=END - day)
    send_due(NOW)
    assert sentence in mailoutbox[0].body


def test_the_digest_reads_what_is_ahead_when_it_is_sent(asha: Person, mailoutbox: list[EmailMessage]) -> None:
    open_evening()
    hold(seat_on(), asha)
    shift_on(MONDAY + timedelta(days=7), 19 * 60, 22 * 60, "chat", "supervisor")
    notice(asha, NoticeKind.DIGEST, starts_at=None, ends_at=None)
    send_due(NOW)
    body = mailoutbox[0].body
    assert "maandag 1 februari, 19.00–22.00" in body
    assert "maandag 8 februari, 19.00–22.00" in body


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.FITTING_GAP, NoticeKind.COVER_ASKED])
def test_what_came_too_late_is_not_sent_any_more(
    asha: Person, mailoutbox: list[EmailMessage], kind: NoticeKind
) -> None:
    notice(asha, kind)
    send_due(START)
    assert (mailoutbox, waiting()) == ([], 0)


def test_that_a_seat_is_gone_is_told_however_late(asha: Person, mailoutbox: list[EmailMessage]) -> None:
    notice(asha, NoticeKind.SEAT_GONE)
    send_due(END)
    assert len(mailoutbox) == 1


def test_a_closed_account_gets_no_mail_and_marks_are_none(
    asha: Person, mailoutbox: list[EmailMessage]
) -> None:
    Person.objects.filter(pk=asha.pk).update(is_active=False, closed_at=NOW)
    notice(asha)
    notice(None)
    send_due(NOW)
    assert (mailoutbox, waiting()) == ([], 1)


def test_while_the_mail_server_is_down_all_mails_wait(
    asha: Person, ben: Person, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    notice(asha)
    notice(ben)
    tried: list[str] = []

    def down(mail: EmailMessage) -> int:
        tried.extend(mail.to)
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", down)
        send_due(NOW)
    assert (tried, waiting()) == (["asha@example.org"], 2)
    send_due(NOW)
    assert (len(mailoutbox), waiting()) == (2, 0)


@pytest.mark.parametrize(
    ("refusal", "waits"),
    [
        (smtplib.SMTPRecipientsRefused({"asha@example.org": (550, b"")}), 0),
        (smtplib.SMTPDataError(554, ""), 0),
        (smtplib.SMTPRecipientsRefused({"asha@example.org": (450, b"")}), 2),
        (smtplib.SMTPDataError(451, ""), 2),
    ],
)
def test_a_mail_that_is_refused_for_good_keeps_no_other_back(
    asha: Person, ben: Person, monkeypatch: pytest.MonkeyPatch, refusal: Exception, waits: int
) -> None:
    notice(asha)
    notice(ben)

    def send(mail: EmailMessage) -> int:
        if mail.to == ["asha@example.org"]:
            raise refusal
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    send_due(NOW)
    assert waiting() == waits


@pytest.mark.parametrize("kind", NoticeKind)
def test_no_mail_tells_what_it_is_about(
    asha: Person, mailoutbox: list[EmailMessage], kind: NoticeKind
) -> None:
    notice(asha, kind)
    send_due(NOW)
    (mail,) = mailoutbox
    assert telling(f"{mail.subject} {mail.from_email} {mail.body}") == []
