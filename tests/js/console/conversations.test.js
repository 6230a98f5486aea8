// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversations } from "../../../chat/browser/console/conversations.js";
import { b64uEncode } from "../../../chat/browser/sealing/bytes.js";
import { randomConv } from "../../../chat/browser/sealing/identifiers.js";
import { device } from "../sealing/cast.js";
import { Paper } from "./relay.js";

const ONE = b64uEncode(randomConv());
const OTHER = b64uEncode(randomConv());
const COMMIT = b64uEncode(new Uint8Array(32));

/** A console with nothing in it. */
async function empty() {
  const { key, cert } = await device();
  /** @type {string[]} */
  const removed = [];
  /** @type {any[]} */
  const sent = [];
  const desk = {
    send: (/** @type {any} */ frame) => sent.push(frame) > 0,
    trust: () => ({ teamKey: null, revoked: [], now: 0, buildTime: 0 }),
    device: { keyPair: key, cert },
    now: () => 0,
    later: () => {},
    changed: () => {},
    tell: () => {},
    sheet: () => new Paper(),
  };
  return { mine: new Conversations(desk, (conv) => removed.push(conv)), removed, sent };
}

/** @param {string} conv @param {string} letter */
const taken = (conv, letter) => /** @type {any} */ ({ v: 1, t: "taken", conv, letter });
/** @param {string} conv @param {string} letter */
const accepted = (conv, letter) =>
  /** @type {any} */ ({ v: 1, t: "conv.accepted", conv, letter, lang: "nl", since: null, e: 1, commit: COMMIT, why: "accept", n: 0 });
/** @param {string} conv @param {string} why */
const closed = (conv, why) => /** @type {any} */ ({ v: 1, t: "conv.closed", conv, why });
/** @param {string} conv @param {string} letter */
const listed = (conv, letter) => ({ conv, letter, lang: "en", since: null, e: 1, n: 0, peer: true, state: "active" });

test("a conversation is there from the moment it is taken, and new only once", async () => {
  const { mine } = await empty();
  assert.equal(mine.take(taken(ONE, "A"))?.letter, "A");
  assert.equal(mine.take(accepted(ONE, "A")), null);
  assert.deepEqual(mine.all.map(({ language }) => language), ["nl"]);
});

test("what the server no longer lists has ended", async () => {
  const { mine } = await empty();
  mine.take(accepted(ONE, "A"));
  mine.listed([listed(OTHER, "B")]);
  assert.deepEqual(mine.all.map(({ letter, phase }) => letter + phase), ["Aended", "Bsecuring"]);
  assert.deepEqual(mine.live.map(({ letter }) => letter), ["B"]);
});

test("a conversation that comes back from the queue begins anew", async () => {
  const { mine, removed } = await empty();
  mine.take(accepted(ONE, "A"));
  mine.take(closed(ONE, "requeued"));
  assert.equal(mine.take(taken(ONE, "A"))?.phase, "securing");
  assert.deepEqual(removed, [ONE]);
});

test("a letter given anew takes the ended conversation of that letter off the list", async () => {
  const { mine } = await empty();
  mine.take(accepted(ONE, "A"));
  mine.take(closed(ONE, "help_seeker"));
  mine.take(accepted(OTHER, "A"));
  assert.deepEqual(mine.all.map(({ conv }) => conv), [OTHER]);
});

test("what was to be ended and is not known any more has ended; the others go on", async () => {
  const { mine } = await empty();
  mine.take(accepted(ONE, "A"));
  mine.take(accepted(OTHER, "B"));
  mine.get(ONE)?.end(null);
  mine.endNotKnown();
  assert.deepEqual(mine.live.map(({ conv }) => conv), [OTHER]);
});

test("a frame about an unknown conversation changes nothing", async () => {
  const { mine, sent } = await empty();
  mine.take(closed(ONE, "lost"));
  mine.take(/** @type {any} */ ({ v: 1, t: "err", code: "epoch_stale", ref: [1, "", "", 1] }));
  assert.deepEqual([mine.all, sent], [[], []]);
});

test("when the page goes nothing is left", async () => {
  const { mine, removed } = await empty();
  mine.take(accepted(ONE, "A"));
  mine.drop();
  assert.deepEqual([mine.all, removed], [[], [ONE]]);
});
