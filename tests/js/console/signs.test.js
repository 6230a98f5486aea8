// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { coverLine, titleOf } from "../../../chat/browser/console/signs.js";
import { sayFrom } from "../../../chat/browser/line/words.js";

const say = sayFrom({
  title: "Gesprekken",
  title_new: "({count}) Gesprekken",
  title_waits: "({waits}) Gesprekken",
  title_waits_new: "({waits}, {count} nieuw) Gesprekken",
  one_waits: "1 wacht",
  some_wait: "{count} wachten",
  minutes_none: "minder dan een minuut",
  minutes_one: "1 minuut",
  minutes: "{count} minuten",
});

test("whoever looks elsewhere reads in the title that somebody waits", () => {
  assert.equal(titleOf(say, { unread: 0, waiting: 1, isAway: true }), "(1 wacht) Gesprekken");
  assert.equal(titleOf(say, { unread: 2, waiting: 3, isAway: true }), "(3 wachten, 2 nieuw) Gesprekken");
});

test("whoever sees the queue is not told of it in the title", () => {
  assert.equal(titleOf(say, { unread: 0, waiting: 1, isAway: false }), "Gesprekken");
  assert.equal(titleOf(say, { unread: 2, waiting: 1, isAway: false }), "(2) Gesprekken");
});

test("with nobody waiting the title is as ever", () => {
  assert.equal(titleOf(say, { unread: 0, waiting: 0, isAway: true }), "Gesprekken");
});

test("the cover says how many wait and since how many whole minutes", () => {
  const line = (/** @type {number} */ waiting, /** @type {number} */ longest) => {
    const { who, since } = coverLine(say, { waiting, longest });
    return who + since;
  };
  assert.equal(line(1, 4 * 60_000 + 59_999), "1 wacht, 4 minuten");
  assert.equal(line(2, 60_000), "2 wachten, 1 minuut");
  assert.equal(line(1, -5), "1 wacht, minder dan een minuut");
});

test("with nobody waiting the cover says nothing", () => {
  assert.deepEqual(coverLine(say, { waiting: 0, longest: null }), { who: "", since: "" });
});
