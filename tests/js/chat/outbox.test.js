// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { Outbox } from "../../../chat/browser/line/outbox.js";

const PID = "AAAAAAAAAAA";

/** @param {number} q */
const frame = (q) => /** @type {any} */ ({ v: 1, t: "msg", conv: "c", e: 1, pid: PID, inst: "i", q, c: `sealed ${q}` });
/** @param {number} q @returns {[number, string, string, number]} */
const ref = (q) => [1, PID, "i", q];

function world() {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const marks = [];
  /** @type {{run: () => void, ms: number}[]} */
  let timers = [];
  let isOpen = true;
  const outbox = new Outbox({
    send: (one) => isOpen && sent.push(one) > 0,
    changed: (id, mark) => marks.push(`${id} ${mark}`),
    later: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => (timers = timers.filter((one) => one !== timer)),
  });
  const tick = () => {
    const [first] = timers.splice(0, 1);
    first.run();
  };
  return { outbox, sent, marks, tick, waits: () => timers.map(({ ms }) => ms), setOpen: (/** @type {boolean} */ is) => (isOpen = is) };
}

const numbers = (/** @type {any[]} */ sent) => sent.map(({ q }) => q);

test("one frame is on its way at a time, in order", () => {
  const { outbox, sent } = world();
  for (const q of [1, 2, 3]) outbox.add(frame(q));
  assert.deepEqual(numbers(sent), [1]);
  outbox.acked(ref(1));
  outbox.acked(ref(2));
  assert.deepEqual(numbers(sent), [1, 2, 3]);
});

test("after a reconnect the same bytes go again, from the oldest not stored", () => {
  const { outbox, sent, setOpen } = world();
  for (const q of [1, 2, 3]) outbox.add(frame(q));
  outbox.acked(ref(1));
  setOpen(false);
  outbox.connectionLost();
  setOpen(true);
  outbox.resend();
  assert.deepEqual(numbers(sent), [1, 2, 2]);
  assert.equal(sent[1], sent[2]);
});

test("a frame added without a connection waits for it", () => {
  const { outbox, sent, setOpen } = world();
  setOpen(false);
  outbox.add(frame(1));
  assert.equal(sent.length, 0);
  setOpen(true);
  outbox.resend();
  assert.deepEqual(numbers(sent), [1]);
});

test("marks go from sending to sent, delivered and read, and never back", () => {
  const { outbox, marks } = world();
  outbox.add(frame(1));
  outbox.acked(ref(1));
  outbox.delivered([[PID, "i", 1]]);
  outbox.read([[PID, "i", 1]]);
  outbox.delivered([[PID, "i", 1]]);
  outbox.connectionLost();
  assert.deepEqual(marks, ["i.1 sent", "i.1 delivered", "i.1 read"]);
});

test("what is seen counts for all before it, of that counter only", () => {
  const { outbox } = world();
  for (const q of [1, 2, 3]) outbox.remember(frame(q));
  outbox.delivered([[PID, "another", 9]]);
  outbox.delivered([["someone", "i", 9]]);
  outbox.read([[PID, "i", 2]]);
  assert.deepEqual([1, 2, 3].map((q) => outbox.markOf(`i.${q}`)), ["read", "read", "sent"]);
});

test("a frame that is not stored says so while the connection is gone", () => {
  const { outbox, marks } = world();
  outbox.add(frame(1));
  outbox.connectionLost();
  outbox.resend();
  assert.deepEqual(marks, ["i.1 failed", "i.1 sending"]);
});

test("what is added while the connection is gone says so at once", () => {
  const { outbox, sent } = world();
  outbox.connectionLost();
  assert.equal(outbox.markOf(outbox.add(frame(1))), "failed");
  assert.equal(sent.length, 0);
  outbox.resend();
  assert.equal(outbox.markOf("i.1"), "sending");
});

test("a frame refused for its rate stays first and is tried again after two seconds", () => {
  const { outbox, sent, tick, waits } = world();
  outbox.add(frame(1));
  outbox.add(frame(2));
  assert.equal(outbox.refused(ref(1), "rate"), null);
  assert.deepEqual(numbers(sent), [1]);
  assert.deepEqual(waits(), [2000]);
  tick();
  outbox.acked(ref(1));
  assert.deepEqual(numbers(sent), [1, 1, 2]);
});

test("a frame refused for its epoch is taken out, and the next one goes", () => {
  const { outbox, sent } = world();
  outbox.add(frame(1));
  outbox.add(frame(2));
  assert.equal(outbox.refused(ref(1), "epoch_stale"), "i.1");
  assert.deepEqual(numbers(sent), [1, 2]);
  assert.deepEqual(numbers(outbox.unsent()), [2]);
  assert.equal(outbox.refused(ref(1), "epoch_stale"), null);
});

test("an answer that never comes brings the same frame again", () => {
  const { outbox, sent, tick } = world();
  outbox.add(frame(1));
  tick();
  assert.deepEqual(numbers(sent), [1, 1]);
});

test("an ack that comes twice changes nothing", () => {
  const { outbox, sent } = world();
  outbox.add(frame(1));
  outbox.acked(ref(1));
  outbox.acked(ref(1));
  outbox.acked(ref(7));
  assert.deepEqual(numbers(sent), [1]);
  assert.deepEqual(outbox.unsent(), []);
});

test("a frame the server turns out to have is not sent again", () => {
  const { outbox, sent, setOpen } = world();
  setOpen(false);
  outbox.add(frame(1));
  outbox.remember(frame(1));
  setOpen(true);
  outbox.resend();
  assert.deepEqual(numbers(sent), []);
  assert.equal(outbox.markOf("i.1"), "sent");
});

test("after dropping there is nothing left", () => {
  const { outbox, waits } = world();
  outbox.add(frame(1));
  outbox.drop();
  assert.deepEqual(outbox.unsent(), []);
  assert.deepEqual(waits(), []);
});
