// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { sayFrom } from "../../../chat/browser/line/words.js";
import { clockTime, clockTimeOf } from "../../../chat/browser/line/times.js";
import { openingSentence } from "../../../chat/browser/helpseeker/opening.js";
import { SeenList } from "../../../chat/browser/helpseeker/seen.js";

const say = sayFrom({
  opens_unknown: "unknown",
  opens_today: "today {time}",
  opens_tomorrow: "tomorrow {time}",
  opens_on: "{date} {time}",
});

test("places in a sentence are filled, once and only by what is given", () => {
  assert.equal(sayFrom({ a: "{name} and {other}" })("a", { name: "{other}" }), "{other} and {other}");
});

test("a sentence that is missing is a fault of the page", () => {
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

const how = { say, language: "nl" };

test("the next opening is said as of today, tomorrow or a date, in Dutch days", () => {
  const now = new Date("2026-11-24T22:30:00Z");
  assert.equal(openingSentence(null, now, how), "unknown");
  assert.equal(openingSentence("2026-11-24T22:45:00Z", now, how), "today 23.45");
  assert.equal(openingSentence("2026-11-24T23:30:00Z", now, how), "tomorrow 00.30");
  assert.equal(openingSentence("2026-11-27T12:00:00Z", now, how), "vrijdag 27 november 13.00");
});

test("tomorrow is tomorrow also over the night that has 25 hours", () => {
  assert.equal(openingSentence("2027-10-31T12:00:00Z", new Date("2027-10-30T10:00:00Z"), how), "tomorrow 13.00");
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
