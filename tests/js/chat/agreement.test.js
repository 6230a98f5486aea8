// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64uDecode } from "../../../chat/browser/sealing/bytes.js";
import { device, tampered } from "../sealing/cast.js";
import { PLACE, Room } from "./room.js";

const events = (/** @type {Room} */ room) => room.heard("event").map(([key]) => key);

test("a counsellor who offers keys and says hello is shown with their digits", async () => {
  const room = await Room.talking();
  const [{ name, digits, certified }] = /** @type {any} */ (room.heard("secured").at(-1));
  assert.deepEqual([name, certified, events(room)], ["Asha", false, ["joined"]]);
  assert.match(digits, /^\d{3} \d{3} \d{3}$/);
});

test("nobody is shown as safe before their hello", async () => {
  const room = await Room.waiting();
  await room.accept();
  assert.deepEqual([room.heard("secured"), room.heard("talking")], [[], []]);
});

test("an offer whose signature does not fit is refused and both sides told", async () => {
  const room = await Room.waiting();
  await room.offer();
  const opened = room.sent.length;
  await room.hear({ t: "epoch.want", e: 2, role: 1, why: "accept", name: "Ben" });
  await room.counsellor?.accept(2, new Uint8Array(32));
  const { key, cert } = await device();
  const offer = await /** @type {any} */ (room.counsellor).offer(key, cert);
  await room.hear({ ...offer, sig: tampered(offer.sig) });
  assert.deepEqual(room.sent.slice(opened).map(({ t, why }) => [t, why]), [["epoch.commit", undefined], ["epoch.refuse", "sig"]]);
  assert.deepEqual([room.heard("offerRefused").at(-1), room.heard("failed")], [["E_SIG"], []]);
});

test("a second offer for one promise opens no second epoch", async () => {
  const room = await Room.waiting();
  await room.offer();
  const { key, cert } = await device();
  await room.hear({ .../** @type {any} */ (await room.counsellor?.offer(key, cert)) });
  assert.equal(room.sent.filter(({ t }) => t === "epoch.open").length, 1);
});

test("a promise is made once for each number and never for one that is over", async () => {
  const room = await Room.talking();
  await room.hear({ t: "epoch.want", e: 1, role: 1, why: "accept", name: "Ben" });
  assert.equal(room.last("epoch.commit"), undefined);
  for (let times = 1; times <= 2; times += 1) {
    await room.hear({ t: "epoch.want", e: 2, role: 1, why: "accept", name: "Ben" });
  }
  const commits = room.sent.filter(({ t }) => t === "epoch.commit").map(({ commit }) => commit);
  assert.deepEqual([commits.length, commits[0]], [2, commits[1]]);
});

test("a server that asks for a number far ahead is not followed", async () => {
  const room = await Room.waiting();
  await room.hear({ t: "epoch.want", e: 66, role: 1, why: "accept", name: "Asha" });
  assert.deepEqual(room.heard("failed"), [["E_COMMIT"]]);
});

test("a promise the server has otherwise than it was made ends it", async () => {
  const room = await Room.waiting();
  await room.arrive({ pending: { e: 1, why: "accept", commit: "A".repeat(43) } });
  assert.deepEqual(room.heard("failed"), [["E_COMMIT"]]);
});

test("an epoch.open that did not arrive goes again until the hello", async () => {
  const room = await Room.waiting();
  await room.offer();
  const opens = () => room.sent.filter(({ t }) => t === "epoch.open");
  await room.arrive({ pending: null });
  assert.deepEqual([opens().length, opens()[1]], [2, opens()[0]]);
  await room.open();
  await room.say({ k: "hello", s: [] });
  await room.arrive({ e: 0 });
  assert.equal(opens().length, 2);
});

test("the counsellor's own device comes back without a question and gets the keys of before", async () => {
  const room = await Room.talking();
  room.mayAnother = false;
  await room.accept({ why: "reload" });
  await room.say({ k: "hello", s: [] });
  assert.deepEqual((await room.read("hist")).map(({ e }) => e), [1]);
  assert.deepEqual(events(room), ["joined", "reloaded", "joined"]);
});

test("another device comes in only with a yes, and without what was said before", async () => {
  const room = await Room.talking();
  await room.accept({ own: await device(), why: "reload" });
  await room.say({ k: "hello", s: [] });
  assert.deepEqual([events(room).at(-1), await room.read("hist")], ["fresh", []]);
});

test("another device stays out with a no", async () => {
  const room = await Room.talking();
  room.mayAnother = false;
  await room.offer({ own: await device(), why: "reload" });
  assert.deepEqual([room.last("epoch.refuse").why, room.last("epoch.open").e], ["consent", 1]);
});

test("a yes that comes after the own device was taken in opens no second epoch", async () => {
  const room = await Room.talking();
  const asha = /** @type {any} */ (room.counsellor);
  let say = (/** @type {boolean} */ _may) => {};
  room.mayAnother = new Promise((resolve) => (say = resolve));
  await room.offer({ own: await device(), why: "reload" });
  await asha.accept(2, b64uDecode(room.last("epoch.commit").commit));
  await room.hear(await asha.offer(room.own.key, room.own.cert));
  say(true);
  await room.settle();
  assert.deepEqual(room.sent.flatMap(({ t, e }) => (t === "epoch.open" ? [e] : [])), [1, 2]);
  assert.deepEqual(room.heard("failed"), []);
});

test("a counsellor who does not come back leaves the place in front and the talk unsafe", async () => {
  const room = await Room.talking();
  await room.hear({ t: "waiting", front: true });
  await room.hear({ t: "place", ...PLACE });
  assert.deepEqual([events(room).at(-1), room.heard("secured").at(-1)], ["dropped", [null]]);
  assert.deepEqual(room.heard("requeued").map(([place]) => /** @type {any} */ (place)?.position), [2]);
});

test("a hello read again while somebody else is to come makes nothing safe", async () => {
  const room = await Room.talking();
  await room.reload();
  await room.arrive({ state: "waiting" });
  await room.hear(room.stored[0]);
  assert.deepEqual([room.heard("secured"), events(room)], [[[null]], ["joined", "dropped"]]);
});
