"""The public pages: what they say of each state of the house, in both languages, and what they never do."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from chat.line_words import line_words
from chat.rules.refusals import Close
from chat.views import public
from chat.words import help_seeker_words
from helpline.charity.rules import TextKey
from helpline.charity.services import write_text
from helpline.common import bundles
from helpline.common.channel import Channel
from helpline.staff.models import Person
from scheduling.models import OpeningBlock
from scheduling.services import post_queue
from tests.duty import on_seat

ROOT = Path(__file__).parents[2]
EVENING = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
PAGES = ("/nl/", "/en/", "/nl/chat/", "/en/chat/", "/nl/veilig/", "/en/safe/", "/nl/gegevens/", "/en/data/")
pytestmark = pytest.mark.django_db
# The end itself, and the refusal before the handshake, which a browser reads as a lost connection.
UNHEARD = {Close.DONE, Close.TRY_LATER}


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, settings: Any) -> None:
    """Stand in for esbuild: pages only need each bundle's name and hash."""
    names = ("chat.js", "public.js", "solver.js")
    listing = {name: {"integrity": f"sha384-{name}"} for name in names}
    (tmp_path / "manifest.json").write_text(json.dumps(listing))
    settings.BUNDLE_DIR = tmp_path
    bundles.integrity.cache_clear()


@pytest.fixture(autouse=True)
def _our_own_line(settings: Any) -> None:
    settings.PHONE_IS_RUN_ELSEWHERE = False


@pytest.fixture(autouse=True)
def _evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "utc_now", lambda: EVENING)


@pytest.fixture
def hours(admin: Person) -> None:
    """Open on Tuesdays from 19:00 to 22:00, with the text without which nothing opens."""
    for language in ("nl", "en"):
        write_text(TextKey.LIMITS, language, "Als een kind gevaar loopt.", by=admin, now=EVENING)
    for channel in Channel:
        OpeningBlock.objects.create(
            channel=channel.value, weekday=1, start_minute=1140, end_minute=1320, valid_from=EVENING.date()
        )


def words_of(response: HttpResponse) -> str:
    """The page's text without its markup, one space between words."""
    body = re.sub(r"<(script|template)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def marks_of(response: HttpResponse) -> dict[str, str]:
    """Return the state of the lamp and of the mark on today's line."""
    return dict(re.findall(r'class="(lamp|line-now)" data-state="(\w+)"', response.content.decode()))


def test_the_first_page_follows_the_language_of_the_browser(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "fr, en-GB;q=0.8, nl;q=0.5"})
    assert response.headers["Location"] == "/en/"
    assert "Accept-Language" in response.headers["Vary"]


def test_the_first_page_is_dutch_for_every_other_language(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "fr"}).headers["Location"] == "/nl/"
    assert client.get("/").headers["Location"] == "/nl/"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_its_language_without_a_cookie(client: Client, hours: None, page: str) -> None:
    response = client.get(page, headers={"accept-language": "en" if page.startswith("/nl") else "nl"})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == page[1:3]
    assert f'<html lang="{page[1:3]}">' in response.content.decode()
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_changes_nothing(client: Client, page: str) -> None:
    assert client.post(page).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_way_out_first_and_nothing_of_strangers(
    client: Client, hours: None, page: str
) -> None:
    body = client.get(page).content.decode()
    assert body.index("data-exit") < body.index('class="skip"') < body.index("<main")
    outside = re.findall(r'(?:src|href)="(https?:[^"]+)"', body)
    assert outside == ["https://www.wikipedia.org/"]
    assert not re.search(r"<style|style=|<script(?![^>]*(?: src=|application/json))|\son\w+=", body)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_in_sight(client: Client, hours: None, page: str) -> None:
    body = re.sub(r"<template\b.*?</template>", "", client.get(page).content.decode(), flags=re.S)
    shown = re.sub(r"<(section|div)\b[^>]*\shidden>.*?</\1>", "", body, flags=re.S)
    assert len(re.findall(r"<h1\b", shown)) == 1


def test_someone_is_here_now(client: Client, hours: None, asha: Person) -> None:
    on_seat(asha, frozenset(Channel), EVENING)
    said = words_of(client.get("/en/"))
    assert "Open now, until 22:00 Someone is here now." in said
    assert "0800 – 000 00 00" in said
    assert "I wanted to chat now" not in said


def test_only_the_chat_is_open(client: Client, hours: None, asha: Person) -> None:
    on_seat(asha, frozenset({Channel.CHAT}), EVENING)
    said = words_of(client.get("/en/"))
    assert "Someone is here now, on the chat." in said
    assert 'href="tel:0800' not in client.get("/en/").content.decode()


def test_only_the_phone_is_open(client: Client, hours: None, asha: Person) -> None:
    on_seat(asha, frozenset({Channel.PHONE}), EVENING)
    page = client.get("/en/")
    assert "You can call now." in words_of(page)
    assert marks_of(page) == {"lamp": "on", "line-now": "open"}
    assert 'href="/en/chat/" data-replace' not in page.content.decode()


def test_a_line_that_is_run_elsewhere_is_open_by_its_hours(
    client: Client, hours: None, settings: Any
) -> None:
    settings.PHONE_IS_RUN_ELSEWHERE = True
    page = client.get("/en/")
    assert "Open now, until 22:00 You can call now." in words_of(page)
    # Its hours are known, not whether somebody is there.
    assert marks_of(page) == {"lamp": "off", "line-now": "closed"}


def test_nobody_is_there_though_we_are_open(client: Client, hours: None) -> None:
    said = words_of(client.get("/en/"))
    assert "Open, but nobody is here now Nobody is here just now." in said
    assert "We are open until 22:00: look again in a little while." in said
    assert "Nobody is on the chat just now." in said
    assert "We should be here now. That is our fault, not yours." in said
    assert "I wanted to chat now" in said


def test_no_page_offers_a_call_that_nobody_takes(client: Client, hours: None, asha: Person) -> None:
    on_seat(asha, frozenset({Channel.CHAT}), EVENING)
    page = client.get("/en/chat/")
    assert 'href="tel:0800' not in page.content.decode()
    assert "Nobody is on the phone now." in words_of(page)


def test_a_call_is_offered_with_its_hours_and_the_trace_it_leaves(
    client: Client, hours: None, asha: Person
) -> None:
    on_seat(asha, frozenset(Channel), EVENING)
    said = words_of(client.get("/en/chat/"))
    assert "The phone is open until 22:00. A call does stay in your phone’s list of calls." in said


def test_closed_says_when_somebody_is_there_again(
    client: Client, hours: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "utc_now", lambda: EVENING + timedelta(hours=6))
    said = words_of(client.get("/en/"))
    assert "Closed now Someone will be here on" in said
    assert "I wanted to chat now" in said


UNKNOWN = "We do not know yet when someone will be here again."
SOON_HERE = f"{UNKNOWN} As soon as we know, it stands on this page."


@pytest.mark.parametrize("page", ["/en/", "/en/chat/"])
def test_an_opening_that_nobody_knows_is_not_pointed_at(client: Client, page: str, settings: Any) -> None:
    said = words_of(client.get(page))
    assert f"Closed now {SOON_HERE} Talking with us is free, and without your name." in said
    settings.PHONE_IS_FREE = False
    assert f"{SOON_HERE} You talk with us without your name, and the chat is free." in words_of(
        client.get(page)
    )
    assert "chat then" not in said
    assert "There will be a button" not in said


def test_a_chat_whose_opening_nobody_knows_promises_its_button_for_when_it_opens(client: Client) -> None:
    said = words_of(client.get("/en/"))
    assert "We do not know yet when the chat opens. Once it does, there is a button here." in said


@pytest.mark.parametrize(
    ("known", "said"), [(Channel.PHONE, "You can call then"), (Channel.CHAT, "You can chat then")]
)
def test_only_the_way_that_opens_is_promised(
    client: Client, hours: None, monkeypatch: pytest.MonkeyPatch, known: Channel, said: str
) -> None:
    monkeypatch.setattr(public, "utc_now", lambda: EVENING + timedelta(hours=6))
    OpeningBlock.objects.exclude(channel=known.value).delete()
    assert f"{said}. It is free, and without your name." in words_of(client.get("/en/"))


def test_what_a_shut_chat_says_stands_below_any_sentence_on_the_next_opening() -> None:
    with translation.override("en"):
        said = help_seeker_words()["shut_closed"]
    assert said == "The chat is closed now. You do not need an account to come back."


def test_full_is_said_at_the_ten_minute_mark_and_never_a_number(
    client: Client, hours: None, asha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_seat(asha, frozenset({Channel.CHAT}), EVENING)
    post_queue(Channel.CHAT, 6, True, EVENING)
    assert "The chat is full now." not in words_of(client.get("/en/"))
    monkeypatch.setattr(public, "utc_now", lambda: EVENING + timedelta(minutes=10))
    said = words_of(client.get("/en/"))
    assert "The chat is full now. It is not because of you." in said
    assert not re.search(r"\b6\b", said)


def test_without_a_telephone_no_page_speaks_of_one(client: Client, hours: None, settings: Any) -> None:
    settings.PHONE_DISPLAY, settings.PHONE_HREF = "", ""
    for page in PAGES:
        if page.startswith("/en/"):
            said = words_of(client.get(page)).replace("On a phone: open the menu", "")
            assert not re.search(r"(?i)\bphone|call(?! 11[23])|0800", said), page


FREE = "Free, and without your name. Nobody is"


@pytest.mark.parametrize(
    ("duty", "if_free", "if_paid"),
    [
        (Channel, "Talk to a counsellor. Free, and without", "without your name. The chat is free."),
        ([Channel.PHONE], FREE, "now. Without your name. Nobody is"),
        ([Channel.CHAT], FREE, FREE),
        ([], "chat then. It is free, and", "chat then, without your name. The chat is free."),
    ],
)
def test_only_a_free_number_is_called_free(
    client: Client, hours: None, asha: Person, settings: Any, *, duty: Any, if_free: str, if_paid: str
) -> None:
    if duty:
        on_seat(asha, frozenset(duty), EVENING)
    else:
        OpeningBlock.objects.update(weekday=3)
    assert if_free in words_of(client.get("/en/"))
    settings.PHONE_IS_FREE = False
    assert if_paid in words_of(client.get("/en/"))


@pytest.mark.parametrize(
    ("later", "promised"),
    [(Channel.CHAT, "at 19:00. You can call then."), (Channel.PHONE, "at 19:00. You can chat then.")],
)
def test_only_what_opens_first_is_promised_for_then(
    client: Client, hours: None, later: Channel, promised: str
) -> None:
    OpeningBlock.objects.update(weekday=3)
    OpeningBlock.objects.filter(channel=later.value).update(start_minute=1260)
    assert promised in words_of(client.get("/en/"))


def test_the_chat_is_free_where_there_is_no_telephone(
    client: Client, hours: None, asha: Person, settings: Any
) -> None:
    settings.PHONE_DISPLAY, settings.PHONE_HREF, settings.PHONE_IS_FREE = "", "", False
    on_seat(asha, frozenset({Channel.CHAT}), EVENING)
    assert "Talk to a counsellor. Free, and without your name." in words_of(client.get("/en/"))


def test_without_the_text_on_limits_the_house_stays_closed(client: Client, asha: Person) -> None:
    for channel in Channel:
        OpeningBlock.objects.create(
            channel=channel.value, weekday=1, start_minute=1140, end_minute=1320, valid_from=EVENING.date()
        )
    on_seat(asha, frozenset(Channel), EVENING)
    assert "Closed now" in words_of(client.get("/en/"))


def test_the_limits_stand_before_the_first_message_and_in_the_talk(
    client: Client, hours: None, asha: Person
) -> None:
    on_seat(asha, frozenset({Channel.CHAT}), EVENING)
    body = client.get("/nl/chat/").content.decode()
    places = [found.start() for found in re.finditer("Als een kind gevaar loopt", body)]
    landmarks = [body.index(mark) for mark in ('id="talk-name"', "<main", 'id="first"', 'id="urgent-title"')]
    waiting, talk, writing, start = places
    assert sorted([waiting, talk, writing, start, *landmarks]) == [
        waiting,
        landmarks[0],
        talk,
        landmarks[1],
        writing,
        *landmarks[2:],
        start,
    ]


def test_the_charitys_words_are_text_and_never_markup(client: Client, hours: None, admin: Person) -> None:
    write_text(TextKey.LIMITS, "en", "<b>Bold</b>", by=admin, now=EVENING)
    assert "&lt;b&gt;Bold&lt;/b&gt;" in client.get("/en/data/").content.decode()


def test_112_and_113_are_on_the_entry_and_in_every_stage_of_the_chat(client: Client, hours: None) -> None:
    for page in ("/nl/", "/nl/chat/"):
        body = client.get(page).content.decode()
        assert 'href="tel:112"' in body
        assert 'href="tel:113"' in body


def test_every_field_keeps_its_text_out_of_the_browsers_memory(client: Client, hours: None) -> None:
    fields = re.findall(r"<textarea[^>]*>", client.get("/nl/chat/").content.decode())
    assert len(fields) == 2
    for field in fields:
        for wanted in ('autocomplete="off"', 'spellcheck="false"', 'autocorrect="off"'):
            assert wanted in field


def test_every_sentence_the_script_says_is_in_the_page() -> None:
    said = set()
    for folder in ("helpseeker", "line"):
        for module in (ROOT / "chat/browser" / folder).glob("*.js"):
            said |= set(re.findall(r'say\("(\w+)"', module.read_text()))
    assert said | {f"close_{code.value}" for code in Close if code not in UNHEARD} <= set(help_seeker_words())


def test_the_script_speaks_both_languages() -> None:
    with translation.override("en"):
        english = help_seeker_words()
    with translation.override("nl"):
        assert help_seeker_words().keys() == english.keys()
        assert line_words().keys() <= english.keys()


def test_an_unknown_page_says_so_with_a_way_out(client: Client) -> None:
    response = client.get("/nl/nergens/", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert "This page does not exist." in words_of(response)
    assert "data-exit" in response.content.decode()


def test_a_fault_of_ours_shows_the_phone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: datetime) -> None:
        raise RuntimeError

    monkeypatch.setattr(public, "door_now", broken)
    client.raise_request_exception = False
    response = client.get("/en/", headers={"accept-language": "en"})
    assert response.status_code == 500
    assert "Something went wrong on our side. It is not because of you." in words_of(response)
    assert 'href="tel:08000000000"' in response.content.decode()


@pytest.mark.parametrize(
    ("page", "sentences"),
    [
        (
            "nl/gegevens",
            ("kan ze niet lezen", "vertrouwt wel op de pagina", "vingerafdruk", "onopgemerkt blijven"),
        ),
        ("en/data", ("cannot read them", "do trust the page you load", "fingerprint", "could be missed")),
    ],
)
def test_the_page_on_data_says_what_one_trusts(
    client: Client, db: None, page: str, sentences: tuple[str, ...]
) -> None:
    said = words_of(client.get(f"/{page}/"))
    assert [sentence for sentence in sentences if sentence not in said] == []
