"""The console's socket: one counsellor, several conversations."""

from functools import partial
from typing import Any, ClassVar, assert_never

from channels.db import database_sync_to_async

from chat import missed, queries
from chat.broadcast import QUEUE_GROUP, console_group
from chat.consumers.budgets import BUDGETS, Budget
from chat.consumers.frames import FrameConsumer, say_farewells
from chat.process import NAME
from chat.rules import wire
from chat.rules.refusals import BadFrame, Close, Code, Refused
from chat.services import presence, talk
from helpline.common.clock import utc_now
from helpline.common.tokens import new_token
from helpline.staff.sockets import StaffConsumer
from scheduling.broadcast import PRESENT_GROUP, duty_group
from scheduling.queries import MyDuty, my_duty, on_duty
from scheduling.rules.duty import DutyState


class ConsoleConsumer(FrameConsumer, StaffConsumer):
    """One open console page."""

    required_permission: ClassVar[str] = "chat.use_console"
    is_open = False
    taken_over = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing told."""
        super().__init__(*args, **kwargs)
        self._cursors: dict[str, int] = {}
        self._mine: set[str] = set()
        self._told: set[tuple[str, str, int]] = set()
        self._last_letter = ""
        self._mine_shown: MyDuty | None = None

    async def admitted(self) -> None:
        """Wait for the first frame."""
        self.socket = new_token()
        self.expect_first()

    async def disconnect(self, code: int) -> None:
        """Tell the help-seekers if nobody comes back."""
        self.stop_waiting()
        was_open, self.is_open = self.is_open, False
        if was_open and not self.taken_over:
            self.owe_farewell(
                partial(presence.console_lost, self.person_id, self.socket, name=self.name, now=utc_now())
            )
        await StaffConsumer.disconnect(self, code)
        if was_open:
            await self._leave_groups()
            await say_farewells()

    @property
    def person_id(self) -> int:
        """Return whose console this is."""
        if self.person is None:
            raise Refused(Code.NOT_MEMBER, Close.NOT_ALLOWED)
        return self.person.pk

    @property
    def name(self) -> str:
        """Return the name that help-seekers see."""
        return self.person.working_name if self.person else ""

    def budget(self, conv: str) -> Budget:
        """Return that of this person's conversation; whatever else they name is taken from their own."""
        name = f"{self.person_id} {conv if conv in self._mine else ''}"
        return BUDGETS.of(name, self.new_budget)

    async def parse_and_answer(self, text: str) -> None:
        """Handle one frame of the page."""
        frame = wire.parse_counsellor(text)
        if isinstance(frame, wire.Beat):
            self.take_frame("")
            await self.send_frame({"t": "beat"})
        elif isinstance(frame, wire.OpenConsole):
            await self._open()
        elif not self.is_open:
            # Out of turn: the console must be open first.
            raise BadFrame
        else:
            await self._act(frame)

    async def _open(self) -> None:
        if self.is_open:
            raise BadFrame
        self.is_open = True
        for group in self._groups():
            await self.channel_layer.group_add(group, self.channel_name)
        await database_sync_to_async(presence.console_opened)(
            self.person_id, process=NAME, socket=self.socket, now=utc_now()
        )
        state = await database_sync_to_async(self._state)()
        self._cursors = {one["conv"]: one["n"] for one in state["conversations"]}
        self._last_letter = next((one["letter"] for one in reversed(state["conversations"])), "")
        await self.send_frame(state)
        for one in state["conversations"]:
            await self._begin_anew(one["conv"])

    async def _begin_anew(self, conv: str) -> None:
        """Ask for a new epoch; one that ended or went since it was listed must not keep the others from theirs."""
        try:
            await database_sync_to_async(talk.want_epoch)(conv, self.person_id, self.name, now=utc_now())
        except Refused:
            await self.send_frame({"t": "conv.closed", "conv": conv, "why": "gone"})

    async def _act(
        self, frame: wire.Next | wire.Offer | wire.Sealed | wire.Fetch | wire.Spoke | wire.CloseConversation
    ) -> None:
        if isinstance(frame, wire.Fetch):
            self.take_read(frame.conv)
        elif isinstance(frame, wire.Next):
            self.take_frame("")
        elif not isinstance(frame, wire.Sealed):
            self.take_frame(frame.conv)
        match frame:
            case wire.Sealed():
                await self.store_and_ack(
                    frame, lambda one: talk.store(one, person_id=self.person_id, now=utc_now())
                )
            case wire.Next():
                taken = await database_sync_to_async(talk.take_next)(
                    self.person_id, self.name, now=utc_now(), last_letter=self._last_letter
                )
                self._last_letter = taken.letter
                await self.send_frame({"t": "taken", "conv": taken.conv, "letter": taken.letter})
            case wire.Offer():
                await database_sync_to_async(talk.make_offer)(frame, self.person_id, self.name)
            case wire.Fetch():
                await database_sync_to_async(self._must_hold)(frame.conv)
                await self.send_frames_after(frame.conv, frame.n)
            case wire.Spoke():
                await database_sync_to_async(talk.note_spoke)(frame.conv, self.person_id)
            case wire.CloseConversation():
                await database_sync_to_async(talk.close)(
                    frame.conv, self.person_id, abuse=frame.mark == "abuse", now=utc_now()
                )
            case _:
                assert_never(frame)

    async def send_frame(self, frame: dict[str, Any]) -> None:
        """Send one frame and remember how far the page has been told."""
        if frame["t"] == "console":
            self._mine = {one["conv"] for one in frame["conversations"]}
        elif frame["t"] == "taken":
            self._mine.add(frame["conv"])
        elif frame["t"] == "msg":
            self._cursors[frame["conv"]] = max(self._cursors.get(frame["conv"], 0), frame["n"])
        elif frame["t"] in {"conv.accepted", "epoch.open"}:
            self._told.add((frame["t"], frame["conv"], frame["e"]))
        elif frame["t"] == "conv.closed":
            self._cursors.pop(frame["conv"], None)
            self._mine.discard(frame["conv"])
            BUDGETS.forget(f"{self.person_id} {frame['conv']}")
        await super().send_frame(frame)

    async def catch_up(self, _: dict[str, Any]) -> None:
        """List the conversations anew, and send what no hint brought."""
        if not self.is_open:
            return
        if await database_sync_to_async(missed.is_taken_over)(self.person_id, self.socket):
            await self.take_over({"socket": ""})
            return
        state = await database_sync_to_async(self._state)()
        await self.send_frame(state)
        for one in state["conversations"]:
            cursor = self._cursors.get(one["conv"], 0)
            for frame in await database_sync_to_async(missed.for_console)(one["conv"]):
                if (frame["t"], frame["conv"], frame["e"]) not in self._told:
                    await self.send_frame(frame)
            await self.send_frames_after(one["conv"], cursor)

    async def take_over(self, event: dict[str, Any]) -> None:
        """A newer console of the same person goes on; this one stops."""
        if self.is_open and event["socket"] != self.socket:
            self.taken_over = True
            await self.refuse(Refused(Code.TAKEN_OVER, Close.TAKEN_OVER))

    async def queue_changed(self, _: dict[str, Any]) -> None:
        """Show the queue as it is now."""
        queue = await database_sync_to_async(queries.queue_for_console)(utc_now())
        capacity = await database_sync_to_async(self._capacity)()
        await self.send_frame({"t": "queue", **queue, "capacity": capacity})

    async def duty_changed(self, _: dict[str, Any]) -> None:
        """Show the person's own duty as it is now."""
        await self.send_frame({"t": "duty", **await database_sync_to_async(self._duty)()})

    async def present_changed(self, _: dict[str, Any]) -> None:
        """Show how many are there, the room that the person has by their own duty, and what they could step into."""
        await self.queue_changed({})
        shown = self._mine_shown
        if shown is None or shown.duty.state is not DutyState.OFF:
            return
        if await database_sync_to_async(my_duty)(self.person_id, utc_now()) != shown:
            await self.duty_changed({})

    def _state(self) -> dict[str, Any]:
        now = utc_now()
        return {
            "t": "console",
            "duty": self._duty(),
            "queue": queries.queue_for_console(now),
            "capacity": self._capacity(),
            "conversations": queries.conversations_of(self.person_id),
        }

    def _duty(self) -> dict[str, Any]:
        self._mine_shown = my_duty(self.person_id, utc_now())
        duty = self._mine_shown.duty
        return {
            "state": duty.state.value,
            "channels": sorted(channel.value for channel in duty.channels),
            "since": duty.since.isoformat() if duty.since else None,
            "until": duty.until.isoformat() if duty.until else None,
        }

    def _capacity(self) -> int:
        """Return how many more this person can take now."""
        return next(
            (
                max(0, one.capacity - one.engaged)
                for one in on_duty(queries.CHAT, utc_now())
                if one.person_id == self.person_id
            ),
            0,
        )

    def _must_hold(self, conv: str) -> None:
        """Raise Refused, which leaves the socket open: one of several conversations may just have ended."""
        if not queries.is_held_by(conv, self.person_id):
            raise Refused(Code.NOT_MEMBER)

    def _groups(self) -> tuple[str, ...]:
        return console_group(self.person_id), duty_group(self.person_id), PRESENT_GROUP, QUEUE_GROUP

    async def _leave_groups(self) -> None:
        for group in self._groups():
            await self.channel_layer.group_discard(group, self.channel_name)
