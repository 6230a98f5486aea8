"""When a help-seeker is told that the counsellor's page is gone, and when not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chat.models import Conversation
from chat.rules import presence
from chat.rules.presence import gone_in, is_there
from helpline.staff.models import Person
from tests.chat.conftest import TOKEN, fresh_conv
from tests.chat.pages import Page, agree, console, public, start

NOW = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that went counts as gone after 0.4 s."""
    monkeypatch.setattr(presence, "GONE_AFTER", timedelta(seconds=0.4))


async def talk_and_go(one: Page, person: Person, conv: str) -> None:
    """Begin a conversation; then the counsellor's page goes."""
    async with await console(person) as staff:
        await staff.say("console.open")
        await start(one, conv)
        await agree(one, staff, conv)


@pytest.mark.parametrize(("after", "left"), [(0, 10), (9.5, 0.5), (10, 0), (3_600, 0), (-1, 11)])
def test_a_page_counts_as_gone_ten_seconds_after_it_went(after: float, left: float) -> None:
    now = NOW + timedelta(seconds=after)
    assert (gone_in(NOW, now), is_there(NOW, now)) == (left, left > 0)


def test_a_page_that_did_not_go_is_there() -> None:
    assert (gone_in(None, NOW), is_there(None, NOW)) == (None, True)


@pytest.mark.django_db(transaction=True)
async def test_a_counsellors_page_that_is_loaded_again_is_never_said_to_be_gone(
    asha_on_duty: Person, soon: None
) -> None:
    conv = fresh_conv()
    async with public() as one:
        await talk_and_go(one, asha_on_duty, conv)
        async with await console(asha_on_duty) as staff:
            await staff.say("console.open")
            assert (await one.hear("peer", "epoch.want"))["t"] == "epoch.want"
            assert (await one.hear("peer"))["on"]
            assert await one.socket.receive_nothing(timeout=0.6)


@pytest.mark.django_db(transaction=True)
async def test_a_counsellors_page_that_stays_away_is_said_to_be_gone_once(
    asha_on_duty: Person, soon: None
) -> None:
    conv = fresh_conv()
    async with public() as one:
        await talk_and_go(one, asha_on_duty, conv)
        assert await one.socket.receive_nothing(timeout=0.2)
        told = await one.hear("peer")
        assert (told["on"], told["name"]) == (False, "Asha")
        assert await one.socket.receive_nothing(timeout=0.6)


@pytest.mark.django_db(transaction=True)
async def test_a_help_seeker_who_comes_back_in_between_is_told_in_time_too(
    asha_on_duty: Person, soon: None
) -> None:
    conv = fresh_conv()
    async with public() as one:
        await talk_and_go(one, asha_on_duty, conv)
    async with public() as again:
        await again.say("conv.resume", conv=conv, token=TOKEN, n=0)
        assert (await again.hear("conv.state"))["peer"] is True
        assert not (await again.hear("peer"))["on"]


@pytest.mark.django_db(transaction=True)
async def test_after_the_end_nobody_looks_for_the_counsellors_page(asha_on_duty: Person, soon: None) -> None:
    conv = fresh_conv()
    async with public() as one:
        await talk_and_go(one, asha_on_duty, conv)
        await asyncio.sleep(0.1)
        await one.say("conv.close", conv=conv)
        assert await one.closed() == 1000
        await asyncio.sleep(0.6)
    assert not await Conversation.objects.aexists()
