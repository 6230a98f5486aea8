// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { standingOf } from "../../../chat/browser/console/standing.js";

/** @type {Parameters<typeof standingOf>[0]} */
const TALKING = { phase: "open", why: "", goneSince: null, turn: { from: "other", at: 5 } };

for (const [what, change, standing] of /** @type {[string, Partial<typeof TALKING>, unknown[]][]} */ ([
  ["the help-seeker wrote last", {}, ["waits_for_you", 5, true]],
  ["the counsellor wrote last", { turn: { from: "self", at: 5 } }, ["you_wrote_last", 5, false]],
  ["nobody wrote", { turn: null }, ["nothing_written", null, false]],
  ["keys are being agreed", { phase: "securing" }, ["securing", null, false]],
  ["the help-seeker's connection is gone", { goneSince: 3 }, ["peer_gone", 3, false]],
  ["it is gone before the keys were agreed", { goneSince: 3, phase: "securing" }, ["peer_gone", 3, false]],
  ["the sealing failed", { phase: "failed", why: "E_TAG", goneSince: 3 }, ["thread_failed", null, true]],
  ["it ended", { phase: "ended", why: "you" }, ["thread_ended", null, false]],
  ["it went back to the queue", { phase: "ended", why: "requeued" }, ["thread_requeued", null, false]],
  ["it is not listed any more", { phase: "ended", why: "gone" }, ["thread_gone", null, false]],
])) {
  test(`${what}: ${standing[0]}`, () => {
    const { key, since, due } = standingOf({ ...TALKING, ...change });
    assert.deepEqual([key, since, due], standing);
  });
}
