"""The console's page: who sees it, and that its script finds every word it says."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from chat.console_words import console_words
from chat.line_words import line_words
from chat.pinned import build_time
from helpline.staff.models import Person
from helpline.staff.rules import Role
from tests.staff.sessions import sign_in, sign_in_without_second_factor

BROWSER = Path(__file__).parents[2] / "chat/browser"
SCRIPTS = [BROWSER / "console.js", *sorted((BROWSER / "console").glob("*.js"))]
TEAM_KEY = "B" + "A" * 86
# Keys that the script puts together: the beginning stands in it, the rest comes with a frame or a failure.
FAMILIES = ("status_", "ended_", "failed_", "failed_refused_")
LANGUAGES = {"nl", "en"}
GATES = {"locked", "taken_over", "signed_out", "not_allowed", "refused", "storage", "outdated"}


def page(client: Client) -> str:
    answer = client.get(reverse("console"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_counsellor_gets_the_console_with_its_script(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    html = page(client)
    assert 'class="staff console"' in html
    assert re.search(r'<script type="module" src="/static/console.js" integrity="sha384-[^"]{64}"', html)
    assert 'class="duty" data-state="off"' in html


def test_the_page_is_kept_by_no_cache(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    assert "no-store" in client.get(reverse("console"))["Cache-Control"]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_page_knows_when_it_was_built(client: Client, asha: Person, language: str) -> None:
    asha.language = language
    asha.save(update_fields=["language"])
    sign_in(client, asha)
    assert f'data-build-time="{build_time()}"' in page(client)


def test_the_page_has_no_script_or_style_of_its_own(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    html = page(client)
    scripts = re.findall(r"<script[^>]*>", html)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize(("language", "title"), [("nl", "Gesprekken"), ("en", "Conversations")])
def test_the_words_are_in_the_language_of_the_reader(
    client: Client, asha: Person, language: str, title: str
) -> None:
    asha.language = language
    asha.save(update_fields=["language"])
    sign_in(client, asha)
    found = re.search(r'<script id="words" type="application/json">(.*?)</script>', page(client), re.DOTALL)
    assert found is not None
    assert json.loads(found[1])["title"] == title


def test_without_a_working_name_the_page_asks_for_one(client: Client, asha: Person) -> None:
    asha.working_name = ""
    asha.save(update_fields=["working_name"])
    sign_in(client, asha)
    html = page(client)
    assert f'href="{reverse("me")}">' in html
    assert "console.js" not in html


def test_without_a_team_key_none_stands_in_the_page(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    assert 'data-team-key=""' in page(client)


def test_a_pinned_team_key_stands_in_the_page(client: Client, asha: Person, settings: Settings) -> None:
    settings.TEAM_KEY = TEAM_KEY
    sign_in(client, asha)
    assert f'data-team-key="{TEAM_KEY}"' in page(client)


def test_somebody_signed_out_is_led_to_the_sign_in(client: Client, db: None) -> None:
    answer = client.get(reverse("console"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('console')}"


def test_somebody_without_a_second_factor_sets_one_up_first(client: Client, asha: Person) -> None:
    sign_in_without_second_factor(client, asha)
    assert client.get(reverse("console")).status_code == 403


@pytest.mark.parametrize("person", ["noor", "admin"])
@pytest.mark.django_db
def test_another_role_is_refused(client: Client, request: pytest.FixtureRequest, person: str) -> None:
    sign_in(client, request.getfixturevalue(person))
    assert client.get(reverse("console")).status_code == 403


def test_a_supervisor_may_use_it(client: Client, omar: Person) -> None:
    sign_in(client, omar)
    assert 'id="desk"' in page(client)


def test_a_supervisor_who_is_no_counsellor_sees_the_queue_and_is_offered_nothing(
    client: Client, hire: Callable[..., Person]
) -> None:
    sign_in(client, hire("Leila", Role.SUPERVISOR))
    html = page(client)
    assert 'id="queue-waiting"' in html
    assert 'name="action"' not in html
    assert re.search(r'<div class="block" hidden>\s*<button[^>]* id="next"', html)


def test_the_page_takes_no_post(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    assert client.post(reverse("console")).status_code == 405


def test_the_script_finds_every_word_it_says() -> None:
    code = "".join(script.read_text() for script in SCRIPTS)
    said = set(re.findall(r'[sS]ay\(\s*"(\w+)"', code))
    said |= {f"{gate}_{part}" for gate in GATES for part in ("title", "text")}
    assert said <= set(console_words()) | set(line_words())


def test_the_page_carries_no_word_that_nobody_says() -> None:
    literals = set(re.findall(r'"(\w+)"', "".join(script.read_text() for script in SCRIPTS)))
    literals |= LANGUAGES | {f"{gate}_{part}" for gate in GATES for part in ("title", "text", "button")}
    silent = {key for key in console_words() if key not in literals and not key.startswith(FAMILIES)}
    assert silent == set()
