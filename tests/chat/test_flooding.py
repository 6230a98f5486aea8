"""What one page may cost: a cap on open pages, and a budget that no new socket renews."""

import pytest
from channels.testing import WebsocketCommunicator

from chat import queries
from chat.consumers import help_seeker as help_seeker_module
from chat.consumers.budgets import BUDGETS
from chat.consumers.help_seeker import HelpSeekerConsumer
from chat.rules import flood
from helpline.asgi import application
from helpline.staff.models import Person
from tests.chat.conftest import TOKEN, fresh_conv
from tests.chat.frames import MEMBER, b64
from tests.chat.pages import ORIGIN, Page, agree, console, message, public, start

pytestmark = pytest.mark.django_db(transaction=True)


async def test_above_the_most_public_sockets_none_is_let_in_but_staff(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_seeker_module, "MOST_PUBLIC_SOCKETS", 1)
    async with public() as first:
        late = WebsocketCommunicator(application, "/ws/chat/", headers=ORIGIN)
        assert await late.connect(timeout=5) == (False, 1013)
        async with await console(asha_on_duty) as staff:
            await staff.say("console.open")
            assert await staff.hear("console")
        await first.say("beat")
        assert await first.hear("beat")
    async with public() as next_one:
        await next_one.say("beat")
        assert await next_one.hear("beat")


async def test_coming_back_brings_no_new_budget(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with public() as one:
        await start(one, conv)
        for number in range(10):
            await one.say("epoch.commit", conv=conv, e=2 + number, commit=b64(32, 1))
            assert (await one.hear("err"))["code"] == "epoch_stale"
    async with public() as again:
        await again.say("conv.resume", conv=conv, token=TOKEN, n=0)
        await again.hear("conv.state")
        await again.say("epoch.commit", conv=conv, e=2, commit=b64(32, 1))
        assert (await again.hear("err"))["code"] == "rate"
        await again.say("conv.close", conv=conv)
        assert (await again.hear("conv.closed"))["why"] == "you"


async def test_coming_back_again_and_again_is_refused_for_a_while_and_loses_nothing(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    conv = fresh_conv()
    async with public() as one:
        await start(one, conv)
    for answer in ["conv.state"] * flood.READS_AT_ONCE + ["err"]:
        async with public() as again:
            await again.say("conv.resume", conv=conv, token=TOKEN, n=0)
            assert (await again.hear("conv.state", "err"))["t"] == answer
    budget = BUDGETS.of(f"help-seeker {conv}", HelpSeekerConsumer().new_budget)
    budget.reads.at = (budget.reads.at or 0) - 60
    async with public() as later:
        await later.say("conv.resume", conv=conv, token=TOKEN, n=0)
        assert (await later.hear("conv.state", "err"))["state"] == "waiting"


async def test_a_budget_is_made_by_no_wrong_token_and_forgotten_at_the_end(asha_on_duty: Person) -> None:
    conv = fresh_conv()
    async with public() as nobody:
        await nobody.say("conv.resume", conv=conv, token=TOKEN, n=0)
        assert await nobody.closed() == 4404
    assert f"help-seeker {conv}" not in BUDGETS
    async with public() as one:
        await start(one, conv)
        await one.say("fetch", conv=conv, n=0)
        await one.say("conv.close", conv=conv)
        await one.closed()
    assert f"help-seeker {conv}" not in BUDGETS


async def test_what_is_stored_is_read_out_in_batches_and_whole(
    asha_on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 2)
    conv = fresh_conv()
    async with public() as one, await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await start(one, conv)
        await agree(one, staff, conv)
        for number in range(1, 6):
            await staff.say("msg", **message(conv, number, MEMBER["pid"]))
            await staff.hear("ack")
        await staff.say("fetch", conv=conv, n=0)
        await staff.say("beat")
        assert await _numbers_before_the_beat(staff) == [1, 2, 3, 4, 5]
        async with public() as again:
            await again.say("conv.resume", conv=conv, token=TOKEN, n=1)
            await again.say("beat")
            assert await _numbers_before_the_beat(again) == [2, 3, 4, 5]


async def test_a_console_has_one_budget_for_all_that_is_not_hers(asha_on_duty: Person) -> None:
    async with await console(asha_on_duty) as staff:
        await staff.say("console.open")
        await staff.hear("console")
        before = len(BUDGETS)
        for _ in range(11):
            await staff.say("spoke", conv=fresh_conv())
            answer = (await staff.hear("err"))["code"]
        assert answer == "rate"
        assert len(BUDGETS) <= before + 1


async def _numbers_before_the_beat(who: Page) -> list[int]:
    numbers: list[int] = []
    while (frame := await who.hear("msg", "beat"))["t"] == "msg":
        numbers.append(frame["n"])
    return numbers
