// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { partingWords } from "../../../chat/browser/console/parting.js";

/** @param {string} key @param {object} [values] */
const say = (key, values = {}) => [key, ...Object.values(values)].join(" ");
const quiet = { action: "check_out", live: 0, waiting: 0, others: 1 };

test("whoever has nobody and leaves nobody alone just stops", () => {
  assert.deepEqual(partingWords(say, quiet), []);
  assert.deepEqual(partingWords(say, { ...quiet, waiting: 3 }), []);
  assert.deepEqual(partingWords(say, { ...quiet, others: 0 }), []);
});

test("who stops with conversations is told that they go on", () => {
  assert.deepEqual(partingWords(say, { ...quiet, live: 1 }), ["stop_with_one", "stop_rule"]);
  assert.deepEqual(partingWords(say, { ...quiet, live: 2 }), ["stop_with_some 2", "stop_rule"]);
});

test("the last one on duty is told who waits, also before a break", () => {
  const last = { ...quiet, waiting: 2, others: 0 };
  assert.deepEqual(partingWords(say, last), ["last_some_wait 2"]);
  assert.deepEqual(partingWords(say, { ...last, action: "pause", waiting: 1, live: 1 }), ["last_one_waits"]);
});

test("nothing else is asked about", () => {
  for (const action of ["check_in", "resume"]) {
    assert.deepEqual(partingWords(say, { action, live: 2, waiting: 2, others: 0 }), []);
  }
});
