"""The ends of both sockets, as pages use them, through Channels' communicator."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings

from helpline.asgi import application
from helpline.staff.models import Person
from tests.chat.conftest import TOKEN, resume_of, solved_proof
from tests.chat.frames import MEMBER, b64
from tests.staff.sessions import socket_headers

ORIGIN = [(b"origin", settings.SOCKET_ORIGINS[0].encode())]


class Page:
    """One page's end of a socket."""

    def __init__(self, socket: WebsocketCommunicator) -> None:
        self.socket = socket

    async def say(self, kind: str, **fields: Any) -> None:
        await self.socket.send_to(text_data=json.dumps({"v": 1, "t": kind, **fields}))

    async def hear(self, *kinds: str) -> dict[str, Any]:
        """Return the next frame of one of the kinds, passing over others."""
        while True:
            frame: dict[str, Any] = json.loads(await self.socket.receive_from(timeout=5))
            if frame["t"] in kinds:
                return frame

    async def closed(self) -> int:
        """Return the code the server closes with, passing over frames before it."""
        while True:
            event = await self.socket.receive_output(timeout=5)
            if event["type"] == "websocket.close":
                return int(event["code"])


@asynccontextmanager
async def page(path: str, headers: list[tuple[bytes, bytes]] = ORIGIN) -> AsyncIterator[Page]:
    socket = WebsocketCommunicator(application, path, headers=headers)
    connected, _ = await socket.connect(timeout=5)
    assert connected
    try:
        yield Page(socket)
    finally:
        await socket.disconnect()


def public() -> Any:
    return page("/ws/chat/")


async def console(person: Person) -> Any:
    return page("/ws/console/", [*ORIGIN, *await database_sync_to_async(socket_headers)(person)])


async def say_open(one: Page, conv: str) -> None:
    await one.say("challenge")
    challenge = (await one.hear("challenge"))["challenge"]
    proof = await database_sync_to_async(solved_proof)(challenge)
    await one.say(
        "conv.open",
        conv=conv,
        commit=b64(32, 1),
        share=b64(32, 2),
        resume=resume_of(TOKEN),
        lang="nl",
        proof=proof,
    )


async def start(one: Page, conv: str) -> dict[str, Any]:
    await say_open(one, conv)
    return await one.hear("conv.state", "shut", "err")


async def agree(one: Page, staff: Page, conv: str) -> None:
    await staff.say("next")
    accepted = await staff.hear("conv.accepted")
    await staff.say("offer", conv=conv, e=accepted["e"], **MEMBER)
    offer = await one.hear("offer")
    assert offer["pid"] == MEMBER["pid"]
    await one.say(
        "epoch.open",
        conv=conv,
        e=1,
        commit=b64(32, 1),
        prev=b64(32, 0),
        members=[MEMBER],
        seals=[{"pid": MEMBER["pid"], "s": b64(1168)}],
    )
    opened = await staff.hear("epoch.open")
    assert opened["seals"] == [{"pid": MEMBER["pid"], "s": b64(1168)}]


def message(conv: str, q: int, pid: str = b64(8, 0)) -> dict[str, Any]:
    return {"conv": conv, "e": 1, "pid": pid, "inst": b64(8, 3), "q": q, "c": b64(1040, q)}
