"""Coming in: the proof of work, the door, a start, a knock and coming back."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import altcha
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisGone

from chat import briefly, shares
from chat.briefly import LEFT
from chat.models import Conversation, UsedProof
from chat.queries import halves_in_memory, place_of
from chat.rules.refusals import Close, Code, Refused
from chat.rules.wire import Resume, Share
from chat.services import arrival
from helpline import settings as product
from helpline.charity.models import TextVersion
from helpline.metrics.models import WaitTally, WeekTally
from helpline.metrics.queries import tallies
from helpline.metrics.rules import Outcome
from helpline.staff.models import Person
from scheduling.models import OpeningBlock
from scheduling.services import check_out
from tests.chat.conftest import NOW, TOKEN, fresh_conv, open_frame, solved_proof
from tests.chat.frames import b64

ROOT = Path(__file__).parents[2]
# What follows a commit (pushes, the half of the keep) is part of what these show.
pytestmark = pytest.mark.django_db(transaction=True)


def spoilt(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


def start(conv: str | None = None) -> Conversation | arrival.Shut:
    return arrival.start(open_frame(conv), process="here", socket="socket", now=NOW)


def outcomes() -> dict[str, int]:
    return {outcome: n for outcome, n in tallies().items() if n}


def test_a_start_waits_in_the_queue_and_counts_nothing_yet(on_duty: Person) -> None:
    made = start()
    assert isinstance(made, Conversation)
    place = place_of(made.conv, NOW)
    assert place is not None
    assert (place.position, place.away) == (1, False)
    assert outcomes() == {}
    assert shares.get(made.conv) == b64(32, 2)


def test_one_proof_of_work_starts_one_conversation(on_duty: Person) -> None:
    frame = open_frame()
    arrival.start(frame, process="here", socket="socket", now=NOW)
    with pytest.raises(Refused) as refused:
        arrival.start(open_frame(proof=frame.proof), process="here", socket="socket", now=NOW)
    assert refused.value.code is Code.PROOF
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    "proof",
    ["", "e30=", "not base64", "W10=", *map(spoilt, ({"challenge": {}}, {"challenge": "x", "solution": 1}))],
)
def test_no_proof_of_work_no_start(on_duty: Person, proof: str) -> None:
    with pytest.raises(Refused) as refused:
        arrival.start(open_frame(proof=proof), process="here", socket="socket", now=NOW)
    assert refused.value.code is Code.PROOF
    assert not UsedProof.objects.exists()


def test_a_proof_for_another_server_is_none(on_duty: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = solved_proof()
    monkeypatch.setattr(
        settings, "SECRET_KEY", "another key, quite as long as the first one was, so it passes"
    )
    with pytest.raises(Refused):
        arrival.start(open_frame(proof=proof), process="here", socket="socket", now=NOW)


def test_the_same_id_twice_is_a_fault_of_the_page(on_duty: Person) -> None:
    conv = fresh_conv()
    start(conv)
    with pytest.raises(Refused) as refused:
        start(conv)
    assert refused.value.close is Close.BAD_FRAME


def test_a_closed_door_counts_closed_and_says_when_it_opens(open_door: None) -> None:
    OpeningBlock.objects.exclude(weekday=2).delete()
    shut = start()
    assert isinstance(shut, arrival.Shut)
    assert shut.why == "closed"
    assert shut.opens is not None
    assert shut.opens > NOW
    assert outcomes() == {"closed": 1}


def test_nobody_on_duty_counts_unstaffed(on_duty: Person) -> None:
    check_out(on_duty.pk, NOW)
    shut = start()
    assert isinstance(shut, arrival.Shut)
    assert shut.why == "unstaffed"
    assert outcomes() == {"unstaffed": 1}


def test_a_full_queue_counts_busy_and_keeps_those_who_wait(on_duty: Person) -> None:
    for _ in range(6):
        assert isinstance(start(), Conversation)
    shut = start()
    assert isinstance(shut, arrival.Shut)
    assert shut.why == "full"
    assert outcomes() == {"busy": 1}
    assert Conversation.objects.count() == 6


def test_without_the_words_on_confidentiality_the_chat_stays_closed(on_duty: Person) -> None:
    TextVersion.objects.filter(language="en").delete()
    shut = start()
    assert isinstance(shut, arrival.Shut)
    assert (shut.why, shut.opens) == ("closed", None)
    assert outcomes() == {"closed": 1}


@pytest.mark.django_db(transaction=True)
def test_a_start_at_a_shut_door_is_counted_once_however_often_it_asks(open_door: None) -> None:
    frame = open_frame()
    for proof in (frame.proof, solved_proof()):
        shut = arrival.start(replace(frame, proof=proof), process="here", socket="socket", now=NOW)
        assert isinstance(shut, arrival.Shut)
    assert outcomes() == {"unstaffed": 1}
    arrival.start(open_frame(), process="here", socket="socket", now=NOW)
    assert outcomes() == {"unstaffed": 2}


def test_a_knock_at_a_shut_door_counts_once_for_each_proof(on_duty: Person) -> None:
    check_out(on_duty.pk, NOW)
    proof = solved_proof()
    assert arrival.knock("nl", proof, now=NOW) is Outcome.UNSTAFFED
    with pytest.raises(Refused):
        arrival.knock("nl", proof, now=NOW)
    assert outcomes() == {"unstaffed": 1}


def test_a_knock_whose_answer_was_lost_hears_again_that_the_door_is_open(on_duty: Person) -> None:
    proof = solved_proof()
    assert arrival.knock("nl", proof, now=NOW) is None
    assert arrival.knock("nl", proof, now=NOW) is None
    assert outcomes() == {}
    with pytest.raises(Refused):
        arrival.knock("nl", "no proof", now=NOW)


def test_a_knock_at_an_open_door_counts_nothing(on_duty: Person) -> None:
    assert arrival.knock("nl", solved_proof(), now=NOW) is None
    assert outcomes() == {}


def test_a_shut_door_counts_the_week_and_no_wait(on_duty: Person) -> None:
    check_out(on_duty.pk, NOW)
    start()
    assert WeekTally.objects.get().n == 1
    assert not WaitTally.objects.exists()


def test_whoever_shows_the_token_comes_back(begin: Callable[..., Conversation]) -> None:
    made = begin()
    Conversation.objects.update(lost_at=NOW)
    found = arrival.resume(Resume(made.conv, TOKEN, 0), process="there", socket="newer")
    found.refresh_from_db()
    assert (found.lost_at, found.socket, found.process) == (None, "newer", "there")


@pytest.mark.parametrize("token", [b64(32, 1), b64(32, 0)])
def test_a_wrong_token_is_told_from_no_conversation_by_nothing(
    begin: Callable[..., Conversation], token: str
) -> None:
    made = begin()
    for conv in (made.conv, fresh_conv()):
        with pytest.raises(Refused) as refused:
            arrival.resume(Resume(conv, token, 0), process="there", socket="newer")
        assert (refused.value.code, refused.value.close) == (Code.UNKNOWN_CONV, Close.UNKNOWN_CONV)


def test_the_exit_button_ends_the_conversation_its_token_names(begin: Callable[..., Conversation]) -> None:
    made = begin()
    with pytest.raises(Refused):
        arrival.leave_by_token(made.conv, b64(32, 1), now=NOW)
    arrival.leave_by_token(made.conv, TOKEN, now=NOW + timedelta(seconds=30))
    assert not Conversation.objects.exists()
    assert outcomes() == {"gave_up": 1}


def test_an_exit_that_overtook_the_start_ends_it_as_it_begins(on_duty: Person) -> None:
    frame = open_frame()
    with pytest.raises(Refused):
        arrival.leave_by_token(frame.conv, TOKEN, now=NOW)
    arrival.start(frame, process="here", socket="socket", now=NOW)
    assert arrival.left_meanwhile(frame, now=NOW)
    assert not Conversation.objects.exists()
    assert halves_in_memory() == 0
    assert outcomes() == {"gave_up_early": 1}


def test_an_exit_with_another_token_or_of_long_ago_ends_no_start(
    on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = open_frame()
    with pytest.raises(Refused):
        arrival.leave_by_token(frame.conv, b64(32, 1), now=NOW)
    assert not arrival.left_meanwhile(frame, now=NOW)
    monkeypatch.setattr(LEFT, "seconds", -1)
    LEFT.note(frame.conv, frame.resume)
    assert not LEFT.has(frame.conv, frame.resume)


def test_whoever_left_is_remembered_until_the_end_is_stored(
    on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = open_frame()
    arrival.start(frame, process="here", socket="socket", now=NOW)
    LEFT.note(frame.conv, frame.resume)

    def away(*_: object, **__: object) -> NoReturn:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(arrival, "leave", away)
        with pytest.raises(OperationalError):
            arrival.left_meanwhile(frame, now=NOW)
    assert arrival.left_meanwhile(frame, now=NOW)
    assert not Conversation.objects.exists()


def test_exits_of_nobody_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(briefly, "MOST", 1)
    LEFT.note("one", "hash")
    LEFT.note("two", "hash")
    assert (LEFT.has("one", "hash"), LEFT.has("two", "hash")) == (False, True)
    monkeypatch.setattr(LEFT, "seconds", -1)
    LEFT.note("three", "hash")
    LEFT.forget_old()
    monkeypatch.undo()
    assert not LEFT.has("three", "hash")


def test_an_exit_that_is_told_again_and_again_keeps_no_other_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(briefly, "time", SimpleNamespace(monotonic=lambda: seconds[0]))
    LEFT.note("again", "hash")
    LEFT.note("other", "hash")
    seconds[0] = 50.0
    LEFT.note("again", "hash")
    seconds[0] = 62.0
    LEFT.forget_old()
    assert [conv for conv, _ in LEFT._noted] == ["again"]
    assert LEFT.has("again", "hash")


def test_a_lost_half_of_the_keep_is_brought_back_and_never_replaced(
    begin: Callable[..., Conversation],
) -> None:
    made = begin()
    arrival.bring_share(Share(made.conv, b64(32, 4)))
    assert shares.get(made.conv) == b64(32, 2)
    shares.drop(made.conv)
    arrival.bring_share(Share(made.conv, b64(32, 4)))
    assert shares.get(made.conv) == b64(32, 4)
    with pytest.raises(Refused):
        arrival.bring_share(Share(fresh_conv(), b64(32, 4)))


def test_a_start_costs_a_stranger_hundreds_of_what_it_costs_the_server_and_a_page_can_always_pay() -> None:
    page = (ROOT / "chat/browser/helpseeker/sum.js").read_text()
    most_of_page = re.search(r"MOST_TRIES = ([\d_]+);", page)
    assert most_of_page
    assert int(most_of_page[1]) >= arrival.MOST_TRIES
    assert arrival.FEWEST_TRIES >= 256
    assert (arrival.FEWEST_TRIES + arrival.MOST_TRIES) / 2 * product.PROOF_COST >= 1_600_000


def test_many_starts_make_the_next_proof_dearer(on_duty: Person) -> None:
    cheap = arrival.new_challenge(NOW)["parameters"]
    for _ in range(10):
        arrival._count_start()
    dear = arrival.new_challenge(NOW)["parameters"]
    assert isinstance(cheap, dict)
    assert isinstance(dear, dict)
    assert dear["cost"] == 2 * cheap["cost"]


def test_a_count_of_starts_that_just_ran_out_begins_anew(
    on_duty: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: str) -> int:
        raise ValueError

    arrival._count_start()
    monkeypatch.setattr(arrival.cache, "incr", gone)
    assert isinstance(start(), Conversation)


def test_a_redis_that_is_away_stops_no_start_and_no_end(
    begin: Callable[..., Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RedisGone

    made = begin()
    for cache in (arrival.cache, caches["shares"]):
        for name in ("get", "set", "add", "delete"):
            monkeypatch.setattr(cache, name, away)
    assert arrival.new_challenge(NOW)
    assert isinstance(start(), Conversation)
    arrival.leave_by_token(made.conv, TOKEN, now=NOW)
    assert Conversation.objects.count() == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["parameters", "signature", "algorithm", "nonce", "counter"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_no_proof_of_any_shape_surprises_the_library(challenge: object, solution: object) -> None:
    proof = spoilt({"challenge": challenge, "solution": solution})
    assert not altcha.verify_solution(proof, settings.SECRET_KEY).verified
