// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf } from "../../../chat/browser/console/lengths.js";

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
