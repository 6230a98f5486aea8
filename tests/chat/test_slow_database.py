"""The database takes its time: whoever goes meanwhile is lost, and whoever needs nothing of it need not wait."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer
from channels.testing import WebsocketCommunicator
from django.db import OperationalError

from chat.briefly import LEFT
from chat.consumers.frames import FAREWELLS, say_farewells
from chat.models import Console, Conversation
from chat.services import arrival
from helpline.asgi import application
from helpline.staff.models import Person
from tests.chat.conftest import TOKEN, fresh_conv, resume_of
from tests.chat.pages import ORIGIN, Page, public, say_open, start
from tests.staff.sessions import socket_headers

pytestmark = pytest.mark.django_db(transaction=True)


class Held:
    """A service that waits inside the database until it is let go."""

    def __init__(self, service: Callable[..., Any]) -> None:
        self.service = service
        self.is_asked, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.is_asked.set()
        assert self.may_go_on.wait(20)
        return self.service(*given, **named)

    async def asked(self) -> None:
        assert await asyncio.to_thread(self.is_asked.wait, 20)


@pytest.fixture(params=["start", "resume"])
def held(request: pytest.FixtureRequest) -> Iterator[tuple[str, Held]]:
    """One of the two ways to come in, held up."""
    one = Held(getattr(arrival, request.param))
    yield request.param, one
    one.may_go_on.set()


async def come_in(way: str, one: Page, conv: str) -> None:
    if way == "start":
        await say_open(one, conv)
    else:
        await one.say("conv.resume", conv=conv, token=TOKEN, n=0)


async def is_lost() -> bool:
    return (await database_sync_to_async(Conversation.objects.get)()).lost_at is not None


@pytest.fixture
def slow_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer that takes its time over each word."""
    leave = InMemoryChannelLayer.group_discard

    async def slow(layer: InMemoryChannelLayer, group: str, channel: str) -> None:
        await asyncio.sleep(0.2)
        await leave(layer, group, channel)

    monkeypatch.setattr(InMemoryChannelLayer, "group_discard", slow)


async def opened(path: str = "/ws/chat/", headers: list[tuple[bytes, bytes]] = ORIGIN) -> Page:
    one = Page(WebsocketCommunicator(application, path, headers=headers))
    assert (await one.socket.connect(timeout=5))[0]
    return one


async def ended(one: Page) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        await one.socket.future
    await say_farewells()


@pytest.mark.parametrize("times", [1, 3])
async def test_whoever_goes_while_they_come_in_is_lost(
    asha_on_duty: Person, held: tuple[str, Held], monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """The server cancels a socket that closes too slowly, each second until it has ended."""
    way, service = held
    conv = fresh_conv()
    if way == "resume":
        async with public() as before:
            await start(before, conv)
    one = await opened()
    monkeypatch.setattr(arrival, way, service)
    await come_in(way, one, conv)
    await service.asked()
    for _ in range(times):
        one.socket.future.cancel()
        await asyncio.sleep(0.05)
    service.may_go_on.set()
    await ended(one)
    assert await is_lost()
    assert not FAREWELLS


async def test_whoever_left_while_they_came_in_is_ended(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Held(arrival.start)
    monkeypatch.setattr(arrival, "start", service)
    one, conv = await opened(), fresh_conv()
    await say_open(one, conv)
    await service.asked()
    # The exit's word found no conversation yet.
    LEFT.note(conv, resume_of(TOKEN))
    one.socket.future.cancel()
    await asyncio.sleep(0.05)
    service.may_go_on.set()
    await ended(one)
    assert not await Conversation.objects.aexists()
    assert not await database_sync_to_async(LEFT.has)(conv, resume_of(TOKEN))


async def test_a_page_that_is_cancelled_while_it_leaves_its_groups_is_lost(
    asha_on_duty: Person, slow_layer: None
) -> None:
    one = await opened()
    await start(one, fresh_conv())
    await one.socket.send_input({"type": "websocket.disconnect", "code": 1006})
    await asyncio.sleep(0.1)
    one.socket.future.cancel()
    await ended(one)
    assert await is_lost()


async def test_a_console_that_is_cancelled_while_it_leaves_its_groups_is_lost(
    asha_on_duty: Person, slow_layer: None
) -> None:
    one = await opened("/ws/console/", [*ORIGIN, *await database_sync_to_async(socket_headers)(asha_on_duty)])
    await one.say("console.open")
    await one.hear("console")
    await one.socket.send_input({"type": "websocket.disconnect", "code": 1006})
    await asyncio.sleep(0.1)
    one.socket.future.cancel()
    await ended(one)
    assert (await database_sync_to_async(Console.objects.get)()).lost_at is not None


async def test_whoever_goes_when_nobody_knows_whether_the_start_was_stored_is_lost(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = arrival.start

    def stored_without_a_word(*given: Any, **named: Any) -> None:
        begin(*given, **named)
        raise OperationalError

    monkeypatch.setattr(arrival, "start", stored_without_a_word)
    async with public() as one:
        await say_open(one, fresh_conv())
        assert await one.closed() == 1012
        assert not await is_lost()
    assert await is_lost()


async def test_a_beat_is_answered_while_the_database_takes_its_time(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Held(arrival.start)
    monkeypatch.setattr(arrival, "start", service)
    async with public() as one, public() as other:
        await say_open(one, fresh_conv())
        await service.asked()
        await other.say("beat")
        await other.hear("beat")
        service.may_go_on.set()
        await one.hear("conv.state")
