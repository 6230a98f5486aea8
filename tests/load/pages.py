"""Both pages in Python, with the real sealing and the real manners: come back, resend the same bytes, ask for holes.

The twin of chat/browser, as far as a conversation needs it.
"""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.load.page import Epoch, Page, solve
from tests.sealing import hlc1
from tests.sealing.cast import epoch_frame, member_fields, parse_epoch, parse_member
from tests.sealing.hlc1 import COUNSELLOR, HELP_SEEKER_PID, EpochOpen, Member, Trust
from tests.sealing.hlc1 import b64u_decode as unb64u
from tests.sealing.hlc1 import b64u_encode as b64u


class HelpSeeker(Page):
    """The help-seeker's page."""

    path = "/ws/chat/"

    def __init__(self, port: int, headers: Mapping[str, str] | None = None, **connect_options: Any) -> None:
        super().__init__(port, headers, **connect_options)
        self.id = secrets.token_bytes(16)
        self.conv = b64u(self.id)
        self.token = secrets.token_bytes(32)
        self.share = secrets.token_bytes(32)
        self.seeds = {1: secrets.token_bytes(32)}
        self.epochs: dict[int, Epoch] = {}
        self.waiting_texts: list[str] = []
        self.is_secured = False
        self._has_asked = False
        self.states: list[dict[str, Any]] = []
        self.frames: list[dict[str, Any]] = []

    @property
    def is_waiting(self) -> bool:
        return bool(self.states)

    async def say(self, text: str) -> None:
        """Write something; it goes once the counsellor has said hello."""
        self.waiting_texts.append(text)
        await self._seal_texts()

    async def leave(self) -> None:
        await self.send("conv.close", conv=self.conv)

    async def greet(self) -> None:
        # Once it was asked for, only coming back can tell whether the start had arrived.
        if not self._has_asked:
            await self.send("challenge")
        else:
            await self.send(
                "conv.resume", conv=self.conv, token=b64u(self.token), n=self._cursor.get(self.conv, 0)
            )

    async def take(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "challenge":
                await self._open(frame["challenge"])
            case "conv.state":
                await self._state(frame)
            case "epoch.want":
                await self._promise(frame["e"])
            case "offer":
                await self._take_in(frame)
            case "conv.closed":
                self.ended = frame["why"]
            case "shut":
                self.ended = f"shut: {frame['why']}"
            case _:
                self.frames.append(frame)

    async def _open(self, challenge: dict[str, Any]) -> None:
        proof = await asyncio.to_thread(solve, challenge)
        await self.send(
            "conv.open",
            conv=self.conv,
            commit=b64u(hlc1.commit_to(self.id, 1, self.seeds[1])),
            share=b64u(self.share),
            resume=b64u(hashlib.sha256(self.token).digest()),
            lang="nl",
            proof=proof,
        )
        self._has_asked = self.socket is not None

    async def _state(self, frame: dict[str, Any]) -> None:
        self.states.append(frame)
        if frame["share"] is None:
            await self.send("share", conv=self.conv, share=b64u(self.share))
        pending = frame["pending"]
        if pending and pending["commit"] is None:
            await self._promise(pending["e"])
        for offer in frame["offers"]:
            await self._take_in(offer)

    async def _promise(self, e: int) -> None:
        if e == 1:
            return
        seed = self.seeds.setdefault(e, secrets.token_bytes(32))
        if e not in self.epochs:
            await self.send(
                "epoch.commit", conv=self.conv, e=e, commit=b64u(hlc1.commit_to(self.id, e, seed))
            )

    async def _take_in(self, offer: dict[str, Any]) -> None:
        e = offer["e"]
        if e in self.epochs or e not in self.seeds:
            return
        member, seed = parse_member(offer), self.seeds[e]
        commit = hlc1.commit_to(self.id, e, seed)
        hlc1.verify_offer(self.id, e, commit, member, Trust(int(time.time())))
        before = self.epochs[max(self.epochs)].transcript if self.epochs else hlc1.NO_TRANSCRIPT
        transcript = hlc1.transcript_of(self.id, e, commit, before, (member,))
        seals = {member.pid: hlc1.seal_seed(member.pk, transcript, member.pid, seed)}
        self.epochs[e] = Epoch(e, transcript, seed, HELP_SEEKER_PID)
        self.is_secured = False
        opening = epoch_frame(EpochOpen(self.id, e, commit, before, (member,), seals))
        await self.send("epoch.open", **{name: value for name, value in opening.items() if name not in "vt"})

    async def open_message(self, frame: dict[str, Any]) -> None:
        body = self.opened(self.epochs, frame)
        if body is None:
            return
        if body["k"] == "text":
            self.read.append(str(body["t"]))
        if frame["e"] == max(self.epochs):
            self.is_secured = True
        await self._seal_texts()

    async def _seal_texts(self) -> None:
        if self.is_secured:
            for text in self.waiting_texts:
                self.put(self.epochs[max(self.epochs)], self.id, {"k": "text", "t": text})
            self.waiting_texts = []
            await self.flush()


class Counsellor(Page):
    """The console's page, for one conversation at a time or several."""

    path = "/ws/console/"

    def __init__(
        self, port: int, cookie: str, headers: Mapping[str, str] | None = None, **connect_options: Any
    ) -> None:
        super().__init__(port, {"Cookie": cookie, **dict(headers or {})}, **connect_options)
        self.device = ec.generate_private_key(ec.SECP256R1())
        # One for all epochs, as a browser keeps it: by it the server knows the device.
        self.cert = self._certify(int(time.time()))
        self.kem_seeds: dict[tuple[str, int], tuple[bytes, Member]] = {}
        self.epochs: dict[str, dict[int, Epoch]] = {}
        self.lists: list[dict[str, Any]] = []
        self.closed: dict[str, str] = {}
        self.frames: list[dict[str, Any]] = []

    async def take_next(self) -> None:
        await self.send("next")

    async def say(self, conv: str, text: str) -> None:
        epochs = self.epochs[conv]
        self.put(epochs[max(epochs)], unb64u(conv), {"k": "text", "t": text})
        await self.flush()

    async def end(self, conv: str) -> None:
        await self.send("conv.close", conv=conv, mark=None)

    async def greet(self) -> None:
        await self.send("console.open")

    async def take(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "console":
                self.lists.append(frame)
                for one in frame["conversations"]:
                    if one["n"] > self._cursor.get(one["conv"], 0):
                        await self.send("fetch", conv=one["conv"], n=self._cursor.get(one["conv"], 0))
            case "conv.accepted":
                await self._offer(frame)
            case "epoch.open":
                self._open_epoch(frame)
            case "conv.closed":
                self.closed[frame["conv"]] = frame["why"]
            case _:
                self.frames.append(frame)

    async def _offer(self, frame: dict[str, Any]) -> None:
        place = (frame["conv"], frame["e"])
        # The same promise again, after a lost connection: there is one key for it, as in the browser's page.
        if place not in self.kem_seeds:
            self.kem_seeds[place] = self._make_key(unb64u(frame["conv"]), frame["e"], unb64u(frame["commit"]))
        await self.send("offer", conv=frame["conv"], e=frame["e"], **member_fields(self.kem_seeds[place][1]))

    def _make_key(self, conv: bytes, e: int, commit: bytes) -> tuple[bytes, Member]:
        kem_seed = secrets.token_bytes(32)
        bare = Member(COUNSELLOR, secrets.token_bytes(8), hlc1.kem_public_bytes(kem_seed), self.cert)
        return kem_seed, hlc1.make_offer(self.device, conv, e, commit, bare)

    def _certify(self, now: int) -> bytes:
        ends, device = now + 30 * hlc1.DAY_SECONDS, hlc1.public_bytes(self.device)
        tbs = hlc1.certificate_tbs(secrets.token_bytes(8), COUNSELLOR, now, ends, device)
        return tbs + hlc1.sign(self.device, tbs)

    def _open_epoch(self, frame: dict[str, Any]) -> None:
        kem_seed, member = self.kem_seeds[(frame["conv"], frame["e"])]
        transcript, seed = hlc1.open_epoch(parse_epoch(frame), member, kem_seed, Trust(int(time.time())))
        epoch = Epoch(frame["e"], transcript, seed, member.pid)
        self.epochs.setdefault(frame["conv"], {})[frame["e"]] = epoch
        self.put(epoch, unb64u(frame["conv"]), {"k": "hello"})

    async def open_message(self, frame: dict[str, Any]) -> None:
        body = self.opened(self.epochs.get(frame["conv"], {}), frame)
        if body is not None and body["k"] == "text":
            self.read.append(str(body["t"]))
