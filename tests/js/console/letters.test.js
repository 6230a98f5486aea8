// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Letters } from "../../../chat/browser/console/letters.js";

/** A tab's storage. */
function tab() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    kept,
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, value),
    removeItem: (/** @type {string} */ name) => void kept.delete(name),
  };
}

test("a conversation that is gone after a reload is named by its letter", () => {
  const storage = tab();
  const before = new Letters(storage, "3");
  assert.deepEqual(before.begin([]), []);
  before.keep(["A", "B", "C"]);
  before.stop();
  before.keep([]);
  assert.deepEqual(new Letters(storage, "3").begin(["B"]), ["A", "C"]);
});

test("each that is gone is named once", () => {
  const storage = tab();
  new Letters(storage, "3").begin(["A"]);
  const after = new Letters(storage, "3");
  assert.deepEqual([after.begin([]), after.begin([])], [["A"], []]);
  assert.deepEqual(new Letters(storage, "3").begin([]), []);
});

test("without an open conversation nothing is kept", () => {
  const storage = tab();
  const letters = new Letters(storage, "3");
  letters.begin(["A"]);
  assert.deepEqual([...storage.kept.values()], ["3:A"]);
  letters.keep([]);
  assert.equal(storage.kept.size, 0);
});

test("before the server has listed what is there, nothing is overwritten", () => {
  const storage = tab();
  new Letters(storage, "3").begin(["A"]);
  new Letters(storage, "3").keep([]);
  assert.deepEqual([...storage.kept.values()], ["3:A"]);
});

test("another person in the same tab is told nothing", () => {
  const storage = tab();
  new Letters(storage, "3").begin(["A"]);
  assert.deepEqual(new Letters(storage, "4").begin([]), []);
});

test("a browser that keeps nothing is no fault", () => {
  const refuse = () => {
    throw new DOMException("no", "SecurityError");
  };
  const letters = new Letters({ getItem: refuse, setItem: refuse, removeItem: refuse }, "3");
  assert.deepEqual(letters.begin(["A"]), []);
});
