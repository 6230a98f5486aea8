"""The base of every staff socket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from helpline.staff import queries, services, sockets
from helpline.staff.broadcast import close_sockets
from helpline.staff.models import Person
from helpline.staff.rules import NOT_ALLOWED, SIGNED_OUT, OpenSocket, OwnAccount
from helpline.staff.sockets import StaffConsumer
from tests.staff.conftest import NOW
from tests.staff.sessions import sign_in, sign_in_without_second_factor, socket_headers

pytestmark = pytest.mark.django_db(transaction=True)


class Desk(StaffConsumer):
    """A socket for whoever may set numbers; it says how many it greeted."""

    required_permission = "staff.set_capacity"

    async def admitted(self) -> None:
        """Greet."""
        await self.send(text_data="welcome")


class OtherDesk(StaffConsumer):
    """A socket for administrators."""

    required_permission = "staff.change_person"


def socket(headers: list[tuple[bytes, bytes]], desk: type[StaffConsumer] = Desk) -> Any:
    return WebsocketCommunicator(AuthMiddlewareStack(desk.as_asgi()), "/ws/desk/", headers=headers)


def headers_of(
    person: Person, enter: Callable[[Client, Person], None] = sign_in
) -> list[tuple[bytes, bytes]]:
    client = Client()
    enter(client, person)
    return socket_headers(person, client)


async def opened(person: Person) -> Any:
    """An open desk."""
    desk = socket(await database_sync_to_async(headers_of)(person))
    await desk.connect()
    assert await desk.receive_from() == "welcome"
    return desk


async def close_code(desk: Any) -> int:
    answer = await desk.receive_output(timeout=2)
    assert answer["type"] == "websocket.close"
    await desk.disconnect()
    return int(answer["code"])


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    channel_layers.backends = {}
    yield
    sockets.OPEN._sockets.clear()
    sockets.OPEN._task = None


@pytest.fixture
async def two_desks(omar: Person, ben: Person) -> AsyncIterator[list[Any]]:
    """Omar's and Ben's open sockets; Ben is a supervisor, too."""
    await database_sync_to_async(ben.groups.set)(await database_sync_to_async(omar.groups.all)())
    desks = [await opened(omar), await opened(ben)]
    yield desks
    for desk in desks:
        await desk.disconnect()


async def test_whoever_may_is_admitted(omar: Person) -> None:
    desk = await opened(omar)
    await desk.disconnect()


async def test_nobody_signed_out_is_admitted(db: None) -> None:
    desk = socket([])
    assert await desk.connect() == (True, None)
    assert await close_code(desk) == SIGNED_OUT


async def test_a_password_alone_opens_no_socket(omar: Person) -> None:
    desk = socket(await database_sync_to_async(headers_of)(omar, sign_in_without_second_factor))
    await desk.connect()
    assert await close_code(desk) == SIGNED_OUT


async def test_without_the_permission_a_socket_closes_and_says_so(asha: Person) -> None:
    desk = socket(await database_sync_to_async(headers_of)(asha))
    await desk.connect()
    assert await close_code(desk) == NOT_ALLOWED


async def test_closing_an_account_closes_its_sockets_at_once(omar: Person, admin: Person) -> None:
    desk = await opened(omar)
    await database_sync_to_async(services.deactivate)(omar.pk, by=admin, now=NOW)
    assert await close_code(desk) == SIGNED_OUT


async def test_signing_out_closes_every_socket_of_that_person_only(
    omar: Person, two_desks: list[Any]
) -> None:
    client = Client()
    await database_sync_to_async(sign_in)(client, omar)
    await database_sync_to_async(client.post)(reverse("account_logout"))
    assert (await two_desks[0].receive_output(timeout=2))["code"] == SIGNED_OUT
    assert await two_desks[1].receive_nothing(timeout=0.2)


async def test_a_refused_closing_closes_nothing(admin: Person, omar: Person) -> None:
    desk = await opened(omar)
    with pytest.raises(OwnAccount):
        await database_sync_to_async(services.deactivate)(omar.pk, by=omar, now=NOW)
    assert await desk.receive_nothing(timeout=0.2)
    await desk.disconnect()


async def test_the_heartbeat_finds_what_no_push_told(two_desks: list[Any], omar: Person) -> None:
    await database_sync_to_async(omar.groups.clear)()
    await sockets.OPEN.recheck()
    assert (await two_desks[0].receive_output(timeout=2))["code"] == NOT_ALLOWED
    assert await two_desks[1].receive_nothing(timeout=0.2)


def test_one_query_asks_about_all_sockets(omar: Person, ben: Person) -> None:
    asked = [standing(person, client_of(person)) for person in (omar, ben) for _ in range(3)]
    with CaptureQueriesContext(connection) as seen:
        codes = queries.close_codes(asked, NOW)
    assert len(seen) == 1
    assert len(codes) == 6


def client_of(person: Person) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def standing(person: Person, client: Client) -> OpenSocket:
    session = client.session
    return OpenSocket(
        person.pk, session.session_key or "", session["_auth_user_hash"], Desk.required_permission
    )


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (lambda person: None, 0),
        (lambda person: person.groups.clear(), NOT_ALLOWED),
        (lambda person: Person.objects.filter(pk=person.pk).update(sign_in_round=7), SIGNED_OUT),
        (lambda person: Authenticator.objects.filter(user=person).delete(), SIGNED_OUT),
        (
            lambda person: Person.objects.filter(pk=person.pk).update(is_active=False, closed_at=NOW),
            SIGNED_OUT,
        ),
    ],
)
def test_a_leave_ends_with_what_it_stood_on(
    omar: Person, ending: Callable[[Person], object], code: int
) -> None:
    leave = standing(omar, client_of(omar))
    ending(omar)
    assert queries.close_codes([leave], NOW)[leave] == code


def test_a_leave_ends_with_its_session_and_not_with_another(omar: Person) -> None:
    first, second = client_of(omar), client_of(omar)
    leaves = [standing(omar, first), standing(omar, second)]
    first.session.delete()
    assert list(queries.close_codes(leaves, NOW).values()) == [SIGNED_OUT, 0]


def test_a_permission_of_another_app_with_the_same_name_does_not_count(omar: Person) -> None:
    leave = standing(omar, client_of(omar))
    other = OpenSocket(leave.person_id, leave.sign_in_key, leave.proof, "chat.set_capacity")
    assert queries.close_codes([other], NOW)[other] == NOT_ALLOWED


async def test_the_watch_runs_while_a_socket_is_open_and_survives_a_lost_database(
    omar: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OperationalError("gone"), None])

    def ask(asked: list[OpenSocket], _: object) -> dict[OpenSocket, int]:
        if (failed := next(answers)) is not None:
            raise failed
        return dict.fromkeys(asked, SIGNED_OUT)

    monkeypatch.setattr(queries, "close_codes", ask)
    monkeypatch.setattr(sockets.OPEN, "every_seconds", 0.01)
    desk = await opened(omar)
    assert await close_code(desk) == SIGNED_OUT
    await asyncio.sleep(0)
    assert sockets.OPEN._task is None


async def test_a_layer_that_is_down_does_not_stop_the_closing_of_an_account(
    omar: Person, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise ConnectionError

    monkeypatch.setattr("helpline.staff.broadcast._send_closed", fail)
    await database_sync_to_async(services.deactivate)(omar.pk, by=admin, now=NOW)
    assert not (await database_sync_to_async(Person.objects.get)(pk=omar.pk)).is_active


def test_somebody_without_an_open_socket_is_told_nothing(omar: Person) -> None:
    close_sockets(omar.pk)
