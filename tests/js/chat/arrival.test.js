// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { PLACE, Room } from "./room.js";

const types = (/** @type {Room} */ room) => room.sent.map(({ t }) => t);

test("it is opened with a proof, a promise, half a key and what to come back with", async () => {
  const room = await Room.waiting();
  const { proof, lang, ...ids } = room.last("conv.open");
  assert.deepEqual(types(room), ["challenge", "conv.open"]);
  assert.deepEqual([proof, lang, ids.conv], ["proof", "nl", room.conv]);
  assert.deepEqual([ids.commit, ids.share, ids.resume].map((text) => text.length), [43, 43, 43]);
  assert.deepEqual(room.heard("waiting").at(-1), [PLACE, null]);
});

test("a browser that finds no proof says so", async () => {
  const room = await Room.make();
  room.prove = () => Promise.reject(new Error());
  await room.connect();
  await room.hear({ t: "challenge", challenge: {} });
  assert.deepEqual([room.heard("failed"), types(room)], [[["proof"]], ["challenge"]]);
});

test("a proof that was refused is tried again, three times in all", async () => {
  const room = await Room.make();
  await room.connect();
  for (let tries = 1; tries <= 3; tries += 1) {
    await room.hear({ t: "challenge", challenge: {} });
    await room.hear({ t: "err", code: "proof", ref: null });
  }
  assert.equal(types(room).filter((type) => type === "challenge").length, 3);
  assert.deepEqual(room.heard("failed"), [["proof"]]);
});

test("an opening whose answer was lost is resumed, and begun anew if it had not arrived", async () => {
  const room = await Room.make();
  await room.connect();
  await room.hear({ t: "challenge", challenge: {} });
  await room.become("lost", 1006);
  await room.connect();
  assert.equal(types(room).at(-1), "conv.resume");
  await room.become("refused", 4404);
  assert.equal(room.heard("retry").length, 1);
  await room.connect();
  assert.equal(types(room).at(-1), "challenge");
});

test("a conversation the server no longer knows has ended", async () => {
  const room = await Room.waiting();
  await room.become("refused", 4404);
  assert.deepEqual([room.heard("ended"), room.storage.getItem("hlc1")], [[["unknown", false]], null]);
});

test("a conversation that is open elsewhere stays there", async () => {
  const room = await Room.waiting();
  await room.become("refused", 4409);
  assert.deepEqual([room.heard("elsewhere").length, room.heard("ended")], [1, []]);
});

test("it comes back where it was, from the last frame it had", async () => {
  const room = await Room.talking();
  await room.become("lost", 1006);
  await room.connect();
  assert.deepEqual([room.last("conv.resume").n, room.last("conv.resume").conv], [1, room.conv]);
});

test("a server that lost its half of the key gets it again", async () => {
  const room = await Room.talking();
  const { share } = room.state;
  await room.arrive({ share: null });
  assert.equal(room.last("share").share, share);
});

test("after a reload the two halves bring the talk back", async () => {
  const room = await Room.talking();
  await room.reload();
  await room.arrive();
  assert.deepEqual([types(room).at(-1), room.heard("talking").length, room.heard("failed")], ["conv.resume", 1, []]);
});

test("after a reload with one half gone it is closed and said to be unreadable", async () => {
  const room = await Room.talking();
  await room.reload();
  await room.arrive({ share: null });
  assert.deepEqual([types(room).at(-1), room.heard("ended")], ["conv.close", [["unreadable", false]]]);
});

test("a half that does not fit opens nothing", async () => {
  const room = await Room.talking();
  await room.reload();
  await room.arrive({ share: "A".repeat(43) });
  assert.deepEqual([room.heard("failed"), room.heard("talking")], [[["E_TAG"]], []]);
});
