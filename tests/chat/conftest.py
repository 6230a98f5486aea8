"""A chat that is open, with somebody on duty, and what a page would send."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import altcha
import pytest
from django.conf import settings

from chat.models import Conversation
from chat.process import NAME
from chat.rules.wire import HELP_SEEKER_PID, Commit, Member, Offer, Open, OpenEpoch, Sealed
from chat.services import arrival, presence, talk
from helpline.charity.rules import TextKey
from helpline.charity.services import write_text
from helpline.common.channel import Channel
from helpline.common.clock import utc_now
from helpline.staff.models import Person
from scheduling.models import OpeningBlock
from tests.chat.frames import MEMBER, b64
from tests.duty import on_seat

NOW = datetime(2026, 11, 24, 19, 12, tzinfo=UTC)
_ids = count(1)


def fresh_conv() -> str:
    """Return a conversation id that no other test uses."""
    return base64.urlsafe_b64encode(next(_ids).to_bytes(16, "big")).rstrip(b"=").decode()


def resume_of(token: str) -> str:
    """Return what `conv.open` carries of a resume token."""
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).rstrip(b"=").decode()


def solved_proof(challenge: dict[str, Any] | None = None) -> str:
    """Return the answer to a challenge, a fresh one if none is given."""
    asked = altcha.Challenge.from_dict(challenge or arrival.new_challenge(datetime.now(UTC)))
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    payload = {"challenge": asked.to_dict(), "solution": solution.to_dict()}
    return base64.b64encode(json.dumps(payload).encode()).decode()


TOKEN = b64(32, 9)


def open_frame(conv: str | None = None, **other: str) -> Open:
    """Return a `conv.open` with a solved proof."""
    fields = {
        "conv": conv or fresh_conv(),
        "commit": b64(32, 1),
        "share": b64(32, 2),
        "resume": resume_of(TOKEN),
        "lang": "nl",
        "proof": solved_proof(),
    }
    return Open(**{**fields, **other})


@pytest.fixture
def open_door(db: None) -> None:
    """Open the chat all week, with the texts that must be there first."""
    for weekday in range(7):
        OpeningBlock.objects.create(
            channel=Channel.CHAT,
            weekday=weekday,
            start_minute=0,
            end_minute=1440,
            valid_from=date(2026, 1, 1),
        )
    for language in ("nl", "en"):
        write_text(TextKey.LIMITS, language, "What we do when a child is in danger.", by=None, now=NOW)


@pytest.fixture
def on_duty(open_door: None, asha: Person) -> Person:
    """Asha, on duty for the chat."""
    on_seat(asha, {Channel.CHAT}, NOW)
    return asha


@pytest.fixture
def asha_on_duty(open_door: None, asha: Person) -> Person:
    """Asha on duty by the real clock, which the consumers read."""
    presence.keep_lease(NAME, utc_now())
    on_seat(asha, {Channel.CHAT}, utc_now() - timedelta(minutes=1))
    return asha


@pytest.fixture
def begin(on_duty: Person) -> Callable[..., Conversation]:
    """Start a conversation that waits."""
    presence.keep_lease("here", NOW)

    def make(conv: str | None = None, *, now: datetime = NOW, **other: str) -> Conversation:
        made = arrival.start(open_frame(conv, **other), process="here", socket="socket", now=now)
        assert isinstance(made, Conversation)
        return made

    return make


def offer_for(conv: str, e: int, pid: str = MEMBER["pid"]) -> Offer:
    """Return an offer as a console makes it."""
    return Offer(conv, e, 1, pid, MEMBER["pk"], MEMBER["cert"], MEMBER["sig"])


def opening(conv: str, e: int, *, commit: str = b64(32, 1), pid: str = MEMBER["pid"]) -> OpenEpoch:
    """Return the `epoch.open` of the help-seeker's page for one member."""
    member = Member(1, pid, MEMBER["pk"], MEMBER["cert"], MEMBER["sig"])
    return OpenEpoch(conv, e, commit, b64(32, 0), (member,), ((pid, b64(1168)),))


def sealed(
    conv: str, q: int, *, e: int = 1, pid: str = HELP_SEEKER_PID, byte: int = 5, inst: int = 3
) -> Sealed:
    """Return a sealed frame; the server cannot tell that nothing is in it."""
    return Sealed(conv, e, pid, b64(8, inst), q, b64(1040, byte))


@pytest.fixture
def talking(begin: Callable[..., Conversation], on_duty: Person) -> Callable[..., Conversation]:
    """Start a conversation, have Asha take it, agree on keys and say hello."""

    def make(conv: str | None = None, *, hello: bool = True, now: datetime = NOW) -> Conversation:
        made = begin(conv, now=now)
        talk.take_next(on_duty.pk, "Asha", now=now + timedelta(seconds=30))
        talk.make_offer(offer_for(made.conv, 1), on_duty.pk, "Asha")
        talk.open_epoch(opening(made.conv, 1), now=now + timedelta(seconds=31))
        if hello:
            talk.store(
                sealed(made.conv, 1, pid=MEMBER["pid"]), person_id=on_duty.pk, now=now + timedelta(seconds=32)
            )
        return Conversation.objects.get(conv=made.conv)

    return make


def next_epoch(conv: str, person: Person, e: int, *, now: datetime, cert: str = MEMBER["cert"]) -> str:
    """Agree on a further epoch with a fresh key of the same counsellor, and of the same device; return its pid."""
    talk.commit_epoch(Commit(conv, e, b64(32, e)))
    pid = b64(8, 20 + e)
    talk.make_offer(replace(offer_for(conv, e, pid), cert=cert), person.pk, "Asha")
    opened = opening(conv, e, commit=b64(32, e), pid=pid)
    talk.open_epoch(replace(opened, members=(replace(opened.members[0], cert=cert),)), now=now)
    return pid


assert settings.PROOF_COST == 1, "the tests' proofs must be cheap"
