"""What every answer carries, and what no answer does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from helpline.common.bundles import integrity
from helpline.middleware import _NEEDED, DropAddresses
from helpline.staff.models import Person
from tests.source import python
from tests.staff.sessions import sign_in

PUBLIC = [
    "/",
    "/nl/",
    "/en/",
    "/nl/chat/",
    "/en/chat/",
    "/nl/veilig/",
    "/en/safe/",
    "/nl/gegevens/",
    "/en/data/",
]


@pytest.mark.parametrize("path", [*PUBLIC, "/nowhere/"])
def test_a_public_page_sets_no_cookie_and_reads_none(client: Client, open_door: None, path: str) -> None:
    response = client.get(path, headers={"cookie": "staff=anything; csrf=anything; language=en"})
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("path", PUBLIC[1:])
def test_a_public_page_is_strict(client: Client, open_door: None, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy.replace(settings.PUBLIC_URL, "")
    scripts = next(part for part in policy.split(";") if "script-src" in part).split()[1:]
    assert scripts == [f"'{integrity(name)}'" for name in ("chat.js", "public.js")]
    assert headers["Integrity-Policy"] == "blocked-destinations=(script)"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_no_page_names_another_site_but_where_the_exit_leads(client: Client, open_door: None) -> None:
    for path in PUBLIC[1:]:
        body = client.get(path).content.decode()
        foreign = [part for part in body.split('"') if part.startswith(("http:", "https:", "//"))]
        assert set(foreign) <= {settings.EXIT_URL, "http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_loads_again_what_a_button_did_reads_a_sentence(
    client: Client, admin: Person, language: str
) -> None:
    Person.objects.update(language=language)
    sign_in(client, admin)
    answer = client.get("/people/invite/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    said = {"nl": "Er is geen pagina op dit adres.", "en": "There is no page at this address."}
    assert said[language] in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_staff_page_sends_its_own_origin_with_a_form(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    response = client.get("/me/")
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"


async def test_what_names_the_sender_is_gone_before_anything_reads_it() -> None:
    seen: dict[str, Any] = {}

    async def application(scope: dict[str, Any], *_: Callable[..., Any]) -> None:
        seen.update(scope)

    naming = [
        b"User-Agent",
        b"X-Forwarded-For",
        b"X-Real-IP",
        b"Forwarded",
        b"Referer",
        b"Sec-CH-UA-Model",
        b"Via",
        b"X-Invented-Next-Year",
        b"Authorization",
    ]
    kept = [
        (b"accept-language", b"nl"),
        (b"Origin", b"https://chat.example.org"),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Requested-With", b"fetch"),
    ]
    headers = [(name, b"192.0.2.7") for name in naming] + kept
    await DropAddresses(application)(
        {
            "type": "http",
            "client": ["192.0.2.7", 4711],
            "headers": headers,
            "root_path": "https://evil.example",
        },
        None,
        None,
    )
    assert "client" not in seen
    # The server fills it from a header that anybody can send.
    assert seen["root_path"] == ""
    assert seen["headers"] == kept


def test_every_header_that_our_code_reads_is_let_through() -> None:
    code = "\n".join(path.read_text() for path in python())
    read = {name.lower().encode() for name in re.findall(r"request\.headers\.get\(\"([^\"]+)\"", code)}
    assert len(read) > 1
    assert read <= _NEEDED


def test_the_console_runs_its_own_bundle_only(client: Client, asha: Person) -> None:
    sign_in(client, asha)
    policy = client.get("/console/").headers["Content-Security-Policy"]
    assert f"script-src '{integrity('console.js')}'" in policy
