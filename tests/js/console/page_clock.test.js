// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageNow } from "../../../chat/browser/console/page_clock.js";

const BUILT = 1_795_000_000;

test("a clock after the build is believed", () => assert.equal(pageNow(BUILT, (BUILT + 60) * 1000), BUILT + 60));

test("a clock before the build is not: it is at least as late as the page was built", () => {
  assert.equal(pageNow(BUILT, (BUILT - 86_400) * 1000), BUILT);
});
