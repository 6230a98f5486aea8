// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { tooLong } from "../../../chat/browser/console/too_long.js";

test("what fits is not too long", () => {
  assert.deepEqual(tooLong("a".repeat(10), 10), { over: 0, parts: 1 });
  assert.deepEqual(tooLong("", 10), { over: 0, parts: 1 });
});

test("characters are counted, not bytes: an é takes two and a 🙂 four", () => {
  assert.deepEqual(tooLong("a".repeat(9) + "éé", 10), { over: 2, parts: 2 });
  assert.deepEqual(tooLong("a".repeat(10) + "🙂🙂", 10), { over: 2, parts: 2 });
});

test("what is twice too long fits in three", () => {
  assert.deepEqual(tooLong("a".repeat(7_001)), { over: 3_501, parts: 3 });
});
