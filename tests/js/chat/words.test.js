// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { sayFrom } from "../../../chat/browser/line/words.js";
import { clockTime, clockTimeOf } from "../../../chat/browser/line/times.js";
import { SeenList } from "../../../chat/browser/helpseeker/seen.js";

test("places in a sentence are filled, once and only by what is given", () => {
  assert.equal(sayFrom({ a: "{name} and {other}" })("a", { name: "{other}" }), "{other} and {other}");
});

test("a sentence that is missing is a fault of the page", () => {
  const say = sayFrom({ a: "b" });
  assert.throws(() => say("nothing"), /no words for nothing/);
  assert.throws(() => say("toString"));
});

test("times read 20.12 in Dutch and 20:12 in English, and an impossible one not at all", () => {
  const at = new Date("2026-11-24T19:12:00Z");
  assert.equal(clockTime(at, "nl"), "20.12");
  assert.equal(clockTime(at, "en"), "20:12");
  assert.equal(clockTimeOf(undefined, "nl"), "");
  assert.equal(clockTimeOf(9e15, "nl"), "");
});

test("a text arrives at once and is read when somebody looks", () => {
  const seen = new SeenList();
  seen.arrived({ pid: "p", inst: "i", q: 1 }, false);
  assert.equal(seen.hasNews, false);
  seen.arrived({ pid: "p", inst: "i", q: 2 }, true);
  assert.deepEqual([seen.hasNews, seen.s, seen.r], [true, [["p", "i", 2]], []]);
  seen.told();
  assert.equal(seen.hasNews, false);
  seen.looked();
  assert.deepEqual([seen.hasNews, seen.r], [true, [["p", "i", 2]]]);
});

test("no more than four counters are told of, the latest ones", () => {
  const seen = new SeenList();
  for (const inst of ["a", "b", "c", "d", "e"]) seen.arrived({ pid: "p", inst, q: 1 }, true);
  assert.deepEqual(seen.s.map(([, inst]) => inst), ["b", "c", "d", "e"]);
});
