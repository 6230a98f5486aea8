// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Line } from "../../../chat/browser/helpseeker/line.js";
import { SealingError } from "../../../chat/browser/sealing/failure.js";

function world() {
  /** @type {any[]} */
  const sent = [];
  /** @type {string[]} */
  const failures = [];
  /** @type {Record<string, (frame: any) => void>} */
  const listeners = {};
  const connection = {
    send: (/** @type {any} */ frame) => sent.push(frame) > 0,
    on: (/** @type {string} */ type, /** @type {(frame: any) => void} */ listener) => (listeners[type] = listener),
  };
  const line = new Line(/** @type {any} */ (connection), "c", "opening", (code) => failures.push(code));
  return { line, sent, failures, listeners };
}

/** Everything asked for before is done. @param {Line} line */
const settled = (line) => new Promise((resolve) => line.do(() => resolve(null)));
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

test("every frame names its conversation", () => {
  const { line, sent } = world();
  assert.equal(line.send({ t: "fetch", n: 3 }), true);
  assert.deepEqual(sent, [{ t: "fetch", n: 3, conv: "c" }]);
});

test("frames are taken one after another, however long one takes", async () => {
  const { line, listeners } = world();
  /** @type {string[]} */
  const taken = [];
  line.on("msg", async ({ n }) => {
    if (n === 1) await pause();
    taken.push(`message ${n}`);
  });
  line.on("place", () => void taken.push("place"));
  listeners.msg({ n: 1 });
  listeners.place({});
  listeners.msg({ n: 2 });
  await settled(line);
  assert.deepEqual(taken, ["message 1", "place", "message 2"]);
});

test("a seal that does not hold ends it, and nothing after it is done", async () => {
  const { line, failures } = world();
  let isDone = false;
  line.do(() => {
    throw new SealingError("E_TAG");
  });
  line.do(() => void (isDone = true));
  await pause();
  assert.deepEqual([failures, line.phase, isDone], [["E_TAG"], "failed", false]);
});

test("it fails once, and not after it is over", () => {
  const { line, failures } = world();
  line.fail("server");
  line.fail("page");
  line.enter("over");
  line.fail("proof");
  assert.deepEqual([failures, line.phase], [["server"], "over"]);
});
