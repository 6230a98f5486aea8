// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, lengthOf } from "../../../chat/browser/console/moments.js";

test("a time is Amsterdam's, with a point in Dutch and a colon in English", () => {
  const at = Date.UTC(2026, 10, 24, 19, 12);
  assert.equal(clockTime(at, "nl"), "20.12");
  assert.equal(clockTime(at, "en"), "20:12");
  assert.equal(clockTime(Date.UTC(2027, 5, 1, 22, 5), "nl"), "00.05");
});

for (const [milliseconds, said] of /** @type {[number, string][]} */ ([
  [-5000, "0:00"],
  [40_900, "0:40"],
  [110_000, "1:50"],
  [3_599_000, "59:59"],
  [3_600_000, "1:00:00"],
  [8_103_000, "2:15:03"],
])) {
  test(`${milliseconds} ms is ${said}`, () => assert.equal(lengthOf(milliseconds), said));
}
