"""What the rota's mails say, and what they never say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from helpline.common.neutral import telling
from scheduling.mails import Facts, Mail, MailKind, write_mail
from scheduling.rules.hours import Span

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LANGUAGES = ("nl", "en")


def evening(days: int, hour: int = 17) -> Span:
    """Return four hours in the evening, so many days after Monday 1 February 2027."""
    start = datetime(2027, 2, 1, hour, tzinfo=UTC) + days * DAY
    return Span(start, start + 4 * HOUR)


THURSDAY, FRIDAY, IN_TWO_WEEKS = evening(3), evening(4), evening(17)
FULL = Facts((THURSDAY, IN_TWO_WEEKS), was=FRIDAY, in_return=FRIDAY, gaps=(FRIDAY, IN_TWO_WEEKS))
BARE = Facts((THURSDAY,))


def mail(kind: MailKind, facts: Facts = BARE, language: str = "en") -> Mail:
    return write_mail(kind, language, facts, NOW)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (MailKind.SEAT_GIVEN, "Your appointment on Thursday 18:00"),
        (MailKind.SEAT_CHANGED, "Your appointment on Thursday 18:00 has changed"),
        (MailKind.SEAT_GONE, "Your appointment on Thursday 18:00 is cancelled"),
        (MailKind.REMINDER, "Your appointment on Thursday 18:00"),
        (MailKind.CONFIRM_MOVED, "Your appointment has moved to Thursday 18:00. Can you be there?"),
        (MailKind.COVER_ASKED, "Could you be there on Thursday 18:00?"),
        (MailKind.COVER_TAKEN, "You are free on Thursday 18:00"),
        (MailKind.GAP_FOR_PLANNERS, "Nobody yet on Thursday 18:00"),
        (MailKind.GAP_NOW, "Nobody is there now"),
        (MailKind.GAP_FOR_YOU, "Could you be there on Thursday 18:00?"),
        (MailKind.DIGEST, "Your appointments"),
    ],
)
def test_the_subject_says_when(kind: MailKind, subject: str) -> None:
    assert mail(kind).subject == subject


@pytest.mark.parametrize(
    ("days", "when"),
    [
        (0, "Monday 18:00"),
        (6, "Sunday 18:00"),
        (7, "Monday 8 February 18:00"),
        (-1, "Sunday 31 January 18:00"),
    ],
)
def test_a_subject_gives_the_date_where_the_weekday_could_be_another(days: int, when: str) -> None:
    assert mail(MailKind.REMINDER, Facts((evening(days),))).subject == f"Your appointment on {when}"


def test_days_and_times_are_in_the_language_of_whom_it_is_for() -> None:
    dutch = mail(MailKind.REMINDER, language="nl")
    assert "donderdag 18.00" in dutch.subject
    assert "\ndonderdag 4 februari, 18.00–22.00\n" in dutch.body


def test_the_language_of_the_moment_is_left_as_it_was() -> None:
    with translation.override("nl"):
        assert mail(MailKind.SEAT_GONE).subject == "Your appointment on Thursday 18:00 is cancelled"
        assert translation.get_language() == "nl"


def test_several_times_stand_each_on_a_line() -> None:
    assert mail(MailKind.SEAT_GIVEN, FULL).body == (
        "You are expected on:\n\n"
        "Thursday 4 February, 18:00–22:00\nThursday 18 February, 18:00–22:00\n\n"
        "Can you not be there? Say so here:\nhttp://localhost:8000/home/\n"
    )


def test_what_moved_says_what_it_was() -> None:
    moved = "It was:\n\nFriday 5 February, 18:00–22:00\n\nIt is now:\n\nThursday 4 February, 18:00–22:00\n"
    facts = Facts((THURSDAY,), was=FRIDAY)
    assert moved in mail(MailKind.SEAT_CHANGED, facts).body
    assert moved in mail(MailKind.CONFIRM_MOVED, facts).body
    assert "It was" not in mail(MailKind.SEAT_CHANGED).body


def test_a_swap_says_what_is_offered_and_a_cover_offers_nothing() -> None:
    swap = mail(MailKind.COVER_ASKED, Facts((THURSDAY,), in_return=FRIDAY)).body
    assert "in your place on:\n\nFriday 5 February, 18:00–22:00\n\nAnswer here:\n" in swap
    assert "in your place" not in mail(MailKind.COVER_ASKED).body


@pytest.mark.parametrize(
    ("facts", "body"),
    [
        (Facts((THURSDAY,)), "You are expected on:\n\nThursday 4 February, 18:00–22:00\n\n"),
        (
            Facts((), gaps=(FRIDAY,)),
            "You have no appointments in the days to come.\n\n"
            "Somebody is still needed on:\n\nFriday 5 February, 18:00–22:00\n\n",
        ),
    ],
)
def test_the_digest_says_when_you_are_expected_and_where_somebody_is_needed(facts: Facts, body: str) -> None:
    link = "See everything here:\nhttp://localhost:8000/home/\n"
    assert mail(MailKind.DIGEST, facts).body == body + link


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("facts", [BARE, FULL])
def test_no_mail_holds_a_telling_word(kind: MailKind, language: str, facts: Facts) -> None:
    message = mail(kind, facts, language)
    assert telling(f"{message.subject}\n{message.body}") == []


@given(st.sampled_from(MailKind), st.sampled_from(LANGUAGES), st.integers(-20, 200), st.integers(0, 23))
def test_at_no_time_of_the_year_does_a_mail_hold_one(
    kind: MailKind, language: str, days: int, hour: int
) -> None:
    message = mail(kind, Facts((evening(days, hour),), gaps=(evening(days + 1, hour),)), language)
    assert telling(f"{message.subject}\n{message.body}") == []


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_is_a_tidy_text(kind: MailKind) -> None:
    for facts in (BARE, FULL):
        body = mail(kind, facts).body
        assert "\n\n\n" not in body
        assert "&" not in body
        assert body == body.strip() + "\n"
        assert body.count("http") <= 1


def test_the_link_of_a_mail_leads_to_the_neutral_host(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.NEUTRAL_HOST = "https://chat.example.org", "agenda.example.org"
    body = mail(MailKind.SEAT_GIVEN).body
    assert "\nhttps://agenda.example.org/home/\n" in body
    assert telling(body) == []
