"""A console that comes back while its conversations go their own ways."""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import OperationalError

from chat.briefly import LEFT
from chat.models import Conversation
from chat.rules.refusals import Close
from chat.services import arrival, talk
from helpline.common.clock import utc_now
from helpline.staff.models import Person
from helpline.staff.services import deactivate
from helpline.staff.sockets import person_group
from tests.chat.conftest import TOKEN, fresh_conv, resume_of
from tests.chat.frames import b64
from tests.chat.pages import console, public, say_open, start

pytestmark = pytest.mark.django_db(transaction=True)


def meanwhile(act: Callable[[str], None]) -> Callable[..., None]:
    """Return want_epoch as it is when this happens to the first conversation just before."""
    want, done = talk.want_epoch, list[str]()

    def want_later(conv: str, person_id: int, name: str, *, now: datetime) -> None:
        if not done:
            act(conv)
        done.append(conv)
        want(conv, person_id, name, now=now)

    return want_later


@pytest.mark.parametrize(
    "act", [lambda conv: talk.leave(conv, now=utc_now()), lambda conv: talk.requeue(conv, now=utc_now())]
)
async def test_one_that_went_meanwhile_keeps_no_other_from_its_new_epoch(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch, act: Callable[[str], None]
) -> None:
    convs = [fresh_conv(), fresh_conv()]
    async with public() as one, public() as two:
        async with await console(asha_on_duty) as staff:
            await staff.say("console.open")
            for each, conv in zip((one, two), convs, strict=True):
                await start(each, conv)
                await staff.say("next")
                await staff.hear("taken")
        monkeypatch.setattr(talk, "want_epoch", meanwhile(act))
        async with await console(asha_on_duty) as staff:
            await staff.say("console.open")
            closed = await staff.hear("conv.closed")
            assert (closed["conv"], closed["why"]) == (convs[0], "gone")
            assert (await staff.hear("conv.accepted"))["commit"] == b64(32, 1)
            assert (await Conversation.objects.aget(conv=convs[1])).counsellor_lost_at is None


async def test_closing_an_account_brings_its_conversations_to_the_queue_at_once(asha_on_duty: Person) -> None:
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await start(one, fresh_conv())
        await staff.say("next")
        await staff.hear("conv.accepted")
        await database_sync_to_async(deactivate)(asha_on_duty.pk, by=None, now=utc_now())
        assert await staff.closed() == 4401
        # As the server does once the browser has closed, too.
        await staff.socket.send_input({"type": "websocket.disconnect", "code": 4401})
        assert (await one.hear("waiting"))["front"] is True
        assert (await one.hear("place"))["away"] is True


async def test_a_socket_that_was_closed_acts_on_nothing_that_still_arrives(asha_on_duty: Person) -> None:
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        conv = fresh_conv()
        await start(one, conv)
        await staff.say("next")
        await staff.hear("conv.accepted")
        await get_channel_layer().group_send(person_group(asha_on_duty.pk), {"type": "staff.closed"})
        assert await staff.closed() == 4401
        await staff.say("conv.close", conv=conv, mark="abuse")
        await staff.say("beat")
        assert await staff.socket.receive_nothing(timeout=0.5)
        assert await Conversation.objects.filter(conv=conv, state="active").aexists()


async def test_a_page_that_asks_for_what_has_just_ended_keeps_its_other_conversations(
    asha_on_duty: Person,
) -> None:
    convs = [fresh_conv(), fresh_conv()]
    async with public() as one, public() as two, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        for each, conv in zip((one, two), convs, strict=True):
            await start(each, conv)
            await staff.say("next")
            await staff.hear("taken")
        await database_sync_to_async(talk.leave)(convs[0], now=utc_now())
        await staff.say("fetch", conv=convs[0], n=0)
        assert (await staff.hear("err"))["code"] == "not_member"
        await staff.say("beat")
        await staff.hear("beat")


async def test_whoever_left_before_their_start_is_ended_by_the_farewell_when_the_database_failed(
    monkeypatch: pytest.MonkeyPatch, asha_on_duty: Person
) -> None:
    conv = fresh_conv()
    LEFT.note(conv, resume_of(TOKEN))

    def away(*_: object, **__: object) -> NoReturn:
        raise OperationalError

    monkeypatch.setattr(arrival, "leave", away)
    async with public() as one:
        await say_open(one, conv)
        assert await one.closed() == Close.RESTART
    # In a way that gives its connection back.
    assert not await database_sync_to_async(Conversation.objects.exists)()
