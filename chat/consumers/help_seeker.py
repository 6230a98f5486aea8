"""The help-seeker's socket. It reads no cookie; its first frame says which conversation it is for."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar, assert_never

from channels.db import database_sync_to_async
from django.utils import translation

from chat import missed, queries
from chat.broadcast import QUEUE_GROUP, help_seeker_group
from chat.consumers.budgets import BUDGETS, Budget
from chat.consumers.frames import FrameConsumer, say_farewells
from chat.process import NAME
from chat.rules import wire
from chat.rules.presence import gone_in
from chat.rules.refusals import BadFrame, Close, Code, Refused
from chat.services import arrival, presence, talk
from helpline.common.clock import utc_now
from helpline.common.faults import AWAY
from helpline.common.tokens import new_token
from scheduling.broadcast import PRESENT_GROUP
from scheduling.wording import opening_sentence

# A helpline has some dozens. More than this and the process could run out of descriptors and memory for staff too.
MOST_PUBLIC_SOCKETS = 5_000
# What changes the place of whoever waits: the queue, and who is there.
WAITING_GROUPS = (QUEUE_GROUP, PRESENT_GROUP)


class HelpSeekerConsumer(FrameConsumer):
    """One help-seeker's page."""

    # Those of this process; a console is none of them.
    held: ClassVar["set[HelpSeekerConsumer]"] = set()
    conv: str | None = None
    # Named, and not answered by the database yet. It may be stored after the socket is gone: the server cancels a
    # socket that closes too slowly, and a thread goes on.
    asked: str | None = None
    last_place: dict[str, Any] | None = None
    # The highest number that this socket was sent.
    cursor = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing told."""
        super().__init__(*args, **kwargs)
        # Of what was told only its fingerprint: an offer alone is two kilobytes.
        self._told: dict[str, int] = {}
        self._peer_timer: asyncio.TimerHandle | None = None
        # Before a conversation is named there is nobody to keep count of but the socket.
        self._own_budget = self.new_budget(0)

    def budget(self, conv: str) -> Budget:
        """Return the conversation's, on this side of it; a new socket brings no new one."""
        return BUDGETS.of(_budget_name(conv), self.new_budget) if conv else self._own_budget

    @property
    def has_begun(self) -> bool:
        """Return whether a conversation was named; until then a socket is nobody's and has its time."""
        return self.conv is not None

    async def connect(self) -> None:
        """Accept, unless there are too many; who says nothing is let go."""
        if len(self.held) >= MOST_PUBLIC_SOCKETS:
            # Before the handshake is answered, which costs least: the page tries again, ever later.
            await self.close(code=int(Close.TRY_LATER))
            return
        self.held.add(self)
        self.socket = new_token()
        await self.accept()
        self.expect_first()

    async def disconnect(self, _: int) -> None:
        """Keep the place or the conversation for whoever comes back."""
        self.held.discard(self)
        self.stop_waiting()
        if self._peer_timer is not None:
            self._peer_timer.cancel()
        conv, self.conv = self.conv or self.asked, None
        if conv is not None:
            # All sockets share one thread for the database, so that this comes after whatever it still does for this.
            self.owe_farewell(partial(presence.help_seeker_lost, conv, self.socket, now=utc_now()))
            await self._leave_groups(conv)
            await say_farewells()

    async def parse_and_answer(self, text: str) -> None:
        """Handle one frame of the page."""
        frame = wire.parse_help_seeker(text)
        if isinstance(frame, wire.Beat):
            self.take_frame("")
            await self.send_frame({"t": "beat"})
            return
        if isinstance(frame, wire.Challenge | wire.Open | wire.Knock | wire.Resume):
            self.take_frame("")
            await self._arrive(frame)
            return
        if self.conv is None:
            # Out of turn: nothing may come before the conversation is named.
            raise BadFrame
        if frame.conv != self.conv:
            raise Refused(Code.NOT_MEMBER, Close.NOT_ALLOWED)
        await self._talk(frame)

    async def _arrive(self, frame: wire.Challenge | wire.Open | wire.Knock | wire.Resume) -> None:
        if self.conv is not None:
            raise BadFrame
        match frame:
            case wire.Challenge():
                challenge = await database_sync_to_async(arrival.new_challenge)(utc_now())
                await self.send_frame({"t": "challenge", "challenge": challenge})
            case wire.Open():
                await self._open(frame)
            case wire.Knock():
                why = await database_sync_to_async(arrival.knock)(frame.lang, frame.proof, now=utc_now())
                await self.send_frame({"t": "knocked", "why": arrival.WHY[why] if why else "open"})
            case wire.Resume():
                await self._resume(frame)
            case _:
                assert_never(frame)

    async def _open(self, frame: wire.Open) -> None:
        with self._asking_for(frame.conv):
            made = await database_sync_to_async(arrival.start)(
                frame, process=NAME, socket=self.socket, now=utc_now()
            )
        if isinstance(made, arrival.Shut):
            with translation.override(frame.lang):
                opens = opening_sentence(made.opens, utc_now())
            await self.send_frame({"t": "shut", "why": made.why, "opens": opens})
            return
        # From here on it is this socket's: if anything fails, it is lost with it and does not stand as connected.
        self.conv = frame.conv
        if await database_sync_to_async(arrival.left_meanwhile)(frame, now=utc_now()):
            self.conv = None
            await self.close(code=int(Close.DONE))
        else:
            await self._begin(frame.conv, 0)

    async def _resume(self, frame: wire.Resume) -> None:
        # Before the token is checked only a budget in use is asked: naming an id makes none.
        is_known = _budget_name(frame.conv) in BUDGETS
        if is_known:
            self.take_read(frame.conv)
        with self._asking_for(frame.conv):
            await database_sync_to_async(arrival.resume)(frame, process=NAME, socket=self.socket)
        self.conv = frame.conv
        if not is_known:
            self.take_read(frame.conv)
        await self._begin(frame.conv, frame.n)

    @contextlib.contextmanager
    def _asking_for(self, conv: str) -> Iterator[None]:
        self.asked = conv
        # Not in the end: a cancelled or failed question may have been answered all the same.
        yield
        self.asked = None

    async def _begin(self, conv: str, n: int) -> None:
        """Join the groups first, then read: what is stored in between comes twice rather than never."""
        self.conv = conv
        self.cursor = n
        await self.channel_layer.group_add(help_seeker_group(conv), self.channel_name)
        state, seconds = await database_sync_to_async(_state)(conv)
        await self.send_frame(state)
        if seconds:
            self._look_for_peer_in(seconds)
        if state["place"] is not None:
            await self._wait(state["place"])
        await self.send_frames_after(conv, n)

    async def _talk(
        self,
        frame: wire.Share
        | wire.Commit
        | wire.OpenEpoch
        | wire.RefuseOffer
        | wire.Sealed
        | wire.Fetch
        | wire.CloseConversation,
    ) -> None:
        if isinstance(frame, wire.Fetch):
            self.take_read(frame.conv)
        elif not isinstance(frame, wire.Sealed | wire.CloseConversation):
            # Leaving is never refused: nothing comes after it.
            self.take_frame(frame.conv)
        match frame:
            case wire.Sealed():
                await self.store_and_ack(frame, lambda one: talk.store(one, person_id=None, now=utc_now()))
            case wire.Share():
                await database_sync_to_async(arrival.bring_share)(frame)
            case wire.Commit():
                await database_sync_to_async(talk.commit_epoch)(frame)
            case wire.OpenEpoch():
                await database_sync_to_async(talk.open_epoch)(frame, now=utc_now())
            case wire.RefuseOffer():
                await database_sync_to_async(talk.refuse_offer)(frame)
            case wire.Fetch():
                await self.send_frames_after(frame.conv, frame.n)
            case wire.CloseConversation():
                await database_sync_to_async(talk.leave)(frame.conv, now=utc_now())
            case _:
                assert_never(frame)

    async def push(self, event: dict[str, Any]) -> None:
        """Pass on a broadcast; the end of the conversation is also the end of the socket."""
        frame = event["frame"]
        if frame["t"] == "peer" and not frame["on"]:
            await self.look_for_peer({})
            return
        await self.send_frame(frame)
        if frame["t"] == "conv.closed" and self.conv is not None:
            conv, self.conv = self.conv, None
            BUDGETS.forget(_budget_name(conv))
            await self._leave_groups(conv)
            await self.close(code=int(Close.DONE))

    async def look_for_peer(self, _: dict[str, Any]) -> None:
        """Say that the counsellor's page is gone, once it has been for long enough."""
        if self.conv is None:
            return
        seconds, frame = await database_sync_to_async(missed.counsellors_page)(self.conv, utc_now())
        if seconds:
            self._look_for_peer_in(seconds)
        elif seconds == 0:
            await self.send_frame(frame)

    def _look_for_peer_in(self, seconds: float) -> None:
        if self._peer_timer is not None:
            self._peer_timer.cancel()
        self._peer_timer = asyncio.get_running_loop().call_later(
            seconds, lambda: asyncio.ensure_future(self.dispatch({"type": "look.for.peer"}))
        )

    async def send_frame(self, frame: dict[str, Any]) -> None:
        """Send one frame and remember how far the page has been told."""
        if frame["t"] == "msg":
            self.cursor = max(self.cursor, frame["n"])
        elif frame["t"] in missed.HINTED:
            self._told[frame["t"]] = _fingerprint(frame)
        await super().send_frame(frame)
        if frame["t"] == "waiting":
            await self._wait({})

    async def catch_up(self, _: dict[str, Any]) -> None:
        """Send what no hint brought."""
        if self.conv is None:
            return
        try:
            frames = await database_sync_to_async(missed.for_help_seeker)(self.conv, self.socket, utc_now())
        except Refused as refused:
            await self.refuse(refused)
            return
        for frame in frames:
            if self._told.get(frame["t"]) != _fingerprint(frame):
                await self.send_frame(frame)
        await self.send_frames_after(self.conv, self.cursor)
        await self.queue_changed({})

    async def take_over(self, event: dict[str, Any]) -> None:
        """A newer page of the same conversation goes on; this one stops."""
        if self.conv is not None and event["socket"] != self.socket:
            conv, self.conv = self.conv, None
            await self._leave_groups(conv)
            await self.refuse(Refused(Code.TAKEN_OVER, Close.TAKEN_OVER))

    async def queue_changed(self, _: dict[str, Any]) -> None:
        """Tell the place again if it is another."""
        if self.conv is None or self.last_place is None:
            return
        place = await database_sync_to_async(queries.place_of)(self.conv, utc_now())
        if place is None:
            self.last_place = None
            await self._leave(WAITING_GROUPS)
            return
        fields = queries.place_fields(place)
        if fields != self.last_place:
            self.last_place = fields
            await self.send_frame({"t": "place", **fields})

    async def present_changed(self, _: dict[str, Any]) -> None:
        """Tell the place again: somebody came, went or takes a break."""
        await self.queue_changed({})

    async def time_passed(self, _: dict[str, Any]) -> None:
        """Tell the place again: closing time comes near without anybody's doing.

        Nobody is sent away for it: while the database is away the next round tells.
        """
        with contextlib.suppress(*AWAY):
            await self.queue_changed({})

    async def _wait(self, told: dict[str, Any]) -> None:
        """Hear of the queue from now on, as only who waits does; the place may have changed just before."""
        self.last_place = told
        for group in WAITING_GROUPS:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.queue_changed({})

    async def _leave_groups(self, conv: str) -> None:
        await self._leave((help_seeker_group(conv), *WAITING_GROUPS))

    async def _leave(self, groups: tuple[str, ...]) -> None:
        for group in groups:
            await self.channel_layer.group_discard(group, self.channel_name)


def _budget_name(conv: str) -> str:
    return f"help-seeker {conv}"


def _state(conv: str) -> tuple[dict[str, Any], float | None]:
    """Return the conversation's state, and in how many seconds its counsellor's page counts as gone."""
    found, now = queries.conversation(conv), utc_now()
    return queries.state_for_help_seeker(found, now), gone_in(found.counsellor_lost_at, now)


def _fingerprint(frame: dict[str, Any]) -> int:
    return hash(json.dumps(frame, sort_keys=True))
