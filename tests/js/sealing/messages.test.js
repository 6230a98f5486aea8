// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBody, parseBody } from "../../../chat/browser/sealing/body.js";
import { b64uEncode, utf8 } from "../../../chat/browser/sealing/bytes.js";
import { GRACE_SECONDS } from "../../../chat/browser/sealing/epochs.js";
import { HELP_SEEKER_PID, randomConv, randomInst, randomPid, randomSeed } from "../../../chat/browser/sealing/identifiers.js";
import { HALF_BYTES, keepKey, randomHalf, unwrap, wrap } from "../../../chat/browser/sealing/keep.js";
import { EpochKeys } from "../../../chat/browser/sealing/keys.js";
import { holdAlone } from "../../../chat/browser/sealing/lock.js";
import { openMessage, sealMessage } from "../../../chat/browser/sealing/message.js";
import { pad } from "../../../chat/browser/sealing/padding.js";
import { Reader } from "../../../chat/browser/sealing/reader.js";
import { Sender } from "../../../chat/browser/sealing/sender.js";
import { refused } from "./cast.js";

const place = () => ({ conv: randomConv(), e: 1, pid: HELP_SEEKER_PID, inst: randomInst(), q: 1 });
const epochKeys = () => EpochKeys.from(randomSeed(), randomSeed());
const numbered = { e: 1, pid: HELP_SEEKER_PID, inst: randomInst() };

test("short and long messages come in two sizes only", async () => {
  const [keys, at] = [await epochKeys(), place()];
  for (const [length, size] of [[0, 1040], [1022, 1040], [1023, 4112], [4094, 4112]]) {
    const ciphertext = await sealMessage(keys, at, new Uint8Array(length));
    assert.equal(ciphertext.length, size);
    assert.equal((await openMessage(keys, at, ciphertext)).length, length);
  }
});

test("a body that does not fit is not cut off", () => {
  assert.throws(() => pad(new Uint8Array(4095)), RangeError);
});

test("a ciphertext of any other length is refused before a key is made", async () => {
  const keys = await epochKeys();
  for (const length of [0, 16, 1039, 1041, 4111, 5000]) {
    await assert.rejects(openMessage(keys, place(), new Uint8Array(length)), refused("E_PAD"));
  }
});

test("a message opens nowhere but in its place", async () => {
  const [keys, at] = [await epochKeys(), place()];
  const ciphertext = await sealMessage(keys, at, utf8("dag"));
  const elsewhere = [{ conv: randomConv() }, { e: 2 }, { pid: randomPid() }, { inst: randomInst() }, { q: 2 }];
  for (const change of elsewhere) {
    await assert.rejects(openMessage(keys, { ...at, ...change }, ciphertext), refused("E_TAG"));
  }
});

test("message keys cannot be exported, and a sender's key is derived once", async () => {
  const [keys, { pid, inst }] = [await epochKeys(), place()];
  const key = await keys.keyFor(pid, inst);
  assert.equal(key, await keys.keyFor(pid, inst));
  await assert.rejects(crypto.subtle.exportKey("raw", key), DOMException);
});

test("a mistake in calling is not taken for a false message", async () => {
  const nothing = /** @type {any} */ ({ keyFor: async () => undefined });
  await assert.rejects(openMessage(nothing, place(), new Uint8Array(1040)), TypeError);
  await assert.rejects(unwrap(await nothing.keyFor(), { iv: new Uint8Array(12), ct: randomSeed() }), TypeError);
});

test("a sender counts its messages from one under a name of its own", async () => {
  const keys = await epochKeys();
  const at = { conv: randomConv(), e: 3, pid: randomPid() };
  const [sender, another] = [new Sender(keys, at), new Sender(keys, at)];
  const frames = [await sender.seal({ k: "hello", s: [] }), await sender.seal({ k: "bye", q: 2, s: [] })];
  assert.deepEqual(frames.map(({ q }) => q), [1, 2]);
  assert.equal(sender.q, 2);
  assert.notEqual(b64uEncode(another.inst), frames[0].inst);
});

test("messages sealed at the same moment still have numbers of their own", async () => {
  const sender = new Sender(await epochKeys(), { conv: randomConv(), e: 1, pid: randomPid() });
  const frames = await Promise.all([1, 2, 3].map(() => sender.seal({ k: "hello", s: [] })));
  assert.deepEqual(frames.map(({ q }) => q), [1, 2, 3]);
});

test("a text that is too long uses up no number", async () => {
  const sender = new Sender(await epochKeys(), { conv: randomConv(), e: 1, pid: randomPid() });
  await assert.rejects(sender.seal({ k: "text", t: "x".repeat(3501), s: [] }), refused("E_PAD"));
  assert.equal(sender.q, 0);
});

test("a body comes back as it was made, whatever it says", () => {
  /** @type {import("../../../chat/browser/sealing/body.js").TextBody} */
  const body = { k: "text", t: "<b>\u0000 \ud83d\ude42 \"}", at: 1_795_547_520, s: [["AAAAAAAAAAA", "AAAAAAAAAAA", 7]] };
  assert.deepEqual(parseBody(makeBody(body)), body);
});

test("a body of no listed kind is not made", () => {
  for (const body of [{ k: "picture", s: [] }, { k: "toString", s: [] }, null, undefined]) {
    assert.throws(() => makeBody(/** @type {any} */ (body)), refused("E_PAD"));
  }
});

test("the reader takes numbers in order", () => {
  const reader = new Reader();
  assert.equal(reader.lastOf(numbered), 0);
  for (const q of [1, 2]) {
    assert.deepEqual(reader.consider({ ...numbered, q }), { next: true });
    reader.read({ ...numbered, q });
  }
  assert.equal(reader.lastOf(numbered), 2);
  assert.deepEqual(reader.consider({ ...numbered, q: 2 }), { duplicate: true });
});

test("the reader starts at one for every sender, counter and epoch", () => {
  const reader = new Reader();
  reader.read({ ...numbered, q: 1 });
  for (const change of [{ e: 2 }, { pid: randomPid() }, { inst: randomInst() }]) {
    assert.deepEqual(reader.consider({ ...numbered, ...change, q: 1 }), { next: true });
  }
});

test("what comes while the server is asked again is left for then", () => {
  const reader = new Reader();
  reader.read({ ...numbered, q: 1 });
  const verdicts = [3, 4].map((q) => reader.consider({ ...numbered, q }));
  assert.deepEqual(verdicts, [{ gap: true }, { ahead: true }]);
  for (const q of [2, 3, 4]) reader.read({ ...numbered, q });
  assert.deepEqual(reader.consider({ ...numbered, q: 6 }), { gap: true });
});

test("a gap that is only partly filled is still a gap", () => {
  const reader = new Reader();
  reader.consider({ ...numbered, q: 3 });
  reader.read({ ...numbered, q: 1 });
  assert.throws(() => reader.consider({ ...numbered, q: 3 }), refused("E_GAP"));
});

test("the reader is not told of a message that was not next", () => {
  assert.throws(() => new Reader().read({ ...numbered, q: 2 }), refused("E_GAP"));
});

test("a keep opens with its two halves only", async () => {
  const [local, share] = [randomHalf(), randomHalf()];
  const blob = await wrap(await keepKey(local, share), utf8("staat"));
  assert.deepEqual(await unwrap(await keepKey(local, share), blob), utf8("staat"));
  for (const halves of [[share, local], [local, randomHalf()], [randomHalf(), share]]) {
    await assert.rejects(unwrap(await keepKey(halves[0], halves[1]), blob), refused("E_TAG"));
  }
});

test("a keep is written under a new iv each time", async () => {
  const key = await keepKey(randomHalf(), randomHalf());
  const [one, other] = [await wrap(key, utf8("staat")), await wrap(key, utf8("staat"))];
  assert.notEqual(b64uEncode(one.iv), b64uEncode(other.iv));
  assert.notEqual(b64uEncode(one.ct), b64uEncode(other.ct));
});

test("half a keep, or an iv of another length, opens nothing", async () => {
  await assert.rejects(keepKey(randomHalf(), new Uint8Array(0)), refused("E_TAG"));
  await assert.rejects(keepKey(new Uint8Array(2 * HALF_BYTES), new Uint8Array(0)), refused("E_TAG"));
  const [key, ct] = [await keepKey(randomHalf(), randomHalf()), randomSeed()];
  await assert.rejects(unwrap(key, { iv: new Uint8Array(0), ct }), refused("E_TAG"));
});

test("the conversation is held until it is released", async () => {
  /** @type {string[]} */
  const events = [];
  const request = async (/** @type {any[]} */ ...[name, options, hold]) => {
    events.push(`${name} ${options.ifAvailable}`);
    await hold({});
    events.push("released");
  };
  const release = await holdAlone(/** @type {any} */ ({ request }), new Uint8Array(16));
  assert.deepEqual(events, [`hlc1 ${"00".repeat(16)} true`]);
  release();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(events.at(-1), "released");
});

test("the grace after a change is a minute", () => {
  assert.equal(GRACE_SECONDS, 60);
});
