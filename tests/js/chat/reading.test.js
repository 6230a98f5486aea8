// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { device, tampered } from "../sealing/cast.js";
import { Room } from "./room.js";

const said = (/** @type {Room} */ room) => room.heard("message").map(([{ from, name, text }]) => [from, name, text]);

test("their words are shown with their name, and end their typing", async () => {
  const room = await Room.talking();
  await room.say({ k: "typing", on: true, s: [] });
  await room.say({ k: "text", t: "dag", at: 5, s: [] });
  assert.deepEqual(said(room), [["other", "Asha", "dag"]]);
  assert.deepEqual(room.heard("typing"), [["Asha", true], ["Asha", false]]);
});

test("what is missing is asked for and read in order", async () => {
  const room = await Room.talking();
  for (const text of ["een", "twee"]) room.store(await room.seal({ k: "text", t: text, s: [] }));
  await room.hear(room.stored[2]);
  assert.deepEqual([room.last("fetch").n, said(room).map(([, , text]) => text)], [1, ["een", "twee"]]);
});

test("what is still missing then ends it", async () => {
  const room = await Room.talking();
  await room.seal({ k: "text", t: "een", s: [] });
  const frame = { ...(await room.seal({ k: "text", t: "twee", s: [] })), n: 3 };
  for (let times = 1; times <= 2; times += 1) await room.hear(frame);
  assert.deepEqual([room.heard("failed"), said(room)], [[["E_GAP"]], []]);
});

test("a message that was changed ends it", async () => {
  const room = await Room.talking();
  const frame = await room.seal({ k: "text", t: "een", s: [] });
  await room.hear(room.store({ ...frame, c: tampered(frame.c) }));
  assert.deepEqual([room.heard("failed"), said(room)], [[["E_TAG"]], []]);
});

for (const [what, isGone, failed] of /** @type {[string, boolean, string[][]][]} */ ([
  ["what was stored while the connection was gone is judged as of then", true, []],
  ["a late message of keys that are over is not read", false, [["E_TAG"]]],
])) {
  test(what, async () => {
    const room = await Room.talking();
    const late = await room.seal({ k: "text", t: "dag", s: [] });
    await room.accept({ why: "reload" });
    await room.say({ k: "hello", s: [] });
    if (isGone) await room.become("lost", 1006);
    const stored = room.store(late);
    room.now += 120;
    if (isGone) await room.connect();
    if (isGone) await room.arrive();
    await room.hear(stored);
    assert.deepEqual([room.heard("failed"), said(room).length], [failed, failed.length === 0 ? 1 : 0]);
  });
}

test("what the server takes while a new epoch reached it in vain is read", async () => {
  const room = await Room.talking();
  const late = await room.seal({ k: "text", t: "dag", s: [] });
  const before = { ...room.state };
  await room.offer({ own: await device(), why: "reload" });
  await room.become("lost", 1006);
  const stored = room.store(late);
  await room.connect();
  await room.arrive({ ...before, pending: { e: 3, why: "reload", commit: null } });
  room.now += 600;
  await room.hear(stored);
  assert.deepEqual([room.heard("failed"), said(room)], [[], [["other", "Asha", "dag"]]]);
});

test("a server that says how much it kept cannot have old keys count for ever", async () => {
  const room = await Room.talking();
  const late = await room.seal({ k: "text", t: "dag", s: [] });
  await room.accept({ why: "reload" });
  await room.say({ k: "hello", s: [] });
  await room.become("lost", 1006);
  await room.connect();
  await room.hear({ t: "conv.state", ...room.state, n: 1e9 });
  room.now += 120;
  await room.hear(room.store(late));
  assert.deepEqual([room.heard("failed"), said(room)], [[["E_TAG"]], []]);
});

test("history is for a help-seeker to give: from a counsellor it ends it", async () => {
  const room = await Room.talking();
  const bytes = "A".repeat(43);
  await room.say({ k: "hist", e: 1, seed: bytes, T: bytes, s: [] });
  assert.deepEqual(room.heard("failed"), [["E_PAD"]]);
});

test("after a reload everything is shown again, under the names of then, and no typing", async () => {
  const room = await Room.talking();
  room.page.say("hoi");
  await room.settle();
  await room.say({ k: "typing", on: true, s: [] });
  await room.say({ k: "text", t: "dag", s: [] });
  await room.reload();
  await room.arrive({ name: "Ben" });
  for (const frame of room.stored) await room.hear(frame);
  assert.deepEqual(said(room), [["self", "", "hoi"], ["other", "Asha", "dag"]]);
  assert.deepEqual(room.heard("typing"), [["Asha", false]]);
});

test("nothing is sealed after a reload until all from before was read again", async () => {
  const room = await Room.talking();
  await room.say({ k: "text", t: "dag", s: [] });
  await room.reload();
  await room.arrive();
  await room.hear(room.stored[0]);
  room.page.say("hoi");
  await room.settle();
  assert.equal(room.last("msg"), undefined);
  await room.hear(room.stored[1]);
  assert.deepEqual((await room.read("text")).map(({ t }) => t), ["hoi"]);
});
