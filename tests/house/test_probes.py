"""The probes, the first page, and what is held."""

from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisGone

from helpline.common.channel import Channel
from helpline.common.clock import utc_now
from helpline.metrics.rules import Outcome
from helpline.metrics.services import count_contact
from helpline.staff.models import Person
from helpline.staff.rules import Role
from helpline.sweep_list import SWEEPS
from helpline.sweeps.services import run_due
from tests.chat.conftest import fresh_conv
from tests.staff.sessions import sign_in, sign_in_without_second_factor


def test_a_live_process_says_so(client: Client) -> None:
    assert client.get("/health/live").content == b"live\n"
    assert client.post("/health/live").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_ready_server_says_that_each_part_is_well(client: Client) -> None:
    run_due(SWEEPS, "here", utc_now())
    response = client.get("/health/ready")
    assert response.json() == {"database": "ok", "layer": "ok", "sweeps": "ok"}
    assert response.status_code == 200
    assert client.post("/health/ready").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_layer_that_is_away_makes_the_server_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> None:
        raise RedisGone

    run_due(SWEEPS, "here", utc_now())
    monkeypatch.setattr("channels.layers.InMemoryChannelLayer.group_send", away)
    monkeypatch.setattr("channels_redis.core.RedisChannelLayer.group_send", away)
    response = client.get("/health/ready")
    assert response.json()["layer"] == "unreachable"
    assert response.status_code == 503


@pytest.mark.parametrize(
    ("roles", "leads_to"),
    [
        ([Role.PLANNER, Role.MANAGER], "/rota/"),
        ([Role.ADMINISTRATOR], "/hours/"),
        ([Role.MANAGER], "/rota/coverage/"),
    ],
)
def test_the_first_page_is_the_one_the_roles_open(
    client: Client, hire: Callable[..., Person], roles: list[Role], leads_to: str
) -> None:
    sign_in(client, hire("Noor", *roles))
    assert client.get("/home/").headers["Location"] == leads_to


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.SUPERVISOR])
def test_whoever_can_be_on_duty_is_told_what_to_do_now(
    client: Client, hire: Callable[..., Person], role: Role
) -> None:
    sign_in(client, hire("Omar", role))
    assert client.get("/home/").status_code == 200


def test_without_a_second_factor_the_first_page_only_leads_to_one(client: Client, asha: Person) -> None:
    sign_in_without_second_factor(client, asha)
    answer = client.get("/home/")
    assert answer.status_code == 403
    assert reverse("mfa_activate_totp") in answer.content.decode()


def test_what_is_held_is_for_administrators(client: Client, admin: Person, asha: Person) -> None:
    assert client.get("/held/").status_code == 302
    sign_in(client, asha)
    assert client.get("/held/").status_code == 403
    sign_in(client, admin)
    assert client.post("/held/").status_code == 405
    page = client.get("/held/")
    assert page.status_code == 200
    assert "chat_end_lost" in page.content.decode()


def test_what_is_held_says_so_when_the_halves_cannot_be_read(
    client: Client, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> NoReturn:
        raise RedisGone

    sign_in(client, admin)
    page = client.get("/held/").content.decode()
    assert "Het geheugen met de halve sleutels is nu niet te lezen." not in page
    monkeypatch.setattr("chat.shares.lying", away)
    page = client.get("/held/").content.decode()
    assert "Het geheugen met de halve sleutels is nu niet te lezen." in page


def test_the_scripts_fingerprints_are_published(client: Client, db: None) -> None:
    listing = client.get("/.well-known/helpline-bundles.json").json()
    assert listing["chat.js"]["integrity"].startswith("sha384-")


def test_held_says_that_nothing_is_held_and_refuses_what_is_no_id(
    db: None, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.REDIS_URL = ""
    call_command("held", fresh_conv())
    # What another process has in its memory is not claimed.
    assert capsys.readouterr().out.startswith("Nothing is held in the database. The page /held/ counts")
    with pytest.raises(CommandError, match="no conversation's id"):
        call_command("held", "somebody")


def test_held_counts_what_is_there(begin: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("held", begin().conv)
    assert "conversation: 1" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_tallies_are_printed_as_json_and_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        count_contact(Channel.CHAT, Outcome.BUSY, utc_now(), wait=None, length=None, language="nl")
    call_command("tallies", "--json", "--channel", "chat")
    assert '"busy": 1' in capsys.readouterr().out
    call_command("tallies", "--channel", "phone")
    assert "busy: 0" in capsys.readouterr().out


# What is past its time when it is found; the other sweeps move a conversation on or end a duty.
ERASED = (
    "chat_end_lost",
    "chat_erase_shares",
    "chat_erase_leftovers",
    "scheduling_erase_duty",
    "scheduling_erase_rota",
    "staff_erase_audit_lines",
    "staff_erase_invitations",
    "staff_erase_closed_accounts",
    "staff_erase_old_sign_ins",
)


@pytest.mark.django_db(transaction=True)
def test_erase_runs_every_erasure(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("erase")
    assert capsys.readouterr().out.splitlines() == [f"{name}: done" for name in ERASED]


def test_the_first_administrator_is_invited_by_a_link(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("migrate", verbosity=0)
    call_command("create-admin", "noor@example.org", "Noor")
    assert capsys.readouterr().out.startswith("http://localhost:8000/")
    with pytest.raises(CommandError, match="is on its way"):
        call_command("create-admin", "noor@example.org", "Noor")


def test_no_administrator_is_invited_without_an_address_or_twice(db: None, admin: Person) -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("create-admin", "nobody", "Noor")
    with pytest.raises(CommandError, match="has an account"):
        call_command("create-admin", admin.email, "Noor")


def test_a_refused_page_leads_staff_to_their_own_pages_and_everybody_else_to_the_helpline(
    client: Client, asha: Person
) -> None:
    sign_in(client, asha)
    for answer in (client.get("/held/"), client.put("/held/"), client.get("/texts/other/")):
        assert 'href="/home/"' in answer.content.decode(), answer.status_code
    for answer in (client.get("/nothing-here/"), client.post("/nl/")):
        assert 'href="/home/"' not in answer.content.decode(), answer.status_code
        assert 'href="/nl/"' in answer.content.decode(), answer.status_code
