"""The exit button's beacon as a request: what it is answered, whatever it brings and whatever is away."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisGone

from chat import broadcast
from chat.models import Conversation
from chat.services import erasure
from chat.views import leave as view
from tests.chat.conftest import TOKEN, fresh_conv

# What follows a commit (the half of the keep is dropped) is part of what these show.
pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[..., Conversation]


def body(conv: str) -> str:
    return json.dumps({"conv": conv, "token": TOKEN})


def answer(client: Client, data: str | bytes) -> int:
    return client.post(reverse("leave"), data, content_type="text/plain;charset=UTF-8").status_code


def test_the_beacon_ends_the_conversation(client: Client, begin: Begin) -> None:
    assert answer(client, body(begin().conv)) == 204
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("data", ["", "{}", "[]", "é".encode(), body(fresh_conv()), b" " * (256 * 1024 + 1)])
def test_whatever_else_comes_is_answered_the_same_and_ends_nothing(
    client: Client, begin: Begin, data: str | bytes
) -> None:
    begin()
    assert answer(client, data) == 204
    assert Conversation.objects.exists()


def test_the_beacon_is_posted(client: Client) -> None:
    assert client.get(reverse("leave")).status_code == 405


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_while_the_database_is_away_the_answer_says_so(
    client: Client, begin: Begin, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    made = begin()

    def away(*_: Any, **__: Any) -> None:
        raise fault

    monkeypatch.setattr(view, "leave_by_token", away)
    assert answer(client, body(made.conv)) == 503
    assert Conversation.objects.exists()


def test_while_the_store_of_the_halves_is_away_the_conversation_ends_all_the_same(
    client: Client, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = begin()

    def away(*_: Any, **__: Any) -> None:
        raise RedisGone

    monkeypatch.setattr(caches["shares"], "delete", away)
    assert answer(client, body(made.conv)) == 204
    assert not Conversation.objects.exists()


def test_while_the_log_cannot_be_emptied_the_pages_hear_of_the_end_all_the_same(
    client: Client, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, told = begin(), []

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(erasure, "overwrite_log", away)
    monkeypatch.setattr(broadcast, "tell_help_seeker", lambda conv, frame: told.append((conv, frame["t"])))
    assert answer(client, body(made.conv)) == 204
    assert told == [(made.conv, "conv.closed")]
