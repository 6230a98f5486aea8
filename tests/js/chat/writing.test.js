// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { device } from "../sealing/cast.js";
import { Room } from "./room.js";

const texts = async (/** @type {Room} */ room) => (await room.read("text")).map(({ t }) => t);

/** @param {Room} room @param {string[]} words */
async function write(room, ...words) {
  for (const text of words) room.page.say(text);
  await room.settle();
}

test("what is typed before the hello waits for it and keeps its order", async () => {
  const room = await Room.waiting();
  await room.accept();
  await write(room, "een", "twee", "drie");
  assert.equal(room.last("msg"), undefined);
  await room.say({ k: "hello", s: [] });
  assert.deepEqual(await texts(room), ["een", "twee", "drie"]);
});

test("its mark goes from sending to sent, arrived and read", async () => {
  const room = await Room.talking();
  await write(room, "hoi");
  const { pid, inst, q } = room.stored[1];
  await room.say({ k: "typing", on: true, s: [[pid, inst, q]] });
  await room.say({ k: "seen", r: [[pid, inst, q]], s: [[pid, inst, q]] });
  assert.deepEqual(room.heard("mark").map(([, mark]) => mark), ["sending", "sent", "delivered", "read"]);
});

test("what is typed without a connection says that it has not gone, and goes when it is back", async () => {
  const room = await Room.talking();
  await room.become("lost", 1006);
  await write(room, "hoi");
  assert.deepEqual([room.heard("message").at(-1)?.map((/** @type {any} */ { mark }) => mark), room.last("msg")], [["failed"], undefined]);
  await room.connect();
  await room.arrive();
  assert.deepEqual(await texts(room), ["hoi"]);
});

test("nothing is sealed once the counsellor is gone, until the next one's hello", async () => {
  const room = await Room.talking();
  await room.hear({ t: "waiting", front: true });
  await write(room, "ben je er nog");
  assert.equal(room.last("msg"), undefined);
  await room.accept({ own: await device() });
  await room.say({ k: "hello", s: [] });
  assert.deepEqual(await texts(room), ["ben je er nog"]);
});

test("what was sealed for an epoch that is over is sealed for the next, in the order it was typed", async () => {
  const room = await Room.talking();
  room.acks = false;
  await write(room, "een");
  await room.hear({ t: "waiting", front: true });
  await write(room, "twee");
  const { e, pid, inst, q } = room.last("msg");
  await room.hear({ t: "err", code: "epoch_stale", ref: [e, pid, inst, q] });
  room.acks = true;
  await room.accept();
  await room.say({ k: "hello", s: [] });
  assert.deepEqual(await texts(room), ["een", "twee"]);
});

test("an end says whether something that was written never arrived", async () => {
  const room = await Room.talking();
  await write(room, "een");
  await room.hear({ t: "waiting", front: true });
  await write(room, "twee");
  await room.hear({ t: "conv.closed", why: "closing" });
  assert.deepEqual(room.heard("ended"), [["closing", true]]);
});

test("a message refused for any other reason ends it", async () => {
  const room = await Room.talking();
  room.acks = false;
  await write(room, "hoi");
  const { e, pid, inst, q } = room.last("msg");
  await room.hear({ t: "err", code: "bad", ref: [e, pid, inst, q] });
  assert.deepEqual(room.heard("failed"), [["E_GAP"]]);
});

test("what was not stored before a reload goes after all, the same bytes, once the rest was read again", async () => {
  const room = await Room.talking();
  room.acks = false;
  await write(room, "hoi");
  const before = room.last("msg");
  await room.reload();
  room.acks = true;
  await room.arrive();
  assert.equal(room.sent.filter(({ t }) => t === "msg").length, 1);
  await room.hear(room.stored[0]);
  assert.deepEqual([room.last("msg"), await texts(room)], [before, ["hoi"]]);
  assert.equal(room.heard("message").length, 1);
});

test("what was stored before a reload does not go twice", async () => {
  const room = await Room.talking();
  room.acks = false;
  await write(room, "hoi");
  room.store(room.last("msg"));
  await room.reload();
  await room.arrive();
  for (const frame of room.stored) await room.hear(frame);
  assert.equal(room.sent.filter(({ t }) => t === "msg").length, 1);
  assert.deepEqual(room.heard("message").map(([{ text, mark }]) => [text, mark]), [["hoi", "sent"]]);
});

test("what nobody could read yet and what stands in the fields survive a reload", async () => {
  const room = await Room.talking();
  await room.hear({ t: "waiting", front: true });
  await write(room, "ben je er nog");
  room.draft = { first: "", isToSend: true, say: "half" };
  room.page.keepDraft();
  await room.settle();
  await room.reload();
  await room.arrive({ state: "waiting" });
  await room.hear(room.stored[0]);
  assert.deepEqual(room.heard("putDraft"), [[room.draft]]);
  assert.deepEqual(room.heard("message").map(([{ text, mark }]) => [text, mark]), [["ben je er nog", "sending"]]);
  await room.accept({ own: await device() });
  await room.say({ k: "hello", s: [] });
  assert.deepEqual(await texts(room), ["ben je er nog"]);
});

test("what was sealed before a reload is not typed once more after it", async () => {
  const room = await Room.talking();
  await write(room, "hoi");
  await room.reload();
  await room.arrive();
  for (const frame of room.stored.slice()) await room.hear(frame);
  assert.deepEqual(await texts(room), ["hoi"]);
  assert.deepEqual(room.heard("message").map(([{ text }]) => text), ["hoi"]);
});

test("a first message that was not to be sent by itself still is not, after a reload", async () => {
  const room = await Room.waiting();
  room.draft = { first: "eerst", isToSend: false, say: "" };
  room.page.keepDraft();
  await room.settle();
  await room.reload();
  await room.arrive();
  assert.deepEqual(room.heard("putDraft"), [[room.draft]]);
});

test("their text is told as read while somebody looks, once", async () => {
  const room = await Room.talking();
  await room.say({ k: "text", t: "dag", s: [] });
  for (let times = 1; times <= 2; times += 1) await room.pass(700);
  const seen = await room.read("seen");
  assert.deepEqual(seen.map(({ r }) => r.map((/** @type {any} */ [, , q]) => q)), [[2]]);
});

test("their text is told as arrived only while nobody looks, and as read when somebody does", async () => {
  const room = await Room.talking();
  room.page.look(false);
  await room.say({ k: "text", t: "dag", s: [] });
  await room.pass(700);
  room.page.look(true);
  await room.pass(700);
  assert.deepEqual((await room.read("seen")).map(({ r }) => r.length), [0, 1]);
});

test("once the epoch in use is refused, nothing more is sealed in it", async () => {
  const room = await Room.talking();
  room.acks = false;
  await write(room, "hoi");
  const { e, pid, inst, q } = room.last("msg");
  const sent = room.sent.length;
  await room.hear({ t: "err", code: "epoch_stale", ref: [e, pid, inst, q] });
  await write(room, "ben je er?");
  assert.equal(room.sent.length, sent);
  assert.equal(room.heard("secured").at(-1)?.[0], null);
  room.acks = true;
  await room.accept();
  await room.say({ k: "hello", s: [] });
  assert.deepEqual(await texts(room), ["hoi", "ben je er?"]);
});
