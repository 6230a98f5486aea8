// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { eraseOnceReached, leaveNow } from "../../../chat/browser/helpseeker/exit.js";
import { countPresses } from "../../../helpline/common/browser/exit.js";

test("the exit ends it on the socket first, then by a beacon, then forgets and goes", () => {
  /** @type {string[]} */
  const done = [];
  const note = (/** @type {string} */ what) => () => void done.push(what);
  const globals = /** @type {any} */ (globalThis);
  globals.document = { title: "chat", body: { replaceChildren: note("wipe") } };
  globals.window = { addEventListener: () => {} };
  globals.location = { replace: (/** @type {string} */ url) => done.push(url) };
  Object.defineProperty(globals, "navigator", { value: { sendBeacon: note("beacon") }, configurable: true });
  const storage = /** @type {any} */ ({ clear: note("clear") });
  leaveNow("https://elsewhere/", { leave: note("leave"), ids: { conv: "c", token: "t" }, forget: note("forget"), storage });
  assert.deepEqual(done, ["leave", "beacon", "forget", "clear", "wipe", "https://elsewhere/"]);
});

test("what could not be erased without a connection is asked for until the server has done it", async () => {
  const answers = [null, { ok: false }, { ok: true }];
  /** @type {any[]} */
  const asked = [];
  const globals = /** @type {any} */ (globalThis);
  const { setTimeout: later, fetch: real } = globals;
  globals.setTimeout = (/** @type {() => void} */ run) => later(run, 0);
  globals.fetch = async (/** @type {string} */ url, /** @type {any} */ { method, body }) => {
    asked.push([url, method, body]);
    const answer = answers.shift();
    if (answer === null) throw new TypeError("no network");
    return answer;
  };
  await eraseOnceReached({ conv: "c", token: "t" });
  Object.assign(globals, { setTimeout: later, fetch: real });
  assert.deepEqual(asked, Array(3).fill(["/chat/leave", "POST", '{"conv":"c","token":"t"}']));
});

/** @param {[key: string, at: number, repeat?: boolean][]} presses */
function lastOf(presses) {
  const isEnough = countPresses();
  return presses.map(([key, timeStamp, repeat = false]) => isEnough({ key, timeStamp, repeat })).at(-1);
}

test("three Shifts in a row leave", () => {
  assert.equal(lastOf([["Shift", 0], ["Shift", 400], ["Shift", 800]]), true);
});

test("two Shifts do not", () => {
  assert.equal(lastOf([["Shift", 0], ["Shift", 400]]), false);
});

test("Shift held down is one press", () => {
  assert.equal(lastOf([["Shift", 0], ["Shift", 30, true], ["Shift", 60, true], ["Shift", 90, true]]), false);
});

test("capital letters are no way out", () => {
  assert.equal(lastOf([["Shift", 0], ["A", 50], ["Shift", 100], ["B", 150], ["Shift", 200]]), false);
});

test("three slow Shifts are not meant", () => {
  assert.equal(lastOf([["Shift", 0], ["Shift", 1600], ["Shift", 3200]]), false);
});
