// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { Inbox } from "../../../chat/browser/line/inbox.js";
import { SealingError } from "../../../chat/browser/sealing/failure.js";

/**
 * A frame of somebody else, by default each with its own n and q.
 * @param {number} n
 * @param {number} [q]
 * @param {string} [inst]
 */
const msg = (n, q = n, inst = "theirs") => /** @type {any} */ ({ n, q, inst });

function world() {
  /** @type {number[]} */
  const opened = [];
  /** @type {number[]} */
  const fetched = [];
  const inbox = new Inbox({
    parse: ({ q, inst }) => /** @type {any} */ ({ e: 1, pid: new Uint8Array(8), inst: new TextEncoder().encode(inst), q }),
    isOwn: ({ inst }) => inst === "own",
    open: async (sealed, { n }) => void opened.push(n),
    fetch: (n) => fetched.push(n),
  });
  const take = async (/** @type {any[]} */ ...frames) => {
    for (const frame of frames) await inbox.receive(frame);
  };
  return { inbox, opened, fetched, take };
}

/** @param {unknown} error */
const isGap = (error) => error instanceof SealingError && error.code === "E_GAP";

test("frames are opened in order, each once", async () => {
  const { opened, take, inbox } = world();
  await take(msg(1), msg(2), msg(2), msg(1), msg(3));
  assert.deepEqual(opened, [1, 2, 3]);
  assert.equal(inbox.n, 3);
});

test("a hole is asked for once, and what waited follows", async () => {
  const { opened, fetched, take } = world();
  await take(msg(1), msg(3), msg(4));
  assert.deepEqual([opened, fetched], [[1], [1]]);
  await take(msg(2), msg(3), msg(4));
  assert.deepEqual([opened, fetched], [[1, 2, 3, 4], [1]]);
});

test("a hole that the server does not fill is an error", async () => {
  const { take } = world();
  await take(msg(1), msg(3));
  await assert.rejects(take(msg(3)), isGap);
});

test("pushes that overtake each other are no hole", async () => {
  const { opened, take } = world();
  await take(msg(3), msg(2), msg(1));
  assert.deepEqual(opened, [1, 2, 3]);
});

test("one's own frames count when they are acked, and are not opened", async () => {
  const { inbox, opened, fetched, take } = world();
  await take(msg(1));
  await inbox.note(2);
  await take(msg(3, 2));
  assert.deepEqual([opened, fetched, inbox.n], [[1, 3], [], 3]);
});

test("an ack that overtakes a message asks for the message", async () => {
  const { inbox, opened, fetched, take } = world();
  await inbox.note(2);
  assert.deepEqual(fetched, [0]);
  await take(msg(1), msg(2, 1, "own"));
  assert.deepEqual([opened, inbox.n], [[1], 2]);
});

test("a message that never comes, seen from one's own ack, is an error", async () => {
  const { inbox, take } = world();
  await inbox.note(2);
  await assert.rejects(take(msg(2, 1, "own")), isGap);
});

test("a number missing in a sender's count is asked for once, then an error", async () => {
  const { fetched, take, inbox } = world();
  await take(msg(1, 1), msg(2, 3));
  assert.deepEqual([fetched, inbox.n], [[1], 1]);
  await assert.rejects(take(msg(2, 3)), isGap);
});

test("a sender's frame under a second number of the server is dropped without a word", async () => {
  const { opened, take, inbox } = world();
  await take(msg(1, 1), msg(2, 1), msg(3, 2));
  assert.deepEqual([opened, inbox.n], [[1, 3], 3]);
});

test("on a new connection a hole may be asked for again", async () => {
  const { inbox, fetched, opened, take } = world();
  await take(msg(2));
  inbox.reconnected();
  await take(msg(2), msg(1), msg(2));
  assert.deepEqual([fetched, opened], [[0, 0], [1, 2]]);
});

test("what cannot be opened stops the reading", async () => {
  const inbox = new Inbox({
    parse: () => /** @type {any} */ ({ e: 1, pid: new Uint8Array(8), inst: new Uint8Array(8), q: 1 }),
    isOwn: () => false,
    open: async () => {
      throw new SealingError("E_TAG");
    },
    fetch: () => {},
  });
  await assert.rejects(inbox.receive(msg(1)), (/** @type {any} */ error) => error.code === "E_TAG");
  assert.equal(inbox.n, 0);
});
