"""Both sockets, through Channels' communicator."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.db.backends.utils import CursorWrapper

from chat.briefly import LEFT
from chat.broadcast import help_seeker_group
from chat.consumers import frames as frames_module
from chat.models import Conversation, SealedFrame
from chat.queries import held
from helpline.asgi import application
from helpline.common.clock import utc_now
from helpline.metrics.queries import tallies
from helpline.staff.models import Person
from scheduling.services import check_out
from tests.chat.conftest import TOKEN, fresh_conv, resume_of, solved_proof
from tests.chat.frames import MEMBER, b64
from tests.chat.pages import agree, console, message, page, public, say_open, start

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_whole_conversation_passes_both_ways_and_leaves_nothing(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        assert (await staff.hear("console"))["capacity"] == 2
        assert (await start(one, conv))["place"]["position"] == 1
        await agree(one, staff, conv)
        await staff.say("msg", **message(conv, 1, MEMBER["pid"]))
        assert (await staff.hear("ack"))["n"] == 1
        assert (await one.hear("msg"))["n"] == 1
        await one.say("msg", **message(conv, 1))
        assert (await one.hear("ack"))["ref"] == [1, b64(8, 0), b64(8, 3), 1]
        assert (await staff.hear("msg"))["c"] == b64(1040, 1)
        await staff.say("spoke", conv=conv)
        await staff.say("conv.close", conv=conv, mark=None)
        assert (await one.hear("conv.closed"))["why"] == "counsellor"
        assert await one.closed() == 1000
        assert (await staff.hear("conv.closed"))["why"] == "you"
    assert (
        await database_sync_to_async(tallies)() | {"answered": 1} == await database_sync_to_async(tallies)()
    )
    assert not await Conversation.objects.aexists()
    assert not await SealedFrame.objects.aexists()


async def test_t18_a_second_page_with_the_token_takes_over_and_the_first_is_closed(
    asha_on_duty: Person,
) -> None:
    conv = fresh_conv()
    async with public() as first, public() as second:
        await start(first, conv)
        await second.say("conv.resume", conv=conv, token=TOKEN, n=0)
        assert (await second.hear("conv.state"))["share"] == b64(32, 2)
        assert (await first.hear("err"))["code"] == "taken_over"
        assert await first.closed() == 4409
    assert (await Conversation.objects.aget()).lost_at is not None


async def test_a_page_that_comes_back_gets_what_it_missed(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with await console(asha_on_duty) as staff:
        await staff.say("console.open")
        async with public() as one:
            await start(one, conv)
            await agree(one, staff, conv)
        assert not (await staff.hear("peer"))["on"]
        await staff.say("msg", **message(conv, 1, MEMBER["pid"]))
        await staff.say("msg", **message(conv, 2, MEMBER["pid"]))
        await staff.hear("ack")
        await staff.hear("ack")
        async with public() as again:
            await again.say("conv.resume", conv=conv, token=TOKEN, n=1)
            state = await again.hear("conv.state")
            assert (state["state"], state["n"], state["opened"][0]["members"]) == ("active", 2, [MEMBER])
            assert (await again.hear("msg"))["n"] == 2
            assert (await staff.hear("peer"))["on"]


async def test_a_console_that_comes_back_brings_a_new_epoch(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with public() as one:
        async with await console(asha_on_duty) as staff:
            await staff.say("console.open")
            await start(one, conv)
            await agree(one, staff, conv)
        async with await console(asha_on_duty) as staff:
            await staff.say("console.open")
            assert [c["conv"] for c in (await staff.hear("console"))["conversations"]] == [conv]
            want = await one.hear("epoch.want")
            assert (want["e"], want["why"], want["name"]) == (2, "reload", "Asha")
            await one.say("epoch.commit", conv=conv, e=2, commit=b64(32, 2))
            accepted = await staff.hear("conv.accepted")
            assert (accepted["e"], accepted["commit"], accepted["why"]) == (2, b64(32, 2), "reload")


async def test_a_letter_that_is_free_again_is_not_given_at_once(asha_on_duty: Person) -> None:
    letters = []
    async with await console(asha_on_duty) as staff:
        await staff.say("console.open")
        for _ in range(2):
            conv = fresh_conv()
            async with public() as one:
                await start(one, conv)
                await staff.say("next")
                letters.append((await staff.hear("taken"))["letter"])
                await staff.say("conv.close", conv=conv, mark=None)
                await staff.hear("conv.closed")
    assert letters == ["A", "B"]


async def test_after_a_reload_the_letters_go_on_from_the_last(asha_on_duty: Person) -> None:
    async with public() as one, public() as two:
        await start(one, fresh_conv())
        await start(two, fresh_conv())
        for letter in ("A", "B"):
            async with await console(asha_on_duty) as staff:
                await staff.say("console.open")
                await staff.say("next")
                assert (await staff.hear("taken"))["letter"] == letter


async def test_a_second_console_of_a_person_takes_over(asha_on_duty: Person) -> None:
    async with await console(asha_on_duty) as first, await console(asha_on_duty) as second:
        await first.say("console.open")
        await first.hear("console")
        await second.say("console.open")
        await second.hear("console")
        assert await first.closed() == 4409


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 4400),
        ('{"v":1,"t":"nothing"}', 4400),
        ('{"v":1,"t":"fetch","conv":"' + b64(16) + '","n":0}', 4400),
        (" " * 17000, 4413),
    ],
)
async def test_a_frame_that_does_not_parse_or_comes_out_of_turn_closes(text: str, code: int) -> None:
    async with public() as one:
        await one.socket.send_to(text_data=text)
        assert await one.closed() == code


async def test_binary_closes_too() -> None:
    async with public() as one:
        await one.socket.send_to(bytes_data=b"\x00")
        assert await one.closed() == 4400


async def test_a_frame_for_another_conversation_closes_and_ends_nothing(asha_on_duty: Person) -> None:
    mine, other = fresh_conv(), fresh_conv()
    async with public() as one, public() as another:
        await start(one, mine)
        await start(another, other)
        await one.say("conv.close", conv=other)
        assert await one.closed() == 4403
    assert await Conversation.objects.acount() == 2


async def test_a_wrong_token_closes_with_its_code(asha_on_duty: Person) -> None:
    async with public() as one:
        await one.say("conv.resume", conv=fresh_conv(), token=TOKEN, n=0)
        assert (await one.hear("err"))["code"] == "unknown_conv"
        assert await one.closed() == 4404


async def test_a_start_that_the_exit_overtook_closes_at_once(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    LEFT.note(conv, resume_of(TOKEN))
    async with public() as one:
        await say_open(one, conv)
        assert await one.closed() == 1000
    assert not await Conversation.objects.aexists()


async def test_a_second_start_on_one_socket_is_out_of_turn(asha_on_duty: Person) -> None:
    async with public() as one:
        await start(one, fresh_conv())
        await one.say("challenge")
        assert await one.closed() == 4400


async def test_a_shut_door_is_told_on_the_socket(asha_on_duty: Person) -> None:
    await database_sync_to_async(check_out)(asha_on_duty.pk, utc_now())
    async with public() as one:
        shut = await start(one, fresh_conv())
        assert (shut["t"], shut["why"]) == ("shut", "unstaffed")
        assert shut["opens"] == "We weten nog niet wanneer er weer iemand is."
        await one.say("challenge")
        proof = await database_sync_to_async(solved_proof)((await one.hear("challenge"))["challenge"])
        await one.say("knock", lang="nl", proof=proof)
        assert (await one.hear("knocked"))["why"] == "unstaffed"


async def test_whoever_floods_is_told_and_then_closed(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with public() as one:
        await start(one, conv)
        for _ in range(90):
            await one.say("fetch", conv=conv, n=0)
        assert (await one.hear("err"))["code"] == "rate"
        assert await one.closed() == 1008


async def test_a_beat_is_answered() -> None:
    async with public() as one:
        await one.say("beat")
        assert (await one.hear("beat"))["t"] == "beat"


async def test_who_says_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames_module, "FIRST_FRAME_SECONDS", 0.05)
    async with public() as one:
        assert await one.closed() == 4408


async def test_who_falls_silent_is_asked_and_then_counts_as_gone(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames_module, "ASK_SECONDS", 0.3)
    monkeypatch.setattr(frames_module, "SILENT_SECONDS", 0.6)
    async with public() as one:
        await start(one, fresh_conv())
        await one.hear("beat")
        assert await one.closed() == 4410


async def test_who_answers_when_asked_stays(asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames_module, "ASK_SECONDS", 0.2)
    monkeypatch.setattr(frames_module, "SILENT_SECONDS", 0.6)
    async with public() as one:
        await start(one, fresh_conv())
        for _ in range(5):
            await one.hear("beat")
            await one.say("beat")
        assert await one.hear("beat")


async def test_beats_alone_keep_no_socket_that_is_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames_module, "ARRIVAL_SECONDS", 0.3)
    async with public() as one:
        await one.say("beat")
        await one.hear("beat")
        await one.say("beat")
        assert await one.closed() == 4408


@pytest.mark.redis
async def test_redis_keeps_no_group_of_a_conversation_that_ended(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with public() as one:
        await start(one, conv)
        # As a killed server leaves it: a page in the group that nobody takes out.
        await get_channel_layer().group_add(help_seeker_group(conv), "specific.gone!page")
        assert (await database_sync_to_async(held)(conv))["groups of the layer"] == 1
        await one.say("conv.close", conv=conv)
        await one.closed()
    assert set((await database_sync_to_async(held)(conv)).values()) == {0}


@pytest.mark.parametrize("origin", [None, b"https://elsewhere.example", b"null", b"http://localhost:80000"])
async def test_no_page_but_ours_opens_a_socket(origin: bytes | None) -> None:
    for path in ("/ws/chat/", "/ws/console/"):
        socket = WebsocketCommunicator(application, path, headers=[(b"origin", origin)] if origin else [])
        connected, _ = await socket.connect(timeout=5)
        assert not connected


async def test_a_console_needs_a_signed_in_counsellor(noor: Person) -> None:
    async with page("/ws/console/") as nobody:
        assert await nobody.closed() == 4401
    async with await console(noor) as planner:
        assert await planner.closed() == 4403


async def test_a_console_must_be_opened_first(asha_on_duty: Person) -> None:
    async with await console(asha_on_duty) as staff:
        await staff.say("next")
        assert await staff.closed() == 4400


async def test_a_console_reads_no_conversation_but_its_own(asha_on_duty: Person, ben: Person) -> None:
    conv = fresh_conv()
    async with public() as one, await console(asha_on_duty) as staff, await console(ben) as other:
        await staff.say("console.open")
        await start(one, conv)
        await agree(one, staff, conv)
        await other.say("console.open")
        for kind, fields in (
            ("fetch", {"n": 0}),
            ("spoke", {}),
            ("conv.close", {"mark": None}),
            ("offer", {"e": 1, **MEMBER}),
        ):
            await other.say(kind, conv=conv, **fields)
            assert (await other.hear("err"))["code"] == "not_member"
    assert await Conversation.objects.acount() == 1


async def test_the_queue_and_the_duty_reach_open_consoles(asha_on_duty: Person) -> None:
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await staff.hear("console")
        await start(one, fresh_conv())
        assert (await staff.hear("queue"))["waiting"] == 1
        await database_sync_to_async(check_out)(asha_on_duty.pk, utc_now())
        assert (await staff.hear("duty"))["state"] == "off"


async def test_the_place_moves_up_when_one_ahead_leaves(asha_on_duty: Person) -> None:
    first_conv = fresh_conv()
    async with public() as first, public() as second:
        await start(first, first_conv)
        assert (await start(second, fresh_conv()))["place"]["position"] == 2
        await first.say("conv.close", conv=first_conv)
        assert (await first.hear("conv.closed"))["why"] == "you"
        assert (await second.hear("place"))["position"] == 1


async def test_a_restart_closes_every_socket_with_its_code(asha_on_duty: Person) -> None:
    async with public() as one:
        await one.say("beat")
        await one.hear("beat")
        await frames_module.close_all_for_restart()
        assert await one.closed() == 1012


async def test_an_idle_conversation_asks_the_database_nothing(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conv = fresh_conv()
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await start(one, conv)
        await agree(one, staff, conv)
        await _settle()
        asked: list[str] = []
        # Whatever thread it comes from, each query passes here.
        monkeypatch.setattr(CursorWrapper, "execute", lambda _, sql, *__: asked.append(sql))
        for each in (one, staff):
            await each.say("beat")
            await each.hear("beat")
        monkeypatch.undo()
        assert asked == []


async def _settle() -> None:
    await asyncio.sleep(0.2)
