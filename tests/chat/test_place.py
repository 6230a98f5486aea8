"""What one who waits is told of their place, over the socket, while the queue itself stands still."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from chat import queries
from chat.consumers.watch import LOOKS_PER_ROUND, Watch
from chat.models import Conversation
from chat.services import presence
from helpline.common.clock import utc_now
from helpline.staff.models import Person
from scheduling.models import Assignment, Seat
from scheduling.services import check_in, check_out, pause, resume
from tests.chat.conftest import fresh_conv
from tests.chat.pages import console, public, start

pytestmark = pytest.mark.django_db(transaction=True)


async def watching() -> Watch:
    one = Watch(get_channel_layer())
    await one.begin()
    return one


def empty_seat() -> None:
    taken = Assignment.objects.get()
    Seat.objects.create(shift=taken.seat.shift, kind="chat", position=2)


async def round_of(watch: Watch) -> None:
    for _ in range(LOOKS_PER_ROUND):
        await watch.look()


async def test_who_waits_is_told_that_the_last_counsellor_went_and_that_one_came(
    asha_on_duty: Person,
) -> None:
    async with public() as one:
        assert (await start(one, fresh_conv()))["place"]["away"] is False
        for act, away in ((pause, True), (resume, False), (check_out, True)):
            await database_sync_to_async(act)(asha_on_duty.pk, utc_now())
            assert (await one.hear("place"))["away"] is away
        await database_sync_to_async(check_in)(asha_on_duty.pk, utc_now())
        assert (await one.hear("place"))["away"] is False


async def test_who_waits_is_told_when_the_last_counsellor_gives_no_sign(asha_on_duty: Person) -> None:
    async with await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await staff.hear("console")
    async with public() as one:
        await start(one, fresh_conv())
        await database_sync_to_async(presence.silence_consoles)(utc_now() + timedelta(minutes=2))
        assert (await one.hear("place"))["away"] is True


async def test_a_colleague_sees_how_many_are_there(asha_on_duty: Person, ben: Person) -> None:
    async with await console(ben) as staff:
        await staff.say("console.open")
        assert (await staff.hear("console"))["queue"]["on_duty"] == 1
        await database_sync_to_async(check_out)(asha_on_duty.pk, utc_now())
        assert (await staff.hear("queue"))["on_duty"] == 0


async def test_whoever_is_off_duty_is_told_when_a_seat_can_be_stepped_into(
    asha_on_duty: Person, ben: Person
) -> None:
    async with await console(ben) as staff:
        await staff.say("console.open")
        await staff.hear("console")
        await database_sync_to_async(pause)(asha_on_duty.pk, utc_now())
        assert (await staff.hear("queue", "duty"))["t"] == "queue"
        assert await staff.socket.receive_nothing()
        await database_sync_to_async(empty_seat)()
        await database_sync_to_async(resume)(asha_on_duty.pk, utc_now())
        assert (await staff.hear("duty"))["until"] is None


async def test_within_half_a_minute_the_place_is_told_though_no_hint_came(asha_on_duty: Person) -> None:
    watch, ahead = await watching(), fresh_conv()
    async with public() as first, public() as second:
        await start(first, ahead)
        assert (await start(second, fresh_conv()))["place"]["position"] == 2
        await Conversation.objects.filter(conv=ahead).adelete()
        await round_of(watch)
        assert (await second.hear("place"))["position"] == 1
        await round_of(watch)
        assert await second.socket.receive_nothing()


async def test_looking_at_the_places_asks_nothing_while_nobody_waits(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, asked = await watching(), list[str]()
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await start(one, fresh_conv())
        await staff.say("next")
        await staff.hear("conv.accepted")
        await one.hear("epoch.want")
        await asyncio.sleep(0.2)
        monkeypatch.setattr(CursorWrapper, "execute", lambda _, sql, *__: asked.append(sql))
        await round_of(watch)
        monkeypatch.undo()
    assert asked == []


async def test_nobody_is_sent_away_when_the_place_cannot_be_read(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, place_of = await watching(), queries.place_of
    async with public() as one:
        await start(one, fresh_conv())
        # The start's own hint has come by then.
        await asyncio.sleep(0.2)
        monkeypatch.setattr(queries, "place_of", away)
        await round_of(watch)
        monkeypatch.setattr(queries, "place_of", place_of)
        await one.say("beat")
        await one.hear("beat")


def away(*_: Any) -> None:
    raise OperationalError
